package daskproto

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/vmihailenco/msgpack/v5"
	"github.com/vmihailenco/msgpack/v5/msgpcode"
)

// EncodeValue encodes one value without payloads as a MessagePack document.
func EncodeValue(v any) ([]byte, error) {
	e := newEncoder(nil)
	if err := e.value(v, 0); err != nil {
		return nil, err
	}
	return e.out, nil
}

// An encoder writes one document. It hands payloads to refer, which returns
// the number of their first frame.
type encoder struct {
	pack  *msgpack.Encoder
	out   []byte
	refer func(v any) (int, error)
}

// sizeHint guesses how long the large parts of a value are.
func sizeHint(v any) int {
	size := 64
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			size += sizeHint(item)
		}
	case Map:
		for i := range v {
			size += sizeHint(v[i].Value)
		}
	case []byte:
		size += len(v)
	case []string:
		size += textsSize(v)
	case textSet:
		size += textsSize(v)
	case ranking:
		size += v.size()
	case *document:
		size += len(v.e.out)
	}
	return size
}

func textsSize(list []string) int {
	size := 3 * len(list)
	for _, s := range list {
		size += len(s)
	}
	return size
}

func newEncoder(refer func(v any) (int, error)) *encoder {
	e := &encoder{refer: refer}
	e.pack = msgpack.NewEncoder(e)
	e.pack.UseCompactInts(true)
	return e
}

// Write and WriteByte make the encoder the target of its own library.
func (e *encoder) Write(p []byte) (int, error) {
	e.out = append(e.out, p...)
	return len(p), nil
}

func (e *encoder) WriteByte(c byte) error {
	e.out = append(e.out, c)
	return nil
}

func (e *encoder) value(v any, depth int) error {
	if depth > DefaultDepth {
		return &LimitError{What: "depth", Got: int64(depth), Limit: DefaultDepth}
	}
	switch v := v.(type) {
	case Map:
		return e.mapping(v, depth)
	case []any:
		return e.array(v, depth)
	case Set:
		return e.mapping(Map{F("__Set__", true), F("as-list", []any(v))}, depth)
	case Enum:
		return e.mapping(Map{F("__Enum__", true), F("name", v.Name), F("__module__", v.Module), F("__name__", v.Class)}, depth)
	case map[string]any:
		return e.mapping(sorted(v), depth)
	case map[string]float64:
		return e.mapping(sorted(v), depth)
	case map[string]int64:
		return e.mapping(sorted(v), depth)
	case []string:
		return e.texts(v)
	case textSet:
		return e.textSet(v)
	case ranking:
		return e.ranking(v)
	case *document:
		return e.document(v, depth)
	case []Key:
		return e.array(anys(v), depth)
	case []Map:
		return e.array(anys(v), depth)
	case []bool:
		return e.array(anys(v), depth)
	case []int:
		return e.array(anys(v), depth)
	case Key:
		return e.value(v.Value(), depth)
	case *Serialized:
		return e.payload("__Serialized__", v, v == nil)
	case *Pickled:
		return e.payload("__Pickled__", v, v == nil)
	}
	return e.scalar(v)
}

func (e *encoder) scalar(v any) error {
	switch v := v.(type) {
	case nil:
		return e.pack.EncodeNil()
	case bool:
		return e.pack.EncodeBool(v)
	case int:
		return e.pack.EncodeInt64(int64(v))
	case int64:
		return e.pack.EncodeInt64(v)
	case uint64:
		return e.pack.EncodeUint64(v)
	case float64:
		return e.pack.EncodeFloat64(v)
	case string:
		return e.text(v)
	case []byte:
		return e.bytes(v)
	}
	return &EncodeError{Value: fmt.Sprintf("%T", v), Why: "has no place in a message"}
}

// text writes a string. It does without the library, which takes several times
// as long for the keys of a large graph.
func (e *encoder) text(s string) error {
	if !utf8.ValidString(s) {
		return &EncodeError{Value: fmt.Sprintf("string %.40q", s), Why: "is not UTF-8; send bytes"}
	}
	switch n := len(s); {
	case n < 32:
		e.out = append(e.out, msgpcode.FixedStrLow|byte(n))
	case n <= math.MaxUint8:
		e.out = append(e.out, msgpcode.Str8, byte(n))
	case n <= math.MaxUint16:
		e.out = binary.BigEndian.AppendUint16(append(e.out, msgpcode.Str16), uint16(n))
	case uint64(n) <= math.MaxUint32:
		e.out = binary.BigEndian.AppendUint32(append(e.out, msgpcode.Str32), uint32(n))
	default:
		return &LimitError{What: "bytes of a string", Got: int64(n), Limit: math.MaxUint32}
	}
	e.out = append(e.out, s...)
	return nil
}

func (e *encoder) texts(list []string) error {
	if err := e.pack.EncodeArrayLen(len(list)); err != nil {
		return err
	}
	for _, s := range list {
		if err := e.text(s); err != nil {
			return err
		}
	}
	return nil
}

// A textSet is a [Set] of strings.
type textSet []string

func (e *encoder) textSet(list textSet) error {
	if err := e.pack.EncodeMapLen(2); err != nil {
		return err
	}
	if err := e.text("__Set__"); err != nil {
		return err
	}
	if err := e.pack.EncodeBool(true); err != nil {
		return err
	}
	if err := e.text("as-list"); err != nil {
		return err
	}
	return e.texts(list)
}

func (e *encoder) bytes(v []byte) error {
	if uint64(len(v)) > math.MaxUint32 {
		return &LimitError{What: "bytes in frame 0", Got: int64(len(v)), Limit: math.MaxUint32}
	}
	if err := e.pack.EncodeBytesLen(len(v)); err != nil {
		return err
	}
	e.out = append(e.out, v...)
	return nil
}

func (e *encoder) array(v []any, depth int) error {
	if err := e.pack.EncodeArrayLen(len(v)); err != nil {
		return err
	}
	for _, item := range v {
		if err := e.value(item, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (e *encoder) mapping(m Map, depth int) error {
	if err := e.pack.EncodeMapLen(len(m)); err != nil {
		return err
	}
	for _, kv := range m {
		if err := e.value(kv.Key, depth+1); err != nil {
			return err
		}
		if err := e.value(kv.Value, depth+1); err != nil {
			return fmt.Errorf("%v: %w", kv.Key, err)
		}
	}
	return nil
}

func (e *encoder) payload(marker string, v any, none bool) error {
	if none {
		return e.pack.EncodeNil()
	}
	if e.refer == nil {
		return &EncodeError{Value: fmt.Sprintf("%T", v), Why: "is a payload, which a header cannot hold"}
	}
	n, err := e.refer(v)
	if err != nil {
		return err
	}
	return e.mapping(Map{F(marker, n)}, 0)
}

func anys[T any](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

// sorted returns the entries of a Go map in the order of their keys, so that
// equal messages are equal bytes.
func sorted[T any](m map[string]T) Map {
	out := make(Map, 0, len(m))
	for k, v := range m {
		out = append(out, KV{Key: k, Value: v})
	}
	slices.SortFunc(out, func(a, b KV) int {
		x, y := a.Key.(string), b.Key.(string)
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return out
}
