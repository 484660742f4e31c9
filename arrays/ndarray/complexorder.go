package ndarray

// Complex numbers are in the order of their real parts and, where these are
// equal, of their imaginary parts, as NumPy has it. None is before or behind one
// of which a part is NaN.

// complexOrder returns the loops that compare complex numbers or choose one of
// two, nil for other operations.
func complexOrder[T complexNumber](op BinaryOp) loop2 {
	switch op {
	case OpLess:
		return complexTest(complexBefore[T])
	case OpLessEqual:
		return complexTest(complexNotBehind[T])
	case OpGreater:
		return complexTest(func(x, y T) bool { return complexBefore(y, x) })
	case OpGreaterEqual:
		return complexTest(func(x, y T) bool { return complexNotBehind(y, x) })
	}
	if pick := complexPick[T](op); pick != nil {
		return func(dst, a, b []byte) {
			d, x, y := three[T](dst, a, b)
			for i := range d {
				d[i] = pick(x[i], y[i])
			}
		}
	}
	return nil
}

func complexTest[T complexNumber](test func(x, y T) bool) loop2 {
	return func(dst, a, b []byte) {
		d, x, y := flags[T](dst, a, b)
		for i := range d {
			d[i] = truth(test(x[i], y[i]))
		}
	}
}

// complexPick returns the function that chooses one of two, nil if op is none.
func complexPick[T complexNumber](op BinaryOp) func(x, y T) T {
	switch op {
	case OpMaximum:
		return func(x, y T) T { return complexChoose(x, y, x != x || complexNotBehind(y, x)) }
	case OpMinimum:
		return func(x, y T) T { return complexChoose(x, y, x != x || complexNotBehind(x, y)) }
	case OpFMax:
		return func(x, y T) T { return complexChoose(x, y, y != y || complexNotBehind(y, x)) }
	case OpFMin:
		return func(x, y T) T { return complexChoose(x, y, y != y || complexNotBehind(x, y)) }
	}
	return nil
}

func complexChoose[T complexNumber](x, y T, first bool) T {
	if first {
		return x
	}
	return y
}

func complexBefore[T complexNumber](x, y T) bool {
	a, b := complex128(x), complex128(y)
	return real(a) < real(b) && x == x && y == y || real(a) == real(b) && imag(a) < imag(b)
}

func complexNotBehind[T complexNumber](x, y T) bool {
	a, b := complex128(x), complex128(y)
	return real(a) < real(b) && x == x && y == y || real(a) == real(b) && imag(a) <= imag(b)
}

// complexExtreme returns the reduction that chooses one of all.
func complexExtreme[T complexNumber](op BinaryOp) fold {
	pick := complexPick[T](op)
	return fold{
		acc: DTypeOf[T](),
		inner: func(acc, _, src []byte) {
			d := as[T](acc)
			eachRow(as[T](src), len(d), func(r int, row []T) {
				for _, v := range row {
					d[r] = pick(d[r], v)
				}
			})
		},
		outer: func(acc, _, src []byte) { rowsInto(acc, src, complexOrder[T](op)) },
	}
}

// complexSearch returns the search for the first number behind, or before, all
// others of a run; the first NaN comes before all.
func complexSearch[T complexNumber](op ReduceOp) func(src []byte) int {
	return func(src []byte) int {
		s, at := as[T](src), 0
		for i, v := range s {
			if v != v {
				return i
			}
			if op == ArgMax && complexBefore(s[at], v) || op == ArgMin && complexBefore(v, s[at]) {
				at = i
			}
		}
		return at
	}
}
