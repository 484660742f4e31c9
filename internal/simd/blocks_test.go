package simd_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/simd"
)

// blockLengths covers every tail and the ends of turns and splats.
func blockLengths() []int {
	return []int{0, 1, 2, 3, 7, 8, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 191, 192, 193, 255, 256, 257, 321, 1000, 1024, 4097}
}

// A call of a kernel ends at 32 Ki elements, where the next one goes on.
func TestLongBlocksEqualTwins(t *testing.T) {
	const n = 2*32<<10 + 70
	atEachLevel(t, func(t *testing.T) {
		r := newRand(t)
		a, b, cond := block(t, r, simd.Float32, n), block(t, r, simd.Float32, n), block(t, r, simd.Bool, n)
		checkBinary(t, simd.Sub, simd.Float32, n, simd.BinaryOf(simd.Sub, simd.Float32), a, b)
		checkBinary(t, simd.Sub, simd.Float32, n, simd.BinaryOf(simd.Sub, simd.Float32), a, b[:4])
		want, got := make([]byte, 4*n), make([]byte, 4*n)
		for _, f := range []func(dst []byte){
			func(dst []byte) { simd.UnaryOf(simd.Neg, simd.Float32)(dst, a) },
			func(dst []byte) { simd.CastOf(simd.Int32, simd.Float32)(dst, a) },
			func(dst []byte) { simd.WhereOf(4)(dst, cond, a[:4], b) },
		} {
			twin(func() { f(want) })
			f(got)
			require.True(t, bytes.Equal(want, got))
		}
	})
}

// block returns guarded memory of n elements of a type, with extremes.
func block(t testing.TB, r *rand.Rand, typ simd.Type, n int) []byte {
	size := typ.Size()
	if n == 0 {
		return []byte{}
	}
	b := guarded(t, n*size)
	fillBlock(r, typ, b)
	return b
}

func fillBlock(r *rand.Rand, typ simd.Type, b []byte) {
	if part, ok := parts[typ]; ok {
		fillBlock(r, part, b)
		return
	}
	size := typ.Size()
	for i := 0; i < len(b); i += size {
		v := r.Uint64()
		switch {
		case typ == simd.Float32:
			v = uint64(math.Float32bits(float32(r.NormFloat64() * 1000)))
			if r.IntN(3) == 0 { // around the ends of the integer types
				v = uint64(math.Float32bits(float32((r.Float64() - 0.5) * math.Ldexp(1, r.IntN(67)))))
			}
			if r.IntN(4) == 0 {
				v = uint64(special32[r.IntN(len(special32))])
			}
		case typ == simd.Float64:
			v = math.Float64bits(r.NormFloat64() * 1000)
			if r.IntN(3) == 0 {
				v = math.Float64bits((r.Float64() - 0.5) * math.Ldexp(1, r.IntN(67)))
			}
			if r.IntN(4) == 0 {
				v = special64[r.IntN(len(special64))]
			}
		case r.IntN(4) == 0:
			v = []uint64{0, 1, math.MaxUint64, 1 << (8*size - 1), 1<<(8*size-1) - 1}[r.IntN(5)]
		case r.IntN(4) == 0:
			v %= 4
		}
		var w [8]byte
		binary.LittleEndian.PutUint64(w[:], v)
		copy(b[i:i+size], w[:])
	}
}

// parts are the types of the parts of complex numbers.
var parts = map[simd.Type]simd.Type{simd.Complex64: simd.Float32, simd.Complex128: simd.Float64}

var special32 = []uint32{0, 1 << 31, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc00001, 1, 0x80000001, 0x007fffff, 0x7f7fffff, 0x3f800000, 0x3f000000, 0x4b000001,
	0x4f000000, 0xcf000000, 0x4f800000, 0x5f000000, 0xdf000000, 0x5f800000, 0x477fff80, 0x43800000, 0x437f8000, 0x46fffe00, 0xc7000100}

var special64 = []uint64{0, 1 << 63, 0x7ff0 << 48, 0xfff0 << 48, 0x7ff8 << 48, 0xfff8<<48 | 1, 1, 1<<63 | 1, 1<<52 - 1, 0x7fef << 48, 0x3ff0 << 48, 0x3fe0 << 48, 0x4330000000000001,
	0x41e0 << 48, 0xc1e0 << 48, 0x41f0 << 48, 0x43e0 << 48, 0xc3e0 << 48, 0x43f0 << 48, 0x41dfffffffffffff, 0x41dfffffffe00000, 0x406fe00000000000}

