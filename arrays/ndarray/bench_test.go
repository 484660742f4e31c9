package ndarray_test

import (
	"fmt"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// side makes frames of 256×256 pixels: some hundred KiB, as tiles have.
const side = 256

func BenchmarkCast(b *testing.B) {
	for _, c := range [][2]ndarray.DType{
		{ndarray.Uint8, ndarray.Float32}, {ndarray.Uint16, ndarray.Float32}, {ndarray.Uint16, ndarray.Float64}, {ndarray.Float32, ndarray.Float64},
		{ndarray.Float64, ndarray.Float32}, {ndarray.Float32, ndarray.Uint16}, {ndarray.Float16, ndarray.Float32}, {ndarray.Float32, ndarray.Float16},
	} {
		b.Run(fmt.Sprintf("from=%s/to=%s", c[0], c[1]), func(b *testing.B) {
			src, dst := arange(c[0], side, side), ndarray.New(c[1], side, side)
			b.SetBytes(int64(src.NBytes() + dst.NBytes()))
			for b.Loop() {
				if err := ndarray.CopyInto(dst, src); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCopy(b *testing.B) {
	a := arange(ndarray.Float32, side, side)
	wide := must(arange(ndarray.Float32, side, 2*side).Slice(ndarray.All(), ndarray.Range{Start: 7, Stop: 7 + side}))
	for name, v := range map[string]*ndarray.Array{
		"contiguous": a, "rows": wide, "transposed": must(a.Transpose()),
		"steps": must(arange(ndarray.Float32, side, 2*side).Slice(ndarray.All(), ndarray.Range{Stop: 2 * side, Step: 2})),
	} {
		b.Run("layout="+name, func(b *testing.B) {
			dst := ndarray.New(ndarray.Float32, side, side)
			b.SetBytes(int64(2 * dst.NBytes()))
			for b.Loop() {
				if err := ndarray.CopyInto(dst, v); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkAddInto(b *testing.B) {
	for _, c := range [][2]ndarray.DType{
		{ndarray.Float32, ndarray.Float32}, {ndarray.Float64, ndarray.Float64}, {ndarray.Float32, ndarray.Uint16}, {ndarray.Float64, ndarray.Float32},
		{ndarray.Int64, ndarray.Int64}, {ndarray.Complex64, ndarray.Complex64},
	} {
		for _, n := range []int{1, 64, side * side} {
			b.Run(fmt.Sprintf("dst=%s/src=%s/n=%d", c[0], c[1], n), func(b *testing.B) {
				dst, src := ndarray.New(c[0], n), ndarray.New(c[1], n)
				b.SetBytes(int64(2*dst.NBytes() + src.NBytes()))
				for b.Loop() {
					if err := ndarray.AddInto(dst, src); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkMaxInto(b *testing.B) {
	for _, d := range []ndarray.DType{ndarray.Uint16, ndarray.Float32, ndarray.Float64} {
		b.Run("dtype="+d.String(), func(b *testing.B) {
			dst, src := ndarray.New(d, side, side), arange(d, side, side)
			b.SetBytes(int64(3 * dst.NBytes()))
			for b.Loop() {
				if err := ndarray.MaxInto(dst, src); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkBroadcast(b *testing.B) {
	a := arange(ndarray.Float32, 16, side, side)
	for name, o := range map[string]*ndarray.Array{
		"scalar": fill(ndarray.Float32, 2), "row": arange(ndarray.Float32, side), "column": arange(ndarray.Float32, side, 1), "frame": arange(ndarray.Float32, side, side),
	} {
		b.Run("operand="+name, func(b *testing.B) {
			dst := ndarray.New(ndarray.Float32, a.Shape()...)
			b.SetBytes(int64(2 * a.NBytes()))
			for b.Loop() {
				if err := ndarray.BinaryInto(ndarray.OpMul, dst, a, o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkReduce(b *testing.B) {
	for _, d := range []ndarray.DType{ndarray.Uint8, ndarray.Uint16, ndarray.Float32, ndarray.Float64} {
		a := sampleMatrix(d, 16, side, side)
		for _, op := range []ndarray.ReduceOp{ndarray.Sum, ndarray.Mean, ndarray.Max, ndarray.Var, ndarray.ArgMax} {
			for name, over := range map[string][]int{"all": nil, "frames": {0}, "pixels": {1, 2}, "columns": {2}} {
				if op == ndarray.ArgMax && name == "pixels" {
					continue
				}
				b.Run(fmt.Sprintf("op=%s/dtype=%s/over=%s", op, d, name), func(b *testing.B) {
					b.SetBytes(int64(a.NBytes()))
					for b.Loop() {
						if _, err := ndarray.Reduce(op, a, over, false); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}

func BenchmarkPool(b *testing.B) {
	for _, n := range []int{64, 64 << 10, 8 << 20} {
		b.Run(fmt.Sprintf("bytes=%d", n), func(b *testing.B) {
			for b.Loop() {
				ndarray.Get(ndarray.Uint8, n).Release()
			}
		})
	}
}
