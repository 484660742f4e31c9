package scheduler

import (
	"context"
	"runtime"

	"github.com/gloam-go/gloam/graph"
)

// Sync runs plans in the calling goroutine, one task after the other in static
// order: for debugging, and as the reference for the other executors. Results
// are freed with their last reader. Tasks may use all processors.
type Sync struct{}

// Execute implements [Executor].
func (Sync) Execute(ctx context.Context, p *graph.Plan) ([]any, error) {
	if err := checkRun(ctx, p); err != nil {
		return nil, err
	}
	books := booksFor(ctx, p)
	m := newMeter(ctx, p, 1, books)
	defer m.Close()
	rec := record(ctx, p, 1)
	defer rec.close()
	s := newResults(p, books)
	r, taskCtx := p.NewRunner(), graph.WithThreads(m.Context(ctx, 0), runtime.GOMAXPROCS(0))
	var inputs []any
	for _, id := range staticOrder(p) {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		books.started(int(id))
		inputs = s.inputs(int(id), inputs[:0])
		from := rec.now()
		v, err := r.Run(taskCtx, int(id), inputs)
		if !p.Layers()[p.LayerOf(int(id))].IsData() {
			rec.ran(0, int(id), from, err)
		}
		if err != nil {
			return nil, rootCause(ctx, saveFailed(ctx, p, int(id), inputs, err))
		}
		clear(inputs)
		s.put(int(id), v)
		s.release(int(id))
		m.Finished(0, int(id))
	}
	return s.outputs(), nil
}

// staticOrder returns the task ids by rank.
func staticOrder(p *graph.Plan) []int32 {
	order := make([]int32, p.Len())
	for id := range order {
		order[p.Rank(id)] = int32(id)
	}
	return order
}

// booksFor returns a ledger if someone in ctx wants to see it.
func booksFor(ctx context.Context, p *graph.Plan) *ledger {
	if observer(ctx) == nil {
		return nil
	}
	return &ledger{plan: p}
}
