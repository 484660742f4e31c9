package delayed

import (
	"fmt"
	"reflect"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// unpack is the inverse of pack. What is a T already stays as it is.
func unpack[T any](v any) (T, error) {
	if t, ok := v.(T); ok {
		return t, nil
	}
	var out T
	if tup, ok := any(&out).(partedInto); ok {
		items, ok := v.([]any)
		if !ok {
			return out, mismatch(v, reflect.TypeFor[T]())
		}
		return out, tup.set(items)
	}
	return out, unpackInto(reflect.ValueOf(&out).Elem(), v)
}

func mismatch(v any, want reflect.Type) error { return fmt.Errorf("got %T, want %s", v, want) }

// unpackInto sets dst to the value that v stands for.
func unpackInto(dst reflect.Value, v any) error {
	src := reflect.ValueOf(v)
	if !src.IsValid() {
		return unpackNil(dst)
	}
	if src.Type().AssignableTo(dst.Type()) {
		dst.Set(src)
		return nil
	}
	if tup, ok := dst.Addr().Interface().(partedInto); ok {
		if items, ok := v.([]any); ok {
			return tup.set(items)
		}
	}
	switch {
	case scalar(dst.Kind()) && scalar(src.Kind()):
		return unpackScalar(dst, src)
	case dst.Kind() == reflect.Slice:
		return unpackSlice(dst, v)
	case dst.Kind() == reflect.Map:
		return unpackMap(dst, v)
	}
	return mismatch(v, dst.Type())
}

func unpackNil(dst reflect.Value) error {
	switch k := dst.Kind(); {
	case k == reflect.Slice, k == reflect.Map, k == reflect.Pointer, k == reflect.Interface,
		k == reflect.Struct && dst.NumField() == 0:
		dst.SetZero()
		return nil
	}
	return mismatch(nil, dst.Type())
}

func scalar(k reflect.Kind) bool {
	return reflect.Bool <= k && k <= reflect.Complex128 || k == reflect.String
}

// unpackScalar converts within a family of kinds, and ints to floats.
func unpackScalar(dst, src reflect.Value) error {
	switch {
	case src.Kind() == reflect.Bool && dst.Kind() == reflect.Bool,
		src.Kind() == reflect.String && dst.Kind() == reflect.String,
		src.CanFloat() && dst.CanFloat(), src.CanComplex() && dst.CanComplex(),
		src.CanInt() && (dst.CanInt() && !dst.OverflowInt(src.Int()) || dst.CanUint() && !dst.OverflowUint(uint64(src.Int())) || dst.CanFloat()):
		dst.Set(src.Convert(dst.Type()))
		return nil
	}
	return mismatch(src.Interface(), dst.Type())
}

func unpackSlice(dst reflect.Value, v any) error {
	switch v := v.(type) {
	case *ndarray.Array:
		return unpackVector(dst, v)
	case []any:
		out := reflect.MakeSlice(dst.Type(), len(v), len(v))
		for i, item := range v {
			if err := unpackInto(out.Index(i), item); err != nil {
				return fmt.Errorf("item %d: %w", i, err)
			}
		}
		dst.Set(out)
		return nil
	}
	// A slice of a kindred type, such as an empty []int of a list.
	src := reflect.ValueOf(v)
	if src.Kind() != reflect.Slice {
		return mismatch(v, dst.Type())
	}
	out := reflect.MakeSlice(dst.Type(), src.Len(), src.Len())
	for i := range src.Len() {
		if err := unpackInto(out.Index(i), src.Index(i).Interface()); err != nil {
			return fmt.Errorf("item %d: %w", i, err)
		}
	}
	dst.Set(out)
	return nil
}

func unpackMap(dst reflect.Value, v any) error {
	src, ok := v.(map[string]any)
	if !ok || dst.Type().Key().Kind() != reflect.String {
		return mismatch(v, dst.Type())
	}
	out := reflect.MakeMapWithSize(dst.Type(), len(src))
	for k, item := range src {
		e := reflect.New(dst.Type().Elem()).Elem()
		if err := unpackInto(e, item); err != nil {
			return fmt.Errorf("item %q: %w", k, err)
		}
		out.SetMapIndex(reflect.ValueOf(k).Convert(dst.Type().Key()), e)
	}
	dst.Set(out)
	return nil
}

// unpackVector is the inverse of vectorOf.
func unpackVector(dst reflect.Value, a *ndarray.Array) error {
	var got any
	var err error
	switch dst.Interface().(type) {
	case []float64:
		got, err = ndarray.Values[float64](a)
	case []float32:
		got, err = ndarray.Values[float32](a)
	case []int8:
		got, err = ndarray.Values[int8](a)
	case []int16:
		got, err = ndarray.Values[int16](a)
	case []int32:
		got, err = ndarray.Values[int32](a)
	case []int64:
		got, err = ndarray.Values[int64](a)
	case []uint16:
		got, err = ndarray.Values[uint16](a)
	case []uint32:
		got, err = ndarray.Values[uint32](a)
	case []uint64:
		got, err = ndarray.Values[uint64](a)
	case []complex128:
		got, err = ndarray.Values[complex128](a)
	default:
		err = mismatch(a, dst.Type())
	}
	if err == nil {
		dst.Set(reflect.ValueOf(got))
	}
	return err
}
