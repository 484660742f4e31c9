package simd

import "encoding/binary"

// shuffleTwin moves the elements from the given one on.
func shuffleTwin(dst, src []byte, size, n, from int) {
	for b := range size {
		row := dst[b*n+from : (b+1)*n]
		at := from*size + b
		for i := range row {
			row[i] = src[at]
			at += size
		}
	}
}

func unshuffleTwin(dst, src []byte, size, n, from int) {
	switch size {
	case 2:
		lo, hi := src[from:n], src[n+from:2*n]
		for i := range lo {
			binary.LittleEndian.PutUint16(dst[2*(from+i):], uint16(lo[i])|uint16(hi[i])<<8)
		}
		return
	case 4:
		a, b, c, d := src[from:n], src[n+from:2*n], src[2*n+from:3*n], src[3*n+from:4*n]
		for i := range a {
			binary.LittleEndian.PutUint32(dst[4*(from+i):], uint32(a[i])|uint32(b[i])<<8|uint32(c[i])<<16|uint32(d[i])<<24)
		}
		return
	}
	for b := range size {
		at := from*size + b
		for _, v := range src[b*n+from : (b+1)*n] {
			dst[at] = v
			at += size
		}
	}
}

// bitRowsTwin works on the bytes from the given one on, a multiple of eight.
func bitRowsTwin(dst, src []byte, stride, from int) {
	for i := from; i < len(src); i += 8 {
		x := transposeBits(binary.LittleEndian.Uint64(src[i:]))
		for k := range 8 {
			dst[k*stride+i/8] = byte(x >> (8 * k))
		}
	}
}

func bitBytesTwin(dst, src []byte, stride, from int) {
	for i := from; i < len(dst); i += 8 {
		var x uint64
		for k := range 8 {
			x |= uint64(src[k*stride+i/8]) << (8 * k)
		}
		binary.LittleEndian.PutUint64(dst[i:], transposeBits(x))
	}
}

// transposeBits transposes a matrix of 8 by 8 bits, one byte a row.
func transposeBits(x uint64) uint64 {
	t := (x ^ x>>7) & 0x00AA00AA00AA00AA
	x ^= t ^ t<<7
	t = (x ^ x>>14) & 0x0000CCCC0000CCCC
	x ^= t ^ t<<14
	t = (x ^ x>>28) & 0x00000000F0F0F0F0
	return x ^ t ^ t<<28
}

func unpackBitsTwin(dst, src []byte) {
	for ; len(src) >= 8; dst, src = dst[64:], src[8:] {
		w := binary.BigEndian.Uint64(src)
		for i := range 8 { // bit k of a byte to byte k
			b := w >> (8 * i) & 0xff * 0x0101010101010101 & 0x8040201008040201
			binary.LittleEndian.PutUint64(dst[8*i:], (b+0x007f7f7f7f7f7f7f)>>7&0x0101010101010101|b>>63<<56)
		}
	}
}

func unpack12Twin(dst []uint16, src []byte) {
	for ; len(dst) >= 2; dst, src = dst[2:], src[3:] {
		a, b, c := uint16(src[0]), uint16(src[1]), uint16(src[2])
		dst[0], dst[1] = a|b&15<<8, b>>4|c<<4
	}
	if len(dst) > 0 {
		dst[0] = uint16(src[0]) | uint16(src[1])&15<<8
	}
}
