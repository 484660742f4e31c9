package simd

// A Type is an element type of the kernels on blocks.
type Type uint8

// The element types. Of a Bool every byte but 0 is true, and results are 0 or 1.
// A complex number is two floats, the real part first. Float16 has casts from
// and to Float32 only.
const (
	Bool Type = iota
	Int8
	Int16
	Int32
	Int64
	Uint8
	Uint16
	Uint32
	Uint64
	Float32
	Float64
	Float16
	Complex64
	Complex128

	numTypes
)

var typeSizes = [numTypes]int{1, 1, 2, 4, 8, 1, 2, 4, 8, 4, 8, 2, 8, 16}

// Size returns the bytes of an element.
func (t Type) Size() int { return typeSizes[t] }

// An Op is a function of two operands.
type Op uint8

// The functions of two operands. Integers wrap. Maximum and Minimum are NaN if
// either operand is, FMax and FMin only if both are; all four keep the first
// operand on ties, also between zeros of different sign. Comparisons give
// Bool, the others the type of the operands. And, Or and Xor work on the bits
// of integers and the truth of booleans. Complex numbers have the first four and
// the first two comparisons; their products and sums are rounded one by one in
// the type of the parts, and quotients are those of Smith's method.
const (
	Add Op = iota
	Sub
	Mul
	Div
	Maximum
	Minimum
	FMax
	FMin
	Equal
	NotEqual
	Less
	LessEqual
	Greater
	GreaterEqual
	And
	Or
	Xor

	numOps
)

func (op Op) compares() bool { return op >= Equal && op <= GreaterEqual }

// A Binary computes as many elements as dst holds from memory in the machine's
// byte order, aligned for its type. An operand holds as many elements or one,
// which then stands for all; dst may be the memory of an operand of the same
// element size. Results are the same bits on every level.
type Binary func(dst, a, b []byte)

// BinaryOf returns the kernel of op on elements of type t, nil if it is not
// defined: division of integers, arithmetic of booleans, bits of floats, order of
// complex numbers.
func BinaryOf(op Op, t Type) Binary {
	switch op {
	case Greater:
		return exchanged(BinaryOf(Less, t))
	case GreaterEqual:
		return exchanged(BinaryOf(LessEqual, t))
	}
	twin, out := binaryTwins[t][op], t.Size()
	if twin == nil {
		return nil
	}
	if op.compares() {
		out = 1
	}
	return func(dst, a, b []byte) { runBinary(active.binary[t][op], twin, t.Size(), out, dst, a, b) }
}

func exchanged(f Binary) Binary {
	if f == nil {
		return nil
	}
	return func(dst, a, b []byte) { f(dst, b, a) }
}

// A UnaryOp is a function of one operand.
type UnaryOp uint8

// The functions of one operand. Neg and Abs change nothing but the sign of
// floats, also of zero and NaN, and wrap on the least integer. Rint rounds
// halves to even. Not inverts bits of integers and the truth of booleans. IsNaN
// gives Bool. Conj, Real and Imag are for complex numbers; the last two and Abs
// give their parts' type. Abs of a complex64 is rounded from float64, within 0.501
// units in the last place, that of a complex128 is within 2 units; it is infinite if
// either part is. See Exp and Log for their accuracy.
const (
	Neg UnaryOp = iota
	Abs
	Square
	Sqrt
	Reciprocal
	Rint
	Floor
	Ceil
	Trunc
	Not
	IsNaN
	Exp // within 1 unit in the last place; float32 within 0.501
	Log // within 1 unit in the last place; float32 within 0.501
	Conj
	Real
	Imag

	numUnaryOps
)

// A Unary computes as many elements as src holds; dst holds at least as many
// and may be the memory of src. See [Binary] for the memory.
type Unary func(dst, src []byte)

// UnaryOf returns the kernel of op on elements of type t, nil if it is not
// defined: only Neg, Abs, Square and Not are for integers, only Not for
// booleans, and complex numbers have Neg, Abs, Square, IsNaN and their own.
func UnaryOf(op UnaryOp, t Type) Unary {
	switch op {
	case Square:
		return withItself(Mul, t)
	case IsNaN:
		if t < Float32 {
			return nil
		}
		return withItself(NotEqual, t)
	}
	twin, out := unaryTwins[t][op], t.Size()
	if twin == nil {
		return nil
	}
	if t >= Complex64 && (op == Abs || op == Real || op == Imag) {
		out /= 2
	}
	return func(dst, src []byte) { runUnary(active.unary[t][op], twin, t.Size(), out, dst, src) }
}

// withItself applies a function of two operands to one.
func withItself(op Op, t Type) Unary {
	f, out := BinaryOf(op, t), t.Size()
	if f == nil {
		return nil
	}
	if op.compares() {
		out = 1
	}
	return func(dst, src []byte) { f(dst[:len(src)/t.Size()*out], src, src) }
}

// WhereOf returns the kernel that sets len(cond) elements of dst, of the given
// size, to those of x where cond is not 0 and to those of y elsewhere; nil for
// sizes other than 1, 2, 4 and 8. x and y may be one element that stands for
// all, and dst may be the memory of either.
func WhereOf(size int) func(dst, cond, x, y []byte) {
	for i, twin := range whereTwins {
		if size == 1<<i {
			return func(dst, cond, x, y []byte) { runWhere(active.where[i], twin, size, dst, cond, x, y) }
		}
	}
	return nil
}

// Shapes of the kernels on blocks: n is a multiple of quantum, and single says
// which operand is one element: 0 none, 1 the first, 2 the second.
type (
	binaryKernel func(dst, a, b *byte, n, single int)
	unaryKernel  func(dst, src *byte, n int)
	whereKernel  func(dst, cond, a, b *byte, n, single int)

	binaryTable [numTypes][numOps]binaryKernel
	unaryTable  [numTypes][numUnaryOps]unaryKernel
	whereTable  [4]whereKernel // by the logarithm of the size
)
