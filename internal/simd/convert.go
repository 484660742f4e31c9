package simd

type castTable [numTypes][numTypes]unaryKernel // by destination and source

// CastOf returns the kernel that converts elements between two types, nil for
// pairs without one, which are those of a Bool and an integer. Integers wrap; numbers that become
// floats are rounded once; floats that become integers are truncated, with NaN
// as 0 and the nearest end of the type for numbers beyond it. Results are the
// same bits on every level. dst holds
// at least as many elements as src, and may be its memory if they are of one
// size.
func CastOf(dst, src Type) Unary {
	if dst == Bool {
		return toBool(src)
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

var zeros [8]byte

// toBool compares with zero.
func toBool(src Type) Unary {
	if src == Bool {
		return nil
	}
	f, size := BinaryOf(NotEqual, src), src.Size()
	return func(d, s []byte) { f(d[:len(s)/size], s, zeros[:size]) }
}
