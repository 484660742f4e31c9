package graph

import "context"

// A Pending is a result that an op has put off computing, so that the ops that
// read it can compute it together with theirs, piece by piece, without a
// temporary of its full size. Ops registered with [RegisterFusing] make and
// take Pendings; everyone else gets their values. A Pending belongs to one
// task and one goroutine.
type Pending interface {
	// Value computes the result. The first call does the work; others return
	// the same value.
	Value(ctx context.Context) (any, error)
}

// RegisterFusing is [Register] for an op that can work together with its
// neighbours in a fused task. There fuse is called instead of fn: its arguments
// may be Pendings, and so may its result. Its result, or the value of that
// Pending, must be the same bits as that of fn. Errors that depend on the
// arguments alone are returned by fuse itself, since those of a Pending are
// noticed only when its value is wanted.
func RegisterFusing(name string, fn, fuse Func) *Op {
	op := RegisterAt(callSite(2), name, fn)
	op.fuse = fuse
	return op
}

// Start evaluates the task like [Task.Run], except that inputs may be Pendings
// and that the result is one if the op can put its work off. Take the value of
// the result with [Task.Finish].
func (t *Task) Start(ctx context.Context, inputs []any) (any, error) {
	if t.Op == nil {
		return t.Value, nil
	}
	args := t.args(inputs)
	if t.Op.fuse == nil {
		for i, v := range args {
			var err error
			if args[i], err = t.Finish(ctx, v); err != nil {
				return nil, err
			}
		}
	}
	out, stack, err := call(ctx, t.Op.step(), args)
	if err != nil {
		return nil, newTaskError(t.Key, t.Op, t.Site, err, stack)
	}
	return out, nil
}

// Finish returns the value of a Pending, and what is none as it is.
func (t *Task) Finish(ctx context.Context, v any) (any, error) {
	p, ok := v.(Pending)
	if !ok {
		return v, nil
	}
	out, stack, err := settle(ctx, p)
	if err != nil {
		return nil, newTaskError(t.Key, t.Op, t.Site, err, stack)
	}
	return out, nil
}

// step returns the function that evaluates the op as a step of a fused task.
func (o *Op) step() Func {
	if o.fuse != nil {
		return o.fuse
	}
	return o.fn
}

// settle returns the value of p and turns a panic into an error.
func settle(ctx context.Context, p Pending) (out any, stack string, err error) {
	return call(ctx, func(ctx context.Context, _ []any) (any, error) { return p.Value(ctx) }, nil)
}
