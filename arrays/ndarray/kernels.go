package ndarray

// A BinaryKernel is a function of two operands bound to element types, for
// callers that compute block by block in memory of their own. It may be copied
// and used concurrently, allocates nothing, and gives the same bits as [Binary].
//
// A and B are the dtypes of the elements that Run reads: operands of other types
// pass through [CastKernelOf] first. Out is the dtype of the elements it writes.
// Result is that of [BinaryType]; it differs from Out only for float16, which is
// computed in float32 and rounded once, by a cast on storing.
type BinaryKernel struct {
	A, B, Out, Result DType

	loop    loop2
	scalars bool // the loop takes operands of one element
}

// BinaryKernelOf returns the kernel of op for operands of the given dtypes. The
// error is an [*OpError] where [BinaryType] gives one, and for powers of signed
// integers, whose exponents [Binary] checks as a whole before it computes.
func BinaryKernelOf(op BinaryOp, a, b DType) (BinaryKernel, error) {
	k, err := planBinary(op, a, b)
	if err == nil && op == OpPow && k.A.Kind() == KindInt {
		return BinaryKernel{}, &OpError{Op: string(op), DTypes: []DType{a, b}}
	}
	return k, err
}

// Run computes len(dst)/Out.Size() elements. Each operand holds as many, or
// exactly one, which then stands for all. dst may be the memory of an operand
// with elements of the same size, but not overlap it otherwise. An operand that
// is too short panics like an index expression. The memory is aligned for its
// dtype. Blocks of some thousand elements hide the cost of the call.
func (k BinaryKernel) Run(dst, a, b []byte) {
	n := len(dst) / k.Out.Size()
	x, y := stripOf(a, k.A.Size(), n), stripOf(b, k.B.Size(), n)
	if k.scalars || !x.single && !y.single {
		k.loop(dst, a, b)
		return
	}
	s := splats.Get().(*[2]splatBlock)
	defer splats.Put(s)
	x.splat(&s[0])
	y.splat(&s[1])
	for i := 0; i < n; i += splatRun {
		m := min(splatRun, n-i)
		k.loop(dst[i*k.Out.Size():(i+m)*k.Out.Size()], x.part(i, m), y.part(i, m))
	}
}

// A UnaryKernel is a function of one operand bound to its element type; see
// [BinaryKernel]. A is the dtype of the elements that Run reads, Out that of
// those it writes, Result that of [UnaryType].
type UnaryKernel struct {
	A, Out, Result DType

	loop loop1
}

// UnaryKernelOf returns the kernel of op for an operand of dtype d. The error is
// an [*OpError] if op is not defined for it.
func UnaryKernelOf(op UnaryOp, d DType) (UnaryKernel, error) {
	in, result, err := unaryTypes(op, d)
	if err != nil {
		return UnaryKernel{}, err
	}
	out := result
	if out == Float16 && in != Float16 {
		out = Float32
	}
	return UnaryKernel{A: in, Out: out, Result: result, loop: unaryLoop(op, in)}, nil
}

// Run computes len(a)/A.Size() elements. dst holds as many and may be the memory
// of a if the elements are of the same size.
func (k UnaryKernel) Run(dst, a []byte) { k.loop(dst[:len(a)/k.A.Size()*k.Out.Size()], a) }

// A CastKernel converts elements as [Array.AsType] does; see [BinaryKernel].
type CastKernel struct {
	From, To DType

	loop loop1
}

// CastKernelOf returns the kernel that converts between two dtypes, also between
// equal ones. The error is a [*CastError] if either is Object or invalid.
func CastKernelOf(to, from DType) (CastKernel, error) {
	if to == Object || from == Object || !to.Valid() || !from.Valid() {
		return CastKernel{}, &CastError{From: from, To: to, Rule: Unsafe}
	}
	k := CastKernel{From: from, To: to, loop: castLoop(to, from)}
	if k.loop == nil {
		k.loop = copyLoop
	}
	return k, nil
}

// Run converts len(src)/From.Size() elements. dst holds as many and may be the
// memory of src if the elements are of the same size.
func (k CastKernel) Run(dst, src []byte) { k.loop(dst[:len(src)/k.From.Size()*k.To.Size()], src) }

// A WhereKernel chooses between two operands of one dtype; see [BinaryKernel].
type WhereKernel struct {
	DType DType

	loop    func(dst, cond, x, y []byte)
	scalars bool
}

// WhereKernelOf returns the kernel that chooses between elements of dtype d. The
// error is an [*OpError] if d is Object or invalid.
func WhereKernelOf(d DType) (WhereKernel, error) {
	if d == Object || !d.Valid() {
		return WhereKernel{}, &OpError{Op: "where", DTypes: []DType{d}}
	}
	loop, scalars := whereLoop(d)
	return WhereKernel{DType: d, loop: loop, scalars: scalars}, nil
}

// Run sets len(cond) elements of dst to those of x where cond is not 0, and to
// those of y elsewhere. x and y hold as many elements, or one that stands for
// all; dst may be the memory of either.
func (k WhereKernel) Run(dst, cond, x, y []byte) {
	n, item := len(cond), k.DType.Size()
	p, q := stripOf(x, item, n), stripOf(y, item, n)
	dst = dst[:n*item]
	if k.scalars || !p.single && !q.single {
		k.loop(dst, cond, x, y)
		return
	}
	s := splats.Get().(*[2]splatBlock)
	defer splats.Put(s)
	p.splat(&s[0])
	q.splat(&s[1])
	for i := 0; i < n; i += splatRun {
		m := min(splatRun, n-i)
		k.loop(dst[i*item:(i+m)*item], cond[i:i+m], p.part(i, m), q.part(i, m))
	}
}
