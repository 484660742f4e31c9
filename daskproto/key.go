package daskproto

import (
	"fmt"
	"strconv"
	"strings"
)

// A Key is the name of a task. Most are text; since release 2023.9.0 a key may
// also be a number or a tuple, and those are held in a form that no text has.
// Keys are comparable, and equal if Python says so of keys of the same type.
type Key string

// notText starts the keys that are not text; their MessagePack form follows.
const notText = "\x00"

// KeyOf returns the key that a value of a message stands for: a string, a
// number, or an array of such.
func KeyOf(v any) (Key, error) {
	switch v := v.(type) {
	case string:
		if !strings.HasPrefix(v, notText) {
			return Key(v), nil
		}
	case []any:
		for _, item := range v {
			if _, err := KeyOf(item); err != nil {
				return "", err
			}
		}
	case int64, uint64, float64, bool, []byte, nil:
	default:
		return "", malformed("key of type %T", v)
	}
	b, err := EncodeValue(v)
	return notText + Key(b), err
}

// Value returns the key as it travels in a message.
func (k Key) Value() any {
	packed, ok := strings.CutPrefix(string(k), notText)
	if !ok {
		return string(k)
	}
	v, err := DecodeValue([]byte(packed), Limits{})
	if err != nil {
		return string(k)
	}
	return v
}

// String returns the key as Python shows it.
func (k Key) String() string {
	if !strings.HasPrefix(string(k), notText) {
		return string(k)
	}
	return repr(k.Value())
}

func repr(v any) string {
	switch v := v.(type) {
	case string:
		return "'" + v + "'"
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case nil:
		return "None"
	case []any:
		parts := make([]string, len(v))
		for i, item := range v {
			parts[i] = repr(item)
		}
		if len(parts) == 1 {
			return "(" + parts[0] + ",)"
		}
		return "(" + strings.Join(parts, ", ") + ")"
	}
	return fmt.Sprint(v)
}

// Keys makes keys of strings.
func Keys(names ...string) []Key {
	out := make([]Key, len(names))
	for i, n := range names {
		out[i] = Key(n)
	}
	return out
}
