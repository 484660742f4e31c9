package ndarray_test

import (
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// BenchmarkComplex runs kernels on blocks that stay in the first-level cache.
func BenchmarkComplex(b *testing.B) {
	const n = 2048
	for _, d := range []ndarray.DType{ndarray.Complex64, ndarray.Complex128} {
		x := arange(d, n)
		if err := ndarray.AddInto(x, must(ndarray.FromSlice([]complex64{1 + 2i}))); err != nil {
			b.Fatal(err)
		}
		mem, dst := make([]byte, n*d.Size()), make([]byte, n*d.Size())
		copy(mem, must(x.Bytes()))
		for _, op := range []ndarray.BinaryOp{ndarray.OpAdd, ndarray.OpMul, ndarray.OpDiv} {
			k := must(ndarray.BinaryKernelOf(op, d, d))
			b.Run("dtype="+d.String()+"/op="+string(op), func(b *testing.B) {
				b.SetBytes(int64(len(mem)))
				for b.Loop() {
					k.Run(dst, mem, mem)
				}
			})
		}
		for _, op := range []ndarray.UnaryOp{ndarray.Abs, ndarray.Conj, ndarray.Real} {
			k := must(ndarray.UnaryKernelOf(op, d))
			b.Run("dtype="+d.String()+"/op="+string(op), func(b *testing.B) {
				b.SetBytes(int64(len(mem)))
				for b.Loop() {
					k.Run(dst, mem)
				}
			})
		}
	}
}
