package simd

type castTable [numTypes][numTypes]unaryKernel // by destination and source

// CastOf returns the kernel that converts elements between two types, nil for
// pairs without one: a Bool that becomes an integer, Float16 from or to anything
// but Float32, complex numbers from or to real ones. Integers wrap; numbers that become
// floats are rounded once; floats that become integers are truncated, with NaN
// as 0 and the nearest end of the type for numbers beyond it. Results are the
// same bits on every level. dst holds
// at least as many elements as src, and may be its memory if they are of one
// size.
func CastOf(dst, src Type) Unary {
	if dst == Bool {
		return toBool(src)
	}
	if dst >= Complex64 && src >= Complex64 {
		return CastOf(dst-Complex64+Float32, src-Complex64+Float32)
	}
	twin := castTwins[dst][src]
	if dst == src || dst < Float32 && src < Float32 && src != Bool && dst.Size() == src.Size() {
		twin = copyTwin
	}
	if twin == nil {
		return nil
	}
	return func(d, s []byte) { runUnary(active.casts[dst][src], twin, src.Size(), dst.Size(), d, s) }
}

var zeros [16]byte

// toBool compares with zero.
func toBool(src Type) Unary {
	if src == Bool || src == Float16 {
		return nil
	}
	f, size := BinaryOf(NotEqual, src), src.Size()
	return func(d, s []byte) { f(d[:len(s)/size], s, zeros[:size]) }
}
