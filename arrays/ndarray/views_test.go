package ndarray_test

import (
	"math"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// picks lists the indices that a Python slice selects, by its definition: a
// walk from the start, bounds clipped.
func picks(r ndarray.Range, n int) []int {
	step, start, stop := r.Step, r.Start, r.Stop
	if step == 0 {
		step = 1
	}
	norm := func(i int) int {
		if i < 0 && i >= -n {
			return i + n
		}
		if i < 0 {
			return -1
		}
		return min(i, n)
	}
	start, stop = norm(start), norm(stop)
	at := []int{}
	if step > 0 {
		for i := max(start, 0); i < stop && i < n && i >= 0; i += step {
			at = append(at, i)
		}
		return at
	}
	for i := min(start, n-1); i > stop && i >= 0; i += step {
		at = append(at, i)
	}
	return at
}

func TestSlicesSelectWhatPythonSelects(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawView(t, ndarray.Int32)
		ranges := drawRanges(t, a.Shape())
		before := list(t, a)
		shape, at := append([]int{}, a.Shape()...), make([][]int, a.NDim())
		for i := range shape {
			r := ndarray.All()
			if i < len(ranges) {
				r = ranges[i]
			}
			at[i] = picks(r, shape[i])
			shape[i] = len(at[i])
		}
		got, err := a.Slice(ranges...)
		require.NoError(t, err)
		requireSame(t, build(shape, func(idx []int) any {
			from := make([]int, len(idx))
			for i, k := range idx {
				from[i] = at[i][k]
			}
			return before.at(from)
		}), got)
	})
}

func TestTransposeMovesAxes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawView(t, ndarray.Uint16)
		order := rapid.Permutation(axes(a.NDim())).Draw(t, "order")
		before, shape := list(t, a), make([]int, a.NDim())
		for i, j := range order {
			shape[i] = a.Shape()[j]
		}
		got, err := a.Transpose(order...)
		require.NoError(t, err)
		if len(order) == 0 {
			shape = []int{}
		}
		requireSame(t, build(shape, func(idx []int) any {
			from := make([]int, len(idx))
			for i, j := range order {
				from[j] = idx[i]
			}
			return before.at(from)
		}), got)
	})
}

func TestReshapeKeepsTheOrderOfElements(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawView(t, ndarray.Float64)
		n := a.Size()
		var shape []int
		for rest := n; rest > 1; {
			divisors := []int{}
			for d := 2; d <= rest; d++ {
				if rest%d == 0 {
					divisors = append(divisors, d)
				}
			}
			d := rapid.SampledFrom(divisors).Draw(t, "extent")
			shape, rest = append(shape, d), rest/d
		}
		if n == 0 {
			shape = []int{3, 0}
		}
		full := append([]int{}, shape...)
		if len(shape) > 0 && n > 0 && rapid.Bool().Draw(t, "unknown") {
			shape[rapid.IntRange(0, len(shape)-1).Draw(t, "which")] = -1
		}
		got, err := a.Reshape(shape...)
		require.NoError(t, err)
		requireSame(t, naive{full, list(t, a).elems}, got)
	})
}

func TestBroadcastRepeats(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawView(t, ndarray.Int8)
		shape := append(rapid.SliceOfN(rapid.IntRange(0, 3), 0, 2).Draw(t, "more"), a.Shape()...)
		extra := len(shape) - a.NDim()
		for i, e := range a.Shape() {
			if e == 1 {
				shape[extra+i] = rapid.IntRange(0, 4).Draw(t, "to")
			}
		}
		before := list(t, a)
		got, err := a.BroadcastTo(shape...)
		require.NoError(t, err)
		requireSame(t, build(shape, func(idx []int) any {
			from := append([]int{}, idx[extra:]...)
			for i, e := range a.Shape() {
				if e == 1 {
					from[i] = 0
				}
			}
			return before.at(from)
		}), got)
		common, err := ndarray.BroadcastShapes(a.Shape(), shape)
		require.NoError(t, err)
		require.Equal(t, append([]int{}, shape...), append([]int{}, common...))
	})
}

func TestReshapeIsAViewWherePossible(t *testing.T) {
	a := arange(ndarray.Int64, 4, 6)
	for name, c := range map[string]struct {
		view  *ndarray.Array
		shape []int
		view2 bool
	}{
		"contiguous":             {a, []int{2, 12}, true},
		"split of a column":      {must(a.Slice(ndarray.All(), ndarray.Range{Stop: 3})), []int{2, 2, 3}, true},
		"merge over gaps":        {must(a.Slice(ndarray.All(), ndarray.Range{Stop: 3})), []int{12}, false},
		"transposed":             {must(a.Transpose()), []int{24}, false},
		"transposed, axes split": {must(a.Transpose()), []int{3, 2, 4}, true},
		"reversed":               {must(a.Slice(ndarray.Range{Start: ndarray.Last, Stop: ndarray.First, Step: -1})), []int{2, 2, 6}, true},
	} {
		r, err := c.view.Reshape(c.shape...)
		require.NoError(t, err, name)
		idx := make([]int, len(c.shape))
		old := must(r.At(idx...))
		require.NoError(t, r.Set(-1, idx...))
		first := must(c.view.At(make([]int, c.view.NDim())...))
		require.Equal(t, c.view2, first == int64(-1), name)
		require.NoError(t, r.Set(old, idx...))
	}
}

