package pickle

import (
	"errors"
	"fmt"
)

// Errors that callers branch on. Those of Decode come wrapped in a
// [DecodeError].
var (
	// ErrTruncated: the input ends before the pickle does, or declares more
	// bytes than follow.
	ErrTruncated = errors.New("unexpected end of input")
	// ErrOpcode: the opcode is unknown or refused.
	ErrOpcode = errors.New("unsupported opcode")
	// ErrMalformed: the opcodes do not fit together.
	ErrMalformed = errors.New("malformed pickle")
	// ErrMismatch: a value is not of the shape that was asked for.
	ErrMismatch = errors.New("pickle: value of another shape")
	// ErrUnsupported: a Go value has no place in a pickle.
	ErrUnsupported = errors.New("pickle: cannot encode")
)

// A DecodeError says where in a pickle decoding stopped.
type DecodeError struct {
	// Offset is the position of the opcode in the input.
	Offset int
	// Op is the name of the opcode, as Python's pickletools has it.
	Op string
	// Err is ErrTruncated, ErrOpcode, ErrMalformed or a *LimitError, perhaps
	// wrapped.
	Err error
}

func (e *DecodeError) Error() string {
	return fmt.Sprintf("pickle: offset %d: %s: %v", e.Offset, e.Op, e.Err)
}

func (e *DecodeError) Unwrap() error { return e.Err }

// malformed returns an error that is ErrMalformed.
func malformed(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrMalformed, fmt.Sprintf(format, args...))
}

// mismatch returns an error that is ErrMismatch.
func mismatch(v any, want string) error {
	return fmt.Errorf("%w: got %s, want %s", ErrMismatch, typeName(v), want)
}

// unsupported returns an error that is ErrUnsupported.
func unsupported(format string, args ...any) error {
	return fmt.Errorf("%w %s", ErrUnsupported, fmt.Sprintf(format, args...))
}

// typeName names the type of a value as Python does, for messages.
func typeName(v any) string {
	switch x := v.(type) {
	case nil:
		return "None"
	case bool:
		return "bool"
	case float64:
		return "float"
	case string:
		return "str"
	case []byte:
		return "bytes"
	case ByteArray:
		return "bytearray"
	case Tuple:
		return "tuple"
	case *List:
		return "list"
	case *Dict:
		return "dict"
	case *Set:
		return "set"
	case FrozenSet:
		return "frozenset"
	case Global:
		return "global " + x.String()
	case *Object:
		if x == nil {
			return "nil object"
		}
		if g, ok := x.Class.(Global); ok {
			return "instance of " + g.String()
		}
		return "instance"
	}
	if _, ok := integer(v); ok {
		return "int"
	}
	return fmt.Sprintf("%T", v)
}
