package simd

// Swap16 copies src to dst and reverses the bytes of every 16-bit element.
// It panics if len(dst) is odd; dst and src may be the same slice.
func Swap16(dst, src []byte) {
	wholeElements(dst, 2)
	apply(active.swap16, swap16Twin, dst, src)
}

// Swap32 copies src to dst and reverses the bytes of every 32-bit element.
// It panics if len(dst) is not a multiple of 4; dst and src may be the same
// slice.
func Swap32(dst, src []byte) {
	wholeElements(dst, 4)
	apply(active.swap32, swap32Twin, dst, src)
}

// Swap64 copies src to dst and reverses the bytes of every 64-bit element.
// It panics if len(dst) is not a multiple of 8; dst and src may be the same
// slice.
func Swap64(dst, src []byte) {
	wholeElements(dst, 8)
	apply(active.swap64, swap64Twin, dst, src)
}

func wholeElements(dst []byte, size int) {
	if len(dst)%size != 0 {
		panic("simd: byte swap of an incomplete element")
	}
}

// apply runs an element-wise kernel over len(dst) elements and its twin over
// those that do not fill a vector.
func apply[D, S any](k mapKernel[D, S], twin func([]D, []S), dst []D, src []S) {
	src = src[:len(dst)]
	if k != nil {
		for len(dst) >= quantum {
			n := min(maxRun, len(dst)&^(quantum-1))
			k(&dst[0], &src[0], n)
			dst, src = dst[n:], src[n:]
		}
	}
	if len(dst) > 0 {
		twin(dst, src)
	}
}
