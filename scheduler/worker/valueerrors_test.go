package worker_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/scheduler/worker"
)

func TestErrorsOfTasksHaveTypes(t *testing.T) {
	for _, c := range []struct {
		args  pickle.Tuple
		named *pickle.Dict
		want  worker.ArgumentError
	}{
		{pickle.Tuple{int64(1), int64(2)}, nil, worker.ArgumentError{Func: "dict", Got: "2 arguments", Want: "at most one that has no name"}},
		{pickle.Tuple{int64(1)}, nil, worker.ArgumentError{Func: "dict", Got: "int", Want: "pairs"}},
		{pickle.Tuple{1.0, 2.0, 3.0}, nil, worker.ArgumentError{Func: "complex", Got: "3 arguments, 0 with names", Want: "at most two without"}},
		{nil, pickle.NewDict(pickle.Item{Key: "imag", Value: 2.0}),
			worker.ArgumentError{Func: "complex", Got: "1 arguments, 1 with names", Want: "at most two without"}},
	} {
		_, err := evaluate(t, pickle.Func("builtins", c.want.Func), c.args, c.named)
		var bad *worker.ArgumentError
		require.ErrorAs(t, err, &bad)
		require.Equal(t, c.want, *bad)
	}
}
