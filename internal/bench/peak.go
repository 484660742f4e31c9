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

// runWatched runs a command and returns the most memory it had resident, in
// bytes, or 0 where the system does not tell. What the system reports about an
// ended process will not do: that starts with the memory of this one.
func runWatched(cmd *exec.Cmd) (int64, error) {
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	peak := int64(0)
	for {
		select {
		case err := <-ended:
			return peak, err
		case <-tick.C:
			peak = max(peak, highWater(cmd.Process.Pid))
		}
	}
}

// highWater returns the peak of a process's resident memory so far.
func highWater(pid int) int64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, ok := strings.Cut(string(b), "VmHWM:")
	if !ok {
		return 0
	}
	var kib int64
	if _, err := fmt.Sscan(rest, &kib); err != nil {
		return 0
	}
	return kib << 10
}
