package delayed

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
)

// A Value is one lazy Go value: the result of a call that has not run, or a
// value that is there already. It is immutable, safe for concurrent use, and a
// graph.Collection: scheduler.Compute takes it together with arrays and the
// results of UDFs.
//
// What is wrong with a Value is known when it is made: [Value.Err] tells, and
// so does every Value made of it, and Compute, before anything runs. The error
// is an [*arrays.ExprError] with the line of the call.
type Value[T any] struct{ n node }

// A node is a Value without its type: one block of a layer.
type node struct {
	layer *graph.Layer
	block int
	lit   any   // the datum, if inline
	small bool  // lit goes into the tasks that read it
	local error // why the datum stays in this process
	err   error
}

// Of makes a Value of v. It is not copied: v and what it refers to must not be
// modified any more. Small numbers and text become part of the calls that
// read them; anything else is a datum of the graph, which is sent to another
// process once, however many calls read it. Equal data have equal names. A
// value of a type that cannot travel, see [TravelError], can be read by
// functions of this process only.
func Of[T any](v T) *Value[T] {
	packed, err := pack(v)
	if err != nil {
		kept, _ := packOrKeep(v)
		return &Value[T]{datum("value", unique(), kept, err)}
	}
	token, err := tokenOf(packed)
	if err != nil {
		return &Value[T]{failed(fmt.Errorf("delayed: value of type %s: %w", reflect.TypeFor[T](), err))}
	}
	n := datum("value", token, packed, nil)
	n.lit, n.small = packed, inlines(packed)
	return &Value[T]{n}
}

// datum is a value in a layer of its own.
func datum(label, token string, v any, local error) node {
	l, err := graph.NewData(label, token, nil, []any{v})
	if err != nil {
		return failed(err)
	}
	return node{layer: l, local: local}
}

// Compute evaluates the value. Errors that were known when it was made are
// returned without running anything.
func (v *Value[T]) Compute(ctx context.Context, opts ...scheduler.Option) (T, error) {
	var zero T
	if err := v.Err(); err != nil {
		return zero, err
	}
	out, err := scheduler.Compute(ctx, []graph.Collection{v}, opts...)
	if err != nil {
		return zero, err
	}
	got, _ := out[0].(T) // nil if T is an interface
	return got, nil
}

// Err returns what was wrong with the calls that made the value, nil if
// nothing was.
func (v *Value[T]) Err() error { return v.node().err }

// Name returns the name of the layer that the value is in: with registered
// functions, equal names mean equal values.
func (v *Value[T]) Name() string { return v.Layer().Name() }

// Layer implements graph.Collection. That of a Value with an error has one
// task, which fails with it.
func (v *Value[T]) Layer() *graph.Layer { return v.node().layer }

// Blocks implements graph.Collection.
func (v *Value[T]) Blocks() []int { return []int{v.node().block} }

// Collect implements graph.Collection. The result is a T, which may share
// memory with other results and must not be modified.
func (v *Value[T]) Collect(parts []any) (any, error) {
	if len(parts) != 1 {
		return nil, udf.BadValue("delayed: "+v.Name(), "1", "%d results", len(parts))
	}
	return unpack[T](parts[0])
}

// String describes the value without computing it.
func (v *Value[T]) String() string {
	if err := v.Err(); err != nil {
		return fmt.Sprintf("gloam.Value<%s, %v>", reflect.TypeFor[T](), err)
	}
	return fmt.Sprintf("gloam.Value<%s, %s>", v.Layer().Label(), reflect.TypeFor[T]())
}

var errNilValue = udf.BadValue("delayed", "one that Of or a call returned", "a nil Value")

// wrongArgument returns what is wrong with the i-th of the values that something
// is made of, nil if nothing is: for one that no call made, which one it is.
func wrongArgument(of string, i int, n node) error {
	if errors.Is(n.err, errNilValue) {
		return udf.BadValue(fmt.Sprintf("delayed: argument %d of %s", i+1, of), "one that Of or a call returned", "a nil Value")
	}
	return n.err
}

func (v *Value[T]) node() node {
	if v == nil || v.n.layer == nil {
		return failed(errNilValue)
	}
	return v.n
}

// failed is the node of a value that cannot be made. Its error names the line
// that asked for it, or for the value that it is made of.
func failed(err error) node {
	if !errors.As(err, new(*arrays.ExprError)) {
		err = &arrays.ExprError{Site: graph.Site(), Err: err}
	}
	op := graph.InProcessAt(graph.Site(), "delayed", func(context.Context, []any) (any, error) { return nil, err })
	l, layerErr := graph.NewLayer(graph.LayerSpec{Label: "invalid", Token: unique(), Op: op,
		Args: func(_ int, dst []graph.Arg) []graph.Arg { return dst }})
	return node{layer: l, err: errors.Join(err, layerErr)}
}

// unique returns a token that nothing else has, in any process.
func unique() string { return fmt.Sprintf("%016x%016x", rand.Uint64(), rand.Uint64()) }

// nodes are the nodes of values.
func nodes[T any](values []*Value[T]) []node {
	out := make([]node, len(values))
	for i, v := range values {
		out[i] = v.node()
	}
	return out
}
