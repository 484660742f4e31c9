package simd_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gloam-go/gloam/internal/simd"
)

// The tile of the benchmarks: 8 frames of 256 × 256 pixels, 1 MiB as uint16.
const (
	benchFrames = 8
	benchPixels = 256 * 256
)

func benchData[T number](n int) []T {
	s := make([]T, n)
	fill(rand.New(rand.NewPCG(1, 2)), s)
	return s
}

// eachLevel runs a benchmark of run at every level; bytes are what it reads.
func eachLevel(b *testing.B, name string, bytes int, run func()) {
	for _, level := range simd.Levels() {
		b.Run(fmt.Sprintf("%slevel=%s", name, level), func(b *testing.B) {
			defer simd.SetLevel(level)()
			b.SetBytes(int64(bytes))
			for b.Loop() {
				run()
			}
		})
	}
}

func benchOverFrames[D, S number](b *testing.B, name string, size int, kernel func([]D, []S, int, int)) {
	src, dst := benchData[S](benchFrames*benchPixels), make([]D, benchPixels)
	eachLevel(b, name, len(src)*size, func() { kernel(dst, src, benchFrames, benchPixels) })
}

func BenchmarkSumFrames(b *testing.B) {
	benchOverFrames(b, "dtype=uint8/", 1, simd.SumFramesU8)
	benchOverFrames(b, "dtype=uint16/", 2, simd.SumFramesU16)
	benchOverFrames(b, "dtype=float32/", 4, simd.SumFramesF32)
	benchOverFrames(b, "dtype=uint8/acc=float64/", 1, simd.SumFramesU8F64)
	benchOverFrames(b, "dtype=uint16/acc=float64/", 2, simd.SumFramesU16F64)
	benchOverFrames(b, "dtype=float32/acc=float64/", 4, simd.SumFramesF32F64)
	benchOverFrames(b, "dtype=float64/acc=float64/", 8, simd.SumFramesF64F64)
}

// BenchmarkSumFramesOfFewCounts has pixels whose sums are not above the largest
// pixel.
func BenchmarkSumFramesOfFewCounts(b *testing.B) {
	u8, u16 := benchData[uint8](benchFrames*benchPixels), benchData[uint16](benchFrames*benchPixels)
	for i := range u8 {
		u8[i] &= 15
		u16[i] &= 4095
	}
	dst := make([]float32, benchPixels)
	eachLevel(b, "dtype=uint8/", len(u8), func() { simd.SumFramesU8(dst, u8, benchFrames, benchPixels) })
	eachLevel(b, "dtype=uint16/", 2*len(u16), func() { simd.SumFramesU16(dst, u16, benchFrames, benchPixels) })
}

// BenchmarkSumFramesStream reads 256 MiB: once as large frames, once as many
// small ones per call.
func BenchmarkSumFramesStream(b *testing.B) {
	src := benchData[uint16](128 << 20)
	for _, side := range []int{64, 128, 256} {
		pixels := side * side
		frames := (1 << 19) / pixels
		dst := make([]float32, pixels)
		eachLevel(b, fmt.Sprintf("dtype=uint16/side=%d/", side), len(src)*2, func() {
			for i := 0; i < len(src); i += frames * pixels {
				simd.SumFramesU16(dst, src[i:], frames, pixels)
			}
		})
	}
}

func BenchmarkMaxFrames(b *testing.B) {
	benchOverFrames(b, "dtype=uint8/", 1, simd.MaxFramesU8)
	benchOverFrames(b, "dtype=uint16/", 2, simd.MaxFramesU16)
	benchOverFrames(b, "dtype=float32/", 4, simd.MaxFramesF32)
}

func BenchmarkSqDevFrames(b *testing.B) {
	mean := make([]float64, benchPixels)
	benchOverFrames(b, "dtype=uint8/", 1, func(dst []float64, src []uint8, frames, stride int) {
		simd.SqDevFramesU8(dst, mean, src, frames, stride)
	})
	benchOverFrames(b, "dtype=uint16/", 2, func(dst []float64, src []uint16, frames, stride int) {
		simd.SqDevFramesU16(dst, mean, src, frames, stride)
	})
	benchOverFrames(b, "dtype=float32/", 4, func(dst []float64, src []float32, frames, stride int) {
		simd.SqDevFramesF32(dst, mean, src, frames, stride)
	})
}

