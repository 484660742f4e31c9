package graph

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
)

// ErrUnknownValue says that a value is of a type that this process has not
// registered.
var ErrUnknownValue = errors.New("graph: value of an unknown type")

// valueType is how values of one Go type travel.
type valueType struct {
	name, site string
	encode     func(any) ([]byte, error)
	decode     func([]byte) (any, error)
}

var valueTypes = struct {
	sync.RWMutex
	byType map[reflect.Type]*valueType
	byName map[string]*valueType
}{byType: map[reflect.Type]*valueType{}, byName: map[string]*valueType{}}

// RegisterValue lets values of type T be literals and results of tasks that
// run in other processes, which must run the same registration. Numbers, text,
// bytes, arrays and lists of those travel without one. The name is stable and
// namespaced like that of an op. encode may be called from several goroutines
// at once, also for values that other tasks read; decode must not trust its
// input, and what it returns is shared between tasks. Call it from a
// package-level variable. It panics if the name or the type is taken and names
// both source lines.
func RegisterValue[T any](name string, encode func(T) ([]byte, error), decode func([]byte) (T, error)) bool {
	t := reflect.TypeFor[T]()
	v := &valueType{name: name, site: callSite(2),
		encode: func(v any) ([]byte, error) { return encode(v.(T)) },
		decode: func(b []byte) (any, error) { return decode(b) }}
	valueTypes.Lock()
	defer valueTypes.Unlock()
	if old, ok := valueTypes.byName[name]; ok {
		panic(fmt.Sprintf("graph: value %q registered at %s and again at %s", name, old.site, v.site))
	}
	if old, ok := valueTypes.byType[t]; ok {
		panic(fmt.Sprintf("graph: values of type %s registered as %q at %s and again as %q at %s", t, old.name, old.site, name, v.site))
	}
	valueTypes.byName[name], valueTypes.byType[t] = v, v
	return true
}

// EncodeValue returns the registered name of v's type and v in the form in
// which it travels. ok is false if the type is not registered.
func EncodeValue(v any) (name string, data []byte, ok bool, err error) {
	valueTypes.RLock()
	t := valueTypes.byType[reflect.TypeOf(v)]
	valueTypes.RUnlock()
	if t == nil {
		return "", nil, false, nil
	}
	data, err = t.encode(v)
	return t.name, data, true, err
}

// DecodeValue is the inverse of [EncodeValue]. It fails with
// [ErrUnknownValue] for a name that is not registered in this process.
func DecodeValue(name string, data []byte) (any, error) {
	valueTypes.RLock()
	t := valueTypes.byName[name]
	known := len(valueTypes.byName)
	valueTypes.RUnlock()
	if t == nil {
		return nil, fmt.Errorf("%w: %q is not one of %d registered in this process", ErrUnknownValue, name, known)
	}
	v, err := t.decode(data)
	if err != nil {
		return nil, fmt.Errorf("graph: value %q of %d bytes: %w", name, len(data), err)
	}
	return v, nil
}

// Values returns the names of all registered value types in alphabetical
// order.
func Values() []string {
	valueTypes.RLock()
	defer valueTypes.RUnlock()
	names := make([]string, 0, len(valueTypes.byName))
	for n := range valueTypes.byName {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// HasValue reports whether values of the type travel by a registration in this
// process.
func HasValue(t reflect.Type) bool {
	valueTypes.RLock()
	defer valueTypes.RUnlock()
	return t != nil && valueTypes.byType[t] != nil
}
