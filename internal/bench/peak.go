package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// watchEvery is short compared with any pass over a big scan.
const watchEvery = 5 * time.Millisecond

// runWatched runs a command and returns the most memory it had resident, and
// the most of that which no file backs, in bytes, or 0 where the system does not
// tell. What the system reports about an ended process will not do: that starts
// with the memory of this one.
func runWatched(cmd *exec.Cmd) (peak, private int64, err error) {
	if err := cmd.Start(); err != nil {
		return 0, 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			return peak, private, err
		case <-tick.C:
			text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
			if err != nil {
				continue
			}
			peak = max(peak, statusBytes(string(text), "VmHWM:"))
			private = max(private, statusBytes(string(text), "RssAnon:"))
		}
	}
}

// statusBytes returns one of the sizes that the system tells of a process.
func statusBytes(status, name string) int64 {
	_, rest, ok := strings.Cut(status, name)
	if !ok {
		return 0
	}
	var kib int64
	if _, err := fmt.Sscan(rest, &kib); err != nil {
		return 0
	}
	return kib << 10
}
