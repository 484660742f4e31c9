package scheduler

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/gloam-go/gloam/graph"
)

// tickEvery is the time between two events: quick enough for a bar that looks
// alive, slow enough to cost nothing.
const tickEvery = 100 * time.Millisecond

// A Meter counts what a run has done and tells the observer in its context.
// Executors make one per run. A nil *Meter is valid and does nothing, which is
// what runs without an observer have. Methods except Close are safe for
// concurrent use and never block.
type Meter struct {
	plan     *graph.Plan
	tell     func(Progress)
	began    time.Time
	totals   []int // tasks of each layer
	bytesAll int64
	shards   []shard
	memory   *ledger
	pace     pace
	quit     chan struct{}
	ended    chan struct{}
}

// A shard is the part of one worker, alone on its cache lines.
type shard struct {
	done     []atomic.Int32 // per layer
	bytes    atomic.Int64   // read so far
	reported atomic.Int64   // by the task that runs now
	_        [128]byte
}

// NewMeter starts reporting to the observer in ctx and returns the run's
// meter, or nil if ctx has none. workers is the number of goroutines that
// count; each has a number of its own. The caller must Close it.
func NewMeter(ctx context.Context, p *graph.Plan, workers int) *Meter {
	return newMeter(ctx, p, workers, nil)
}

func newMeter(ctx context.Context, p *graph.Plan, workers int, memory *ledger) *Meter {
	tell := observer(ctx)
	if tell == nil {
		return nil
	}
	m := &Meter{
		plan: p, tell: tell, began: time.Now(), memory: memory,
		totals: make([]int, len(p.Layers())), shards: make([]shard, max(workers, 1)),
		quit: make(chan struct{}), ended: make(chan struct{}),
	}
	for id := range p.Len() {
		m.totals[p.LayerOf(id)]++
		m.bytesAll += p.Reads(id)
	}
	for i := range m.shards {
		// 32 spare counters keep the lists of two workers off the same lines.
		m.shards[i].done = make([]atomic.Int32, len(m.totals)+32)
	}
	go m.tick()
	return m
}

// Context returns ctx with a receiver for what the tasks of a worker report
// through graph.ReportRead.
func (m *Meter) Context(ctx context.Context, worker int) context.Context {
	if m == nil {
		return ctx
	}
	s := &m.shards[worker]
	return graph.WithReadReporter(ctx, func(n int64) {
		s.reported.Add(n)
		s.bytes.Add(n)
	})
}

// Finished counts a task that a worker has finished, and what it has read: its
// predicted bytes or, if more, those it has reported.
func (m *Meter) Finished(worker, id int) {
	if m == nil {
		return
	}
	s := &m.shards[worker]
	s.done[m.plan.LayerOf(id)].Add(1)
	reported := s.reported.Swap(0)
	if reads := m.plan.Reads(id); reads > reported {
		s.bytes.Add(reads - reported)
	}
}

// Close sends the last event, with Done set, and returns when no more calls of
// the observer will follow.
func (m *Meter) Close() {
	if m == nil {
		return
	}
	close(m.quit)
	<-m.ended
	last := m.progress(time.Now())
	last.Done, last.Remaining = true, 0
	m.tell(last)
}

func (m *Meter) tick() {
	defer close(m.ended)
	t := time.NewTicker(tickEvery)
	defer t.Stop()
	for {
		select {
		case <-m.quit:
			return
		case now := <-t.C:
			m.tell(m.progress(now))
		}
	}
}

// progress adds up the shards.
func (m *Meter) progress(now time.Time) Progress {
	p := Progress{
		Layers: make([]LayerProgress, len(m.totals)),
		Total:  m.plan.Len(), BytesAll: m.bytesAll, Elapsed: now.Sub(m.began),
	}
	for i, l := range m.plan.Layers() {
		lp := LayerProgress{Name: l.Name(), Label: l.Label(), Total: m.totals[i]}
		for s := range m.shards {
			lp.Tasks += int(m.shards[s].done[i].Load())
		}
		p.Tasks += lp.Tasks
		p.Layers[i] = lp
	}
	for s := range m.shards {
		p.Bytes += m.shards[s].bytes.Load()
	}
	p.Live, p.Peak = m.memory.bytes()
	m.pace.estimate(&p)
	return p
}
