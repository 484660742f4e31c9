package ndarray_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// digits returns small whole numbers, of which sums are exact in any order.
func digits(d ndarray.DType, seed uint64, shape ...int) *ndarray.Array {
	r := rand.New(rand.NewPCG(seed, 11))
	n := 1
	for _, e := range shape {
		n *= e
	}
	v := make([]int64, n)
	for i := range v {
		v[i] = r.Int64N(4)
	}
	return must(must(ndarray.FromSlice(v, shape...)).AsType(d))
}

// layout returns rows × columns in one of the ways that views lie in memory.
func layout(t *rapid.T, d ndarray.DType, label string, batch []int, rows, columns int) *ndarray.Array {
	seed, b := rapid.Uint64().Draw(t, label), len(batch)
	all := make([]ndarray.Range, b)
	for i := range all {
		all[i] = ndarray.All()
	}
	reverse := ndarray.Range{Start: ndarray.Last, Stop: ndarray.First, Step: -1}
	shape := func(rows, columns int) []int { return append(append([]int{}, batch...), rows, columns) }
	switch rapid.IntRange(0, 4).Draw(t, label+" layout") {
	case 1:
		order := append(axes(b), b+1, b)
		return must(digits(d, seed, shape(columns, rows)...).Transpose(order...))
	case 2:
		return must(digits(d, seed, shape(rows, 2*columns)...).Slice(append(all, ndarray.All(), ndarray.Range{Start: 1, Stop: ndarray.Last, Step: 2})...))
	case 3:
		return must(digits(d, seed, shape(rows, columns)...).Slice(append(all, reverse, reverse)...))
	case 4:
		return must(digits(d, seed, 1, columns).BroadcastTo(shape(rows, columns)...))
	}
	return digits(d, seed, shape(rows, columns)...)
}

func TestMatMulOfViewsIsThatOfCopies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom(laneTypes).Draw(t, "dtype")
		m, k, n := rapid.IntRange(1, 40).Draw(t, "m"), rapid.IntRange(1, 90).Draw(t, "k"), rapid.IntRange(1, 70).Draw(t, "n")
		a := layout(t, d, "a", []int{2, 1}, m, k)
		b := layout(t, d, "b", []int{3}, k, n)
		got := must(ndarray.MatMul(a, b))
		require.Equal(t, []int{2, 3, m, n}, got.Shape())
		for i := range 2 {
			for j := range 3 {
				x, y := must(must(a.Index(0, i)).Index(0, 0)), must(b.Index(0, j))
				want := must(ndarray.MatMul(x.Copy(), y.Copy()))
				require.True(t, ndarray.Identical(want, must(must(got.Index(0, i)).Index(0, j)).AsContiguous()))
				if i+j == 0 {
					left := must(x.Copy().ExpandDims(2))
					sum := must(ndarray.Reduce(ndarray.Sum, must(ndarray.Mul(left, y.Copy())), []int{1}, false))
					require.True(t, ndarray.Identical(must(sum.AsType(want.DType())), want))
				}
			}
		}
	})
}

func TestMatMulOfBooleansDoesNotWrap(t *testing.T) {
	for _, k := range []int{255, 256, 257, 512} {
		a := must(digits(ndarray.Int64, 1, 3, k).AsType(ndarray.Bool))
		ones := must(ndarray.FromSlice([]bool{true}, 1, 1))
		column := must(ones.BroadcastTo(k, 1))
		row := must(ones.BroadcastTo(1, k))
		require.Equal(t, []bool{true, true, true}, must(ndarray.Values[bool](must(ndarray.MatMul(a, column)))))
		require.Equal(t, []bool{true}, must(ndarray.Values[bool](must(ndarray.MatMul(row, column)))))
	}
}

// A product that is wider or deeper than the blocks in which it is computed.
func TestMatMulOfLargeMatrices(t *testing.T) {
	for _, d := range []ndarray.DType{ndarray.Float32, ndarray.Float64, ndarray.Complex64, ndarray.Complex128, ndarray.Int16, ndarray.Uint64} {
		a, b := digits(d, 1, 150, 530), digits(d, 2, 530, 300)
		wide := must(ndarray.MatMul(must(a.AsType(ndarray.Int64)), must(b.AsType(ndarray.Int64))))
		require.True(t, ndarray.Identical(must(wide.AsType(d)), must(ndarray.MatMul(a, b))), d.String())
	}
}

func BenchmarkMatMul(b *testing.B) {
	for _, d := range []ndarray.DType{ndarray.Float32, ndarray.Float64, ndarray.Complex64, ndarray.Int32} {
		for _, n := range []int{16, 256} {
			b.Run(fmt.Sprintf("dtype=%s/size=%d", d, n), func(b *testing.B) {
				x, y := digits(d, 1, n, n), digits(d, 2, n, n)
				b.SetBytes(int64(3 * n * n * d.Size()))
				for b.Loop() {
					if _, err := ndarray.MatMul(x, y); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
