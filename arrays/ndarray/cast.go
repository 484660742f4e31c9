package ndarray

import "fmt"

// AsType returns a copy of the array in C order with elements of dtype d.
// Between integers, values wrap; from floats to integers they are truncated
// towards zero, values out of range become the nearest value of the type and NaN
// becomes 0; from complex to real the imaginary part is dropped; anything but
// zero is true.
func (a *Array) AsType(d DType) (*Array, error) {
	if !d.Valid() {
		return nil, fmt.Errorf("ndarray: cannot cast %s to invalid dtype %s", a.dtype, d)
	}
	dst := Unset(d, a.shape...)
	if err := CopyInto(dst, a); err != nil {
		return nil, err
	}
	return dst, nil
}

// castLoop returns the loop from one numeric type to another, nil for none.
func castLoop(dst, src DType) loop1 {
	if dst == src {
		return nil
	}
	if fast := blockCasts[dst][src]; fast != nil {
		return fast
	}
	return byDType[dst].castFrom(src)
}

func (boolKernels) castFrom(src DType) loop1 { return byDType[src].toBool }

func (halfKernels) castFrom(src DType) loop1 { return byDType[src].toHalf }

func (k complexKernels[T, P]) castFrom(src DType) loop1 {
	if DTypeOf[T]() == Complex64 {
		return byDType[src].toComplex64
	}
	return byDType[src].toComplex128
}

// castFrom is the one place that switches over the source type. Casts between
// real types are those of blocks.go.
func (realKernels[T]) castFrom(src DType) loop1 {
	switch src {
	case Bool:
		return boolToReal[T]
	case Float16:
		return halfToReal[T]
	case Complex64:
		return complexToReal[T, float32]
	case Complex128:
		return complexToReal[T, float64]
	}
	return nil
}

// castFrom of integers replaces the loops from floats by saturating ones.
func (k intKernels[T, A]) castFrom(src DType) loop1 {
	switch src {
	case Float16:
		return halfToInt[T]
	case Complex64:
		return complexToInt[T, float32]
	case Complex128:
		return complexToInt[T, float64]
	}
	return k.realKernels.castFrom(src)
}

func realToReal[T, S Float](dst, src []byte) {
	d, s := as[T](dst), as[S](src)
	s = s[:len(d)]
	for i, v := range s {
		d[i] = T(v)
	}
}

func boolToReal[T realNumber](dst, src []byte) {
	d := as[T](dst)
	src = src[:len(d)]
	for i, v := range src {
		d[i] = T(bit(v))
	}
}

func halfToReal[T realNumber](dst, src []byte) {
	d, s := as[T](dst), as[Half](src)
	for i, v := range s {
		d[i] = T(v.Float32())
	}
}

func complexToReal[T realNumber, P Float](dst, src []byte) {
	d, s := as[T](dst), as[P](src)
	for i := range d {
		d[i] = T(s[2*i])
	}
}

func halfToInt[T integer](dst, src []byte) {
	low, high, least, most := limits[T]()
	d, s := as[T](dst), as[Half](src)
	for i, v := range s {
		d[i] = saturate(float64(v.Float32()), low, high, least, most)
	}
}

func complexToInt[T integer, P Float](dst, src []byte) {
	low64, high64, least, most := limits[T]()
	low, high := P(low64), P(high64)
	d, s := as[T](dst), as[P](src)
	for i := range d {
		d[i] = saturate(s[2*i], low, high, least, most)
	}
}

func saturate[T integer, S Float](v, low, high S, least, most T) T {
	switch {
	case v >= low && v < high:
		return T(v)
	case v >= high:
		return most
	case v < low:
		return least
	}
	return 0 // NaN
}

// bit returns 1 for every byte but 0.
func bit(b byte) byte {
	if b != 0 {
		return 1
	}
	return 0
}

func (realKernels[T]) toBool(dst, src []byte) {
	for i, v := range as[T](src) {
		dst[i] = truth(v != 0)
	}
}

func (realKernels[T]) toHalf(dst, src []byte) {
	d := as[Half](dst)
	for i, v := range as[T](src) {
		d[i] = HalfOf(float64(v))
	}
}

func (realKernels[T]) toComplex64(dst, src []byte)  { realToComplex[float32](dst, as[T](src)) }
func (realKernels[T]) toComplex128(dst, src []byte) { realToComplex[float64](dst, as[T](src)) }

func realToComplex[P Float, T realNumber](dst []byte, s []T) {
	d := as[P](dst)
	for i, v := range s {
		d[2*i], d[2*i+1] = P(v), 0
	}
}

func (boolKernels) toBool(dst, src []byte) {
	for i, v := range src {
		dst[i] = bit(v)
	}
}

func (boolKernels) toHalf(dst, src []byte) {
	d := as[Half](dst)
	for i, v := range src {
		d[i] = Half(bit(v)) * 0x3c00 // 1.0
	}
}

func (boolKernels) toComplex64(dst, src []byte)  { boolToComplex[float32](dst, src) }
func (boolKernels) toComplex128(dst, src []byte) { boolToComplex[float64](dst, src) }

func boolToComplex[P Float](dst, src []byte) {
	d := as[P](dst)
	for i, v := range src {
		d[2*i], d[2*i+1] = P(bit(v)), 0
	}
}

func (halfKernels) toBool(dst, src []byte) {
	for i, v := range as[Half](src) {
		dst[i] = truth(v&0x7fff != 0)
	}
}

func (halfKernels) toHalf(dst, src []byte)       { copy(dst, src) }
func (halfKernels) toComplex64(dst, src []byte)  { halfToComplex[float32](dst, src) }
func (halfKernels) toComplex128(dst, src []byte) { halfToComplex[float64](dst, src) }

func halfToComplex[P Float](dst, src []byte) {
	d := as[P](dst)
	for i, v := range as[Half](src) {
		d[2*i], d[2*i+1] = P(v.Float32()), 0
	}
}

func (complexKernels[T, P]) toBool(dst, src []byte) {
	for i, v := range as[T](src) {
		dst[i] = truth(v != 0)
	}
}

func (complexKernels[T, P]) toHalf(dst, src []byte) {
	d, s := as[Half](dst), as[P](src)
	for i := range d {
		d[i] = HalfOf(float64(s[2*i]))
	}
}

func (complexKernels[T, P]) toComplex64(dst, src []byte) {
	realToReal[float32, P](dst, src)
}

func (complexKernels[T, P]) toComplex128(dst, src []byte) {
	realToReal[float64, P](dst, src)
}

// truth compiles to a flag without a branch.
func truth(b bool) byte {
	if b {
		return 1
	}
	return 0
}
