package wire_test

import (
	"encoding/json"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto/codec"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler/internal/wire"
	"github.com/stretchr/testify/require"
)

type span struct{ From, To int }

var _ = graph.RegisterValue("wire/span",
	func(s span) ([]byte, error) { return json.Marshal(s) },
	func(b []byte) (span, error) {
		var s span
		return s, json.Unmarshal(b, &s)
	})

func TestValuesComeBackAsTheyWere(t *testing.T) {
	a := ndarray.New(ndarray.Uint16, 2, 3)
	for _, v := range []any{
		nil, true, 7, -1 << 40, 2.5, "text", []byte{1, 2}, []int{1, 2}, []int{}, []any{}, []any{1, "a", nil, []int{3}},
		map[string]any{"a": 1, "b": []any{2.5}}, span{1, 2}, []any{span{3, 4}, []int{5}}, a,
		[]*ndarray.Array{a, nil}, []*ndarray.Array{nil, nil}, []*ndarray.Array{}, []any{1, a}, float32(1.5), uint8(3), 1 + 2i,
	} {
		s, err := wire.Encode(v)
		require.NoError(t, err, "%#v", v)
		got, err := wire.Decode(s)
		require.NoError(t, err, "%#v", v)
		require.Equal(t, v, got)
	}
}

func TestEncodingLeavesTheValueAlone(t *testing.T) {
	v := []any{[]int{1}, map[string]any{"s": span{1, 2}}}
	_, err := wire.Encode(v)
	require.NoError(t, err)
	require.Equal(t, []any{[]int{1}, map[string]any{"s": span{1, 2}}}, v)
}

func TestARegisteredValueIsATupleToPython(t *testing.T) {
	s, err := wire.Encode(span{1, 2})
	require.NoError(t, err)
	v, err := codec.Decode(s)
	require.NoError(t, err)
	require.Equal(t, codec.Tuple{"go:value", "wire/span", []byte(`{"From":1,"To":2}`)}, v)
	class, name := wire.Class(span{1, 2})
	require.Equal(t, "tuple", name)
	global, err := pickle.Decode(class, nil, pickle.Limits{})
	require.NoError(t, err)
	require.Equal(t, pickle.Func("builtins", "tuple"), global)
}

func TestWhatCannotTravelSaysWhy(t *testing.T) {
	var e *wire.ValueError
	_, err := wire.Encode(struct{}{})
	require.ErrorAs(t, err, &e)
	require.ErrorContains(t, err, "struct {} cannot travel, see graph.RegisterValue")
	_, err = wire.FromPickle(pickle.Call("pandas", "DataFrame", int64(1)))
	require.ErrorAs(t, err, &e)
	_, err = wire.Registered([]any{"wire/span", 3})
	require.ErrorContains(t, err, "go:value of string and int")
	_, err = wire.Registered([]any{"wire/nothing", []byte{}})
	require.ErrorIs(t, err, graph.ErrUnknownValue)
}

func TestSizesAreThoseOfTheData(t *testing.T) {
	a := ndarray.New(ndarray.Float64, 10, 10)
	require.Equal(t, int64(800), wire.Size(a))
	require.Equal(t, int64(832), wire.Size([]*ndarray.Array{a, nil}[:1]))
	require.Equal(t, int64(5), wire.Size("five!"))
	require.Equal(t, int64(16), wire.Size([]int{1, 2}))
}
