package ndarray

// Functions about the next number of a type, which float32 cannot stand in for
// when the type is float16.

// unary has few loops: other functions of Float16 are computed in Float32.
func (halfKernels) unary(op UnaryOp) loop1 {
	if op == Spacing {
		return halfSpacingLoop
	}
	return nil
}

// binary has few loops, see unary.
func (halfKernels) binary(op BinaryOp) loop2 {
	if op == OpNextAfter {
		return halfNextAfterLoop
	}
	return nil
}

func halfSpacingLoop(dst, src []byte) {
	d := as[Half](dst)
	for i, h := range as[Half](src) {
		next := h
		if h&0x7fff < 0x7c00 { // finite: away from zero
			next++
		}
		d[i] = HalfOf(float64(next.Float32()) - float64(h.Float32()))
	}
}

func halfNextAfterLoop(dst, a, b []byte) {
	d, x, y := three[Half](dst, a, b)
	for i, h := range x {
		from, to := h.Float32(), y[i].Float32()
		switch {
		case from != from || to != to:
			d[i] = HalfOf(float64(from) + float64(to))
		case from == to:
			d[i] = y[i]
		case from == 0:
			d[i] = y[i]&0x8000 | 1
		case (from < to) == (from > 0):
			d[i] = h + 1
		default:
			d[i] = h - 1
		}
	}
}
