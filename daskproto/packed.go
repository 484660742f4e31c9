package daskproto

import (
	"fmt"

	"github.com/gloam-go/gloam/daskproto/pickle"
)

// packed returns the layers as schedulers before 2023.4.0 take them: the graph
// in MessagePack, each task in pickles that the scheduler does not open. The
// dependencies are the client's to name.
func (g Graph) packed() ([]any, error) {
	layers := make([]any, len(g.Layers))
	for i, l := range g.Layers {
		tasks, dependencies := make(Map, len(l.Tasks)), make(Map, len(l.Tasks))
		for j, t := range l.Tasks {
			v, err := t.packed()
			if err != nil {
				return nil, fmt.Errorf("daskproto: task %q: %w", t.Key, err)
			}
			tasks[j] = F(t.Key, v)
			dependencies[j] = F(t.Key, Set(needs(t.Args, nil))) // an array works until a key is known already
		}
		layers[i] = Map{
			F("__module__", "dask.highlevelgraph"), F("__name__", "MaterializedLayer"),
			F("state", Map{F("dsk", tasks), F("dependencies", dependencies)}),
			F("annotations", l.Annotations.entries()),
		}
	}
	return layers, nil
}

// packed returns one task. Calls within the arguments make the worker
// interpret the whole tuple.
func (t Task) packed() (any, error) {
	function, args, kwargs := t.Func, any(pickle.Tuple(packedArgs(t.Args))), any(nil)
	switch {
	case t.Func == nil:
		b, err := toPickle(packedArgs(t.Args)[0])
		return &Serialized{Header: Map{F("serializer", "pickle"), F("writeable", []any{})}, Frames: [][]byte{b}}, err
	case nested(t.Args):
		function, args = pickle.Func("distributed.worker", "execute_task"), pickle.Tuple{t.withFutures().legacy()}
	case len(t.Kwargs) > 0:
		kwargs = t.kwargs()
	}
	m := Map{}
	for _, part := range []KV{F("function", function), F("args", args), F("kwargs", kwargs)} {
		if part.Value == nil {
			continue
		}
		b, err := toPickle(part.Value)
		if err != nil {
			return nil, err
		}
		m = append(m, KV{Key: part.Key, Value: b})
	}
	return m, nil
}

// withFutures returns the task with its futures as plain keys, which is how
// they travel here.
func (t Task) withFutures() Task {
	t.Args = plainFutures(t.Args)
	return t
}

func packedArgs(args []any) []any { return legacyArgs(plainFutures(args)) }

func plainFutures(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		switch a := a.(type) {
		case Future:
			out[i] = Ref(a)
		case Items:
			out[i] = Items(plainFutures(a))
		case *Invoke:
			out[i] = &Invoke{Func: a.Func, Args: plainFutures(a.Args)}
		default:
			out[i] = a
		}
	}
	return out
}

// nested reports whether there are calls in the arguments.
func nested(args []any) bool {
	for _, a := range args {
		switch a := a.(type) {
		case *Invoke:
			return true
		case Items:
			if nested(a) {
				return true
			}
		}
	}
	return false
}

// needs appends the keys that arguments refer to.
func needs(args, to []any) []any {
	if to == nil {
		to = []any{}
	}
	for _, a := range args {
		switch a := a.(type) {
		case Ref:
			to = append(to, string(a))
		case Future:
			to = append(to, string(a))
		case Items:
			to = needs(a, to)
		case *Invoke:
			to = needs(a.Args, to)
		}
	}
	return to
}
