package ndarray

import "math"

// mean returns the means in 64-bit floats.
func mean(a *Array, drop []bool) (*Array, error) {
	sums, err := accumulate(total, a, drop, nil)
	if err != nil {
		return nil, err
	}
	divideBy(sums, folded(a.shape, drop))
	return sums, nil
}

// variance takes a second pass over a, around the mean, which does not suffer
// from cancellation as the difference of squares does.
func variance(op ReduceOp, a *Array, drop []bool) (*Array, error) {
	center, err := mean(a, drop)
	if err != nil {
		return nil, err
	}
	r, err := accumulate(deviance, a, drop, center)
	if err != nil {
		return nil, err
	}
	divideBy(r, folded(a.shape, drop))
	if op == Std {
		for i, v := range elements[float64](r, r.Size()) {
			elements[float64](r, r.Size())[i] = math.Sqrt(v)
		}
	}
	return r, nil
}

// folded returns the number of elements per result.
func folded(shape []int, drop []bool) int {
	n := 1
	for i, e := range shape {
		if drop[i] {
			n *= e
		}
	}
	return n
}

// divideBy divides 64-bit floats, or the parts of complex numbers made of them.
func divideBy(a *Array, n int) {
	f := as[float64](a.first(a.Size()))
	for i := range f {
		f[i] /= float64(n)
	}
}

func devInner[T realNumber](acc, extra, src []byte) {
	d, mean := as[float64](acc), as[float64](extra)
	eachRow(as[T](src), len(d), func(r int, row []T) {
		m := mean[r]
		var s0, s1, s2, s3 float64
		for ; len(row) >= 4; row = row[4:] {
			x0, x1, x2, x3 := float64(row[0])-m, float64(row[1])-m, float64(row[2])-m, float64(row[3])-m
			s0, s1, s2, s3 = s0+x0*x0, s1+x1*x1, s2+x2*x2, s3+x3*x3
		}
		for _, v := range row {
			x := float64(v) - m
			s0 += x * x
		}
		d[r] += (s0 + s1) + (s2 + s3)
	})
}

func devOuter[T realNumber](acc, extra, src []byte) {
	d, mean := as[float64](acc), as[float64](extra)
	for s := as[T](src); len(s) > 0; s = s[len(d):] {
		for i, v := range s[:len(d)] {
			x := float64(v) - mean[i]
			d[i] += x * x
		}
	}
}

// The loops of complex numbers see real and imaginary parts in turn.

func complexDevInner[P Float](acc, extra, src []byte) {
	d, mean := as[float64](acc), as[float64](extra)
	eachRow(as[P](src), len(d), func(r int, row []P) {
		s := 0.0
		for i := 0; i+1 < len(row); i += 2 {
			x, y := float64(row[i])-mean[2*r], float64(row[i+1])-mean[2*r+1]
			s += x*x + y*y
		}
		d[r] += s
	})
}

func complexDevOuter[P Float](acc, extra, src []byte) {
	d, mean := as[float64](acc), as[float64](extra)
	for s := as[P](src); len(s) > 0; s = s[2*len(d):] {
		for i := range d {
			x, y := float64(s[2*i])-mean[2*i], float64(s[2*i+1])-mean[2*i+1]
			d[i] += x*x + y*y
		}
	}
}
