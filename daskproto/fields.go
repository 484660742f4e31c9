package daskproto

import (
	"fmt"
	"slices"
)

// Fields reads the entries of a message. The first problem sticks, so that
// code that reads many entries asks once, with [Fields.Err].
type Fields struct {
	what string
	m    Map
	err  error
}

// Read starts reading a map; what names it in errors.
func Read(what string, m Map) *Fields { return &Fields{what: what, m: m} }

// Err returns the first problem.
func (f *Fields) Err() error { return f.err }

func (f *Fields) fail(name string, v any, want string) {
	if f.err == nil {
		f.err = malformed("%s: %s is %T, want %s", f.what, name, v, want)
	}
}

// Reject makes it an error that an entry has a value of another kind.
func (f *Fields) Reject(name string, v any, want string) { f.fail(name, v, want) }

// Has reports whether there is an entry that is not nil.
func (f *Fields) Has(name string) bool {
	v, _ := f.m.Get(name)
	return v != nil
}

// Any returns an entry, nil if there is none.
func (f *Fields) Any(name string) any {
	v, _ := f.m.Get(name)
	return v
}

// Text returns a string; nil and a missing entry are "".
func (f *Fields) Text(name string) string {
	switch v := f.Any(name).(type) {
	case nil:
	case string:
		return v
	default:
		f.fail(name, v, "string")
	}
	return ""
}

// Flag returns a bool; nil and a missing entry are false.
func (f *Fields) Flag(name string) bool {
	switch v := f.Any(name).(type) {
	case nil:
	case bool:
		return v
	default:
		f.fail(name, v, "bool")
	}
	return false
}

// Int returns an integer; nil and a missing entry are 0.
func (f *Fields) Int(name string) int64 {
	switch v := f.Any(name).(type) {
	case nil:
	case int64:
		return v
	case int:
		return int64(v)
	case float64:
		if n := int64(v); float64(n) == v {
			return n
		}
		f.fail(name, v, "int")
	default:
		f.fail(name, v, "int")
	}
	return 0
}

// Number returns a number; nil and a missing entry are 0.
func (f *Fields) Number(name string) float64 {
	v := f.Any(name)
	if v == nil {
		return 0
	}
	n, ok := number(v)
	if !ok {
		f.fail(name, v, "number")
	}
	return n
}

func number(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case int:
		return float64(v), true
	case uint64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

// Bytes returns a byte string, sharing the memory of the message.
func (f *Fields) Bytes(name string) []byte {
	switch v := f.Any(name).(type) {
	case nil:
	case []byte:
		return v
	case string: // what old peers write for bytes
		return []byte(v)
	default:
		f.fail(name, v, "bytes")
	}
	return nil
}

// Map returns a map; nil and a missing entry are an empty one.
func (f *Fields) Map(name string) Map {
	switch v := f.Any(name).(type) {
	case nil:
	case Map:
		return v
	default:
		f.fail(name, v, "map")
	}
	return nil
}

// List returns an array or a set; nil and a missing entry are an empty one.
func (f *Fields) List(name string) []any {
	switch v := f.Any(name).(type) {
	case nil:
	case []any:
		return v
	case Set:
		return v
	default:
		f.fail(name, v, "array")
	}
	return nil
}

// Key returns the name of a task.
func (f *Fields) Key(name string) Key {
	v, ok := f.m.Get(name)
	if !ok {
		f.fail(name, v, "key")
		return ""
	}
	return f.key(name, v)
}

func (f *Fields) key(name string, v any) Key {
	k, err := KeyOf(v)
	if err != nil && f.err == nil {
		f.err = fmt.Errorf("%s: %s: %w", f.what, name, err)
	}
	return k
}

// Keys returns the names of tasks. Of a map, which stands for a list in some
// releases, it returns the keys.
func (f *Fields) Keys(name string) []Key {
	if m, ok := f.Any(name).(Map); ok {
		out := make([]Key, len(m))
		for i, kv := range m {
			out[i] = f.key(name, kv.Key)
		}
		return out
	}
	list := f.List(name)
	out := make([]Key, len(list))
	for i, v := range list {
		out[i] = f.key(name, v)
	}
	return out
}

// Texts returns an array of strings; a single string is an array of one.
func (f *Fields) Texts(name string) []string {
	if s, ok := f.Any(name).(string); ok {
		return []string{s}
	}
	return f.texts(name, f.List(name))
}

func (f *Fields) texts(name string, list []any) []string {
	out := make([]string, len(list))
	for i, v := range list {
		s, ok := v.(string)
		if !ok {
			f.fail(name, v, "string")
		}
		out[i] = s
	}
	return out
}

// WhoHas returns which addresses hold each key, in the order of the message.
func (f *Fields) WhoHas(name string) []Holders {
	m := f.Map(name)
	out := make([]Holders, len(m))
	for i, kv := range m {
		list, ok := kv.Value.([]any)
		if set, isSet := kv.Value.(Set); isSet {
			list, ok = set, true
		}
		if !ok {
			f.fail(name, kv.Value, "array")
		}
		out[i] = Holders{Key: f.key(name, kv.Key), Addresses: f.texts(name, list)}
	}
	return out
}

// Numbers returns a map from strings to numbers, nil if it is empty.
func (f *Fields) Numbers(name string) map[string]float64 {
	m := f.Map(name)
	if len(m) == 0 {
		return nil
	}
	out := make(map[string]float64, len(m))
	for _, kv := range m {
		k, isText := kv.Key.(string)
		n, isNumber := number(kv.Value)
		if !isText || !isNumber {
			f.fail(name, kv.Value, "numbers by name")
		}
		out[k] = n
	}
	return out
}

// Sizes returns a map from keys to numbers of bytes.
func (f *Fields) Sizes(name string) map[Key]int64 {
	m := f.Map(name)
	out := make(map[Key]int64, len(m))
	for _, kv := range m {
		n, ok := kv.Value.(int64)
		if !ok {
			f.fail(name, kv.Value, "int")
		}
		out[f.key(name, kv.Key)] = n
	}
	return out
}

// Payload returns a payload; nil and a missing entry are nil.
func (f *Fields) Payload(name string) *Serialized {
	switch v := f.Any(name).(type) {
	case nil:
	case *Serialized:
		return v
	default:
		f.fail(name, v, "payload")
	}
	return nil
}

// pickled is Payload that also takes the bytes of a pickle as they are: what
// schedulers of some releases send of exceptions that they raise themselves,
// such as KilledWorker.
func (f *Fields) pickled(name string) *Serialized {
	if b, ok := f.Any(name).([]byte); ok {
		return &Serialized{Header: Map{F("serializer", "pickle"), F("writeable", []any{})}, Frames: [][]byte{b}}
	}
	return f.Payload(name)
}

// Holders are the workers that have a result.
type Holders struct {
	Key       Key
	Addresses []string
}

// encodeWhoHas is the form that [Fields.WhoHas] reads.
func encodeWhoHas(list []Holders) Map {
	m := make(Map, len(list))
	for i, h := range list {
		m[i] = KV{Key: h.Key, Value: h.Addresses}
	}
	return m
}

// byKey returns the entries of a Go map in the order of the keys.
func byKey[T any](values map[Key]T) Map {
	keys := make([]Key, 0, len(values))
	for k := range values {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	m := make(Map, len(keys))
	for i, k := range keys {
		m[i] = KV{Key: k, Value: values[k]}
	}
	return m
}
