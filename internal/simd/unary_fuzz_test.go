package simd_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/simd"
)

// Any bits, at any place that is aligned for the type, and in place.
func FuzzUnaryEqualsTwin(f *testing.F) {
	f.Add(uint8(simd.Log), uint8(simd.Float64), uint8(1), []byte("a number of eight bytes, and others"))
	f.Fuzz(func(t *testing.T, op, typ, shift uint8, data []byte) {
		o, ty := simd.UnaryOp(op%uint8(simd.NumUnaryOps)), simd.Type(typ%uint8(simd.NumTypes))
		k, size := simd.UnaryOf(o, ty), ty.Size()
		out := unaryOutType(o, ty)
		n := 5 * len(data) / size // several vectors of little data
		if k == nil || n == 0 {
			return
		}
		at := int(shift%8) * size
		src := make([]byte, at+n*size)[at:]
		for i := range src {
			src[i] = data[(i+i/len(data))%len(data)]
		}
		want, got := make([]byte, n*out.Size()), make([]byte, at+n*out.Size())[at:]
		twin(func() { k(want, src) })
		for _, level := range simd.Levels() {
			restore := simd.SetLevel(level)
			k(got, src)
			restore()
			require.Equal(t, canonical(out, want), canonical(out, got), "op %d of type %d at %s", o, ty, level)
		}
	})
}
