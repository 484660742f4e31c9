package ndarray

import (
	"fmt"
	"strings"
)

// A DType is the element type of an array.
type DType uint8

// The element types. Float16 is a storage type: arithmetic happens in wider
// types. Object holds any Go value.
const (
	Invalid DType = iota
	Bool
	Int8
	Int16
	Int32
	Int64
	Uint8
	Uint16
	Uint32
	Uint64
	Float16
	Float32
	Float64
	Complex64
	Complex128
	Object

	numDTypes
)

// A Kind is the family a dtype belongs to.
type Kind uint8

// The kinds, in the order in which NumPy promotes between them.
const (
	KindInvalid Kind = iota
	KindBool
	KindUint
	KindInt
	KindFloat
	KindComplex
	KindObject
)

var dtypes = [numDTypes]struct {
	name string // NumPy's name
	code string // NumPy's array-interface code without byte order
	size int
	kind Kind
}{
	Invalid:    {"invalid", "", 0, KindInvalid},
	Bool:       {"bool", "b1", 1, KindBool},
	Int8:       {"int8", "i1", 1, KindInt},
	Int16:      {"int16", "i2", 2, KindInt},
	Int32:      {"int32", "i4", 4, KindInt},
	Int64:      {"int64", "i8", 8, KindInt},
	Uint8:      {"uint8", "u1", 1, KindUint},
	Uint16:     {"uint16", "u2", 2, KindUint},
	Uint32:     {"uint32", "u4", 4, KindUint},
	Uint64:     {"uint64", "u8", 8, KindUint},
	Float16:    {"float16", "f2", 2, KindFloat},
	Float32:    {"float32", "f4", 4, KindFloat},
	Float64:    {"float64", "f8", 8, KindFloat},
	Complex64:  {"complex64", "c8", 8, KindComplex},
	Complex128: {"complex128", "c16", 16, KindComplex},
	Object:     {"object", "O", 0, KindObject},
}

// String returns NumPy's name of the dtype, such as "uint16".
func (d DType) String() string {
	if d >= numDTypes {
		return fmt.Sprintf("DType(%d)", uint8(d))
	}
	return dtypes[d].name
}

// Size returns the bytes of one element, 0 for Object and Invalid.
func (d DType) Size() int { return dtypes[d.known()].size }

// Kind returns the family of the dtype.
func (d DType) Kind() Kind { return dtypes[d.known()].kind }

// known maps numbers that are no dtype to Invalid.
func (d DType) known() DType {
	if d >= numDTypes {
		return Invalid
	}
	return d
}

// Valid reports whether d is one of the named dtypes other than Invalid.
func (d DType) Valid() bool { return d > Invalid && d < numDTypes }

// Code returns NumPy's array-interface code in the given byte order: '<' for
// little endian, '>' for big endian. One-byte types and Object carry '|'.
func (d DType) Code(order byte) string {
	if d.Size() <= 1 {
		order = '|'
	}
	return string(order) + dtypes[d.known()].code
}

// A ByteOrder is the order of bytes in which a file stores its elements.
type ByteOrder uint8

// The byte orders.
const (
	LittleEndian ByteOrder = iota
	BigEndian
)

// String returns "little" or "big".
func (o ByteOrder) String() string {
	if o == BigEndian {
		return "big"
	}
	return "little"
}

// A DTypeError reports text that names no dtype.
type DTypeError struct{ Text string }

func (e *DTypeError) Error() string {
	return fmt.Sprintf("ndarray: unknown dtype %q, want one of bool, int8, …, uint64, float16, float32, float64, complex64, complex128", e.Text)
}

// ParseDType reads a NumPy dtype name ("uint16") or array-interface code
// ("<u2", ">f4", "|u1", "u2"). The byte order is that of the code; names and
// codes without order are little endian. The error is a [*DTypeError].
func ParseDType(text string) (DType, ByteOrder, error) {
	s, order := strings.TrimSpace(text), LittleEndian
	for d := Bool; d < numDTypes; d++ {
		if s == dtypes[d].name {
			return d, order, nil
		}
	}
	if s != "" && strings.ContainsRune("<>|=", rune(s[0])) {
		if s[0] == '>' {
			order = BigEndian
		}
		s = s[1:]
	}
	for d := Bool; d < numDTypes; d++ {
		if s == dtypes[d].code {
			return d, order, nil
		}
	}
	return Invalid, LittleEndian, &DTypeError{Text: text}
}
