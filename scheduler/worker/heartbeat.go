package worker

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/scheduler/worker/internal/machine"
)

// shortestBeat bounds how often a scheduler can make a worker report.
const shortestBeat = 50 * time.Millisecond

// deafLimit is how long a scheduler may leave heartbeats without an answer. It
// gives workers up after as long.
var deafLimit = 5 * time.Minute

// heartbeat reports to the scheduler at the pace that it asks for.
func (s *session) heartbeat(ctx context.Context, interval time.Duration) {
	g := &gauge{}
	heard := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(max(interval, shortestBeat)):
		}
		next, err := s.beat(ctx, g)
		switch {
		case ctx.Err() != nil:
			return
		case errors.Is(err, ErrLost):
			s.cancel(err)
			return
		case err != nil:
			s.log.Warn("no answer to a heartbeat", "error", err) // if the scheduler is gone, the stream tells
			if silence := time.Since(heard); silence > deafLimit {
				s.lost(fmt.Errorf("no answer to heartbeats for %v: %w", silence.Round(time.Second), err))
				return
			}
		default:
			interval, heard = max(next, 0), time.Now()
		}
	}
}

var errMissing = errors.New("the scheduler does not know this worker any more")

func (s *session) beat(ctx context.Context, g *gauge) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	var stats machine.Stats
	now, executing := time.Now(), map[daskproto.Key]float64{}
	err := s.settle(ctx, message{call: func() {
		stats = s.machine.Stats()
		for _, x := range s.running {
			executing[x.key] = now.Sub(x.since).Seconds()
		}
	}})
	if err != nil {
		return 0, err
	}
	reply, err := s.pool.Call(ctx, s.scheduler, daskproto.Heartbeat{Address: s.address, Now: seconds(now),
		Metrics: s.metrics(stats, g), Executing: executing}.Encode())
	if err != nil {
		return 0, err
	}
	r, err := daskproto.DecodeHeartbeatReply(reply)
	if err == nil && r.Missing {
		err = errors.Join(ErrLost, errMissing)
	}
	return r.Interval, err
}

// metrics returns what the dashboard shows.
func (s *session) metrics(stats machine.Stats, g *gauge) daskproto.Metrics {
	now := time.Now()
	in, out, bandwidth := s.traffic.snapshot()
	m := daskproto.Metrics{
		Memory: residentBytes(), ManagedBytes: stats.Managed, SpilledMemory: stats.Disk, SpilledDisk: stats.Disk,
		CPU: g.percent(now), Time: seconds(now), Bandwidth: bandwidth, OpenFiles: openFiles(),
		Incoming:   daskproto.Transfers{Bytes: in.bytes, Count: in.count, Total: in.total},
		Outgoing:   daskproto.Transfers{Bytes: out.bytes, Count: out.count, Total: out.total},
		TaskCounts: map[string]int64{},
	}
	for state, n := range maps.All(stats.Counts) {
		m.TaskCounts[state] = int64(n)
	}
	return m
}