func TestRegionIsABoxInside(t *testing.T) {
	a := arange(ndarray.Int16, 4, 5)
	r, err := a.Region([]int{1, 2}, []int{2, 3})
	require.NoError(t, err)
	requireSame(t, naive{[]int{2, 3}, []any{int16(7), int16(8), int16(9), int16(12), int16(13), int16(14)}}, r)
	empty, err := a.Region([]int{4, 5}, []int{0, 0})
	require.NoError(t, err)
	require.Equal(t, []int{0, 0}, empty.Shape())
	for _, c := range [][2][]int{
		{{0, 3}, {4, 3}}, {{-1, 0}, {1, 1}}, {{0, 0}, {5, 5}}, {{0, 0}, {-1, 5}}, {{0}, {1}},
		{{math.MaxInt, 0}, {1, 1}}, {{0, 0}, {math.MaxInt, 1}},
	} {
		_, err := a.Region(c[0], c[1])
		require.ErrorContains(t, err, "(4, 5)", "%v", c)
	}
}

func TestIndexDropsTheAxis(t *testing.T) {
	a := arange(ndarray.Uint8, 3, 4)
	requireSame(t, naive{[]int{3}, []any{uint8(3), uint8(7), uint8(11)}}, must(a.Index(-1, -1)))
	requireSame(t, naive{[]int{4}, []any{uint8(4), uint8(5), uint8(6), uint8(7)}}, must(a.Index(0, 1)))
	var out *ndarray.IndexError
	_, err := a.Index(1, 4)
	require.ErrorAs(t, err, &out)
	require.EqualError(t, err, "ndarray: index 4 is out of range for axis 1 of size 4")
	_, err = a.Index(2, 0)
	require.EqualError(t, err, "ndarray: axis 2 is out of range for 2 axes")
}

func TestAxesOfLengthOneComeAndGo(t *testing.T) {
	a := arange(ndarray.Int8, 2, 3)
	e := must(a.ExpandDims(-1))
	require.Equal(t, []int{2, 3, 1}, e.Shape())
	require.Equal(t, []int{1, 2, 3, 1}, must(e.ExpandDims(0)).Shape())
	require.Equal(t, []int{2, 3}, must(must(e.ExpandDims(0)).Squeeze()).Shape())
	require.Equal(t, []int{2, 3}, must(e.Squeeze(2)).Shape())
	_, err := e.Squeeze(0)
	require.EqualError(t, err, "ndarray: cannot squeeze axis 0 of length 2")
	_, err = a.ExpandDims(3)
	require.ErrorContains(t, err, "axis 3 is out of range")
	requireSame(t, list(t, a), must(must(e.ExpandDims(1)).Squeeze()))
}

func TestImpossibleViewsNameBothShapes(t *testing.T) {
	a := arange(ndarray.Int8, 2, 3)
	_, err := a.Reshape(4)
	require.EqualError(t, err, "ndarray: cannot reshape (2, 3) of 6 elements to (4,)")
	_, err = a.Reshape(-1, -1)
	require.ErrorContains(t, err, "(2, 3) to (-1, -1)")
	_, err = a.Reshape(-1, 4)
	require.ErrorContains(t, err, "(2, 3) of 6 elements to (-1, 4)")
	_, err = a.Reshape(-1, 0)
	require.Error(t, err)
	_, err = a.BroadcastTo(2, 4)
	require.EqualError(t, err, "ndarray: shapes (2, 3) and (2, 4) do not broadcast")
	var bad *ndarray.ShapeError
	_, err = ndarray.BroadcastShapes([]int{2, 1}, []int{3}, []int{4})
	require.ErrorAs(t, err, &bad)
	_, err = a.BroadcastTo(3)
	require.ErrorAs(t, err, &bad)
	_, err = a.Slice(ndarray.All(), ndarray.All(), ndarray.All())
	require.ErrorContains(t, err, "3 ranges for shape (2, 3)")
	_, err = a.Transpose(0, 0)
	require.ErrorContains(t, err, "repeats axis 0")
	_, err = a.Transpose(0)
	require.ErrorContains(t, err, "has 1 axes, array has 2")
	_, err = a.BroadcastTo(math.MaxInt, 2, 3)
	require.ErrorContains(t, err, "address space")
}

func TestWindowMovesOverFramesWithoutAllocating(t *testing.T) {
	a := arange(ndarray.Float32, 5, 2, 2)
	var v ndarray.Array
	allocs := testing.AllocsPerRun(10, func() { v.Window(a, 3, 1, true) })
	require.Zero(t, allocs)
	requireSame(t, naive{[]int{2, 2}, []any{float32(12), float32(13), float32(14), float32(15)}}, &v)
	v.Window(a, 1, 2, false)
	require.Equal(t, []int{2, 2, 2}, v.Shape())
}

func TestViewsOfObjectsShareThem(t *testing.T) {
	a, err := ndarray.FromObjects([]any{"a", 2, nil, "d", 5.5, "f"}, 2, 3)
	require.NoError(t, err)
	v := must(must(a.Transpose()).Slice(ndarray.Range{Start: 1, Stop: 3}))
	requireSame(t, naive{[]int{2, 2}, []any{2, 5.5, nil, "f"}}, v)
	require.NoError(t, v.Set("new", 0, 0))
	require.Equal(t, "new", must(a.At(0, 1)))
	requireSame(t, naive{[]int{4}, []any{"new", 5.5, nil, "f"}}, must(v.Reshape(4)))
	_, err = v.Objects()
	require.ErrorIs(t, err, ndarray.ErrNotContiguous)
}

func TestAliasIsAViewOfTheWhole(t *testing.T) {
	a := must(arange(ndarray.Uint16, 2, 3).Transpose())
	var v ndarray.Array
	v.Alias(a)
	requireSame(t, list(t, a), &v)
	require.Zero(t, testing.AllocsPerRun(10, func() { v.Alias(a) }))
	require.NoError(t, v.Set(9, 0, 0))
	require.Equal(t, uint16(9), must(a.At(0, 0)))
}
