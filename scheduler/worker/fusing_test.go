package worker_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler/worker"
)

// terms are numbers that have not been added up.
type terms []any

func (s terms) Value(context.Context) (any, error) { return fmt.Sprint([]any(s)), nil }

var _ = graph.RegisterFusing("test/terms",
	func(_ context.Context, args []any) (any, error) { return fmt.Sprint(args...), nil },
	func(_ context.Context, args []any) (any, error) {
		if before, ok := args[0].(terms); ok {
			return append(before, args[1:]...), nil
		}
		return terms(args), nil
	})

// TestNestedCallsOfFusingOpsAreComputedTogether: what an op puts off reaches
// the call around it as it is, and other ops as a value.
func TestNestedCallsOfFusingOpsAreComputedTogether(t *testing.T) {
	call := func(op string, args ...any) any {
		task := pickle.Call("dask._task_spec", "Task")
		task.Kind, task.Args = pickle.New, nil
		task.State = pickle.Tuple{nil, pickle.NewDict(pickle.Item{Key: "func", Value: daskproto.GoCall("go:" + op)},
			pickle.Item{Key: "args", Value: pickle.Tuple(args)}, pickle.Item{Key: "kwargs", Value: pickle.NewDict()})}
		return task
	}
	inner := call("test/terms", int64(1), int64(2))
	for _, c := range []struct {
		op   string
		args pickle.Tuple
		want string
	}{
		{"test/terms", pickle.Tuple{inner, int64(3)}, "[1 2 3]"},
		{"test/terms", pickle.Tuple{int64(3), int64(4)}, "[3 4]"},
		{"test/terms", pickle.Tuple{call("test/terms", inner, int64(3)), int64(4)}, "[1 2 3 4]"},
	} {
		got, err := worker.Evaluate(compute("k", 1, daskproto.GoCall("go:"+c.op), c.args).Spec)
		require.NoError(t, err)
		require.Equal(t, c.want, got)
	}
}
