package zarr

import "encoding/binary"

// shuffle puts first bytes of all elements before the second ones, and so on.
// Bytes behind the last whole element stay where they are.
func shuffle(dst, src []byte, item int) {
	n := len(src) / item
	for b := range item {
		row := dst[b*n : (b+1)*n]
		for i := range row {
			row[i] = src[i*item+b]
		}
	}
	copy(dst[n*item:], src[n*item:])
}

// unshuffle is the inverse of shuffle.
func unshuffle(dst, src []byte, item int) {
	n := len(src) / item
	switch item {
	case 2:
		lo, hi := src[:n], src[n:2*n]
		for i := range lo {
			binary.LittleEndian.PutUint16(dst[2*i:], uint16(lo[i])|uint16(hi[i])<<8)
		}
	case 4:
		a, b, c, d := src[:n], src[n:2*n], src[2*n:3*n], src[3*n:4*n]
		for i := range a {
			binary.LittleEndian.PutUint32(dst[4*i:], uint32(a[i])|uint32(b[i])<<8|uint32(c[i])<<16|uint32(d[i])<<24)
		}
	default:
		for b := range item {
			row := src[b*n : (b+1)*n]
			for i, v := range row {
				dst[i*item+b] = v
			}
		}
	}
	copy(dst[n*item:], src[n*item:])
}

// bitUnshuffle undoes the transposition of bits, which were sorted by their
// place in the element: bit k of byte b of all elements is a row of its own.
// Only a multiple of eight elements is transposed.
func bitUnshuffle(dst, src []byte, item int) {
	n := len(src) / item
	if n%8 != 0 {
		copy(dst, src)
		return
	}
	row := n / 8
	for b := range item {
		in := src[b*n : (b+1)*n]
		for g := range row {
			var x uint64
			for k := range 8 {
				x |= uint64(in[k*row+g]) << (8 * k)
			}
			x = transposeBits(x)
			at := 8*g*item + b
			for k := range 8 {
				dst[at+k*item] = byte(x >> (8 * k))
			}
		}
	}
	copy(dst[n*item:], src[n*item:])
}

// bitShuffle is the inverse of bitUnshuffle.
func bitShuffle(dst, src []byte, item int) {
	n := len(src) / item
	if n%8 != 0 {
		copy(dst, src)
		return
	}
	row := n / 8
	for b := range item {
		out := dst[b*n : (b+1)*n]
		for g := range row {
			var x uint64
			at := 8*g*item + b
			for k := range 8 {
				x |= uint64(src[at+k*item]) << (8 * k)
			}
			x = transposeBits(x)
			for k := range 8 {
				out[k*row+g] = byte(x >> (8 * k))
			}
		}
	}
	copy(dst[n*item:], src[n*item:])
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
