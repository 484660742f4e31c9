package worker_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/scheduler/worker"
)

func TestErrorsOfTasksHaveTypes(t *testing.T) {
	for _, c := range []struct {
		args []any
		want worker.ArgumentError
	}{
		{[]any{int64(1), int64(2)}, worker.ArgumentError{Func: "dict", Got: "2 arguments", Want: "at most one that has no name"}},
		{[]any{int64(1)}, worker.ArgumentError{Func: "dict", Got: "int", Want: "pairs"}},
	} {
		b, err := pickle.Encode(pickle.Tuple{pickle.Func("builtins", "dict"), pickle.Tuple(c.args), pickle.NewDict()})
		require.NoError(t, err)
		_, err = worker.Evaluate(daskproto.Spec{RunSpec: &daskproto.Pickled{Bytes: b}})
		var bad *worker.ArgumentError
		require.ErrorAs(t, err, &bad)
		require.Equal(t, c.want, *bad)
	}
}
