package graph

import "context"

// A Runner evaluates tasks of one plan for one goroutine. It reuses its
// scratch space from task to task.
type Runner struct {
	plan *Plan
	args []Arg
	vals []any
	done []any // results of the steps of a fused task, nil once read
}

// NewRunner returns a Runner for use by one goroutine.
func (p *Plan) NewRunner() *Runner { return &Runner{plan: p} }

// Run evaluates task id. inputs are the results of Inputs(id), in that order.
// The steps of a fused task run one after the other, and each intermediate
// result is dropped as soon as the step that reads it has run. Errors and
// panics of user code come back as a [*TaskError] that names the step; a ctx
// that ends between two steps as its own error.
func (r *Runner) Run(ctx context.Context, id int, inputs []any) (any, error) {
	p := r.plan
	from, to := p.steps.of(id)
	if from == to {
		r.vals = append(r.vals[:0], inputs...)
		return r.call(ctx, p.layers[p.layer[id]], int(p.block[id]))
	}
	defer func() { clear(r.done) }()
	r.done = r.done[:0]
	for s := from; s < to; s++ {
		if s > from && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		r.vals = r.vals[:0]
		refs := p.steps.refs.of(int(s))
		for _, ref := range refs {
			if ref < 0 {
				r.vals, inputs = append(r.vals, inputs[0]), inputs[1:]
			} else {
				r.vals = append(r.vals, r.done[ref])
			}
		}
		for _, ref := range refs {
			if ref >= 0 {
				r.done[ref] = nil
			}
		}
		out, err := r.call(ctx, p.layers[p.steps.layer[s]], int(p.steps.block[s]))
		if err != nil {
			return nil, err
		}
		r.done = append(r.done, out)
	}
	return r.done[len(r.done)-1], nil
}

// call evaluates one block of a layer. r.vals holds the values of its
// references in argument order.
func (r *Runner) call(ctx context.Context, l *Layer, block int) (any, error) {
	if l.IsData() {
		return l.Datum(block), nil
	}
	r.args = l.Args(block, r.args[:0])
	r.spread()
	out, stack, err := call(ctx, l.spec.Op, r.vals)
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
