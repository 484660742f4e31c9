package main

import (
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"
)

// gcPercent is at how much garbage this process collects.
func gcPercent() int {
	p := debug.SetGCPercent(100)
	debug.SetGCPercent(p)
	return p
}

func TestRunsCollectGarbageEarlier(t *testing.T) {
	t.Setenv("GOGC", "")
	before := gcPercent()
	restore := paceGarbage()
	require.Equal(t, collectAt, gcPercent())
	restore()
	require.Equal(t, before, gcPercent())
}

func TestPaceThatUsersSetStays(t *testing.T) {
	t.Setenv("GOGC", "200")
	before := gcPercent()
	defer paceGarbage()()
	require.Equal(t, before, gcPercent())
}
