package dask

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// A PythonOnlyError is what executors other than a [Client] give for a layer of
// [MapPython].
type PythonOnlyError struct{ Module, Name string }

func (e *PythonOnlyError) Error() string {
	return fmt.Sprintf("dask: %s.%s is a Python function; run the plan on a Dask cluster with Python workers", e.Module, e.Name)
}

// opPython calls the function of Python that its first two arguments name with
// the block, the third, and further literals. It means nothing in Go.
var opPython = graph.Register("gloam/dask/python", func(_ context.Context, args []any) (any, error) {
	e := &PythonOnlyError{}
	if len(args) > 1 {
		e.Module, _ = args[0].(string)
		e.Name, _ = args[1].(string)
	}
	return nil, e
})

var _ = graph.RegisterPython(opPython, func(args []any) (graph.PyCall, error) {
	if len(args) < 4 {
		return graph.PyCall{}, bad("call of Python", "a name, a dtype and a block", "%d arguments", len(args))
	}
	var text [3]string
	for i := range text {
		s, ok := args[i].(string)
		if !ok || s == "" {
			return graph.PyCall{}, bad(fmt.Sprintf("call of Python: argument %d", i+1), "a text", "%T", args[i])
		}
		text[i] = s
	}
	call := graph.Py(text[0], text[1], args[3:]...)
	return graph.Py("numpy", "asarray", call).With("dtype", text[2]), nil
})

// MapPython calls a function of Python, such as "numpy", "cbrt", on each block
// of an array: fn(block, *args), where args are what may be literals of tasks.
// The result has the blocks of x, which fn has to keep the shape of:
//
//	layer, err := dask.MapPython(x, ndarray.Float64, "scipy.ndimage", "gaussian_filter", 2.0)
//	y, err := arrays.New(layer, x.Chunks(), ndarray.Float64)
//
// It runs on Python workers, which have to have the module, as has the
// scheduler, while the operations around it run on Go workers, unless the
// client has the option [PythonWorkers]. Other executors refuse it with a
// [*PythonOnlyError].
func MapPython(x graph.Collection, dtype ndarray.DType, module, name string, args ...any) (*graph.Layer, error) {
	if x == nil || x.Layer() == nil || module == "" || name == "" {
		return nil, bad("MapPython", "an array and a function", "%v by %q.%q", x, module, name)
	}
	if dtype == ndarray.Invalid || dtype == ndarray.Object {
		return nil, bad("MapPython by "+module+"."+name, "numbers", "a result of dtype %v", dtype)
	}
	for i, a := range args {
		if _, err := literal(a); err != nil {
			return nil, fmt.Errorf("dask: MapPython by %s.%s: argument %d: %w", module, name, i+2, err)
		}
	}
	in := x.Layer()
	token := append([]any{opPython.Name(), module, name, dtype.String(), in}, args...)
	return graph.NewLayer(graph.LayerSpec{
		Label: name, Token: graph.Token(token...), Grid: in.Grid(), Op: opPython, Deps: []*graph.Layer{in}, Blockwise: true,
		Note: graph.Note{DType: dtype.String(), Text: module + "." + name},
		Args: func(block int, dst []graph.Arg) []graph.Arg {
			dst = append(dst, graph.Lit(module), graph.Lit(name), graph.Lit(dtype.Code('<')), graph.Ref(0, block))
			for _, a := range args {
				dst = append(dst, graph.Lit(a))
			}
			return dst
		},
	})
}
