package daskproto

// A Map is a MessagePack map in its order. Keys are any value that a message
// can hold, also arrays.
type Map []KV

// A KV is one entry of a [Map].
type KV struct{ Key, Value any }

// A Set is a Python set. The order has no meaning.
type Set []any

// An Enum is a member of a Python enumeration.
type Enum struct{ Module, Class, Name string }

// Get returns the value under a string key. It looks through the entries.
func (m Map) Get(key string) (any, bool) {
	for i := range m {
		if k, ok := m[i].Key.(string); ok && k == key {
			return m[i].Value, true
		}
	}
	return nil, false
}

// Op returns the name of the operation that a message asks for, or "".
func (m Map) Op() string {
	v, _ := m.Get("op")
	op, _ := v.(string)
	return op
}

// Without returns a copy without the given string keys.
func (m Map) Without(keys ...string) Map {
	out := make(Map, 0, len(m))
next:
	for _, kv := range m {
		for _, k := range keys {
			if kv.Key == any(k) {
				continue next
			}
		}
		out = append(out, kv)
	}
	return out
}

// With returns a copy with entries appended.
func (m Map) With(more ...KV) Map {
	out := make(Map, 0, len(m)+len(more))
	return append(append(out, m...), more...)
}

// F is one field of a message.
func F(name string, value any) KV { return KV{Key: name, Value: value} }

// Op is a message: what to do, with these fields.
func Op(name string, fields ...KV) Map {
	return append(Map{F("op", name)}, fields...)
}

// Call is a request that is answered on the same connection.
func Call(name string, fields ...KV) Map {
	return append(Map{F("op", name), F("reply", true)}, fields...)
}
