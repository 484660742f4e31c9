package ndarray

// binary of booleans works on their bytes and takes every byte but 0 as true.
func (boolKernels) binary(op BinaryOp) loop2 {
	switch op {
	case OpEqual:
		return truthTable(0b1001)
	case OpLess:
		return truthTable(0b0100)
	case OpLessEqual:
		return truthTable(0b1101)
	case OpGreater:
		return truthTable(0b0010)
	case OpGreaterEqual:
		return truthTable(0b1011)
	}
	return nil
}

// truthTable returns the function of two booleans whose value for (a, b) is
// bit a+2b of table.
func truthTable(table byte) loop2 {
	return func(dst, a, b []byte) {
		a, b = a[:len(dst)], b[:len(dst)]
		for i := range dst {
			dst[i] = table >> (bit(a[i]) + 2*bit(b[i])) & 1
		}
	}
}

// mixedSigns reports whether the common type of two integers is a float, which
// does not hold all of their values.
func mixedSigns(a, b DType) bool {
	return a == Uint64 && b.Kind() == KindInt || b == Uint64 && a.Kind() == KindInt
}

// mixedKernel compares signed with unsigned integers by value; a is the dtype of
// the first operand.
func mixedKernel(op BinaryOp, a DType) BinaryKernel {
	table := orders[op] // bit 0 less, bit 1 equal, bit 2 greater
	k := BinaryKernel{A: Int64, B: Uint64, Out: Bool, Result: Bool}
	if a != Uint64 {
		k.loop = func(dst, a, b []byte) { compareMixed(dst, a, b, table) }
		return k
	}
	k.A, k.B = k.B, k.A
	table = table>>2&1 | table&2 | table&1<<2
	k.loop = func(dst, a, b []byte) { compareMixed(dst, b, a, table) }
	return k
}

// compareMixed looks up the order of signed a and unsigned b.
func compareMixed(dst, a, b []byte, table byte) {
	_, x, _ := flags[int64](dst, a, a)
	_, y, _ := flags[uint64](dst, b, b)
	for i, v := range x {
		order := byte(0)
		if v >= 0 {
			order = truth(uint64(v) >= y[i]) + truth(uint64(v) > y[i])
		}
		dst[i] = table >> order & 1
	}
}

var orders = map[BinaryOp]byte{
	OpLess: 0b001, OpLessEqual: 0b011, OpEqual: 0b010,
	OpNotEqual: 0b101, OpGreaterEqual: 0b110, OpGreater: 0b100,
}
