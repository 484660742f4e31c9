package ndarray

// common returns the loops that all numbers share.
func common[T number](op BinaryOp) loop2 {
	switch op {
	case OpAdd:
		return addLoop[T]
	case OpSub:
		return subLoop[T]
	case OpMul:
		return mulLoop[T]
	case OpEqual:
		return equalLoop[T]
	case OpNotEqual:
		return notEqualLoop[T]
	}
	return nil
}

// ordered returns the loops that integers and floats share.
func ordered[T realNumber](op BinaryOp) loop2 {
	switch op {
	case OpMaximum:
		return maximumLoop[T]
	case OpMinimum:
		return minimumLoop[T]
	case OpLess:
		return lessLoop[T]
	case OpLessEqual:
		return lessEqualLoop[T]
	case OpGreater:
		return func(dst, a, b []byte) { lessLoop[T](dst, b, a) }
	case OpGreaterEqual:
		return func(dst, a, b []byte) { lessEqualLoop[T](dst, b, a) }
	}
	return common[T](op)
}

func (intKernels[T, A]) binary(op BinaryOp) loop2 {
	switch op {
	case OpFloorDiv:
		return intFloorDivLoop[T]
	case OpMod:
		return intModLoop[T]
	case OpPow:
		return intPowLoop[T]
	case OpAnd:
		return andLoop[T]
	case OpOr:
		return orLoop[T]
	case OpXor:
		return xorLoop[T]
	case OpLeftShift:
		return leftShiftLoop[T]
	case OpRightShift:
		return rightShiftLoop[T]
	case OpFMax:
		return maximumLoop[T]
	case OpFMin:
		return minimumLoop[T]
	}
	return ordered[T](op)
}

func (floatKernels[T]) binary(op BinaryOp) loop2 {
	switch op {
	case OpDiv:
		return divLoop[T]
	case OpFloorDiv:
		return floatFloorDivLoop[T]
	case OpMod:
		return floatModLoop[T]
	case OpPow:
		return floatPowLoop[T]
	case OpFMax:
		return fmaxLoop[T]
	case OpFMin:
		return fminLoop[T]
	case OpNextAfter:
		return nextAfterLoop[T]
	}
	if f := floatFunctions2[op]; f != nil {
		return func(dst, a, b []byte) { applyFloat2(as[T](dst), as[T](a), as[T](b), f) }
	}
	return ordered[T](op)
}

func (complexKernels[T, P]) binary(op BinaryOp) loop2 {
	switch op {
	case OpDiv:
		return complexDivLoop[P]
	case OpPow:
		return complexPowLoop[T]
	}
	return common[T](op)
}

// binary has no loops: Float16 is computed in Float32.
func (halfKernels) binary(BinaryOp) loop2 { return nil }

// three views the operands of a loop as elements, all of the length of dst.
func three[T Element](dst, a, b []byte) (d, x, y []T) {
	d, x, y = as[T](dst), as[T](a), as[T](b)
	return d, x[:len(d)], y[:len(d)]
}

// flags is three for loops that give Bool.
func flags[T Element](dst, a, b []byte) (d []byte, x, y []T) {
	x, y = as[T](a), as[T](b)
	return dst, x[:len(dst)], y[:len(dst)]
}

func addLoop[T number](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		d[i] = x[i] + y[i]
	}
}

func subLoop[T number](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		d[i] = x[i] - y[i]
	}
}

func mulLoop[T number](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		d[i] = x[i] * y[i]
	}
}

func divLoop[T Float](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		d[i] = x[i] / y[i]
	}
}

func equalLoop[T number](dst, a, b []byte) {
	d, x, y := flags[T](dst, a, b)
	for i := range d {
		d[i] = truth(x[i] == y[i])
	}
}

func notEqualLoop[T number](dst, a, b []byte) {
	d, x, y := flags[T](dst, a, b)
	for i := range d {
		d[i] = truth(x[i] != y[i])
	}
}

func lessLoop[T realNumber](dst, a, b []byte) {
	d, x, y := flags[T](dst, a, b)
	for i := range d {
		d[i] = truth(x[i] < y[i])
	}
}

func lessEqualLoop[T realNumber](dst, a, b []byte) {
	d, x, y := flags[T](dst, a, b)
	for i := range d {
		d[i] = truth(x[i] <= y[i])
	}
}

// maximumLoop keeps a on ties and takes NaN from either side.
func maximumLoop[T realNumber](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		v := x[i]
		if w := y[i]; w > v || w != w {
			v = w
		}
		d[i] = v
	}
}

func minimumLoop[T realNumber](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		v := x[i]
		if w := y[i]; w < v || w != w {
			v = w
		}
		d[i] = v
	}
}