func benchFold[S number, R any](b *testing.B, name string, size int, sum func([]S) R) {
	src := benchData[S](benchPixels)
	var keep R
	eachLevel(b, name, len(src)*size, func() { keep = sum(src) })
	_ = keep
}

func BenchmarkSum(b *testing.B) {
	benchFold(b, "dtype=uint8/", 1, simd.SumU8)
	benchFold(b, "dtype=uint16/", 2, simd.SumU16)
	benchFold(b, "dtype=float32/", 4, simd.SumF32)
	benchFold(b, "dtype=float32/acc=float64/", 4, simd.SumF32F64)
	benchFold(b, "dtype=float64/", 8, simd.SumF64)
}

func BenchmarkTouchSum(b *testing.B) {
	for _, mib := range []int{1, 256} {
		src := benchData[uint8](mib << 20)
		eachLevel(b, fmt.Sprintf("MiB=%d/", mib), len(src), func() { simd.TouchSum(src) })
	}
}

func BenchmarkSumStream(b *testing.B) {
	src := benchData[uint16](128 << 20)
	eachLevel(b, "dtype=uint16/", 2*len(src), func() { simd.SumU16(src) })
}

func BenchmarkMinF32(b *testing.B) { benchFold(b, "", 4, simd.MinF32) }

func BenchmarkDot(b *testing.B) {
	m := benchData[float32](benchPixels)
	benchFold(b, "dtype=uint8/", 5, func(a []uint8) float32 { return simd.DotU8F32(a, m) })
	benchFold(b, "dtype=uint16/", 6, func(a []uint16) float32 { return simd.DotU16F32(a, m) })
	benchFold(b, "dtype=float32/", 8, func(a []float32) float32 { return simd.DotF32(a, m) })
}

func benchMasks[S number, T float32 | float64](b *testing.B, name string, size, nm int, products maskProducts[S, T]) {
	frames, masks := benchData[S](benchFrames*benchPixels), benchData[T](nm*benchPixels)
	out := make([]T, benchFrames*nm)
	eachLevel(b, fmt.Sprintf("%smasks=%d/", name, nm), len(frames)*size, func() {
		products(out, frames, benchFrames, benchPixels, masks, nm, benchPixels, benchPixels)
	})
}

func BenchmarkMaskProducts(b *testing.B) {
	for _, nm := range []int{1, 3, 4, 6, 8, 12, 16, 128} {
		benchMasks(b, "dtype=uint8/", 1, nm, simd.MaskProductsU8)
		benchMasks(b, "dtype=uint16/", 2, nm, simd.MaskProductsU16)
		benchMasks(b, "dtype=float32/", 4, nm, simd.MaskProductsF32)
	}
	for _, nm := range []int{1, 4} {
		benchMasks(b, "dtype=float64/", 8, nm, simd.MaskProductsF64)
	}
}

// BenchmarkSweeps has sets of results that are taken together. Level generic takes
// one after the other.
func BenchmarkSweeps(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	u8, u16 := benchData[uint8](benchFrames*benchPixels), benchData[uint16](benchFrames*benchPixels)
	for _, set := range []struct {
		name string
		bits int
	}{{"sum+max", 3}, {"sum+totals", 9}, {"sum+max+totals+products", 27}} {
		s := newSweep(b, r, set.bits, benchPixels, benchFrames)
		eachLevel(b, "dtype=uint8/set="+set.name+"/", len(u8), func() { s.U8(u8, benchPixels, benchFrames, benchPixels) })
		eachLevel(b, "dtype=uint16/set="+set.name+"/", 2*len(u16), func() { s.U16(u16, benchPixels, benchFrames, benchPixels) })
	}
}

