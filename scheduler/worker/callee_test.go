package worker_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/scheduler/worker"
)

// TestCallsMeanWhatTheyMeanInPython evaluates calls whose results Python gives.
func TestCallsMeanWhatTheyMeanInPython(t *testing.T) {
	pair := func(k string, v any) pickle.Tuple { return pickle.Tuple{k, v} }
	describe := daskproto.GoCall("go:test/describe")
	// partial(partial(f, 1), 2) as Python pickles it if the inner one has
	// attributes, which keeps it from being flattened.
	nested := pickle.NewPartial(pickle.NewPartial(describe, pickle.Tuple{int64(1)}, nil), pickle.Tuple{int64(2)}, nil)
	for name, c := range map[string]struct {
		fn    any
		args  pickle.Tuple
		named *pickle.Dict
		want  any
	}{
		"arguments of nested partials": {nested, pickle.Tuple{int64(3)}, nil, "int 1; int 2; int 3; "},
		"the last of equal keys":       {pickle.Func("builtins", "dict"), pickle.Tuple{pickle.NewList(pair("a", int64(1)), pair("a", int64(2)))}, nil, map[string]any{"a": 2}},
		"names before pairs": {pickle.Func("builtins", "dict"), pickle.Tuple{pickle.NewList(pair("a", int64(1)), pair("b", int64(2)))},
			pickle.NewDict(pickle.Item{Key: "a", Value: int64(3)}), map[string]any{"a": 3, "b": 2}},
		"two parts": {pickle.Func("builtins", "complex"), pickle.Tuple{1.5, int64(-2)}, nil, 1.5 - 2i},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := evaluate(t, c.fn, c.args, c.named)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func evaluate(t *testing.T, fn any, args pickle.Tuple, named *pickle.Dict) (any, error) {
	if named == nil {
		named = pickle.NewDict()
	}
	b, err := pickle.Encode(pickle.Tuple{fn, args, named})
	require.NoError(t, err)
	return worker.Evaluate(daskproto.Spec{RunSpec: &daskproto.Pickled{Bytes: b}})
}
