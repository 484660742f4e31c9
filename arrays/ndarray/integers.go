package ndarray

func leftShiftLoop[T integer](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		d[i] = x[i] << uint64(y[i])
	}
}

func rightShiftLoop[T integer](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		d[i] = x[i] >> uint64(y[i])
	}
}

func intFloorDivLoop[T integer](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		v, w := x[i], y[i]
		if w == 0 {
			d[i] = 0
			continue
		}
		q := v / w
		if q*w != v && (v < 0) != (w < 0) {
			q--
		}
		d[i] = q
	}
}

func intModLoop[T integer](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		v, w := x[i], y[i]
		if w == 0 {
			d[i] = 0
			continue
		}
		r := v % w
		if r != 0 && (r < 0) != (w < 0) {
			r += w
		}
		d[i] = r
	}
}

// intPowLoop squares and multiplies; exponents are not negative.
func intPowLoop[T integer](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		p, v := T(1), x[i]
		for e := y[i]; e > 0; e >>= 1 {
			if e&1 == 1 {
				p *= v
			}
			v *= v
		}
		d[i] = p
	}
}
