package graph

import "context"

// A Runner evaluates tasks of one plan for one goroutine. It reuses its
// scratch space from task to task.
type Runner struct {
	plan *Plan
	args []Arg
	vals []any
	done []any   // results of the steps of a fused task, nil once read
	last []int32 // the step that reads each of them last
	// Runners made together lie side by side, and all are written with every task.
	_ [152]byte
}

// NewRunner returns a Runner for use by one goroutine.
func (p *Plan) NewRunner() *Runner { return &Runner{plan: p} }

// Run evaluates task id. inputs are the results of Inputs(id), in that order.
// The steps of a fused task run one after the other, or together where their
// ops can (see [RegisterFusing]), and each intermediate result is dropped as
// soon as the last step that reads it has run. Errors and panics of user code
// come back as a [*TaskError] that names the step; a ctx that ends between two
// steps as its own error.
func (r *Runner) Run(ctx context.Context, id int, inputs []any) (any, error) {
	p := r.plan
	from, to := p.steps.of(id)
	if from == to {
		r.vals = append(r.vals[:0], inputs...)
		l, block := p.at(int32(id))
		return r.call(ctx, l, block, false)
	}
	defer func() { clear(r.done) }()
	r.done = r.done[:0]
	r.reads(from, to)
	for s := from; s < to; s++ {
		if s > from && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		r.vals = r.vals[:0]
		l := p.layers[p.steps.layer[s]]
		for _, ref := range p.steps.refs.of(int(s)) {
			if ref < 0 {
				r.vals, inputs = append(r.vals, inputs[0]), inputs[1:]
				continue
			}
			v, err := r.step(ctx, from, ref, l)
			if err != nil {
				return nil, err
			}
			r.vals = append(r.vals, v)
		}
		for _, ref := range p.steps.refs.of(int(s)) {
			if ref >= 0 && r.last[ref] == s {
				r.done[ref] = nil
			}
		}
		out, err := r.call(ctx, l, int(p.steps.block[s]), true)
		if err != nil {
			return nil, err
		}
		r.done = append(r.done, out)
	}
	return r.settle(ctx, from, to-from-1)
}

// reads notes the last reader of each step.
func (r *Runner) reads(from, to int32) {
	r.last = append(r.last[:0], r.plan.steps.block[from:to]...) // as many
	for s := from; s < to; s++ {
		for _, ref := range r.plan.steps.refs.of(int(s)) {
			if ref >= 0 {
				r.last[ref] = s
			}
		}
	}
}

// step returns the result of an earlier step for a reader of layer l: its
// value, unless the reader's op takes a Pending.
func (r *Runner) step(ctx context.Context, from, i int32, l *Layer) (any, error) {
	if op := l.spec.Op; op != nil && op.fuse != nil {
		return r.done[i], nil
	}
	return r.settle(ctx, from, i)
}

// settle returns the value of a step. What goes wrong in computing one that
// was put off is an error of that step.
func (r *Runner) settle(ctx context.Context, from, i int32) (any, error) {
	p, ok := r.done[i].(Pending)
	if !ok {
		return r.done[i], nil
	}
	v, stack, err := settle(ctx, p)
	if err != nil {
		l := r.plan.layers[r.plan.steps.layer[from+i]]
		return nil, newTaskError(l.Key(int(r.plan.steps.block[from+i])), l.spec.Op, l.spec.Site, err, stack)
	}
	return v, nil
}

// call evaluates one block of a layer, as a step of a fused task or alone.
// r.vals holds the values of its references in argument order.
func (r *Runner) call(ctx context.Context, l *Layer, block int, step bool) (any, error) {
	if l.IsData() {
		return l.Datum(block), nil
	}
	r.args = l.Args(block, r.args[:0])
	r.spread()
	fn := l.spec.Op.fn
	if step {
		fn = l.spec.Op.step()
	}
	out, stack, err := call(ctx, fn, r.vals)
	clear(r.vals)
	clear(r.args)
	if err != nil {
		return nil, newTaskError(l.Key(block), l.spec.Op, l.spec.Site, err, stack)
	}
	return out, nil
}

// spread moves the values of references to the places of their arguments and
// puts the literals between them. It works from the end, so that no value is
// overwritten before it has moved.
func (r *Runner) spread() {
	next := len(r.vals) - 1
	for len(r.vals) < len(r.args) {
		r.vals = append(r.vals, nil)
	}
	for i := len(r.args) - 1; i >= 0; i-- {
		if r.args[i].dep < 0 {
			r.vals[i] = r.args[i].value
			continue
		}
		r.vals[i] = r.vals[next]
		next--
	}
}
