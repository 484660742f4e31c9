package delayed

import (
	"context"
	"fmt"
	"reflect"

	"github.com/gloam-go/gloam/graph"
)

// Tuple2 is two results of one function. [Split2] makes two lazy values of it.
type Tuple2[A, B any] struct {
	First  A
	Second B
}

// Tuple3 is three results of one function. [Split3] makes three lazy values of
// it.
type Tuple3[A, B, C any] struct {
	First  A
	Second B
	Third  C
}

// Func1x2 is [Func1] for functions with two results.
func Func1x2[A, R, S any](name string, fn func(ctx context.Context, a A) (R, S, error)) *Function1[A, Tuple2[R, S]] {
	return Func1(name, func(ctx context.Context, a A) (Tuple2[R, S], error) {
		r, s, err := fn(ctx, a)
		return Tuple2[R, S]{r, s}, err
	})
}

// Func2x2 is [Func2] for functions with two results.
func Func2x2[A, B, R, S any](name string, fn func(ctx context.Context, a A, b B) (R, S, error)) *Function2[A, B, Tuple2[R, S]] {
	return Func2(name, func(ctx context.Context, a A, b B) (Tuple2[R, S], error) {
		r, s, err := fn(ctx, a, b)
		return Tuple2[R, S]{r, s}, err
	})
}

// Split2 returns the two results of a function, which runs once for both.
func Split2[A, B any](v *Value[Tuple2[A, B]]) (*Value[A], *Value[B]) {
	return item[A](v.node(), 0), item[B](v.node(), 1)
}

// Split3 returns the three results of a function, which runs once for all.
func Split3[A, B, C any](v *Value[Tuple3[A, B, C]]) (*Value[A], *Value[B], *Value[C]) {
	return item[A](v.node(), 0), item[B](v.node(), 1), item[C](v.node(), 2)
}

var opItem = graph.Register("gloam/delayed/item", func(_ context.Context, args []any) (any, error) {
	items, err := arg[[]any](args, 0)
	if err != nil {
		return nil, err
	}
	i, err := arg[int](args, 1)
	if err != nil {
		return nil, err
	}
	if i < 0 || i >= len(items) {
		return nil, fmt.Errorf("delayed: no result %d of %d", i, len(items))
	}
	return items[i], nil
})

// item is the i-th item of a packed tuple.
func item[T any](from node, i int) *Value[T] {
	return &Value[T]{container("item", opItem, reflect.TypeFor[T](), []node{from}, i)}
}

// container makes the task of an operation of this package on values, whose
// last argument is the parameter unless that is nil.
func container(label string, op *graph.Op, t reflect.Type, args []node, param any) node {
	token := []any{op.Name(), param}
	for i, a := range args {
		if err := wrongArgument(label, i, a); err != nil {
			return failed(err)
		}
		token = append(token, a.layer, a.block)
	}
	deps, list := inputs(args)
	if param != nil {
		list = append(list, graph.Lit(param))
	}
	l, err := graph.NewLayer(graph.LayerSpec{
		Label: label, Token: graph.Token(token...), Op: op, Deps: deps,
		Args: func(_ int, dst []graph.Arg) []graph.Arg { return append(dst, list...) },
		Note: graph.Note{DType: t.String()},
	})
	if err != nil {
		return failed(err)
	}
	return node{layer: l}
}

func (t Tuple2[A, B]) items() []any { return []any{t.First, t.Second} }

func (t *Tuple2[A, B]) types() []reflect.Type {
	return []reflect.Type{reflect.TypeFor[A](), reflect.TypeFor[B]()}
}

func (t *Tuple2[A, B]) set(items []any) error {
	if len(items) != 2 {
		return fmt.Errorf("got %d results, want 2", len(items))
	}
	return setAll(items, reflect.ValueOf(&t.First), reflect.ValueOf(&t.Second))
}

func (t Tuple3[A, B, C]) items() []any { return []any{t.First, t.Second, t.Third} }

func (t *Tuple3[A, B, C]) types() []reflect.Type {
	return []reflect.Type{reflect.TypeFor[A](), reflect.TypeFor[B](), reflect.TypeFor[C]()}
}

func (t *Tuple3[A, B, C]) set(items []any) error {
	if len(items) != 3 {
		return fmt.Errorf("got %d results, want 3", len(items))
	}
	return setAll(items, reflect.ValueOf(&t.First), reflect.ValueOf(&t.Second), reflect.ValueOf(&t.Third))
}

// setAll unpacks items to where the pointers point.
func setAll(items []any, to ...reflect.Value) error {
	for i, p := range to {
		if err := unpackInto(p.Elem(), items[i]); err != nil {
			return fmt.Errorf("result %d: %w", i+1, err)
		}
	}
	return nil
}
