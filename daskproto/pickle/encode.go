package pickle

import "slices"

// encodeDepth is the deepest nesting that Encode follows: as deep as Decode
// goes by default.
const encodeDepth = defaultDepth

// Encode returns v as a pickle of protocol 4, which every Dask peer reads.
// Besides what Decode gives it takes all of Go's integer types, float32 and
// []any for a list. The same value gives the same bytes, and a value that
// shares no parts is written without memo entries but for repeated Globals.
//
// A Buffer is written as bytes if it is read-only and as a bytearray
// otherwise. Errors are ErrUnsupported: a Go type without a Python
// counterpart, an unhashable key, text that is not UTF-8, an object that is
// among its own arguments.
func Encode(v any) ([]byte, error) { return Append(nil, v) }

// Append is [Encode] to the end of dst, which it returns longer.
func Append(dst []byte, v any) ([]byte, error) {
	e := encoder{out: dst, protocol: 4}
	err := e.run(v)
	return e.out, err
}

// EncodeOutOfBand returns v as a pickle of protocol 5 and, in order, the
// buffers in it, whose data is not copied. A Buffer that occurs twice travels
// twice.
func EncodeOutOfBand(v any) ([]byte, []Buffer, error) {
	e := encoder{protocol: 5}
	err := e.run(v)
	return e.out, e.buffers, err
}

// An encoder appends the opcodes that make a value. It goes over the value
// twice: first to find what occurs more than once, which alone needs the memo.
type encoder struct {
	out      []byte
	protocol byte
	buffers  []Buffer
	memoized int32
	repeated
}

func (e *encoder) run(v any) error {
	s := scanner{protocol: e.protocol}
	if err := s.scan(v); err != nil {
		return err
	}
	e.repeated = s.repeated
	e.out = slices.Grow(e.out, s.size+3)
	e.out = append(e.out, opProto, e.protocol)
	if err := e.value(v); err != nil {
		return err
	}
	e.out = append(e.out, opStop)
	return nil
}

// value writes any value.
func (e *encoder) value(v any) error {
	switch x := v.(type) {
	case nil:
		e.out = append(e.out, opNone)
	case bool:
		e.bool(x)
	case int64:
		e.int(x)
	case float64:
		e.float(x)
	case string:
		e.text(x)
	case []byte:
		e.bytes(x)
	case ByteArray:
		return e.byteArray(x)
	case Global:
		e.global(x)
	case Buffer:
		return e.buffer(x)
	default:
		return e.nested(v)
	}
	return nil
}

// nested writes a container. The scan has checked its depth.
func (e *encoder) nested(v any) error {
	switch x := v.(type) {
	case Tuple:
		return e.tuple(x)
	case *List:
		return e.list(x)
	case []any:
		e.out = append(e.out, opEmptyList)
		return e.appends(x)
	case *Dict:
		return e.dict(x)
	case *Set:
		return e.set(x)
	case FrozenSet:
		return e.frozenSet(x)
	case *Object:
		return e.object(x)
	case PersID:
		if err := e.value(x.ID); err != nil {
			return err
		}
		e.out = append(e.out, opBinPersID)
		return nil
	}
	return e.number(v)
}
