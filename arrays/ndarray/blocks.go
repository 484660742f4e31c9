package ndarray

import "github.com/gloam-go/gloam/internal/simd"

// simdTypes names the element types that have vector kernels.
var simdTypes = map[DType]simd.Type{
	Bool: simd.Bool,
	Int8: simd.Int8, Int16: simd.Int16, Int32: simd.Int32, Int64: simd.Int64,
	Uint8: simd.Uint8, Uint16: simd.Uint16, Uint32: simd.Uint32, Uint64: simd.Uint64,
	Float16: simd.Float16, Float32: simd.Float32, Float64: simd.Float64,
	Complex64: simd.Complex64, Complex128: simd.Complex128,
}

// Names of the functions that have vector kernels. They fix the meaning of the
// functions for all dtypes: where there is no vector unit a loop in
// plain Go is behind the same name.
var (
	simdOps = map[BinaryOp]simd.Op{
		OpAdd: simd.Add, OpSub: simd.Sub, OpMul: simd.Mul, OpDiv: simd.Div,
		OpMaximum: simd.Maximum, OpMinimum: simd.Minimum, OpFMax: simd.FMax, OpFMin: simd.FMin,
		OpEqual: simd.Equal, OpNotEqual: simd.NotEqual, OpLess: simd.Less, OpLessEqual: simd.LessEqual,
		OpGreater: simd.Greater, OpGreaterEqual: simd.GreaterEqual,
		OpAnd: simd.And, OpOr: simd.Or, OpXor: simd.Xor,
	}
	simdBoolOps = map[BinaryOp]simd.Op{
		OpAdd: simd.Or, OpOr: simd.Or, OpMaximum: simd.Or, OpFMax: simd.Or,
		OpMul: simd.And, OpAnd: simd.And, OpMinimum: simd.And, OpFMin: simd.And,
		OpXor: simd.Xor, OpNotEqual: simd.Xor,
	}
	simdUnaryOps = map[UnaryOp]simd.UnaryOp{
		Neg: simd.Neg, Abs: simd.Abs, Square: simd.Square, Sqrt: simd.Sqrt, Reciprocal: simd.Reciprocal,
		Rint: simd.Rint, Floor: simd.Floor, Ceil: simd.Ceil, Trunc: simd.Trunc, Not: simd.Not, IsNaN: simd.IsNaN,
		Exp: simd.Exp, Log: simd.Log, Conj: simd.Conj, Real: simd.Real, Imag: simd.Imag,
	}
)

var (
	blockBinary = bindBinary()
	blockUnary  = bindUnary()
	blockCasts  = bindCasts()
)

func bindBinary() (t [numDTypes]map[BinaryOp]loop2) {
	for d, s := range simdTypes {
		ops := simdOps
		if d == Bool {
			ops = simdBoolOps
		}
		t[d] = map[BinaryOp]loop2{}
		for name, op := range ops {
			if k := simd.BinaryOf(op, s); k != nil {
				t[d][name] = loop2(k)
			}
		}
	}
	return t
}

func bindUnary() (t [numDTypes]map[UnaryOp]loop1) {
	for d, s := range simdTypes {
		t[d] = map[UnaryOp]loop1{}
		for name, op := range simdUnaryOps {
			if k := simd.UnaryOf(op, s); k != nil {
				t[d][name] = loop1(k)
			}
		}
	}
	return t
}

func bindCasts() (t [numDTypes][numDTypes]loop1) {
	for dst, d := range simdTypes {
		for src, s := range simdTypes {
			t[dst][src] = loop1(simd.CastOf(d, s))
		}
	}
	return t
}

// binaryLoop returns the loop of op on elements of dtype d, nil for none, and
// whether it takes one element in place of an operand.
func binaryLoop(op BinaryOp, d DType) (loop loop2, scalars bool) {
	if k := blockBinary[d][op]; k != nil {
		return k, true
	}
	return byDType[d].binary(op), false
}

// unaryLoop returns the loop of op on elements of dtype d, nil for none.
func unaryLoop(op UnaryOp, d DType) loop1 {
	if k := blockUnary[d][op]; k != nil {
		return k
	}
	return byDType[d].unary(op)
}

// blockWhere holds the loops that choose between elements, by their size. They
// take one element in place of an operand.
var blockWhere = map[int]func(dst, cond, x, y []byte){1: simd.WhereOf(1), 2: simd.WhereOf(2), 4: simd.WhereOf(4), 8: simd.WhereOf(8)}

// whereLoop returns the loop that chooses between elements of dtype d, and
// whether it takes one element in place of x or y.
func whereLoop(d DType) (loop func(dst, cond, x, y []byte), scalars bool) {
	if k := blockWhere[d.Size()]; k != nil {
		return k, true
	}
	return whereItems[complex128], false
}

func whereItems[T Element](dst, cond, x, y []byte) {
	d, p, q := three[T](dst, x, y)
	cond = cond[:len(d)]
	for i := range d {
		if cond[i] != 0 {
			d[i] = p[i]
		} else {
			d[i] = q[i]
		}
	}
}
