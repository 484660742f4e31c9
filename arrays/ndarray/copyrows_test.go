package ndarray_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// TestCopiesOfViewsHoldTheirElements copies views of any steps to places in
// larger arrays and looks at each element, and at those beside them.
func TestCopiesOfViewsHoldTheirElements(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dtype := rapid.SampledFrom([]ndarray.DType{ndarray.Bool, ndarray.Int8, ndarray.Uint16, ndarray.Float32, ndarray.Float64, ndarray.Complex128}).Draw(t, "dtype")
		var shape, size, at []int
		var ranges []ndarray.Range
		for range rapid.IntRange(1, 3).Draw(t, "axes") {
			n := rapid.IntRange(1, 40).Draw(t, "n")
			step := rapid.SampledFrom([]int{1, 1, 2, 2, 3, -1, -2}).Draw(t, "step")
			r := ndarray.Range{Start: 0, Stop: ndarray.Last, Step: step}
			if step < 0 {
				r = ndarray.Range{Start: ndarray.Last, Stop: ndarray.First, Step: step}
			}
			from, count, _ := r.Resolve(n)
			require.GreaterOrEqual(t, from, 0)
			shape, size, ranges = append(shape, n), append(size, count), append(ranges, r)
			at = append(at, rapid.IntRange(0, 2).Draw(t, "at"))
		}
		whole := ndarray.New(dtype, shape...)
		for i := range whole.Size() {
			require.NoError(t, whole.Set(numberOf(dtype, i), positionAt(i, shape)...))
		}
		view := must(whole.Slice(ranges...))
		room := make([]int, len(size))
		for i, n := range size {
			room[i] = n + at[i] + 1
		}
		place := ndarray.New(dtype, room...)
		require.NoError(t, place.Fill(numberOf(dtype, 1)))
		require.NoError(t, ndarray.CopyInto(must(place.Region(at, size)), view))
		for i := range place.Size() {
			p := positionAt(i, room)
			from, inside := make([]int, len(p)), true
			for k := range p {
				from[k] = p[k] - at[k]
				inside = inside && from[k] >= 0 && from[k] < size[k]
			}
			want := fill(dtype, numberOf(dtype, 1)).Item()
			if inside {
				want = must(view.At(from...))
			}
			require.Equal(t, want, must(place.At(p...)), p)
		}
	})
}

func positionAt(i int, shape []int) []int {
	p := make([]int, len(shape))
	for k := len(shape) - 1; k >= 0; k-- {
		p[k] = i % shape[k]
		i /= shape[k]
	}
	return p
}

func numberOf(dtype ndarray.DType, i int) any {
	if dtype == ndarray.Bool {
		return i*7%97%2 == 1
	}
	return i % 97
}

func TestInfinitePowersOfComplexNumbers(t *testing.T) {
	inf := math.Inf(1)
	for name, c := range map[string]struct {
		x, y string
		zero bool
		none bool
	}{
		"long to infinity":        {x: "long", y: "+"},
		"long to minus infinity":  {x: "long", y: "-", zero: true},
		"short to infinity":       {x: "short", y: "+", zero: true},
		"short to minus infinity": {x: "short", y: "-"},
		"one to infinity":         {x: "one", y: "+", none: true},
		"zero to infinity":        {x: "zero", y: "+", zero: true},
		"zero to minus infinity":  {x: "zero", y: "-", none: true},
	} {
		x := must(ndarray.FromSlice([]complex128{map[string]complex128{"long": 3 + 4i, "short": 0.5i, "one": -1i, "zero": 0}[c.x]}, 1))
		y := must(ndarray.FromSlice([]complex128{map[string]complex128{"+": complex(inf, 0), "-": complex(-inf, 0)}[c.y]}, 1))
		got := must(ndarray.Values[complex128](must(ndarray.Pow(x, y))))[0]
		switch {
		case c.zero:
			require.Zero(t, got, name)
		case c.none:
			require.True(t, real(got) != real(got), name)
		default:
			require.Equal(t, inf, real(got), name)
		}
	}
}