// BenchmarkMaskProductsStream reads 128 MiB in tiles of 1 MiB.
func BenchmarkMaskProductsStream(b *testing.B) {
	src := benchData[uint16](64 << 20)
	for _, nm := range []int{1, 3, 16} {
		for _, side := range []int{64, 256} {
			pixels := side * side
			frames := (1 << 19) / pixels
			masks, out := benchData[float32](nm*pixels), make([]float32, frames*nm)
			eachLevel(b, fmt.Sprintf("dtype=uint16/masks=%d/side=%d/", nm, side), len(src)*2, func() {
				for i := 0; i < len(src); i += frames * pixels {
					simd.MaskProductsU16(out, src[i:], frames, pixels, masks, nm, pixels, pixels)
				}
			})
		}
	}
}

func benchMap[D, S number](b *testing.B, name string, size int, kernel func([]D, []S)) {
	dst, src := make([]D, benchPixels), benchData[S](benchPixels)
	eachLevel(b, name, len(src)*size, func() { kernel(dst, src) })
}

func BenchmarkSwap(b *testing.B) {
	benchMap(b, "bits=16/", 1, simd.Swap16)
	benchMap(b, "bits=32/", 1, simd.Swap32)
	benchMap(b, "bits=64/", 1, simd.Swap64)
}

// benchBlock is the block that an expression is computed in.
const benchBlock = 4096

func BenchmarkBlocks(b *testing.B) {
	src, other, dst := benchData[float32](2*benchBlock), benchData[float32](2*benchBlock), make([]float32, 2*benchBlock)
	x, y, out := memoryOf(src), memoryOf(other), memoryOf(dst)
	for _, typ := range []simd.Type{simd.Float32, simd.Float64} {
		n := benchBlock * typ.Size()
		name := fmt.Sprintf("bits=%d/", 8*typ.Size())
		for op, text := range map[simd.Op]string{simd.Add: "add", simd.Div: "div", simd.Maximum: "maximum"} {
			k := simd.BinaryOf(op, typ)
			eachLevel(b, name+"op="+text+"/", n, func() { k(out[:n], x[:n], y[:n]) })
		}
		less := simd.BinaryOf(simd.Less, typ)
		eachLevel(b, name+"op=less/", n, func() { less(out[:benchBlock], x[:n], y[:n]) })
		for op, text := range map[simd.UnaryOp]string{simd.Sqrt: "sqrt", simd.Exp: "exp", simd.Log: "log"} {
			k := simd.UnaryOf(op, typ)
			eachLevel(b, name+"op="+text+"/", n, func() { k(out[:n], x[:n]) })
		}
	}
}

func BenchmarkCasts(b *testing.B) {
	src, dst := benchData[float32](2*benchBlock), make([]float32, 2*benchBlock)
	for _, c := range [][2]simd.Type{{simd.Float32, simd.Uint16}, {simd.Float64, simd.Int32}, {simd.Uint16, simd.Float32}, {simd.Uint8, simd.Uint16},
		{simd.Float16, simd.Float32}, {simd.Float32, simd.Float16}, {simd.Float32, simd.Int64}, {simd.Float64, simd.Int64}} {
		k := simd.CastOf(c[0], c[1])
		eachLevel(b, fmt.Sprintf("to=%d/from=%d/", c[0], c[1]), benchBlock*c[1].Size(), func() {
			k(memoryOf(dst)[:benchBlock*c[0].Size()], memoryOf(src)[:benchBlock*c[1].Size()])
		})
	}
}

func BenchmarkLogShiftAdd(b *testing.B) {
	benchMap(b, "", 4, func(dst, src []float32) { simd.LogShiftAdd(dst, src, 5000) })
}

func BenchmarkShuffle(b *testing.B) {
	src, dst := benchData[uint8](256<<10), make([]uint8, 256<<10)
	for _, size := range []int{2, 4, 8, 16} {
		for name, f := range map[string]func(dst, src []byte, size int){
			"shuffle": simd.Shuffle, "unshuffle": simd.Unshuffle, "bitshuffle": simd.BitShuffle, "bitunshuffle": simd.BitUnshuffle,
		} {
			eachLevel(b, fmt.Sprintf("op=%s/size=%d/", name, size), len(src), func() { f(dst, src, size) })
		}
	}
}
