package wire_test

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/internal/wire"
)

// apart runs each task as if in a process of its own: every result travels.
type apart struct{}

func (apart) Execute(ctx context.Context, p *graph.Plan) ([]any, error) {
	ids := make([]int, p.Len())
	for id := range ids {
		ids[p.Rank(id)] = id
	}
	values, r := make([]any, p.Len()), p.NewRunner()
	for _, id := range ids {
		var inputs []any
		for _, in := range p.Inputs(id) {
			inputs = append(inputs, values[in])
		}
		v, err := r.Run(ctx, id, inputs)
		if err != nil {
			return nil, err
		}
		s, err := wire.Encode(v)
		if err != nil {
			return nil, err
		}
		if values[id], err = wire.Decode(s); err != nil {
			return nil, err
		}
	}
	out := make([]any, len(p.Outputs()))
	for i, id := range p.Outputs() {
		out[i] = values[id]
	}
	return out, nil
}

type level float32

// travels checks that a lazy call takes and returns v when all results travel.
func travels[T any](t *testing.T, f *delayed.Function1[T, T], v T) {
	t.Helper()
	value := f.Unique().Call(f.Unique().Call(delayed.Of(v)))
	// A wanted intermediate result keeps the calls from being fused.
	first := f.Call(delayed.Of(v))
	got, err := scheduler.Compute(t.Context(), []graph.Collection{value, first, f.Unique().Call(first)}, scheduler.On(apart{}))
	require.NoError(t, err)
	require.Equal(t, []any{v, v, v}, got)
}

func same[T any](name string) *delayed.Function1[T, T] {
	return delayed.Func1("wire_test/same/"+name, func(_ context.Context, v T) (T, error) { return v, nil })
}

var (
	sameUint   = same[uint64]("uint64")
	sameLevel  = same[level]("level")
	sameFloats = same[[]float64]("floats")
	sameBytes  = same[[]byte]("bytes")
	sameTexts  = same[[]string]("texts")
	sameLevels = same[map[string][]level]("levels")
	sameSpans  = same[[]span]("spans")
	sameArray  = same[*ndarray.Array]("array")
	sameNone   = same[struct{}]("none")
	sameTuple  = same[delayed.Tuple2[int8, []int32]]("tuple")
	length     = delayed.Func1("wire_test/length", func(_ context.Context, s string) (int, error) { return len(s), nil })
)

func TestLazyCallsGiveTheSameWhenResultsTravel(t *testing.T) {
	travels(t, sameUint, math.MaxUint64)
	travels(t, sameLevel, 1.1)
	travels(t, sameFloats, []float64{1, math.Pi})
	travels(t, sameFloats, nil)
	travels(t, sameBytes, []byte{1, 2})
	travels(t, sameTexts, []string{"a", ""})
	travels(t, sameLevels, map[string][]level{"a": {1}, "b": nil})
	travels(t, sameSpans, []span{{1, 2}, {3, 4}})
	travels(t, sameArray, ndarray.New(ndarray.Uint16, 2, 3))
	travels(t, sameNone, struct{}{})
	travels(t, sameTuple, delayed.Tuple2[int8, []int32]{First: -1, Second: []int32{2}})
}

func TestLazyContainersGiveTheSameWhenResultsTravel(t *testing.T) {
	texts := []string{"a", "bb", "ccc"}
	lengths := delayed.MapSlice(texts, length)
	byName := delayed.Map(map[string]*delayed.Value[int]{"x": length.Call(delayed.Of("xx")), "y": delayed.Of(1)})
	small, list := delayed.Split2(sameTuple.Call(delayed.Of(delayed.Tuple2[int8, []int32]{First: 3, Second: []int32{4}})))
	got, err := scheduler.Compute(t.Context(), []graph.Collection{lengths, byName, small, list}, scheduler.On(apart{}))
	require.NoError(t, err)
	require.Equal(t, []any{[]int{1, 2, 3}, map[string]int{"x": 2, "y": 1}, int8(3), []int32{4}}, got)
}
