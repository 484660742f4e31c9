package packing

import "github.com/gloam-go/gloam/internal/simd"

// shuffle puts first bytes of all elements before the second ones, and so on.
// Bytes behind the last whole element stay where they are.
func shuffle(dst, src []byte, item int) { shuffleWhole(dst, src, item, simd.Shuffle) }

// unshuffle is the inverse of shuffle.
func unshuffle(dst, src []byte, item int) { shuffleWhole(dst, src, item, simd.Unshuffle) }

// bitShuffle sorts bits by their place in the element: bit k of byte b of all
// elements is a row of its own. Only a multiple of eight elements is transposed.
func bitShuffle(dst, src []byte, item int) {
	if len(src)/item%8 != 0 {
		copy(dst, src)
		return
	}
	shuffleWhole(dst, src, item, simd.BitShuffle)
}

// bitUnshuffle is the inverse of bitShuffle.
func bitUnshuffle(dst, src []byte, item int) {
	if len(src)/item%8 != 0 {
		copy(dst, src)
		return
	}
	shuffleWhole(dst, src, item, simd.BitUnshuffle)
}

// shuffleWhole applies a kernel to the whole elements and copies the rest.
func shuffleWhole(dst, src []byte, item int, kernel func(dst, src []byte, size int)) {
	whole := len(src) / item * item
	kernel(dst[:whole], src[:whole], item)
	copy(dst[whole:], src[whole:])
}
