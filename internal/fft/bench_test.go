package fft_test

import (
	"fmt"
	"testing"

	"github.com/gloam-go/gloam/internal/fft"
)

func BenchmarkReal2D(b *testing.B) {
	for _, n := range []int{12, 24, 64, 97, 100, 128, 256} {
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

func BenchmarkRows(b *testing.B) {
	for _, s := range [][2]int{{1, 1024}, {256, 1024}, {1, 1 << 16}, {1, 1 << 20}} {
		b.Run(fmt.Sprintf("dtype=float32/rows=%d/size=%d", s[0], s[1]), func(b *testing.B) {
			p := fft.Of[float32](s[1])
			src := cast[float32](random(1, s[0]*s[1]))
			re, im := make([]float32, len(src)), make([]float32, len(src))
			scratch := make([]float32, p.RowScratch())
			b.SetBytes(int64(8 * s[0] * s[1]))
			for b.Loop() {
				copy(re, src)
				copy(im, src)
				p.ForwardRows(re, im, s[0], scratch)
			}
		})
	}
}
