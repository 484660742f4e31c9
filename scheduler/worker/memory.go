package worker

import (
	"context"
	"runtime/debug"
	"time"

	"github.com/gloam-go/gloam/scheduler/worker/internal/machine"
)

// How often process memory is looked at, as in Dask, and how often at most
// garbage is given back to the system before the worker pauses for it.
const (
	memoryInterval = 200 * time.Millisecond
	scavengePause  = 2 * time.Second
)

// watchMemory pauses the machine while the process takes too much.
func (s *session) watchMemory(ctx context.Context) {
	limit := s.pauseAbove()
	if limit <= 0 {
		return
	}
	t := time.NewTicker(memoryInterval)
	defer t.Stop()
	var scavenged time.Time
	paused := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		used := residentBytes()
		if used > limit && time.Since(scavenged) > scavengePause {
			debug.FreeOSMemory()
			scavenged, used = time.Now(), residentBytes()
		}
		if over := used > limit; over != paused {
			paused = over
			if paused {
				s.log.Warn("paused, memory is short", "used", used, "limit", s.memoryLimit)
			} else {
				s.log.Info("resumed", "used", used, "limit", s.memoryLimit)
			}
			s.post(ctx, machine.Pressure{Pause: paused})
		}
	}
}
