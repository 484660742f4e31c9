package delayed

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/gloam-go/gloam/udf"
)

// A tally counts the partitions of a computation that have run in this
// process. Tasks find it in their context.
type tally struct {
	parts, frames       atomic.Int64
	allParts, allFrames int
}

type tallyKey struct{}

// tallied returns a context with a tally for these results, or the one that
// ctx has already.
func tallied(ctx context.Context, lazy []*Results) (context.Context, *tally) {
	if t, ok := ctx.Value(tallyKey{}).(*tally); ok {
		return ctx, t
	}
	t := &tally{}
	seen := map[*udf.Run]bool{}
	for _, r := range lazy {
		if !seen[r.run] {
			seen[r.run] = true
			t.allParts += len(r.run.Parts())
			t.allFrames += r.run.Meta().Frames
		}
	}
	return context.WithValue(ctx, tallyKey{}, t), t
}

// cancelledAfter marks errors of a run that was cancelled, from outside or by
// its data source.
func cancelledAfter(ctx context.Context, err error, done, total int) error {
	if ctx.Err() != nil || errors.Is(err, udf.ErrRunCancelled) {
		return &udf.CancelledError{Done: done, Total: total, Cause: err}
	}
	return err
}
