package arrays_test

import (
	"slices"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// visits are all calls that are compared with NumPy.
var visits = slices.Concat(visitsOfPairs(), visitsOfOne(), visitsOfUnary(), elementVisits, makingVisits, indexVisits,
	visitsOfReductions(), reductionVisits, statisticsVisits, shapeVisits, visitsOfPads(), mappingVisits, algebraVisits, fourierVisits, visitsOfMasked(), maskedVisits, storeVisits)

// A pairCall is an operator.
type pairCall = func(a, b any) (*arrays.Array, error)

func visitsOfPairs() (all []visit) {
	for name, f := range map[string]pairCall{
		"add": arrays.Add, "sub": arrays.Sub, "mul": arrays.Mul, "div": arrays.Div, "floordiv": arrays.FloorDiv, "mod": arrays.Mod,
		"equal": arrays.Equal, "notequal": arrays.NotEqual, "less": arrays.Less, "lessequal": arrays.LessEqual,
		"greater": arrays.Greater, "greaterequal": arrays.GreaterEqual, "maximum": arrays.Maximum, "minimum": arrays.Minimum,
		"fmax": arrays.FMax, "fmin": arrays.FMin, "hypot": arrays.Hypot, "copysign": arrays.Copysign, "arctan2": arrays.Arctan2,
		"logaddexp": arrays.LogAddExp, "logaddexp2": arrays.LogAddExp2, "nextafter": arrays.NextAfter, "heaviside": arrays.Heaviside,
	} {
		all = append(all, visit{name, f, list{in("f8"), in("g8")}},
			visit{name + "-promoted", f, list{in("h2"), do((*arrays.Array).AsType, in("i4"), ndarray.Int16)}},
			visit{name + "-nan", f, list{in("n8"), in("j4")}})
	}
	for name, f := range map[string]pairCall{
		"add": arrays.Add, "sub": arrays.Sub, "mul": arrays.Mul, "floordiv": arrays.FloorDiv, "mod": arrays.Mod,
		"equal": arrays.Equal, "less": arrays.Less, "maximum": arrays.Maximum,
	} {
		all = append(all, visit{name + "-weak", f, list{in("u1"), 3}}, visit{name + "-outer", f, list{in("f4"), in("f8")}})
	}
	return all
}

func visitsOfOne() (all []visit) {
	functions := map[string]func(a *arrays.Array) (*arrays.Array, error){
		"neg": arrays.Neg, "abs": arrays.Abs, "sign": arrays.Sign, "square": arrays.Square, "sqrt": arrays.Sqrt, "exp": arrays.Exp,
		"log": arrays.Log, "log1p": arrays.Log1p, "sin": arrays.Sin, "cos": arrays.Cos, "floor": arrays.Floor, "ceil": arrays.Ceil,
		"trunc": arrays.Trunc, "rint": arrays.Rint, "isnan": arrays.IsNaN, "isinf": arrays.IsInf, "isfinite": arrays.IsFinite,
		"real": arrays.Real, "imag": arrays.Imag, "conj": arrays.Conj, "angle": arrays.Angle,
	}
	for name, f := range functions {
		all = append(all, visit{name, f, list{in("t8")}}, visit{name + "-odd", f, list{in("x8")}})
	}
	for _, name := range []string{"neg", "abs", "square", "sign", "sqrt", "floor", "conj", "real"} {
		all = append(all, visit{name + "-int", functions[name], list{in("i4")}})
	}
	for _, name := range []string{"neg", "abs", "square", "sqrt", "exp", "log", "sin", "cos", "isnan", "real", "imag", "conj", "angle"} {
		all = append(all, visit{name + "-complex", functions[name], list{in("c16")}})
	}
	return append(all, visit{"sign-complex", arrays.Sign, list{in("c16")}}, visit{"sin-u1", arrays.Sin, list{in("u1")}},
		visit{"exp-i2", arrays.Exp, list{do((*arrays.Array).AsType, in("k8"), ndarray.Int16)}}, visit{"sqrt-bool", arrays.Sqrt, list{in("b")}})
}

func visitsOfUnary() (all []visit) {
	for name, op := range map[string]ndarray.UnaryOp{
		"expm1": ndarray.Expm1, "log2": ndarray.Log2, "log10": ndarray.Log10, "cbrt": ndarray.Cbrt, "tan": ndarray.Tan, "arcsin": ndarray.Arcsin,
		"arccos": ndarray.Arccos, "arctan": ndarray.Arctan, "sinh": ndarray.Sinh, "cosh": ndarray.Cosh, "tanh": ndarray.Tanh,
		"arcsinh": ndarray.Arcsinh, "arccosh": ndarray.Arccosh, "arctanh": ndarray.Arctanh, "reciprocal": ndarray.Reciprocal,
		"deg2rad": ndarray.Deg2Rad, "rad2deg": ndarray.Rad2Deg, "sinc": ndarray.Sinc, "i0": ndarray.I0, "spacing": ndarray.Spacing, "signbit": ndarray.SignBit,
	} {
		all = append(all, visit{name, arrays.Unary, list{op, in("t8")}}, visit{name + "-odd", arrays.Unary, list{op, in("x8")}})
	}
	return append(all, visit{"reciprocal-complex", arrays.Unary, list{ndarray.Reciprocal, in("c16")}})
}

// elementVisits are calls on elements that are like no other.
var elementVisits = []visit{
	{"add-bool", arrays.Add, list{in("b"), in("b5")}},
	{"mul-complex", arrays.Mul, list{in("c8"), in("f8")}},
	{"add-empty", arrays.Add, list{in("e8"), do(arrays.Full, []int(nil), 1, ndarray.Float32, arrays.Chunking{})}},
	{"equal-complex", arrays.Equal, list{in("c8"), do(arrays.Real, in("c8"))}},
	{"maximum-complex", arrays.Maximum, list{in("c8"), do(arrays.Conj, in("c8"))}},
	{"pow", arrays.Pow, list{in("i4"), in("k8")}},
	{"pow-float", arrays.Pow, list{in("t8"), in("f8")}},
	{"pow-complex", arrays.Pow, list{in("c8"), 2}},
	{"divmod", arrays.DivMod, list{in("i4"), 4}},
	{"divmod-float", arrays.DivMod, list{in("f8"), -1.5}},
	{"and", arrays.And, list{in("b"), in("b5")}},
	{"and-int", arrays.And, list{in("i4"), 12}},
	{"or", arrays.Or, list{in("i4"), in("u1")}},
	{"xor", arrays.Xor, list{in("b"), in("b5")}},
	{"xor-int", arrays.Xor, list{in("u1"), in("p1")}},
	{"not", arrays.Not, list{in("i4")}},
	{"not-bool", arrays.Not, list{in("b")}},
	{"lshift", arrays.LeftShift, list{in("i4"), in("k8")}},
	{"rshift", arrays.RightShift, list{in("i4"), in("p1")}},
	{"rshift-weak", arrays.RightShift, list{in("u1"), 2}},
	{"land", arrays.LogicalAnd, list{in("f8"), in("b")}},
	{"land-int", arrays.LogicalAnd, list{in("i4"), in("k8")}},
	{"lor", arrays.LogicalOr, list{in("f8"), in("b")}},
	{"lor-int", arrays.LogicalOr, list{in("i4"), in("k8")}},
	{"lxor", arrays.LogicalXor, list{in("f8"), in("b")}},
	{"lxor-int", arrays.LogicalXor, list{in("i4"), in("k8")}},
	{"lnot", arrays.LogicalNot, list{in("i4")}},
	{"lnot-nan", arrays.LogicalNot, list{in("x8")}},
	{"clip", (*arrays.Array).Clip, list{in("f8"), -1, 2.5}},
	{"clip-u1", (*arrays.Array).Clip, list{in("u1"), 10, 100}},
	{"clip-array", (*arrays.Array).Clip, list{in("f8"), do(arrays.Neg, do(arrays.Square, in("g8"))), 1.0}},
	{"ldexp", arrays.Ldexp, list{in("f8"), in("i4")}},
	{"ldexp-f4", arrays.Ldexp, list{in("f4"), do((*arrays.Array).AsType, in("k8"), ndarray.Int32)}},
	{"floatpower", arrays.FloatPower, list{in("u1"), 0.5}},
	{"floatpower-complex", arrays.FloatPower, list{in("c8"), 2}},
	{"around", arrays.Around, list{in("f8"), 1}},
	{"around-tens", arrays.Around, list{do(arrays.Add, do(arrays.Mul, in("i4"), 10), 5), -1}},
	{"around-complex", arrays.Around, list{in("c16"), 1}},
	{"modf", arrays.Modf, list{in("x8")}},
	{"frexp", arrays.Frexp, list{in("f4")}},
	{"isclose", arrays.IsClose, list{in("n8"), do(arrays.Add, in("n8"), 1e-9), 1e-5, 1e-8, true}},
	{"isclose-inf", arrays.IsClose, list{in("x8"), do((*arrays.Array).Flip, in("x8")), 1e-5, 1e-8, false}},
	{"nantonum", arrays.NanToNum, list{in("x8")}},
	{"nantonum-f4", arrays.NanToNum, list{do((*arrays.Array).AsType, in("x8"), ndarray.Float32)}},
	{"where", arrays.Where, list{in("b"), in("f8"), in("i4")}},
	{"where-weak", arrays.Where, list{in("b5"), in("u1"), 0}},
	{"where-weakf", arrays.Where, list{in("b5"), do((*arrays.Array).AsType, in("u1"), ndarray.Float32), 0.5}},
	{"choose", arrays.Choose, list{do(arrays.Sub, in("k8"), 1), in("f8"), in("g8")}},
	{"select", arrays.Select, list{several{in("b"), in("pos")}, several{in("i4"), in("f8")}, -1.5}},
	{"astype", (*arrays.Array).AsType, list{in("f8"), ndarray.Int16}},
	{"astype-wrap", (*arrays.Array).AsType, list{in("i4"), ndarray.Uint8}},
	{"astype-bool", (*arrays.Array).AsType, list{in("x8"), ndarray.Bool}},
	{"astype-complex", (*arrays.Array).AsType, list{in("u1"), ndarray.Complex64}},
	{"view", (*arrays.Array).View, list{in("f4"), ndarray.Int32}},
	{"view-wide", (*arrays.Array).View, list{cutBy(do((*arrays.Array).Slice, in("f4"), arrays.Ellipsis, arrays.Span(0, 4)), arrays.ChunkSize(2)), ndarray.Float64}},
	{"view-narrow", (*arrays.Array).View, list{in("f8"), ndarray.Uint8}},
}
