package pickle_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/daskproto/pickle"
)

// written is what a Writer makes of a value, piece by piece.
func written(w *pickle.Writer, v any) {
	switch v := v.(type) {
	case pickle.Tuple:
		w.Tuple(func() {
			for _, item := range v {
				written(w, item)
			}
		})
	case *pickle.List:
		w.List(len(v.Items), func(i int) { written(w, v.Items[i]) })
	case *pickle.Dict:
		w.Dict(v.Len(), func(i int) {
			written(w, v.At(i).Key)
			written(w, v.At(i).Value)
		})
	default:
		w.Value(v)
	}
}

func TestWriterWritesWhatEncodeWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := trees(3).Draw(t, "value")
		w := pickle.NewWriter([]byte("before"))
		written(w, v)
		b, err := w.Bytes()
		require.NoError(t, err)
		require.Equal(t, "before", string(b[:6]))
		got, err := pickle.Decode(b[6:], nil, pickle.Limits{})
		require.NoError(t, err)
		require.True(t, pickle.Equal(v, got), "got %s, want %s", pickle.Format(got), pickle.Format(v))
	})
}

// trees are values of plain parts and containers.
func trees(depth int) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		kind := rapid.IntRange(0, 7).Draw(t, "kind")
		if depth == 0 {
			kind %= 5
		}
		items := func() []any { return rapid.SliceOfN(trees(depth-1), 0, 5).Draw(t, "items") }
		switch kind {
		case 0:
			return rapid.Int64().Draw(t, "int")
		case 1:
			return rapid.String().Draw(t, "text")
		case 2:
			return rapid.Bool().Draw(t, "bool")
		case 3:
			return rapid.Float64Range(-1e9, 1e9).Draw(t, "float")
		case 4:
			return pickle.Func("numpy", "sum")
		case 5:
			return pickle.Tuple(items())
		case 6:
			return pickle.NewList(items()...)
		}
		d := pickle.NewDict()
		for _, v := range items() {
			d.Set(rapid.String().Draw(t, "key"), v)
		}
		return d
	})
}

func TestRememberedValuesAreOneObject(t *testing.T) {
	w := pickle.NewWriter(nil)
	w.Dict(2500, func(i int) {
		w.Value(int64(i))
		if i == 0 {
			w.Value(pickle.NewList(int64(7)))
			require.Equal(t, pickle.Memo(0), w.Remember())
			return
		}
		w.Again(0)
	})
	b, err := w.Bytes()
	require.NoError(t, err)
	v, err := pickle.Decode(b, nil, pickle.Limits{})
	require.NoError(t, err)
	d := v.(*pickle.Dict)
	require.Equal(t, 2500, d.Len())
	for i := range d.Len() {
		require.Same(t, d.At(0).Value, d.At(i).Value)
	}
}

func TestWriterReportsItsFirstError(t *testing.T) {
	for name, write := range map[string]func(w *pickle.Writer){
		"no counterpart": func(w *pickle.Writer) { w.Value(make(chan int)) },
		"not UTF-8":      func(w *pickle.Writer) { w.Text("\xff") },
		"within":         func(w *pickle.Writer) { w.Tuple(func() { w.List(3, func(int) { w.Value(make(chan int)) }) }) },
	} {
		t.Run(name, func(t *testing.T) {
			w := pickle.NewWriter([]byte("before"))
			write(w)
			b, err := w.Bytes()
			require.ErrorIs(t, err, pickle.ErrUnsupported)
			require.Equal(t, "before", string(b))
			w.Reset(nil)
			w.Value("next")
			b, err = w.Bytes()
			require.NoError(t, err)
			v, err := pickle.Decode(b, nil, pickle.Limits{})
			require.NoError(t, err)
			require.Equal(t, "next", v)
		})
	}
}
