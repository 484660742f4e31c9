package main

import (
	"os"
	"runtime/debug"
)

// collectAt is how much garbage, in percent of what is alive, a run lets pile up
// before it is collected. The Go runtime's 100 doubles the partial results that
// wait for their neighbours; half as much costs no time that can be measured, as
// big blocks hold no pointers.
const collectAt = 50

// paceGarbage has garbage collected earlier until the returned function is
// called, unless the user has set GOGC.
func paceGarbage() (restore func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(collectAt)
	return func() { debug.SetGCPercent(before) }
}
