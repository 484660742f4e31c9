package simd_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/simd"
)

func TestLibraryGetsLargeProductsWithinTheirOperands(t *testing.T) {
	var asked [][3]int
	fake := &simd.Library{F64: func(dst []float64, ldd int, a, b simd.Strided[float64], m, n, k int) bool {
		asked = append(asked, [3]int{m, n, k})
		dst[0] = 7
		return m != n
	}}
	defer simd.UseLibrary(simd.UseLibrary(fake))
	const side = 40
	one := make([]float64, side*side)
	for i := range one {
		one[i] = 1
	}
	s := simd.Strided[float64]{Data: one, Row: side, Col: 1}
	dst := make([]float64, side*side)
	simd.GemmF64(dst, side, s, s, side, side, side)
	require.Equal(t, 47.0, dst[0], "refused, and done by the kernels")
	require.Equal(t, 40.0, dst[1])
	simd.GemmF64(dst, side, s, s, side-1, side, side)
	require.Equal(t, 7.0, dst[0])
	simd.GemmF64(dst, side, s, s, 2, 2, 2)
	require.Equal(t, [][3]int{{side, side, side}, {side - 1, side, side}}, asked)
	require.Panics(t, func() { simd.GemmF64(dst, side, s, s, side+1, side, side) })
	require.Same(t, fake, simd.UseLibrary(nil))
	require.Nil(t, simd.UseLibrary(nil))
}
