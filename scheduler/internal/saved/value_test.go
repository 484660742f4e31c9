package saved_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler/internal/saved"
)

type span struct{ From, To int }

var _ = graph.RegisterValue("saved_test/span",
	func(s span) ([]byte, error) { return json.Marshal(s) },
	func(b []byte) (s span, err error) { return s, json.Unmarshal(b, &s) })

// saveAndRead takes a value through JSON.
func saveAndRead(t *testing.T, v any) (any, error) {
	w := saved.Writer{Dir: t.TempDir()}
	b, err := json.Marshal(w.Value(v))
	require.NoError(t, err)
	var back saved.Value
	require.NoError(t, json.Unmarshal(b, &back))
	return saved.Reader{Dir: w.Dir}.Value(back)
}

func TestValuesComeBackAsTheyWere(t *testing.T) {
	a, err := ndarray.FromSlice([]float32{1, float32(math.Inf(1)), 3}, 3)
	require.NoError(t, err)
	for _, v := range []any{
		nil, true, 7, -1 << 62, 2.5, math.Inf(-1), 1e-320, complex(1, math.Inf(1)), "text", "not \xff UTF-8", []byte{1, 2}, []byte{}, []int{1, 2}, []int{},
		[]any{}, []any{1, "a", nil, []any{a}}, map[string]any{"a": 1, "": []int{2}}, span{1, 2}, a, (*ndarray.Array)(nil),
		[]*ndarray.Array{a, nil}, []*ndarray.Array{},
	} {
		got, err := saveAndRead(t, v)
		require.NoError(t, err, "%#v", v)
		require.Equal(t, v, got)
	}
	got, err := saveAndRead(t, math.NaN())
	require.NoError(t, err)
	require.True(t, math.IsNaN(got.(float64)))
}

func TestWhatCannotBeSavedSaysWhy(t *testing.T) {
	for _, v := range []any{make(chan int), []any{make(chan int)}, map[string]any{"c": make(chan int)}} {
		_, err := saveAndRead(t, v)
		require.ErrorContains(t, err, "a chan int was not saved: values of type chan int cannot be saved: register the type")
	}
}

func FuzzReadingNeverPanics(f *testing.F) {
	for _, s := range []string{`{"type":"int","data":1}`, `{"type":"map","keys":["a"],"items":[{"type":"nil"}]}`, `{"type":"arrays","items":[{"type":"int","data":1}]}`,
		`{"type":"value","name":"saved_test/span","data":"e30="}`, `{"type":"array","file":"x"}`, `{"type":"list","items":[{"type":"complex128","data":"1"}]}`} {
		f.Add([]byte(s))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, b []byte) {
		var v saved.Value
		if json.Unmarshal(b, &v) != nil {
			return
		}
		got, err := saved.Reader{Dir: dir}.Value(v)
		if err == nil {
			w := saved.Writer{Dir: dir}
			require.Empty(t, w.Value(got).Lost)
		}
	})
}
