package daskproto

import (
	"fmt"

	"github.com/gloam-go/gloam/daskproto/pickle"
)

// places are the keys of a graph with their numbers, in the order in which
// the tasks stand in it.
type places map[string]int32

// places returns the keys of a graph, which differ as the names of its layers
// do.
func (g Graph) places() (places, error) {
	n, names := 0, make(map[string]bool, len(g.Layers))
	for _, l := range g.Layers {
		n += len(l.Tasks)
		if names[l.Name] {
			return nil, &GraphError{Err: fmt.Errorf("graph has layer %q twice", l.Name)}
		}
		names[l.Name] = true
	}
	keys := make(places, n)
	for _, l := range g.Layers {
		for i := range l.Tasks {
			at := len(keys)
			keys[l.Tasks[i].Key] = int32(at)
			if len(keys) == at {
				return nil, &GraphError{Err: fmt.Errorf("graph has key %q twice", l.Tasks[i].Key)}
			}
		}
	}
	return keys, nil
}

// check returns why a task cannot be one, its arguments apart.
func (t *Task) check() error {
	if t.Func == nil && (len(t.Args) != 1 || len(t.Kwargs) > 0) {
		return fmt.Errorf("%d arguments without a function, want 1", len(t.Args)+len(t.Kwargs))
	}
	return nil
}

// checkLiteral finds what a scheduler would misread: it takes any literal that
// equals a key for a reference and any tuple with a function in front for a
// call.
func checkLiteral(v any, keys places) error {
	switch v := v.(type) {
	case string:
		if _, ok := keys[v]; ok {
			return fmt.Errorf("literal %q is a key of the graph", v)
		}
	case pickle.Tuple:
		if len(v) > 0 && callable(v[0]) {
			return fmt.Errorf("literal tuple starts with %v, which is a call", v[0])
		}
		return checkLiterals(v, keys)
	case *pickle.List:
		return checkLiterals(v.Items, keys)
	case *pickle.Set:
		return checkLiterals(v.Items(), keys)
	case *pickle.Dict:
		for _, item := range v.All() {
			if err := checkLiteral(item, keys); err != nil {
				return err
			}
		}
	case Ref, Future, Items, *Invoke:
		return fmt.Errorf("%T within a literal", v)
	}
	return nil
}

func checkLiterals(list []any, keys places) error {
	for _, v := range list {
		if err := checkLiteral(v, keys); err != nil {
			return err
		}
	}
	return nil
}
