package ndarray

// ResultType returns the dtype that arithmetic on the given dtypes gives, by
// the rules of NumPy 2: the wider of one kind, the smallest signed type that
// holds a signed and an unsigned one (float64 if there is none), a float wide
// enough for the integers it meets, a complex type whose parts hold the float.
// Object absorbs everything and an invalid dtype makes the result Invalid.
func ResultType(a DType, b ...DType) DType {
	for _, d := range b {
		a = promote(a, d)
	}
	return a
}

func promote(a, b DType) DType {
	if !a.Valid() || !b.Valid() {
		return Invalid
	}
	if a.Kind() > b.Kind() {
		a, b = b, a
	}
	switch { // the kind of a is not above that of b
	case b == Object, a == Bool:
		return b
	case a.Kind() == b.Kind():
		if a.Size() > b.Size() {
			return a
		}
		return b
	case b.Kind() == KindInt:
		return signedFor(a, b)
	case b.Kind() == KindFloat:
		return wider(b, floatFor(a))
	}
	return wider(b, ComplexOf(floatFor(a)))
}

// signedFor returns the smallest signed type that holds unsigned u and signed s.
func signedFor(u, s DType) DType {
	for _, d := range []DType{Int8, Int16, Int32, Int64} {
		if d.Size() > u.Size() && d.Size() >= s.Size() {
			return d
		}
	}
	return Float64
}

// floatFor returns the smallest float type that holds d: what functions such
// as the square root compute integers in.
func floatFor(d DType) DType {
	switch {
	case d.Kind() == KindFloat:
		return d
	case d.Size() <= 1:
		return Float16
	case d.Size() == 2:
		return Float32
	}
	return Float64
}

// ComplexOf returns the complex dtype whose parts hold d: Complex64 for
// float16, float32 and integers up to 16 bits, else Complex128.
func ComplexOf(d DType) DType {
	if d.Kind() == KindComplex {
		return d
	}
	if floatFor(d).Size() <= 4 {
		return Complex64
	}
	return Complex128
}

// RealOf returns the dtype of the parts of a complex dtype and other dtypes
// unchanged.
func RealOf(d DType) DType {
	switch d {
	case Complex64:
		return Float32
	case Complex128:
		return Float64
	}
	return d
}

func wider(a, b DType) DType {
	if b.Size() > a.Size() {
		return b
	}
	return a
}

// PromoteScalar returns the dtype that arithmetic between an array of dtype d
// and the Go scalar v gives. Values of type bool, int, float64 and complex128
// are weak, as Python's are in NumPy 2: they raise the kind of the result but
// not its width. Values of the other element types count as arrays of that
// type. Any other type of value gives Invalid.
func PromoteScalar(d DType, v any) DType {
	switch v.(type) {
	case bool:
		return promote(d, Bool)
	case int:
		return promoteWeak(d, KindInt, Int64)
	case float64:
		return promoteWeak(d, KindFloat, Float64)
	case complex128:
		if d.Valid() && d.Kind() < KindComplex && d.Kind() != KindFloat {
			return Complex128
		}
		if d.Kind() == KindFloat {
			return ComplexOf(d)
		}
		return d
	}
	if s, err := scalar(v); err == nil {
		return promote(d, s.dtype)
	}
	return Invalid
}

// promoteWeak returns d if its kind is at least that of the scalar. Unsigned
// arrays keep their type next to integers.
func promoteWeak(d DType, kind Kind, otherwise DType) DType {
	if !d.Valid() || d.Kind() >= kind || kind == KindInt && d.Kind() == KindUint {
		return d
	}
	return otherwise
}

// A Casting rule says which casts are allowed.
type Casting uint8

// The casting rules, each allowing more than the one before.
const (
	Safe     Casting = iota // every value survives
	SameKind                // also to smaller types of the same or a higher kind
	Unsafe                  // everything
)

// String returns NumPy's name of the rule.
func (c Casting) String() string {
	return [...]string{"safe", "same_kind", "unsafe"}[min(c, Unsafe)]
}

// CanCast reports whether elements of one dtype may be cast to another under a
// rule. Kinds rise from bool over unsigned, signed and floating to complex.
func CanCast(from, to DType, rule Casting) bool {
	switch {
	case !from.Valid() || !to.Valid():
		return false
	case rule >= Unsafe || promote(from, to) == to:
		return true
	}
	return rule == SameKind && from.Kind() <= to.Kind()
}
