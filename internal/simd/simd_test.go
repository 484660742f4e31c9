package simd_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/simd"
)

// number is every element type of the kernels.
type number interface {
	uint8 | uint16 | uint32 | int16 | int32 | float32 | float64
}

// lengths covers every tail up to three vectors of the smallest element, and
// some that cross the inner blocks.
func lengths() []int {
	var n []int
	for i := range 3*64 + 8 {
		n = append(n, i)
	}
	return append(n, 255, 256, 257, 511, 512, 513, 1000, 2047, 2049, 4095, 4096, 4160, 4097+63, 20011)
}

// fewLengths is for kernels over frames, whose cost is a multiple.
func fewLengths() []int {
	return []int{0, 1, 7, 15, 16, 17, 31, 32, 33, 63, 64, 65, 95, 127, 128, 129, 159, 255, 256, 257, 300, 511, 512, 513, 801, 2049}
}

// atEachLevel runs a test for every kernel set of the machine.
func atEachLevel(t *testing.T, test func(t *testing.T)) {
	for _, name := range simd.Levels() {
		t.Run("level="+name, func(t *testing.T) {
			defer simd.SetLevel(name)()
			require.Equal(t, name, simd.Level())
			test(t)
		})
	}
}

// elements returns n elements of random, and some extreme, values that end
// where a read would fault, or, shifted, start off alignment.
func elements[T number](t testing.TB, r *rand.Rand, n int) []T {
	var zero T
	size := int(unsafe.Sizeof(zero))
	if n == 0 {
		return nil
	}
	b := guarded(t, n*size)
	s := unsafe.Slice((*T)(unsafe.Pointer(&b[0])), n)
	fill(r, s)
	return s
}

func fill[T number](r *rand.Rand, s []T) {
	switch s := any(s).(type) {
	case []uint8:
		for i := range s {
			s[i] = pick(r, uint8(r.Uint32()), 0, math.MaxUint8)
		}
	case []uint16:
		for i := range s {
			s[i] = pick(r, uint16(r.Uint32()), 0, math.MaxUint16)
		}
	case []uint32:
		for i := range s {
			s[i] = pick(r, r.Uint32()>>(r.Uint32()%32), 0, math.MaxUint32)
		}
	case []int16:
		for i := range s {
			s[i] = pick(r, int16(r.Uint32()), math.MinInt16, math.MaxInt16)
		}
	case []int32:
		for i := range s {
			s[i] = pick(r, int32(r.Uint32()), math.MinInt32, math.MaxInt32)
		}
	case []float32:
		for i := range s {
			s[i] = float32(r.NormFloat64() * 1000)
		}
	case []float64:
		for i := range s {
			s[i] = r.NormFloat64() * 1000
		}
	}
}

// pick returns a random value, or one of the extremes every eighth time.
func pick[T any](r *rand.Rand, random, low, high T) T {
	switch r.IntN(16) {
	case 0:
		return low
	case 1:
		return high
	}
	return random
}

func newRand(t testing.TB) *rand.Rand {
	seed := uint64(len(t.Name()))
	for _, c := range t.Name() {
		seed = seed*31 + uint64(c)
	}
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}

// bits32 and bits64 compare floats including NaN and the sign of zero; all NaN
// are the same.
func bits32(s []float32) []uint32 {
	b := make([]uint32, len(s))
	for i, v := range s {
		if b[i] = math.Float32bits(v); v != v {
			b[i] = 0x7fc00000
		}
	}
	return b
}

// specials writes NaN, infinities and zeros over every few elements.
func specials(r *rand.Rand, s []float32) {
	values := []float32{float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.Copysign(0, -1)), 0, 1e-42, math.MaxFloat32}
	for i := range s {
		if r.IntN(3) == 0 {
			s[i] = values[r.IntN(len(values))]
		}
	}
}

func TestLevelIsTheFastestAvailable(t *testing.T) {
	names := simd.Levels()
	require.Equal(t, names[len(names)-1], simd.Level())
	require.Equal(t, "generic", names[0])
}

func TestKernelsDoNotAllocate(t *testing.T) {
	const n = 2049
	u8, u16, f32 := make([]uint8, 8*n), make([]uint16, 8*n), make([]float32, 8*n)
	out, dst := make([]float32, 24), make([]float32, n)
	f64, mean := make([]float64, n), make([]float64, n)
	atEachLevel(t, func(t *testing.T) {
		require.Zero(t, testing.AllocsPerRun(20, func() {
			simd.SumFramesU8(dst, u8, 8, n)
			simd.SumFramesU16(dst, u16, 8, n)
			simd.SumFramesF32F64(f64, f32, 8, n)
			simd.MaxFramesU16(dst, u16, 8, n)
			simd.SqDevFramesU16(f64, mean, u16, 8, n)
			simd.SumU16(u16)
			simd.SumF32(f32)
			simd.MinF32(f32)
			simd.TouchSum(u8)
			simd.DotU8F32(u8, f32)
			simd.MaskProductsU16(out, u16, 8, n, f32, 3, n, n)
			simd.MaskProductsF32(out, f32, 8, n, f32, 3, n, n)
			simd.Swap16(u8, u8)
			simd.LogShiftAdd(dst, f32, 1)
		}))
	})
}
