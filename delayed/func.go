package delayed

import (
	"context"
	"fmt"
	"path"
	"reflect"
	"runtime"
	"strings"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/udf"
)

// A function is what the typed functions share.
type function struct {
	name   string
	id     string // stands for the code in names
	op     *graph.Op
	types  []reflect.Type // of the arguments and the result
	unique bool
	err    error
}

// body is the code of a function: packed arguments to packed result.
type body func(ctx context.Context, args *arguments) (any, error)

// registered makes a function that can run in other processes.
func registered(name string, isNil bool, fn body, types ...reflect.Type) function {
	f := function{name: name, id: name, types: types}
	f.op = graph.RegisterAt(graph.Site(), name, f.code(fn, pack))
	return f.checked(isNil)
}

// inProcess makes a function that stays in this process; code is the Go
// function, which gives it a name.
func inProcess(code any, fn body, types ...reflect.Type) function {
	v := reflect.ValueOf(code)
	f := function{name: "delayed.Local", id: unique(), types: types, unique: true}
	if !v.IsNil() {
		f.name = runtime.FuncForPC(v.Pointer()).Name()
	}
	f.op = graph.InProcessAt(graph.Site(), f.name, f.code(fn, packOrKeep))
	return f.checked(v.IsNil())
}

func (f function) checked(isNil bool) function {
	if isNil {
		f.err = udf.BadValue("", "one that can be called", "a nil function")
	}
	return f
}

// code is the graph's form of a body.
func (f function) code(fn body, pack func(any) (any, error)) graph.Func {
	return func(ctx context.Context, args []any) (any, error) {
		a := &arguments{all: args}
		out, err := fn(ctx, a)
		if a.err != nil {
			return nil, fmt.Errorf("delayed: %s: %w", f.name, a.err)
		}
		if err != nil {
			return nil, err
		}
		packed, err := pack(out)
		if err != nil {
			return nil, fmt.Errorf("delayed: result of %s: %w", f.name, err)
		}
		return packed, nil
	}
}

// packOrKeep packs what travels; the rest stays what it is.
func packOrKeep(v any) (any, error) {
	if t, ok := v.(parted); ok {
		items := t.items()
		for i := range items {
			items[i], _ = packOrKeep(items[i])
		}
		return items, nil
	}
	if packed, err := pack(v); err == nil {
		return packed, nil
	}
	return v, nil
}

// arguments are those of a call, with a sticky error.
type arguments struct {
	all  []any
	next int
	err  error
}

// take returns the next argument.
func take[T any](a *arguments) T {
	var zero T
	if a.err != nil {
		return zero
	}
	if a.next >= len(a.all) {
		a.err = udf.BadValue("", fmt.Sprintf("at least %d", a.next+1), "%d arguments", len(a.all))
		return zero
	}
	v, err := unpack[T](a.all[a.next])
	a.next++
	if err != nil {
		a.err = fmt.Errorf("argument %d: %w", a.next, err)
	}
	return v
}

// label returns the layer label: the letters of the last part of the name, or
// the source line of a closure, whose name says little: "main-23" for
// main.go:23.
func (f *function) label() string {
	if f.op.InProcess() {
		file, line, _ := strings.Cut(path.Base(f.op.Site()), ":")
		return strings.TrimSuffix(file, ".go") + "-" + line
	}
	if base := path.Base(f.name); strings.ContainsFunc(base, isLetter) {
		return letters(base)
	}
	return "call"
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// check refuses calls that cannot run where the function may be sent.
func (f *function) check(args []node) error {
	if f.op == nil {
		return udf.BadValue("delayed", "one of these", "a function that no Func or Local has made")
	}
	if f.err != nil {
		return fmt.Errorf("delayed: %s: %w", f.name, f.err)
	}
	for i, a := range args {
		if err := wrongArgument(f.name, i, a); err != nil {
			return err
		}
	}
	if f.op.InProcess() {
		return nil
	}
	for i, t := range f.types {
		what := "result"
		if i < len(f.types)-1 {
			what = fmt.Sprintf("argument %d", i+1)
		}
		if err := travels(t); err != nil {
			return fmt.Errorf("delayed: %s of %s: %w", what, f.name, err)
		}
	}
	for i, a := range args {
		if a.local != nil {
			return fmt.Errorf("delayed: argument %d of %s: %w", i+1, f.name, a.local)
		}
	}
	return nil
}

// call makes the layer of one call.
func (f *function) call(args []node) node {
	if err := f.check(args); err != nil {
		return failed(err)
	}
	deps, list := inputs(args)
	token := []any{"call", f.id}
	for _, a := range args {
		if a.small {
			t, err := tokenOf(a.lit)
			if err != nil {
				return failed(err)
			}
			token = append(token, "literal", t)
			continue
		}
		token = append(token, a.layer, a.block)
	}
	return f.layer(token, nil, deps, func(_ int, dst []graph.Arg) []graph.Arg { return append(dst, list...) })
}

// inputs returns the layers of the arguments, each once, and the arguments of
// a task that reads them.
func inputs(args []node) ([]*graph.Layer, []graph.Arg) {
	var deps []*graph.Layer
	at, list := map[*graph.Layer]int{}, make([]graph.Arg, len(args))
	for i, a := range args {
		if a.small {
			list[i] = graph.Lit(a.lit)
			continue
		}
		dep, ok := at[a.layer]
		if !ok {
			dep = len(deps)
			at[a.layer] = dep
			deps = append(deps, a.layer)
		}
		list[i] = graph.Ref(dep, a.block)
	}
	return deps, list
}

// layer makes a layer that runs the function.
func (f *function) layer(token []any, grid []int, deps []*graph.Layer, args func(block int, dst []graph.Arg) []graph.Arg) node {
	name := graph.Token(token...)
	if f.unique {
		name = unique()
	}
	l, err := graph.NewLayer(graph.LayerSpec{
		Label: f.label(), Token: name, Grid: grid, Op: f.op, Deps: deps, Args: args,
		Note: graph.Note{DType: f.types[len(f.types)-1].String(), Text: f.name},
	})
	if err != nil {
		return failed(err)
	}
	return node{layer: l}
}

// naming returns the function with other names for its calls.
func (f function) naming(unique bool) function {
	f.unique = unique
	return f
}