// canonical replaces every NaN by one.
func canonical(typ simd.Type, b []byte) []byte {
	if part, ok := parts[typ]; ok {
		typ = part
	}
	b = slices.Clone(b)
	for i := 0; i < len(b); i += typ.Size() {
		switch typ {
		case simd.Float32:
			if v := math.Float32frombits(binary.LittleEndian.Uint32(b[i:])); v != v {
				binary.LittleEndian.PutUint32(b[i:], 0x7fc00000)
			}
		case simd.Float64:
			if v := math.Float64frombits(binary.LittleEndian.Uint64(b[i:])); v != v {
				binary.LittleEndian.PutUint64(b[i:], 0x7ff8<<48)
			}
		}
	}
	return b
}

// twin runs f with the plain Go kernels.
func twin(f func()) {
	defer simd.SetLevel("generic")()
	f()
}

func eachType(t *testing.T, test func(t *testing.T, typ simd.Type)) {
	for typ := range simd.Type(simd.NumTypes) {
		t.Run(fmt.Sprintf("type=%d", typ), func(t *testing.T) { test(t, typ) })
	}
}

func outType(op simd.Op, typ simd.Type) simd.Type {
	if op >= simd.Equal && op <= simd.GreaterEqual {
		return simd.Bool
	}
	return typ
}

func unaryOutType(op simd.UnaryOp, typ simd.Type) simd.Type {
	part, complex := parts[typ]
	switch {
	case op == simd.IsNaN:
		return simd.Bool
	case complex && (op == simd.Abs || op == simd.Real || op == simd.Imag):
		return part
	}
	return typ
}

// keepsNaN tells of functions that keep the bits of NaN.
func keepsNaN(op simd.UnaryOp, typ simd.Type) bool {
	switch op {
	case simd.Neg, simd.Conj, simd.Real, simd.Imag:
		return true
	}
	return op == simd.Abs && parts[typ] == 0
}

func TestBinaryEqualsTwin(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		eachType(t, func(t *testing.T, typ simd.Type) {
			r := newRand(t)
			for op := range simd.Op(simd.NumOps) {
				f := simd.BinaryOf(op, typ)
				if f == nil {
					continue
				}
				for _, n := range blockLengths() {
					a, b := block(t, r, typ, n), block(t, r, typ, n)
					checkBinary(t, op, typ, n, f, a, b)
					if n > 1 {
						checkBinary(t, op, typ, n, f, a[:typ.Size()], b)
						checkBinary(t, op, typ, n, f, a, b[:typ.Size()])
						checkBinary(t, op, typ, n, f, a[:typ.Size()], b[:typ.Size()])
					}
				}
			}
		})
	})
}

func checkBinary(t *testing.T, op simd.Op, typ simd.Type, n int, f simd.Binary, a, b []byte) {
	t.Helper()
	out := outType(op, typ)
	want, got := make([]byte, n*out.Size()), block(t, rand.New(rand.NewPCG(1, 1)), out, n)
	twin(func() { f(want, a, b) })
	f(got, a, b)
	require.True(t, bytes.Equal(canonical(out, want), canonical(out, got)), "op %d of type %d, n=%d, %d and %d bytes", op, typ, n, len(a), len(b))
	if out == typ && len(a) == len(want) {
		inPlace := slices.Clone(a)
		f(inPlace, inPlace, b)
		require.True(t, bytes.Equal(canonical(out, want), canonical(out, inPlace)), "in place, op %d, n=%d", op, n)
	}
}

func TestUnaryEqualsTwin(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		eachType(t, func(t *testing.T, typ simd.Type) {
			r := newRand(t)
			for op := range simd.UnaryOp(simd.NumUnaryOps) {
				f := simd.UnaryOf(op, typ)
				if f == nil {
					continue
				}
				out := unaryOutType(op, typ)
				for _, n := range blockLengths() {
					src := block(t, r, typ, n)
					want, got := make([]byte, n*out.Size()), block(t, r, out, n)
					twin(func() { f(want, src) })
					f(got, src)
					if !keepsNaN(op, typ) {
						want, got = canonical(out, want), canonical(out, got)
					}
					require.True(t, bytes.Equal(want, got), "op %d, n=%d", op, n)
				}
			}
		})
	})
}

