package simd_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/simd"
)

// logArguments are the ends of the intervals of the table, their neighbours, and
// numbers at the ends of the range, in every place of a vector.
func logArguments() []float64 {
	var x []float64
	for i := range 33 {
		m := 0.5 + float64(i)/32
		for range 3 {
			x = append(x, m, 2*m, m*0x1p-1022, m*0x1p-1040, m*0x1p1023/2)
			m = math.Nextafter(m, 0)
		}
	}
	return append(x, 5e-324, 0x1p-1022, math.Nextafter(0x1p-1022, 0), math.MaxFloat64, 1, math.Nextafter(1, 2), math.Nextafter(1, 0))
}

func TestLogIsAccurateAtTheEndsOfIntervals(t *testing.T) {
	src := logArguments()
	atEachLevel(t, func(t *testing.T) {
		f := simd.UnaryOf(simd.Log, simd.Float64)
		for shift := range 8 {
			x := append(make([]float64, shift), src...)
			x = append(x, make([]float64, 64)...) // to fill vectors
			got := make([]float64, len(x))
			f(memoryOf(got), memoryOf(x))
			for i, v := range src {
				if v == 1 {
					require.Zero(t, got[shift+i])
					continue
				}
				require.Less(t, distance(got[shift+i], bigLog(v)), 0.75, "log(%x) = %x", v, got[shift+i])
			}
		}
	})
}

func TestLogGrows(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		r := newRand(t)
		x, got := make([]float64, 4096), make([]float64, 4096)
		for range 20 {
			v := math.Exp(r.NormFloat64())
			for i := range x {
				x[i], v = v, v*(1+0x1p-44)
			}
			simd.UnaryOf(simd.Log, simd.Float64)(memoryOf(got), memoryOf(x))
			for i := range got[1:] {
				require.LessOrEqual(t, got[i], got[i+1])
			}
		}
	})
}
