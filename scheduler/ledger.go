package scheduler

import (
	"sync/atomic"

	"github.com/gloam-go/gloam/graph"
)

// A ledger adds up the predicted bytes of results that exist or are being
// made. A nil *ledger keeps no books.
type ledger struct {
	plan *graph.Plan
	live atomic.Int64
	peak atomic.Int64
}

// started books a task that starts to make its result.
func (l *ledger) started(id int) {
	if l == nil {
		return
	}
	if n := l.plan.Bytes(id); n > 0 {
		l.grew(n)
	}
}

func (l *ledger) grew(n int64) {
	now := l.live.Add(n)
	for old := l.peak.Load(); now > old && !l.peak.CompareAndSwap(old, now); {
		old = l.peak.Load()
	}
}

// freed books a result that is no longer held.
func (l *ledger) freed(id int) {
	if l == nil {
		return
	}
	if n := l.plan.Bytes(id); n > 0 {
		l.live.Add(-n)
	}
}

func (l *ledger) bytes() (live, peak int64) {
	if l == nil {
		return 0, 0
	}
	return l.live.Load(), l.peak.Load()
}
