package delayed

import (
	"context"
	"iter"
	"runtime"
	"sync"
	"time"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
)

// A PartialResult is what a run has so far. It is a snapshot that later
// partitions do not change, and safe for concurrent use.
type PartialResult struct {
	Partition   int            // merged last; -1 if the run has none
	Version     int            // of the parameters it was processed with; see [Live]
	Done, Total int            // partitions with selected positions, merged and in all
	Frames      int            // selected positions that are merged
	Damage      *ndarray.Array // bool, in scan shape: which positions are merged
	run         *udf.Run
	buffers     [][]*ndarray.Array
	valid       []bool
}

// Len returns the number of UDFs.
func (p *PartialResult) Len() int { return len(p.buffers) }

// Results computes the results of the u-th UDF from what is merged. Elements
// of nav results that are not merged yet are what Preprocess made of them, and
// not valid; sig and single results are valid as a whole unless the UDF says
// otherwise.
func (p *PartialResult) Results(u int) (map[string]Result, error) {
	raw, masks, err := p.run.ResultsOf(u, p.buffers[u], p.valid)
	if err != nil {
		return nil, err
	}
	r := &Results{run: p.run}
	out := map[string]Result{}
	for i, d := range p.run.Decls(u) {
		if raw[i] == nil {
			continue
		}
		mask := masks[i]
		if mask == nil && d.Kind == udf.KindNav {
			if mask, err = p.merged(raw[i]); err != nil {
				return nil, err
			}
		}
		if out[d.Name], err = r.eager(d, raw[i], mask); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// All computes the results of all UDFs, in their order.
func (p *PartialResult) All() ([]map[string]Result, error) {
	out := make([]map[string]Result, p.Len())
	var err error
	for u := range out {
		if out[u], err = p.Results(u); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// merged is the default mask of a nav result: the damage, for all elements of
// each entry.
func (p *PartialResult) merged(raw *ndarray.Array) (*ndarray.Array, error) {
	m, err := ndarray.FromSlice(append([]bool(nil), p.valid...))
	if err != nil {
		return nil, err
	}
	ones := make([]int, raw.NDim()-1)
	for i := range ones {
		ones[i] = 1
	}
	if raw.Shape()[0] != len(p.valid) { // Results gave it in scan shape
		return p.Damage, nil
	}
	if m, err = m.Reshape(append([]int{len(p.valid)}, ones...)...); err != nil {
		return nil, err
	}
	if m, err = m.BroadcastTo(raw.Shape()...); err != nil {
		return nil, err
	}
	return m.AsContiguous(), nil
}

// A PartialOption changes how [Partial] runs.
type PartialOption func(*partialConfig)

type partialConfig struct {
	ordered bool
	window  int
	every   time.Duration
	options []scheduler.Option
}

// InScanOrder merges partitions in scan order, so that each snapshot is the
// same in every run. Without it they are merged as they arrive.
func InScanOrder() PartialOption { return func(c *partialConfig) { c.ordered = true } }

// AtOnce lets at most n partitions be in work. The default is the number of
// CPUs. With [InScanOrder], up to n-1 more may wait for their turn to be merged.
func AtOnce(n int) PartialOption { return func(c *partialConfig) { c.window = max(n, 1) } }

// Every leaves out items that come less than d after the one before was asked
// for, except the last, so that the copies of many results that nobody can look
// at need not be made.
func Every(d time.Duration) PartialOption { return func(c *partialConfig) { c.every = d } }

// With passes options such as scheduler.On to the runs of the partitions.
func With(options ...scheduler.Option) PartialOption {
	return func(c *partialConfig) { c.options = append(c.options, options...) }
}

// Partial runs the UDFs over the dataset and yields what there is after each
// merged partition; the last item is the result of the whole run. A run
// without selected positions yields one item. Errors end the sequence; leaving
// the loop stops the run. Merging happens in this process and is serial; UDFs
// need Merge where Run would be content with MergeAll. Each partition is a run
// of its own, so work that partitions of a computed array share is done again
// for each.
//
// The last item has the same bits as what [Run] gives, but for UDFs that have
// MergeAll as well, if those that have Merge and are not Associative are merged
// with [InScanOrder].
func Partial(ctx context.Context, d *udf.Dataset, specs []udf.Spec, opts ...PartialOption) iter.Seq2[*PartialResult, error] {
	return func(yield func(*PartialResult, error) bool) {
		l, err := NewLive(d, specs...)
		if err != nil {
			yield(nil, err)
			return
		}
		l.Partial(ctx, opts...)(yield)
	}
}

// partialRun is one execution of Partial.
type partialRun struct {
	partialConfig
	live     *Live
	settings []setting // of partitions, ascending; the last one holds for all that follow
	merging  *udf.Merging
	yielded  time.Time
}

func newPartialRun(l *Live, opts []PartialOption) (*partialRun, error) {
	c := partialConfig{window: runtime.NumCPU()}
	for _, o := range opts {
		o(&c)
	}
	first := setting{liveVersion: l.current()}
	m, err := first.lower.run.StartMerging()
	if err != nil {
		return nil, err
	}
	return &partialRun{partialConfig: c, live: l, settings: []setting{first}, merging: m}, nil
}

// parts lists the partitions to process.
func (p *partialRun) parts() []int { return p.settings[0].lower.parts }

// arrival is a finished partition.
type arrival struct {
	part int // index among those with selected positions
	list buffers
	err  error
}

// onePart is the result of one partition as a value to compute.
type onePart struct {
	layer *graph.Layer
	part  int
}

func (o onePart) Layer() *graph.Layer              { return o.layer }
func (o onePart) Blocks() []int                    { return []int{o.part} }
func (o onePart) Collect(parts []any) (any, error) { return parts[0], nil }

func (p *partialRun) run(ctx context.Context, yield func(*PartialResult, error) bool) {
	total := len(p.parts())
	if total == 0 {
		p.yield(-1, yield)
		return
	}
	work, stop := context.WithCancel(ctx)
	flow := &flow{arrivals: make(chan arrival, p.window), waiting: map[int]buffers{}}
	defer flow.wg.Wait()
	defer stop()
	for p.merging.Done() < total {
		p.fill(work, flow)
		a := <-flow.arrivals
		flow.running--
		if a.err != nil {
			yield(nil, p.failed(ctx, a.err))
			return
		}
		flow.waiting[a.part] = a.list
		if !p.merge(work, flow, a.part, yield) {
			return
		}
	}
}

// flow is what is under way in a run.
type flow struct {
	wg            sync.WaitGroup
	arrivals      chan arrival // as long as the window: nobody waits to hand over
	waiting       map[int]buffers
	next, running int
}

// mostAhead is how many partitions, that to be merged next included, may be
// started before it is merged.
func (p *partialRun) mostAhead() int {
	if p.ordered {
		return 2*p.window - 1
	}
	return p.window
}

// fill starts partitions while there is room.
func (p *partialRun) fill(ctx context.Context, f *flow) {
	for f.running < p.window && f.running+len(f.waiting) < p.mostAhead() && f.next < len(p.parts()) {
		part := f.next
		lower := p.settingOf(part).lower
		f.wg.Go(func() { p.compute(ctx, lower, part, f.arrivals) })
		f.next, f.running = f.next+1, f.running+1
	}
}

// compute runs one partition.
func (p *partialRun) compute(ctx context.Context, l *lowering, part int, arrivals chan<- arrival) {
	a := arrival{part: part}
	got, err := scheduler.Compute(ctx, []graph.Collection{onePart{l.part, part}}, p.options...)
	if a.err = err; err == nil {
		a.list = got[0].(buffers)
	}
	arrivals <- a
}

// merge merges what can be merged and yields after each partition.
func (p *partialRun) merge(ctx context.Context, f *flow, arrived int, yield func(*PartialResult, error) bool) bool {
	at := arrived
	if p.ordered {
		at = p.merging.Done()
	}
	for {
		list, ok := f.waiting[at]
		if !ok {
			return true
		}
		delete(f.waiting, at)
		if err := p.merging.Add(p.parts()[at], list); err != nil {
			yield(nil, err)
			return false
		}
		if !p.yield(at, yield) {
			return false
		}
		if err := p.adopt(f.next); err != nil {
			yield(nil, err)
			return false
		}
		p.fill(ctx, f)
		at = p.merging.Done()
	}
}

// yield gives an item to the caller, unless that would be too soon.
func (p *partialRun) yield(at int, yield func(*PartialResult, error) bool) bool {
	last := p.merging.Done() == len(p.parts())
	if !last && p.every > 0 && time.Since(p.yielded) < p.every {
		return true
	}
	p.yielded = time.Now()
	s, err := p.snapshot(at)
	if err != nil {
		yield(nil, err)
		return false
	}
	return yield(s, nil)
}

// failed is the error of a run that did not come to its end.
func (p *partialRun) failed(ctx context.Context, err error) error {
	return cancelledAfter(ctx, err, p.merging.Done(), len(p.parts()))
}

// snapshot is what there is after the at-th partition with selected positions
// was merged.
func (p *partialRun) snapshot(at int) (*PartialResult, error) {
	now := p.settings[len(p.settings)-1]
	list, err := p.merging.Snapshot()
	if err != nil {
		return nil, err
	}
	s := &PartialResult{Partition: -1, Version: now.number, Done: p.merging.Done(), Total: len(p.parts()),
		run: now.lower.run, buffers: list, valid: p.merging.Valid()}
	if at >= 0 {
		s.Partition, s.Version = p.parts()[at], p.settingOf(at).number
	}
	s.Damage, s.Frames = damageOf(s.run.Meta(), s.valid)
	return s, nil
}

// damageOf brings merged positions into scan shape and counts them.
func damageOf(m udf.Meta, valid []bool) (*ndarray.Array, int) {
	damage, frames := make([]bool, m.Positions()), 0
	row := 0
	for i := range damage {
		if m.ROI != nil && !m.ROI[i] {
			continue
		}
		if damage[i] = valid[row]; damage[i] {
			frames++
		}
		row++
	}
	a, err := ndarray.FromSlice(damage, m.Nav...)
	if err != nil {
		panic(err) // the length is that of the scan
	}
	return a, frames
}
