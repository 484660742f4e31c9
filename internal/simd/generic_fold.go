package simd

import (
	"encoding/binary"
	"math"
)

// sumTwin sums in A with four named accumulators; an array of them would live
// in memory and halve the speed.
func sumTwin[A real | uint64, S real](src []S) A {
	var a, b, c, d A
	for ; len(src) >= 4; src = src[4:] {
		a += A(src[0])
		b += A(src[1])
		c += A(src[2])
		d += A(src[3])
	}
	for _, v := range src {
		a += A(v)
	}
	return (a + b) + (c + d)
}

// blockedTwin sums float32 in blocks of 512 elements, whose sums it adds in
// float64, which bounds the error by 131·eps·Σ|x|.
func blockedTwin(src []float32) float64 {
	const block = 512
	var sum float64
	for len(src) > block {
		sum += float64(sumTwin[float32](src[:block]))
		src = src[block:]
	}
	return sum + float64(sumTwin[float32](src))
}

// dotTwin multiplies and sums in T, in blocks as blockedTwin.
func dotTwin[S, T real](a []S, b []T) float64 {
	const block = 512
	var sum float64
	for len(a) > block {
		sum += float64(dotBlock(a[:block], b[:block]))
		a, b = a[block:], b[block:]
	}
	return sum + float64(dotBlock(a, b))
}

func dotBlock[S, T real](a []S, b []T) T {
	var s, t, u, v T
	for len(a) >= 4 && len(b) >= 4 {
		s += T(a[0]) * b[0]
		t += T(a[1]) * b[1]
		u += T(a[2]) * b[2]
		v += T(a[3]) * b[3]
		a, b = a[4:], b[4:]
	}
	b = b[:len(a)]
	for i, x := range a {
		s += T(x) * b[i]
	}
	return (s + t) + (u + v)
}

// minTwin returns the minimum of src and m, or NaN if there is one.
func minTwin(m float32, src []float32) float32 {
	for _, v := range src {
		if v < m || v != v {
			m = v
		}
		if m != m {
			return m
		}
	}
	return m
}

// touchTwin sums the little-endian 64-bit words of b, and then the bytes of an
// incomplete last word.
func touchTwin(b []byte) uint64 {
	var sum uint64
	for ; len(b) >= 8; b = b[8:] {
		sum += binary.LittleEndian.Uint64(b)
	}
	for _, v := range b {
		sum += uint64(v)
	}
	return sum
}

// logShiftAddTwin adds log(src+shift) to dst.
func logShiftAddTwin(dst, src []float32, shift float32) {
	src = src[:len(dst)]
	for i, v := range src {
		dst[i] += float32(math.Log(float64(v + shift)))
	}
}
