package main

import (
	"fmt"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"strings"
)

// Trials with memory note the most memory that each process has resident while
// it runs them, where the system tells.

// forgetPeak makes the system start over with the most memory of this process.
func forgetPeak() {
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0o600) // without it the peak is that of all runs
}

// peakOf returns the most memory that a process has had resident, 0 where the
// system does not tell.
func peakOf(pid int) int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	return statusBytes(string(text), "VmHWM:")
}

// notePeak keeps the most of all rounds.
func (s *sample) notePeak(kind string, pid int) {
	if s.peaks == nil {
		s.peaks = map[string]int64{}
	}
	s.peaks[kind] = max(s.peaks[kind], peakOf(pid))
}

// own is the kind of this process among peaks.
const own = ""

// peaks is a table of the memory of trials that note it.
func (m *measurement) peaks(s *strings.Builder) {
	first := true
	for _, t := range m.trials {
		x := m.samples[t.name]
		for _, kind := range slices.Sorted(maps.Keys(x.peaks)) {
			if kind == own || x.peaks[kind] == 0 {
				continue
			}
			if first {
				fmt.Fprintf(s, "\nThe most memory that the processes had resident.\n\n")
				line(s, []string{"trial", "peak", "against", "their peak", ""})
				line(s, dashes(5))
				first = false
			}
			verdict := "met"
			if x.peaks[own] > x.peaks[kind] {
				verdict = "not met"
			}
			line(s, []string{t.name, mib(x.peaks[own]), kind, mib(x.peaks[kind]), verdict})
		}
	}
}
