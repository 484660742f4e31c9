package daskproto

import (
	"fmt"

	"github.com/gloam-go/gloam/daskproto/pickle"
)

// check finds what a scheduler would misread: it takes any argument that
// equals a key for a reference and any tuple with a function in front for a
// call.
func (g Graph) check() (keys map[string]bool, err error) {
	n := 0
	for _, l := range g.Layers {
		n += len(l.Tasks)
	}
	keys = make(map[string]bool, n)
	for _, l := range g.Layers {
		for _, t := range l.Tasks {
			if keys[t.Key] {
				return nil, fmt.Errorf("daskproto: graph has key %q twice", t.Key)
			}
			keys[t.Key] = true
		}
	}
	for _, l := range g.Layers {
		for _, t := range l.Tasks {
			if err := t.check(keys); err != nil {
				return nil, fmt.Errorf("daskproto: task %q: %w", t.Key, err)
			}
		}
	}
	return keys, nil
}

func (t Task) check(keys map[string]bool) error {
	if t.Func == nil && (len(t.Args) != 1 || len(t.Kwargs) > 0) {
		return fmt.Errorf("%d arguments without a function, want 1", len(t.Args)+len(t.Kwargs))
	}
	for _, a := range t.Args {
		if err := checkArg(a, keys); err != nil {
			return err
		}
	}
	for _, k := range t.Kwargs {
		if err := checkLiteral(k.Value, keys); err != nil {
			return fmt.Errorf("keyword %s: %w", k.Name, err)
		}
	}
	return nil
}

func checkArg(a any, keys map[string]bool) error {
	switch a := a.(type) {
	case Ref:
		if !keys[string(a)] {
			return fmt.Errorf("reference to %q, which is not in the graph", string(a))
		}
	case Future:
		if keys[string(a)] {
			return fmt.Errorf("future %q is a task of the graph", string(a))
		}
	case Items:
		return checkArgs(a, keys)
	case *Invoke:
		return checkArgs(a.Args, keys)
	default:
		return checkLiteral(a, keys)
	}
	return nil
}

func checkArgs(args []any, keys map[string]bool) error {
	for _, a := range args {
		if err := checkArg(a, keys); err != nil {
			return err
		}
	}
	return nil
}

func checkLiteral(v any, keys map[string]bool) error {
	switch v := v.(type) {
	case string:
		if keys[v] {
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

func checkLiterals(list []any, keys map[string]bool) error {
	for _, v := range list {
		if err := checkLiteral(v, keys); err != nil {
			return err
		}
	}
	return nil
}
