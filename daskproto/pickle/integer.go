package pickle

import "math/big"

// integer returns a Go integer of any type as int64, or as *big.Int if it does
// not fit.
func integer(v any) (any, bool) {
	switch n := v.(type) {
	case int:
		return int64(n), true
	case int8:
		return int64(n), true
	case int16:
		return int64(n), true
	case int32:
		return int64(n), true
	case int64:
		return n, true
	case uint8:
		return int64(n), true
	case uint16:
		return int64(n), true
	case uint32:
		return int64(n), true
	case uint:
		return unsigned(uint64(n)), true
	case uint64:
		return unsigned(n), true
	}
	return nil, false
}

func unsigned(n uint64) any {
	if n < 1<<63 {
		return int64(n)
	}
	return new(big.Int).SetUint64(n)
}

// bigOrSmall returns n as int64 if it fits.
func bigOrSmall(n *big.Int) any {
	if n.IsInt64() {
		return n.Int64()
	}
	return n
}

// fromLong reads the two's complement that LONG1 and LONG4 carry, least
// significant byte first.
func fromLong(b []byte) any {
	if len(b) <= 8 {
		var n uint64
		for i, c := range b {
			n |= uint64(c) << (8 * i)
		}
		shift := 64 - 8*len(b)
		return int64(n<<shift) >> shift
	}
	mag := make([]byte, len(b))
	for i, c := range b {
		mag[len(b)-1-i] = c
	}
	n := new(big.Int).SetBytes(mag)
	if b[len(b)-1]&0x80 != 0 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return bigOrSmall(n)
}

// toLong is the inverse of fromLong, in the fewest bytes.
func toLong(n *big.Int) []byte {
	if n.Sign() == 0 {
		return nil
	}
	size := n.BitLen()/8 + 1
	v := n
	if n.Sign() < 0 {
		v = new(big.Int).Add(n, new(big.Int).Lsh(big.NewInt(1), uint(8*size)))
	}
	b := v.FillBytes(make([]byte, size))
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	// -128 and the like need one byte less.
	if n.Sign() < 0 && size > 1 && b[size-1] == 0xff && b[size-2]&0x80 != 0 {
		b = b[:size-1]
	}
	return b
}
