package scheduler_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

func TestComputeOfNothingIsNothing(t *testing.T) {
	events := 0
	got, err := scheduler.Compute(t.Context(), nil, scheduler.OnProgress(func(p scheduler.Progress) {
		events++
		require.True(t, p.Done)
	}))
	require.NoError(t, err)
	require.Empty(t, got)
	require.Equal(t, 1, events)
}

func TestComputeSharesWork(t *testing.T) {
	var runs atomic.Int32
	l := newLayer(t, graph.LayerSpec{Label: "count"}, 3, func(_ context.Context, b int, _ []any) (any, error) {
		runs.Add(1)
		return 10 * b, nil
	}, nil, nil)
	got, err := scheduler.Compute(t.Context(), []graph.Collection{whole{l}, whole{l}}, scheduler.OnProgress(nil), nil)
	require.NoError(t, err)
	require.Equal(t, []any{[]any{0, 10, 20}, []any{0, 10, 20}}, got)
	require.Equal(t, int32(3), runs.Load())
}

// broken is a collection whose parts do not go together.
type broken struct{ whole }

var errMisfit = errors.New("misfit")

func (broken) Collect([]any) (any, error) { return nil, errMisfit }

// short is an executor that loses results.
type short struct{}

func (short) Execute(context.Context, *graph.Plan) ([]any, error) { return nil, nil }

func TestComputeReportsWhatIsWrong(t *testing.T) {
	l := newLayer(t, graph.LayerSpec{Label: "one"}, 1, zero, nil, nil)
	var none context.Context
	for _, c := range []struct {
		name   string
		ctx    context.Context
		wanted graph.Collection
		opts   []scheduler.Option
		want   string
	}{
		{"nil context", none, whole{l}, nil, "scheduler: got a nil context"},
		{"nil value", t.Context(), nil, nil, "scheduler: value 1 of 1 to compute is nil"},
		{"value without a layer", t.Context(), whole{}, nil, "scheduler: value 1 of 1 to compute is nil"},
		{"nil executor", t.Context(), whole{l}, []scheduler.Option{scheduler.On(nil)}, "scheduler: On: got a nil executor"},
		{"lost results", t.Context(), whole{l}, []scheduler.Option{scheduler.On(short{})}, "scheduler: scheduler_test.short returned 0 results, want 1"},
		{"failing Collect", t.Context(), broken{whole{l}}, nil, "scheduler: collect " + l.Name() + ": misfit"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := scheduler.Compute(c.ctx, []graph.Collection{c.wanted}, c.opts...)
			require.Nil(t, got)
			require.EqualError(t, err, c.want)
		})
	}
	_, err := scheduler.Compute(t.Context(), []graph.Collection{broken{whole{l}}})
	require.ErrorIs(t, err, errMisfit)
}
