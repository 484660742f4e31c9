package simd

// An unpackKernel gives n values, a multiple of quantum.
type unpackKernel[D any] func(dst *D, src *byte, n int)

// UnpackBits sets dst to the bits of src, which holds 64-bit big-endian words
// with the first bit as the lowest. It panics if len(dst) is not a multiple of 64
// or src has fewer bits.
func UnpackBits(dst, src []byte) {
	if len(dst)%64 != 0 {
		panic("simd: bits of an incomplete word")
	}
	src = src[:len(dst)/8]
	if k := active.unpackBits; k != nil {
		for len(dst) > 0 {
			n := min(maxRun, len(dst))
			k(&dst[0], &src[0], n)
			dst, src = dst[n:], src[n/8:]
		}
	}
	unpackBitsTwin(dst, src)
}

// Unpack12 sets dst[i] to the 12 bits of src from bit 12·i on, where bits are
// counted from the lowest of the first byte: three bytes a, b, c hold
// a|(b&15)<<8 and b>>4|c<<4. It panics if src is too short.
func Unpack12(dst []uint16, src []byte) {
	src = src[:(len(dst)*3+1)/2]
	if k := active.unpack12; k != nil {
		// The kernel reads up to 4 bytes behind what it uses.
		for len(dst) >= 2*quantum {
			n := min(maxRun, len(dst)&^(quantum-1)-quantum)
			k(&dst[0], &src[0], n)
			dst, src = dst[n:], src[n/2*3:]
		}
	}
	unpack12Twin(dst, src)
}
