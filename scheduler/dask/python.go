package dask

import (
	"context"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/graph"
)

// PythonWorkers runs plans on Python workers: each operation as what package
// graph knows it to mean in Python. A plan with an operation that means
// nothing there is refused. Results agree with those of Go workers up to
// rounding.
func PythonWorkers() Option { return func(c *config) { c.python = true } }

// A NoPythonError refuses an operation that has no meaning in Python.
type NoPythonError struct {
	Op   string
	Site string // the user's source line that asked for it
	Err  error  // why, nil if no operation of that name has one
}

func (e *NoPythonError) Error() string {
	text := fmt.Sprintf("dask: operation %q, asked for at %s, has no meaning in Python; run the plan on Go workers", e.Op, e.Site)
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the reason.
func (e *NoPythonError) Unwrap() error { return e.Err }

// pythonWorkers returns the addresses of the Python workers, after a while if
// there are none yet.
func (c *Client) pythonWorkers(ctx context.Context) ([]string, error) {
	list, err := c.awaitKind(ctx, false, ErrNoPython, "dask worker")
	addresses := make([]string, len(list))
	for i, w := range list {
		addresses[i] = w.Address
	}
	return addresses, err
}

// expression writes what a step means in Python.
func (u *unit) expression(s, depth int) (any, error) {
	t := &u.steps[s]
	refuse := func(err error) (any, error) {
		return nil, &NoPythonError{Op: t.Op.Name(), Site: t.Site, Err: err}
	}
	meaning, ok := graph.PythonOf(t.Op)
	if !ok {
		return refuse(nil)
	}
	args, inputs := make([]any, len(t.Args)), 0
	for i, a := range t.Args {
		if args[i] = a.Value; a.Ref {
			args[i] = graph.PyInput(inputs)
			inputs++
		}
	}
	call, err := meaning(args)
	if err != nil {
		return refuse(err)
	}
	u.varied = true
	u.signed("(python ", t.Key.Layer)
	e := expression{unit: u, inputs: make([]any, inputs)}
	uses := make([]int, inputs)
	count(call, uses)
	for i := range e.inputs {
		// A nested call would run once for each use.
		from := u.reads[s][i]
		if uses[i] > 1 && from >= 0 {
			u.uses[from] += uses[i]
		}
		if e.inputs[i], err = u.ref(from, depth); err != nil {
			return nil, err
		}
	}
	u.signed(")")
	u.finish(s)
	v, err := e.write(call)
	if err != nil {
		return refuse(err)
	}
	return v, nil
}

// count adds up how often an expression reads each input.
func count(v any, uses []int) {
	switch v := v.(type) {
	case graph.PyInput:
		uses[v]++
	case []any:
		for _, item := range v {
			count(item, uses)
		}
	case graph.PyCall:
		count(v.Args, uses)
	}
}

// An expression writes Python expressions as arguments of tasks.
type expression struct {
	unit   *unit
	inputs []any
}

func (e *expression) write(v any) (any, error) {
	switch v := v.(type) {
	case graph.PyInput:
		if int(v) < 0 || int(v) >= len(e.inputs) {
			return nil, fmt.Errorf("input %d of %d", v, len(e.inputs))
		}
		return e.inputs[v], nil
	case graph.PyFunc:
		return pickle.Func(v.Module, v.Name), nil
	case graph.PySlice:
		return sliceOf(v), nil
	case []graph.PySlice:
		// A call, because a tuple that holds objects might be taken for one.
		parts := make(daskproto.Items, len(v))
		for i, s := range v {
			parts[i] = sliceOf(s)
		}
		return &daskproto.Invoke{Func: pickle.Func("builtins", "tuple"), Args: []any{parts}}, nil
	case []any:
		return e.list(v)
	case graph.PyCall:
		return e.call(v)
	}
	return e.unit.literal(v)
}

func sliceOf(s graph.PySlice) any { return pickle.Call("builtins", "slice", s.Start, s.Stop, s.Step) }

func (e *expression) list(items []any) (daskproto.Items, error) {
	out := make(daskproto.Items, len(items))
	for i, item := range items {
		var err error
		if out[i], err = e.write(item); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// call writes a call; one with keyword arguments goes through dask.utils.apply.
func (e *expression) call(c graph.PyCall) (any, error) {
	args, err := e.list(c.Args)
	if err != nil {
		return nil, err
	}
	fn := pickle.Func(c.Func.Module, c.Func.Name)
	if len(c.Kwargs) == 0 {
		return &daskproto.Invoke{Func: fn, Args: args}, nil
	}
	names := make([]string, 0, len(c.Kwargs))
	for n := range c.Kwargs {
		names = append(names, n)
	}
	slices.Sort(names)
	kwargs := pickle.NewDict()
	for _, n := range names {
		v, err := literal(c.Kwargs[n])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", n, err)
		}
		kwargs.Set(n, v)
	}
	return &daskproto.Invoke{Func: pickle.Func("dask.utils", "apply"), Args: []any{fn, args, kwargs}}, nil
}

// pythonLayer is a layer for Python workers: the workers there are, if Go
// workers might take the tasks.
func (c *Client) pythonLayer(tasks []daskproto.Task, workers []string) daskproto.Layer {
	return daskproto.Layer{Name: "gloam-" + c.unique(), Tasks: tasks,
		Annotations: daskproto.Annotations{Workers: workers, Retries: c.cfg.retries, Priority: c.cfg.priority}}
}
