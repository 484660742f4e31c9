package dask

import (
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/graph"
)

// An arrayForm is what makes blocks an array.
type arrayForm struct {
	name   string
	chunks [][]int
	dtype  ndarray.DType
	keys   []string // of the blocks, in C order; of arrays that were published
}

// arrayOf returns the form of a collection that is an array.
func arrayOf(w graph.Collection) *arrayForm {
	a, ok := w.(interface {
		Chunks() [][]int
		DType() ndarray.DType
	})
	if !ok || w.Blocks() != nil {
		return nil
	}
	return &arrayForm{name: w.Layer().Name(), chunks: a.Chunks(), dtype: a.DType()}
}

// Array returns the chunk lengths along each axis and the dtype if the handle
// is that of an array: arrays.New(h.Layer(), chunks, dtype) makes it one.
func (h *Held) Array() (chunks [][]int, dtype ndarray.DType, ok bool) {
	if h.array == nil {
		return nil, ndarray.Invalid, false
	}
	return h.array.chunks, h.array.dtype, true
}

func (a *arrayForm) grid() []int {
	grid := make([]int, len(a.chunks))
	for i, c := range a.chunks {
		grid[i] = len(c)
	}
	return grid
}

// pickled returns dask.array.Array({(name, i, …): future}, name, chunks, dtype).
func (a *arrayForm) pickled(l *graph.Layer, futures []any) any {
	blocks := pickle.NewDict()
	for i, f := range futures {
		blocks.Set(a.block(l.Key(i).Coords.Ints()), f)
	}
	chunks := make(pickle.Tuple, len(a.chunks))
	for i, c := range a.chunks {
		t := make(pickle.Tuple, len(c))
		for j, n := range c {
			t[j] = int64(n)
		}
		chunks[i] = t
	}
	return pickle.Call("dask.array.core", "Array", blocks, a.name, chunks, a.dtype.Code('<'))
}

func (a *arrayForm) block(at []int) pickle.Tuple {
	t := pickle.Tuple{a.name}
	for _, c := range at {
		t = append(t, int64(c))
	}
	return t
}

// readArray reads the arguments of dask.array.Array, nil if they are others.
func readArray(args pickle.Tuple) *arrayForm {
	if len(args) < 4 {
		return nil
	}
	name, ok1 := args[1].(string)
	axes, ok2 := args[2].(pickle.Tuple)
	if !ok1 || !ok2 {
		return nil
	}
	text, ok := args[3].(string)
	if !ok {
		d, err := pickle.AsDType(args[3])
		if err != nil {
			return nil
		}
		text = d.String()
	}
	dtype, _, err := ndarray.ParseDType(text)
	if err != nil {
		return nil
	}
	a := &arrayForm{name: name, dtype: dtype, chunks: make([][]int, len(axes))}
	for i, axis := range axes {
		t, ok := axis.(pickle.Tuple)
		if !ok {
			return nil
		}
		for _, v := range t {
			n, ok := v.(int64)
			if !ok {
				return nil // unknown lengths are NaN
			}
			a.chunks[i] = append(a.chunks[i], int(n))
		}
	}
	return a
}

// fill takes the futures of the blocks and reports whether all are there.
func (a *arrayForm) fill(blocks map[string]string) bool {
	total := 1
	for _, n := range a.grid() {
		if total *= n; total > len(blocks) {
			return false
		}
	}
	at := make([]int, len(a.chunks))
	for range total {
		key, ok := blocks[pickle.Format(a.block(at))]
		if !ok {
			return false
		}
		a.keys = append(a.keys, key)
		for i := len(at) - 1; i >= 0; i-- {
			if at[i]++; at[i] < len(a.chunks[i]) {
				break
			}
			at[i] = 0
		}
	}
	return true
}
