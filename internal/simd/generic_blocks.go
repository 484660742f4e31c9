package simd

import "unsafe"

// Constraints of the twins on blocks.
type (
	signedInt   interface{ int8 | int16 | int32 | int64 }
	unsignedInt interface {
		uint8 | uint16 | uint32 | uint64
	}
	integer interface{ signedInt | unsignedInt }
	float   interface{ float32 | float64 }
	anyReal interface{ integer | float }
)

// as views memory as elements.
func as[T anyReal](b []byte) []T {
	var zero T
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/int(unsafe.Sizeof(zero)))
}

// memory is the inverse of as.
func memory[T anyReal](s []T) []byte {
	var zero T
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(zero)))
}

// three views memory as elements, all of the length of dst.
func three[T anyReal](dst, a, b []byte) (d, x, y []T) {
	d, x, y = as[T](dst), as[T](a), as[T](b)
	return d, x[:len(d)], y[:len(d)]
}

// flags is three for twins that give Bool.
func flags[T anyReal](dst, a, b []byte) (d []byte, x, y []T) {
	x, y = as[T](a), as[T](b)
	return dst, x[:len(dst)], y[:len(dst)]
}

// truth compiles to a flag without a branch.
func truth(b bool) byte {
	if b {
		return 1
	}
	return 0
}

var binaryTwins = [numTypes][numOps]Binary{
	Bool:    {And: boolAndTwin, Or: boolOrTwin, Xor: boolXorTwin},
	Int8:    intTwins[int8](),
	Int16:   intTwins[int16](),
	Int32:   intTwins[int32](),
	Int64:   intTwins[int64](),
	Uint8:   intTwins[uint8](),
	Uint16:  intTwins[uint16](),
	Uint32:  intTwins[uint32](),
	Uint64:  intTwins[uint64](),
	Float32: floatTwins[float32](),
	Float64: floatTwins[float64](),

	Complex64:  complexTwins[float32](),
	Complex128: complexTwins[float64](),
}

func realTwins[T anyReal]() [numOps]Binary {
	return [numOps]Binary{
		Add: addTwin[T], Sub: subTwin[T], Mul: mulTwin[T],
		Maximum: maximumTwin[T], Minimum: minimumTwin[T],
		Equal: equalTwin[T], NotEqual: notEqualTwin[T], Less: lessTwin[T], LessEqual: lessEqualTwin[T],
	}
}

func intTwins[T integer]() [numOps]Binary {
	t := realTwins[T]()
	t[FMax], t[FMin] = t[Maximum], t[Minimum]
	t[And], t[Or], t[Xor] = andTwin[T], orTwin[T], xorTwin[T]
	return t
}

func floatTwins[T float]() [numOps]Binary {
	t := realTwins[T]()
	t[Div], t[FMax], t[FMin] = divTwin[T], fmaxTwin[T], fminTwin[T]
	return t
}

func addTwin[T anyReal](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		d[i] = x[i] + y[i]
	}
}

func subTwin[T anyReal](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		d[i] = x[i] - y[i]
	}
}

func mulTwin[T anyReal](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		d[i] = x[i] * y[i]
	}
}

func divTwin[T float](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		d[i] = x[i] / y[i]
	}
}

func maximumTwin[T anyReal](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		v := x[i]
		if w := y[i]; w > v || w != w {
			v = w
		}
		d[i] = v
	}
}

func minimumTwin[T anyReal](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		v := x[i]
		if w := y[i]; w < v || w != w {
			v = w
		}
		d[i] = v
	}
}

func fmaxTwin[T float](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		v := x[i]
		if w := y[i]; w > v || v != v {
			v = w
		}
		d[i] = v
	}
}

func fminTwin[T float](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		v := x[i]
		if w := y[i]; w < v || v != v {
			v = w
		}
		d[i] = v
	}
}

func equalTwin[T anyReal](dst, a, b []byte) {
	d, x, y := flags[T](dst, a, b)
	for i := range d {
		d[i] = truth(x[i] == y[i])
	}
}

func notEqualTwin[T anyReal](dst, a, b []byte) {
	d, x, y := flags[T](dst, a, b)
	for i := range d {
		d[i] = truth(x[i] != y[i])
	}
}

func lessTwin[T anyReal](dst, a, b []byte) {
	d, x, y := flags[T](dst, a, b)
	for i := range d {
		d[i] = truth(x[i] < y[i])
	}
}

func lessEqualTwin[T anyReal](dst, a, b []byte) {
	d, x, y := flags[T](dst, a, b)
	for i := range d {
		d[i] = truth(x[i] <= y[i])
	}
}

func andTwin[T integer](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		d[i] = x[i] & y[i]
	}
}

func orTwin[T integer](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		d[i] = x[i] | y[i]
	}
}

func xorTwin[T integer](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		d[i] = x[i] ^ y[i]
	}
}

func boolAndTwin(dst, a, b []byte) {
	d, x, y := three[uint8](dst, a, b)
	for i := range d {
		d[i] = truth(x[i] != 0 && y[i] != 0)
	}
}

func boolOrTwin(dst, a, b []byte) {
	d, x, y := three[uint8](dst, a, b)
	for i := range d {
		d[i] = truth(x[i]|y[i] != 0)
	}
}

func boolXorTwin(dst, a, b []byte) {
	d, x, y := three[uint8](dst, a, b)
	for i := range d {
		d[i] = truth(x[i] != 0) ^ truth(y[i] != 0)
	}
}

var whereTwins = [4]func(dst, cond, x, y []byte){whereTwin[uint8], whereTwin[uint16], whereTwin[uint32], whereTwin[uint64]}

func whereTwin[T unsignedInt](dst, cond, x, y []byte) {
	d, p, q := three[T](dst, x, y)
	cond = cond[:len(d)]
	for i := range d {
		v := q[i]
		if cond[i] != 0 {
			v = p[i]
		}
		d[i] = v
	}
}
