package ndarray

import (
	"bytes"
	"math"
	"math/cmplx"
	"reflect"
)

// Identical reports whether the arrays have the same dtype, shape and bits.
// Unlike [Equal] it takes NaNs of the same bits as equal and zeros of different
// sign as different. Elements of Object arrays are compared deeply.
func Identical(a, b *Array) bool {
	if a.dtype != b.dtype || !equalInts(a.shape, b.shape) {
		return false
	}
	a, b = a.AsContiguous(), b.AsContiguous()
	n := a.Size()
	if a.dtype == Object {
		return n == 0 || reflect.DeepEqual(a.objs[a.off:a.off+n], b.objs[b.off:b.off+n])
	}
	return bytes.Equal(a.first(n), b.first(n))
}

// AllClose reports whether |a-b| <= atol + rtol*|b| for all elements after
// broadcasting. Infinities are close to themselves only; NaN is close to NaN if
// equalNaN is set, and to nothing otherwise. The error is a [*ShapeError] or, for
// Object arrays, an [*OpError].
func AllClose(a, b *Array, rtol, atol float64, equalNaN bool) (bool, error) {
	if d := ResultType(a.dtype, b.dtype); d == Object || d == Invalid {
		return false, &OpError{Op: "allclose", DTypes: []DType{a.dtype, b.dtype}}
	}
	shape, err := BroadcastShapes(a.shape, b.shape)
	if err != nil {
		return false, err
	}
	if a, err = a.stretch(shape); err != nil {
		return false, err
	}
	if b, err = b.stretch(shape); err != nil {
		return false, err
	}
	t := tolerance{rtol, atol, equalNaN}
	all, flags := true, New(Bool, shape...)
	elementwise(operand{flags, Bool, false}, func(_ []byte, s *[3][]byte) {
		x, y := as[complex128](s[0]), as[complex128](s[1])
		for i := 0; all && i < len(x); i++ {
			all = t.close(x[i], y[i])
		}
	}, operand{a, Complex128, false}, operand{b, Complex128, false})
	return all, nil
}

type tolerance struct {
	rtol, atol float64
	equalNaN   bool
}

func (t tolerance) close(x, y complex128) bool {
	if x == y {
		return true
	}
	if isNaN(x) || isNaN(y) {
		return t.equalNaN && isNaN(x) && isNaN(y)
	}
	if cmplx.IsInf(x) || cmplx.IsInf(y) {
		return false
	}
	d := cmplx.Abs(x - y)
	return d <= t.atol+t.rtol*cmplx.Abs(y)
}

// isNaN reports whether a part of z is NaN, also beside an infinite one, which
// cmplx.IsNaN does not call NaN.
func isNaN(z complex128) bool { return math.IsNaN(real(z)) || math.IsNaN(imag(z)) }
