package fft_test

import (
	"fmt"
	"testing"

	"github.com/gloam-go/gloam/internal/fft"
)

func BenchmarkReal2D(b *testing.B) {
	for _, n := range []int{12, 24, 64, 100, 128, 256} {
		b.Run(fmt.Sprintf("dtype=float32/size=%d", n), func(b *testing.B) { benchReal[float32](b, n, n/2+1) })
	}
	b.Run("dtype=float64/size=256", func(b *testing.B) { benchReal[float64](b, 256, 129) })
	b.Run("dtype=float32/size=256/cols=40", func(b *testing.B) { benchReal[float32](b, 256, 40) })
}

func benchReal[T fft.Float](b *testing.B, n, cols int) {
	f := fft.NewPartial2D[T](n, n, cols)
	src := cast[T](random(1, n*n))
	re, im := make([]T, n*cols), make([]T, n*cols)
	b.SetBytes(int64(n * n * 4))
	for b.Loop() {
		f.Forward(re, im, src)
	}
}
