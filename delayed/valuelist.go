package delayed

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/udf"
)

// List returns the values as one lazy slice. It is there when all of them are.
func List[T any](values ...*Value[T]) *Value[[]T] {
	return &Value[[]T]{container("list", opList, reflect.TypeFor[[]T](), nodes(values), nil)}
}

// Map returns the values as one lazy map from text. It is there when all of
// them are.
func Map[T any](values map[string]*Value[T]) *Value[map[string]T] {
	keys := slices.Sorted(maps.Keys(values))
	list, names := make([]node, len(keys)), make([]any, len(keys))
	for i, k := range keys {
		list[i], names[i] = values[k].node(), k
	}
	return &Value[map[string]T]{container("map", opMap, reflect.TypeFor[map[string]T](), list, names)}
}

// Field returns a part of a lazy value, such as a field of a struct. get may be
// a closure, so the result can be computed in this process only; what [Getter]
// makes goes elsewhere, too.
func Field[S, F any](v *Value[S], get func(S) F) *Value[F] {
	if get == nil {
		return &Value[F]{failed(udf.BadValue("delayed: field of type "+reflect.TypeFor[F]().String(), "one that can be called", "a nil function"))}
	}
	f := inProcess(get, getter(get), reflect.TypeFor[S](), reflect.TypeFor[F]())
	return &Value[F]{f.call([]node{v.node()})}
}

// Getter registers a function that returns a part of a value, as [Func1] does
// for others.
func Getter[S, F any](name string, get func(S) F) *Function1[S, F] {
	return &Function1[S, F]{registered(name, get == nil, getter(get), reflect.TypeFor[S](), reflect.TypeFor[F]())}
}

func getter[S, F any](get func(S) F) body {
	return func(_ context.Context, args *arguments) (any, error) {
		s := take[S](args)
		if args.err != nil {
			return nil, args.err
		}
		return get(s), nil
	}
}

var (
	opList = graph.Register("gloam/delayed/list", func(_ context.Context, args []any) (any, error) {
		return slices.Clone(args), nil
	})
	opMap = graph.Register("gloam/delayed/map", func(_ context.Context, args []any) (any, error) {
		names, err := arg[[]any](args, len(args)-1)
		if err != nil {
			return nil, err
		}
		if len(names) != len(args)-1 {
			return nil, fmt.Errorf("delayed: map of %d names and %d values", len(names), len(args)-1)
		}
		out := make(map[string]any, len(names))
		for i := range names {
			k, err := arg[string](names, i)
			if err != nil {
				return nil, err
			}
			out[k] = args[i]
		}
		return out, nil
	})
)
