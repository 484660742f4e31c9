package delayed

import (
	"fmt"
	"reflect"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// A TravelError says that values of a type cannot leave this process. What
// can are booleans, numbers, text, []byte, *ndarray.Array, types registered
// with graph.RegisterValue, [Tuple2] and [Tuple3], struct{}, slices of all
// those and maps of them from text.
type TravelError struct {
	Type  reflect.Type
	Cause string // what is wrong with it, if it can travel in principle
}

func (e *TravelError) Error() string {
	if e.Cause != "" {
		return fmt.Sprintf("value of type %s cannot travel: %s", e.Type, e.Cause)
	}
	return fmt.Sprintf("values of type %s cannot travel: register the type with graph.RegisterValue, or make the function with delayed.Local", e.Type)
}

// Tasks exchange values in the few types that travel: bool, int, float64,
// complex128, string, []byte, []int, *ndarray.Array and lists of them, []any,
// map[string]any and registered types. pack turns a value into one of those,
// unpack brings it back. Slices of the other numbers share their memory with
// an array.

// A parted value is packed item by item.
type parted interface{ items() []any }

// A partedInto is a pointer to a parted value.
type partedInto interface {
	types() []reflect.Type
	set(items []any) error
}

// pack returns the form in which v travels, or a [*TravelError].
func pack(v any) (any, error) {
	switch v := v.(type) {
	case nil, bool, int, float64, complex128, string, []byte, []int:
		return v, nil
	case *ndarray.Array:
		return v, canTravel(v)
	case []*ndarray.Array:
		for _, a := range v {
			if err := canTravel(a); err != nil {
				return nil, err
			}
		}
		return v, nil
	case parted:
		return packEach(v.items())
	}
	if graph.HasValue(reflect.TypeOf(v)) {
		return v, nil
	}
	return packKind(reflect.ValueOf(v))
}

func canTravel(a *ndarray.Array) error {
	if a != nil && a.DType().Kind() == ndarray.KindObject {
		return &TravelError{Type: reflect.TypeOf(a), Cause: "its elements are Go objects"}
	}
	return nil
}

func packEach(items []any) (any, error) {
	out := make([]any, len(items))
	for i, v := range items {
		var err error
		if out[i], err = pack(v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// packKind packs a value whose type is not one of those that travel, by what
// the type is made of.
func packKind(v reflect.Value) (any, error) {
	switch k := v.Kind(); {
	case k == reflect.Bool:
		return v.Bool(), nil
	case v.CanInt():
		return int(v.Int()), nil
	case v.CanUint():
		return int(v.Uint()), nil // the same 64 bits, whatever they mean
	case v.CanFloat():
		return v.Float(), nil
	case v.CanComplex():
		return v.Complex(), nil
	case k == reflect.String:
		return v.String(), nil
	case k == reflect.Slice && v.IsNil(), k == reflect.Map && v.IsNil(), k == reflect.Struct && v.NumField() == 0:
		return nil, travels(v.Type())
	case k == reflect.Slice:
		return packSlice(v)
	case k == reflect.Map && v.Type().Key().Kind() == reflect.String:
		return packMap(v)
	}
	return nil, &TravelError{Type: v.Type()}
}

func packSlice(v reflect.Value) (any, error) {
	if a, err := vectorOf(v.Interface()); a != nil || err != nil {
		return a, err
	}
	out := make([]any, v.Len())
	for i := range out {
		var err error
		if out[i], err = pack(v.Index(i).Interface()); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func packMap(v reflect.Value) (any, error) {
	out := make(map[string]any, v.Len())
	for it := v.MapRange(); it.Next(); {
		packed, err := pack(it.Value().Interface())
		if err != nil {
			return nil, err
		}
		out[it.Key().String()] = packed
	}
	return out, nil
}

// vectorOf returns an array over the elements of a slice of numbers, nil for
// other slices.
func vectorOf(v any) (any, error) {
	switch v := v.(type) {
	case []float64:
		return ndarray.FromSlice(v, len(v))
	case []float32:
		return ndarray.FromSlice(v, len(v))
	case []int8:
		return ndarray.FromSlice(v, len(v))
	case []int16:
		return ndarray.FromSlice(v, len(v))
	case []int32:
		return ndarray.FromSlice(v, len(v))
	case []int64:
		return ndarray.FromSlice(v, len(v))
	case []uint16:
		return ndarray.FromSlice(v, len(v))
	case []uint32:
		return ndarray.FromSlice(v, len(v))
	case []uint64:
		return ndarray.FromSlice(v, len(v))
	case []complex128:
		return ndarray.FromSlice(v, len(v))
	}
	return nil, nil
}

// travels returns a [*TravelError] if no value of a type can travel. What is
// in an interface is known for each value only.
func travels(t reflect.Type) error { return travelsIn(t, 0) }

// maxNesting ends the look into types that contain themselves, such as
// type tree []tree: for those each value tells.
const maxNesting = 16

func travelsIn(t reflect.Type, depth int) error {
	if depth > maxNesting {
		return nil
	}
	if graph.HasValue(t) || t == reflect.TypeFor[*ndarray.Array]() || t.Kind() == reflect.Interface {
		return nil
	}
	if tup, ok := reflect.New(t).Interface().(partedInto); ok {
		for _, item := range tup.types() {
			if err := travelsIn(item, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	switch k := t.Kind(); {
	case k == reflect.Bool, reflect.Int <= k && k <= reflect.Complex128 && k != reflect.Uintptr, k == reflect.String:
		return nil
	case k == reflect.Struct && t.NumField() == 0:
		return nil
	case k == reflect.Slice, k == reflect.Map && t.Key().Kind() == reflect.String:
		return travelsIn(t.Elem(), depth+1)
	}
	return &TravelError{Type: t}
}
