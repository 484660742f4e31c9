package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// watchEvery is short compared with any pass over a big scan.
const watchEvery = 2 * time.Millisecond

// resident is the most memory that a process had, in bytes, or 0 where the
// system does not tell. The parts need not have had their peaks together.
type resident struct {
	peak  int64
	anon  int64 // that no file backs: what the process has made
	files int64 // pages of mapped files, the program's among them, which the system can take back
}

func (r resident) most(o resident) resident {
	return resident{max(r.peak, o.peak), max(r.anon, o.anon), max(r.files, o.files)}
}

// runWatched runs a command and watches its memory, once wait has returned if it
// is given. What the system reports
// about an ended process will not do: that starts with the memory of this one.
func runWatched(cmd *exec.Cmd, wait func()) (resident, error) {
	var most resident
	if err := cmd.Start(); err != nil {
		return most, err
	}
	if wait != nil {
		wait()
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			return most, err
		case <-tick.C:
			b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
			if err != nil {
				continue
			}
			text := string(b)
			most = most.most(resident{statusBytes(text, "VmHWM:"), statusBytes(text, "RssAnon:"), statusBytes(text, "RssFile:")})
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
