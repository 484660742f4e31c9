package scheduler

import (
	"context"
	"errors"
	"fmt"

	"github.com/gloam-go/gloam/graph"
)

// An Executor runs plans. Results come back in the order of p.Outputs(). The
// call returns when its goroutines have ended; cancelling ctx stops it at once
// and gives context.Cause(ctx). A failing task gives a [*graph.TaskError] that
// names that task, never one it dragged down. Executors are safe for
// concurrent use.
type Executor interface {
	Execute(ctx context.Context, p *graph.Plan) ([]any, error)
}

// An Option changes how [Compute] runs.
type Option func(*config)

type config struct {
	executor Executor
	progress func(Progress)
	profile  *Profile
	failures string // folder for failing tasks
	cache    *Cache
	cached   []graph.Collection // whose results it keeps besides those wanted
}

func newConfig(opts []Option) (config, error) {
	c := config{executor: NewLocal()}
	for _, o := range opts {
		if o != nil {
			o(&c)
		}
	}
	if c.executor == nil {
		return c, errors.New("scheduler: On: got a nil executor")
	}
	return c, c.checkCached()
}

// On runs on the given executor instead of a [Local] one with a worker per CPU.
func On(e Executor) Option { return func(c *config) { c.executor = e } }

// Compute evaluates lazy values in one run that shares their common work. The
// results have the types their Collect methods give, in the order of wanted;
// none wanted gives none. Errors are those of the plan, of the executor, or of
// the first Collect that fails.
func Compute(ctx context.Context, wanted []graph.Collection, opts ...Option) ([]any, error) {
	if ctx == nil {
		return nil, errNilContext
	}
	c, err := newConfig(opts)
	if err != nil {
		return nil, err
	}
	p, cache, err := c.plan(wanted)
	if err != nil {
		return nil, err
	}
	if c.progress != nil {
		ctx = Observe(ctx, c.progress)
	}
	if c.profile != nil {
		ctx = Profiled(ctx, c.profile)
	}
	if c.failures != "" {
		ctx = SavingFailed(ctx, c.failures)
	}
	parts, err := c.executor.Execute(ctx, p)
	if err != nil {
		return nil, err
	}
	if len(parts) != len(p.Outputs()) {
		return nil, fmt.Errorf("scheduler: %T returned %d results, want %d", c.executor, len(parts), len(p.Outputs()))
	}
	cache.keep(parts)
	return collect(wanted, p, parts, cache != nil)
}

// plan makes the plan of a run, and its use of the cache if it has one.
func (c *config) plan(wanted []graph.Collection) (*graph.Plan, *cacheRun, error) {
	if err := checkWanted(wanted); err != nil {
		return nil, nil, err
	}
	if c.cache != nil {
		return c.planCached(wanted)
	}
	p, err := graph.NewPlan(wanted)
	return p, nil, err
}

func checkWanted(wanted []graph.Collection) error {
	for i, w := range wanted {
		if w == nil || w.Layer() == nil {
			return fmt.Errorf("scheduler: value %d of %d to compute is nil", i+1, len(wanted))
		}
		if known, ok := w.(interface{ Err() error }); ok && known.Err() != nil {
			return known.Err() // it was made with an error: nothing has to run to say so
		}
	}
	return nil
}

// collect puts the parts of each wanted value together. Parts that are shared
// with a cache stay as they are.
func collect(wanted []graph.Collection, p *graph.Plan, parts []any, shared bool) ([]any, error) {
	out := make([]any, len(wanted))
	for i, w := range wanted {
		from, to := p.Output(i)
		put := w.Collect
		if o, ok := w.(Owner); ok && shared {
			put = o.CollectOwned
		}
		v, err := put(parts[from:to:to])
		if err != nil {
			return nil, fmt.Errorf("scheduler: collect %s: %w", w.Layer().Name(), err)
		}
		out[i] = v
	}
	return out, nil
}

var (
	errNilContext = errors.New("scheduler: got a nil context")
	errNilPlan    = errors.New("scheduler: got a nil plan")
)

// checkRun refuses what no executor can run.
func checkRun(ctx context.Context, p *graph.Plan) error {
	if ctx == nil {
		return errNilContext
	}
	if p == nil {
		return errNilPlan
	}
	return nil
}

// rootCause returns what a run reports after a task gave err: the reason ctx
// was cancelled if the task merely passed that on, err otherwise.
func rootCause(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		return err
	}
	cause := context.Cause(ctx)
	if errors.Is(err, ctx.Err()) || errors.Is(err, cause) {
		return cause
	}
	return err
}
