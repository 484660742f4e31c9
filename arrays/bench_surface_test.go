package arrays_test

import (
	"context"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
)

// BenchmarkSurface runs operations on 64 MiB of float32 in blocks of 4 MiB.
func BenchmarkSurface(b *testing.B) {
	const n = 4096
	zeros, err := arrays.Ones([]int{n, n}, ndarray.Float32, arrays.ChunkSize(n/4))
	require.NoError(b, err)
	x, err := zeros.Persist(context.Background())
	require.NoError(b, err)
	for name, f := range map[string]func() (*arrays.Array, error){
		"overlap": func() (*arrays.Array, error) {
			return arrays.MapOverlap(kernels["same"], arrays.OverlapSpec{Halos: arrays.EveryHalo(x, arrays.Depth(1, arrays.EdgeReflect))}, x)
		},
		"roll":     func() (*arrays.Array, error) { return x.Roll(100, 1) },
		"cumsum/0": func() (*arrays.Array, error) { return x.CumSum(0) },
		"cumsum/1": func() (*arrays.Array, error) { return x.CumSum(1) },
		"coarsen": func() (*arrays.Array, error) {
			return x.Coarsen(ndarray.Sum, map[int]int{0: 2, 1: 2}, false)
		},
		"gram": func() (*arrays.Array, error) {
			part, err := x.Slice(arrays.Span(0, n/4))
			if err != nil {
				return nil, err
			}
			return arrays.Einsum("ij,kj->ik", part, part)
		},
		"histogram": func() (*arrays.Array, error) { return arrays.Histogram(x, arrays.Bins(100, 0, 2)) },
		"fft":       func() (*arrays.Array, error) { return fftRows(x) },
		"nanmean":   func() (*arrays.Array, error) { return x.NanMean(arrays.Over(0)) },
		"normal": func() (*arrays.Array, error) {
			return arrays.NewGenerator(1).Normal(0, 1, []int{n, n / 4}, arrays.ChunkSize(n/4))
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(4 * n * n)
			for b.Loop() {
				y, err := f()
				require.NoError(b, err)
				y, err = y.Sum()
				require.NoError(b, err)
				_, err = y.Compute(context.Background())
				require.NoError(b, err)
			}
		})
	}
}

func fftRows(x *arrays.Array) (*arrays.Array, error) {
	rows, err := x.Rechunk(arrays.PerAxis(arrays.Size(256), arrays.Whole))
	if err != nil {
		return nil, err
	}
	y, err := arrays.FFT(rows)
	if err != nil {
		return nil, err
	}
	return arrays.Abs(y)
}
