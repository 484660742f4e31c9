package hdf5

import "math/bits"

// lookup3 is Bob Jenkins' hash of that name, which metadata end in.
func lookup3(b []byte) uint32 {
	a := 0xdeadbeef + uint32(len(b))
	v := [3]uint32{a, a, a}
	for len(b) > 12 {
		for i := range v {
			v[i] += little.Uint32(b[4*i:])
		}
		mix(&v)
		b = b[12:]
	}
	if len(b) == 0 {
		return v[2]
	}
	var last [12]byte
	copy(last[:], b)
	for i := range v {
		v[i] += little.Uint32(last[4*i:])
	}
	for i, turn := range [7]int{14, 11, 25, 16, 4, 14, 24} {
		to, from := (i+2)%3, (i+1)%3
		v[to] ^= v[from]
		v[to] -= bits.RotateLeft32(v[from], turn)
	}
	return v[2]
}

// mix spreads each bit over all three words.
func mix(v *[3]uint32) {
	for i, turn := range [6]int{4, 6, 8, 16, 19, 4} {
		a, b, c := i%3, (i+1)%3, (i+2)%3
		v[a] -= v[c]
		v[a] ^= bits.RotateLeft32(v[c], turn)
		v[c] += v[b]
	}
}

// fletcher32 sums 16-bit words, the first byte being the higher one, as the
// filter of that name does.
func fletcher32(b []byte) uint32 {
	var one, two uint32
	for len(b) > 1 {
		n := min(len(b)/2, 360) // words until a sum could overflow
		for i := range n {
			one += uint32(b[2*i])<<8 | uint32(b[2*i+1])
			two += one
		}
		one, two = one&0xffff+one>>16, two&0xffff+two>>16
		b = b[2*n:]
	}
	if len(b) == 1 {
		one += uint32(b[0]) << 8
		two += one
		one, two = one&0xffff+one>>16, two&0xffff+two>>16
	}
	one, two = one&0xffff+one>>16, two&0xffff+two>>16
	return two<<16 | one
}
