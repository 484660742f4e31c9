package ndarray

// Loops of functions that have no vector kernels; blocks.go has the others.

func (intKernels[T, A]) binary(op BinaryOp) loop2 {
	switch op {
	case OpFloorDiv:
		return intFloorDivLoop[T]
	case OpMod:
		return intModLoop[T]
	case OpPow:
		return intPowLoop[T]
	case OpLeftShift:
		return leftShiftLoop[T]
	case OpRightShift:
		return rightShiftLoop[T]
	}
	return nil
}

func (floatKernels[T]) binary(op BinaryOp) loop2 {
	switch op {
	case OpFloorDiv:
		return floatFloorDivLoop[T]
	case OpMod:
		return floatModLoop[T]
	case OpPow:
		return floatPowLoop[T]
	case OpNextAfter:
		return nextAfterLoop[T]
	}
	if f := floatFunctions2[op]; f != nil {
		return func(dst, a, b []byte) { applyFloat2(as[T](dst), as[T](a), as[T](b), f) }
	}
	return nil
}

func (complexKernels[T, P]) binary(op BinaryOp) loop2 {
	if op == OpPow {
		return complexPowLoop[T]
	}
	return complexOrder[T](op)
}

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
