package delayed

import (
	"context"
	"iter"
	"runtime"
	"sync"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
)

// A PartialResult is what a run has so far. It is a snapshot that later
// partitions do not change, and safe for concurrent use.
type PartialResult struct {
	Partition   int            // merged last; -1 if the run has none
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
	options []scheduler.Option
}

// InScanOrder merges partitions in scan order, so that each snapshot is the
// same in every run. Without it they are merged as they arrive.
func InScanOrder() PartialOption { return func(c *partialConfig) { c.ordered = true } }

// AtOnce lets at most n partitions be in work or wait to be merged. The default
// is the number of CPUs.
func AtOnce(n int) PartialOption { return func(c *partialConfig) { c.window = max(n, 1) } }

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
func Partial(ctx context.Context, d *udf.Dataset, specs []udf.Spec, opts ...PartialOption) iter.Seq2[*PartialResult, error] {
	return func(yield func(*PartialResult, error) bool) {
		c := partialConfig{window: runtime.NumCPU()}
		for _, o := range opts {
			o(&c)
		}
		p, err := newPartialRun(d, specs, c)
		if err != nil {
			yield(nil, err)
			return
		}
		p.run(ctx, yield)
	}
}

// partialRun is one execution of Partial.
type partialRun struct {
	partialConfig
	lower   *lowering
	merging *udf.Merging
}

func newPartialRun(d *udf.Dataset, specs []udf.Spec, c partialConfig) (*partialRun, error) {
	r, err := udf.NewRun(d, specs)
	if err != nil {
		return nil, err
	}
	m, err := r.StartMerging()
	if err != nil {
		return nil, err
	}
	l, err := newLowering(r)
	return &partialRun{partialConfig: c, lower: l, merging: m}, err
}

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
	total := len(p.lower.parts)
	if total == 0 {
		yield(p.snapshot(-1), nil)
		return
	}
	work, stop := context.WithCancel(ctx)
	arrivals := make(chan arrival, p.window) // nobody waits to hand over
	var wg sync.WaitGroup
	defer wg.Wait()
	defer stop()
	next, running := 0, 0
	waiting := map[int]buffers{}
	for p.merging.Done() < total {
		for running+len(waiting) < p.window && next < total {
			part := next
			wg.Go(func() { p.compute(work, part, arrivals) })
			next, running = next+1, running+1
		}
		a := <-arrivals
		running--
		if a.err != nil {
			yield(nil, p.failed(ctx, a.err))
			return
		}
		waiting[a.part] = a.list
		if !p.merge(waiting, a.part, yield) {
			return
		}
	}
}

// compute runs one partition.
func (p *partialRun) compute(ctx context.Context, part int, arrivals chan<- arrival) {
	a := arrival{part: part}
	got, err := scheduler.Compute(ctx, []graph.Collection{onePart{p.lower.part, part}}, p.options...)
	if a.err = err; err == nil {
		a.list = got[0].(buffers)
	}
	arrivals <- a
}

// merge merges what can be merged and yields after each partition.
func (p *partialRun) merge(waiting map[int]buffers, arrived int, yield func(*PartialResult, error) bool) bool {
	at := arrived
	if p.ordered {
		at = p.merging.Done()
	}
	for {
		list, ok := waiting[at]
		if !ok {
			return true
		}
		delete(waiting, at)
		partition := p.lower.parts[at]
		if err := p.merging.Add(partition, list); err != nil {
			yield(nil, err)
			return false
		}
		if !yield(p.snapshot(partition), nil) {
			return false
		}
		at = p.merging.Done()
	}
}

// failed is the error of a run that did not come to its end.
func (p *partialRun) failed(ctx context.Context, err error) error {
	return cancelledAfter(ctx, err, p.merging.Done(), len(p.lower.parts))
}

func (p *partialRun) snapshot(partition int) *PartialResult {
	r := p.lower.run
	s := &PartialResult{Partition: partition, Done: p.merging.Done(), Total: len(p.lower.parts),
		run: r, buffers: p.merging.Snapshot(), valid: p.merging.Valid()}
	m := r.Meta()
	damage := make([]bool, m.Positions())
	row := 0
	for i := range damage {
		if m.ROI != nil && !m.ROI[i] {
			continue
		}
		if damage[i] = s.valid[row]; damage[i] {
			s.Frames++
		}
		row++
	}
	a, err := ndarray.FromSlice(damage, m.Nav...)
	if err != nil {
		panic(err) // the length is that of the scan
	}
	s.Damage = a
	return s
}
