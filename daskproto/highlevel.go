package daskproto

import "github.com/gloam-go/gloam/daskproto/pickle"

// GoCall returns the callable of a task that a Go worker runs: to Python it is
// operator.methodcaller(name), which every process can unpickle and which
// fails without harm where it is called by mistake. A name with a colon, such
// as "go:scale", cannot be the name of a Python method.
func GoCall(name string) any { return pickle.Call("operator", "methodcaller", name) }

// highLevel returns the pickle of wrap(HighLevelGraph). Dependencies between
// layers are left empty; the scheduler works out those between tasks.
func (g Graph) highLevel(wrap pickle.Global, keys places) ([]byte, error) {
	w := pickle.NewWriter(make([]byte, 0, g.textSize()+1024))
	t := newTaskWriter(w, keys, false)
	w.Call(wrap, func() {
		w.Call(pickle.Func("dask.highlevelgraph", "HighLevelGraph"), func() {
			w.Dict(len(g.Layers), func(i int) {
				w.Value(g.Layers[i].Name)
				t.layer(&g.Layers[i])
			})
			w.Dict(len(g.Layers), func(i int) {
				w.Value(g.Layers[i].Name)
				w.Value(pickle.NewSet())
			})
		})
	})
	if t.err != nil {
		return nil, t.err
	}
	b, err := w.Bytes()
	if err != nil {
		return nil, &GraphError{Err: err}
	}
	return b, nil
}

func (t *taskWriter) layer(l *Layer) {
	t.w.Call(pickle.Func("dask.highlevelgraph", "MaterializedLayer"), func() {
		t.w.Dict(len(l.Tasks), func(i int) {
			t.named(&l.Tasks[i])
		})
		t.w.Value(l.Annotations.pickled())
	})
}

// textSize guesses how long the keys and calls of the tasks are.
func (g Graph) textSize() int {
	size := 0
	for _, l := range g.Layers {
		for i := range l.Tasks {
			size += len(l.Tasks[i].Key) + 32
		}
	}
	return size
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

// literal maps Go's int to the type that package pickle takes.
func literal(v any) any {
	if n, ok := v.(int); ok {
		return int64(n)
	}
	return v
}
