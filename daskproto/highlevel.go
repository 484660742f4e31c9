package daskproto

import (
	"fmt"

	"github.com/gloam-go/gloam/daskproto/pickle"
)

// GoCall returns the callable of a task that a Go worker runs: to Python it is
// operator.methodcaller(name), which every process can unpickle and which
// fails without harm where it is called by mistake. A name with a colon, such
// as "go:scale", cannot be the name of a Python method.
func GoCall(name string) any { return pickle.Call("operator", "methodcaller", name) }

// highLevel returns the graph as a HighLevelGraph. Dependencies between layers
// are left empty; the scheduler works out those between tasks.
func (g Graph) highLevel() (*pickle.Object, error) {
	layers, dependencies := pickle.NewDict(), pickle.NewDict()
	for _, l := range g.Layers {
		if _, dup := layers.Get(l.Name); dup {
			return nil, fmt.Errorf("daskproto: graph has layer %q twice", l.Name)
		}
		tasks := pickle.NewDict()
		for _, t := range l.Tasks {
			tasks.Set(t.Key, t.legacy())
		}
		layers.Set(l.Name, pickle.Call("dask.highlevelgraph", "MaterializedLayer", tasks, l.Annotations.pickled()))
		dependencies.Set(l.Name, pickle.NewSet())
	}
	return pickle.Call("dask.highlevelgraph", "HighLevelGraph", layers, dependencies), nil
}

// pickled returns the annotations as a dict, or None.
func (a Annotations) pickled() any {
	entries := a.entries()
	if len(entries) == 0 {
		return nil
	}
	d := pickle.NewDict()
	for _, kv := range entries {
		switch v := kv.Value.(type) {
		case []string:
			d.Set(kv.Key, pickle.NewList(anys(v)...))
		case map[string]float64:
			r := pickle.NewDict()
			for _, e := range sorted(v) {
				r.Set(e.Key, e.Value)
			}
			d.Set(kv.Key, r)
		default:
			d.Set(kv.Key, literal(v))
		}
	}
	return d
}

// legacy returns the task as the tuple that every release understands.
func (t Task) legacy() any {
	args := legacyArgs(t.Args)
	switch {
	case t.Func == nil:
		return args[0]
	case len(t.Kwargs) > 0:
		return pickle.Tuple{pickle.Func("dask.utils", "apply"), t.Func, pickle.NewList(args...), t.kwargs()}
	}
	return append(pickle.Tuple{t.Func}, args...)
}

func (t Task) kwargs() *pickle.Dict {
	d := pickle.NewDict()
	for _, k := range t.Kwargs {
		d.Set(k.Name, literal(k.Value))
	}
	return d
}

func legacyArgs(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		switch a := a.(type) {
		case Ref:
			out[i] = string(a)
		case Future:
			out[i] = pickle.Call("distributed.utils_comm", "WrappedKey", string(a))
		case Items:
			out[i] = pickle.NewList(legacyArgs(a)...)
		case *Invoke:
			out[i] = append(pickle.Tuple{a.Func}, legacyArgs(a.Args)...)
		default:
			out[i] = literal(a)
		}
	}
	return out
}

// literal maps Go's int to the type that package pickle takes.
func literal(v any) any {
	if n, ok := v.(int); ok {
		return int64(n)
	}
	return v
}