func TestWhereEqualsTwin(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		for _, typ := range []simd.Type{simd.Uint8, simd.Uint16, simd.Uint32, simd.Uint64} {
			r, size := newRand(t), typ.Size()
			f := simd.WhereOf(size)
			for _, n := range blockLengths() {
				cond, x, y := block(t, r, simd.Bool, n), block(t, r, typ, n), block(t, r, typ, n)
				for i := range cond {
					cond[i] &= byte(r.IntN(2)) * 0xff
				}
				operands := [][2][]byte{{x, y}}
				if n > 1 {
					operands = append(operands, [][2][]byte{{x[:size], y}, {x, y[:size]}, {x[:size], y[:size]}}...)
				}
				for _, in := range operands {
					want, got := make([]byte, n*size), block(t, r, typ, n)
					twin(func() { f(want, cond, in[0], in[1]) })
					f(got, cond, in[0], in[1])
					require.True(t, bytes.Equal(want, got), "size %d, n=%d", size, n)
				}
			}
		}
		require.Nil(t, simd.WhereOf(16))
	})
}

func TestShortOperandsOfBlocksPanic(t *testing.T) {
	add, where := simd.BinaryOf(simd.Add, simd.Float32), simd.WhereOf(4)
	require.Panics(t, func() { add(make([]byte, 256), make([]byte, 252), make([]byte, 256)) })
	require.Panics(t, func() { add(make([]byte, 256), make([]byte, 256), make([]byte, 252)) })
	require.Panics(t, func() { simd.UnaryOf(simd.Neg, simd.Float32)(make([]byte, 252), make([]byte, 256)) })
	require.Panics(t, func() { where(make([]byte, 256), make([]byte, 64), make([]byte, 255), make([]byte, 256)) })
	require.Panics(t, func() { where(make([]byte, 252), make([]byte, 64), make([]byte, 256), make([]byte, 256)) })
}

func TestUndefinedBlocksAreNil(t *testing.T) {
	require.Nil(t, simd.BinaryOf(simd.Div, simd.Int32))
	require.Nil(t, simd.BinaryOf(simd.Add, simd.Bool))
	require.Nil(t, simd.BinaryOf(simd.And, simd.Float64))
	require.Nil(t, simd.UnaryOf(simd.Sqrt, simd.Uint8))
	require.Nil(t, simd.UnaryOf(simd.IsNaN, simd.Int16))
}

func TestBlocksDoNotAllocate(t *testing.T) {
	add, less, neg, where := simd.BinaryOf(simd.Add, simd.Float32), simd.BinaryOf(simd.Less, simd.Float32), simd.UnaryOf(simd.Neg, simd.Float32), simd.WhereOf(4)
	a, c := make([]byte, 4*1001), make([]byte, 1001)
	atEachLevel(t, func(t *testing.T) {
		require.Zero(t, testing.AllocsPerRun(20, func() {
			add(a, a, a)
			less(c, a, a)
			neg(a, a)
			where(a, c, a, a)
		}))
	})
}

func FuzzBinaryEqualsTwin(f *testing.F) {
	f.Add(uint8(0), uint8(9), uint8(0), []byte("12345678abcdefgh"))
	f.Fuzz(func(t *testing.T, op, typ, shape uint8, data []byte) {
		o, ty := simd.Op(op%uint8(simd.NumOps)), simd.Type(typ%uint8(simd.NumTypes))
		k := simd.BinaryOf(o, ty)
		n := len(data) / 2 / ty.Size()
		if k == nil || n == 0 {
			return
		}
		size := ty.Size()
		a, b := make([]byte, n*size), make([]byte, n*size) // aligned, unlike data
		copy(a, data)
		copy(b, data[n*size:])
		out := outType(o, ty)
		x, y := a, b
		if shape%4 == 1 {
			x = a[:size]
		}
		if shape%4 == 2 {
			y = b[:size]
		}
		want, got := make([]byte, n*out.Size()), make([]byte, n*out.Size())
		twin(func() { k(want, x, y) })
		for _, level := range simd.Levels() {
			restore := simd.SetLevel(level)
			k(got, x, y)
			restore()
			require.Equal(t, canonical(out, want), canonical(out, got), "op %d of type %d at %s", o, ty, level)
		}
	})
}

func TestCastsOfBlocksEqualTwins(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		eachType(t, func(t *testing.T, src simd.Type) {
			r := newRand(t)
			for dst := range simd.Type(simd.NumTypes) {
				f := simd.CastOf(dst, src)
				if f == nil {
					continue
				}
				for _, n := range blockLengths() {
					in := block(t, r, src, n)
					want, got := make([]byte, n*dst.Size()), block(t, r, dst, n)
					twin(func() { f(want, in) })
					f(got, in)
					require.True(t, bytes.Equal(canonical(dst, want), canonical(dst, got)), "to %d from %d, n=%d", dst, src, n)
				}
			}
		})
	})
}
