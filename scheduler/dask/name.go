package dask

import (
	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/graph"
)

// A name is the key of a task on the cluster: a layer's name and coordinates.
// It is the key of the plan, unless the task is fused or reads one that is: the
// scheduler takes equal keys for equal tasks, so what is cut differently must
// be named differently.
type name struct {
	layer string
	key   string
	own   bool // the layer's name is that of the plan
	held  bool // the result of an earlier graph
	arg   any  // what refers to it, if made already
}

// ref returns the argument that refers to the result.
func (n name) ref() any {
	switch {
	case n.arg != nil:
		return n.arg
	case !n.held:
		return daskproto.Ref(n.key)
	}
	switch k := daskproto.Key(n.key).Value().(type) {
	case []any: // of a Python client; its scheduler takes no text for it
		return pickle.Call("distributed.utils_comm", "WrappedKey", tupleOf(k))
	default:
		return daskproto.Future(n.key)
	}
}

// tupleOf turns the arrays in a key of a message into tuples.
func tupleOf(list []any) pickle.Tuple {
	t := make(pickle.Tuple, len(list))
	for i, v := range list {
		if inner, ok := v.([]any); ok {
			v = tupleOf(inner)
		}
		t[i] = v
	}
	return t
}

// name returns the key of the unit whose last step is s.
func (u *unit) name(s int) name {
	key := u.steps[s].Key
	if !u.varied {
		return name{layer: key.Layer, key: key.String(), own: true}
	}
	sign := u.signs[u.begun:]
	layer, ok := u.variants[string(sign)]
	if !ok {
		layer = joinLabels(u.labels()) + "-" + graph.Token("cut", string(sign))
		u.variants[string(sign)] = layer
	}
	return name{layer: layer, key: graph.Key{Layer: layer, Coords: key.Coords}.String()}
}

// maxLabel is where Dask, too, cuts the joined names of fused tasks.
const maxLabel = 120

func joinLabels(labels []string) string {
	out := labels[0]
	for _, l := range labels[1:] {
		if len(out)+1+len(l) > maxLabel {
			break
		}
		out += "-" + l
	}
	return out
}
