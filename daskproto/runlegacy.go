package daskproto

import "github.com/gloam-go/gloam/daskproto/pickle"

// legacy reads tasks as releases before 2024.11.0 write them: tuples in which
// references are found by comparing with the keys of the dependencies.
type legacy struct{ dependencies map[Key]bool }

// parts reads a task of three pickles.
func (l legacy) parts(s Spec) (Node, error) {
	if s.Function == nil {
		return Node{}, malformed("task without run_spec and function")
	}
	values := [3]any{nil, pickle.Tuple{}, pickle.NewDict()}
	for i, b := range [][]byte{s.Function, s.Args, s.Kwargs} {
		if b == nil {
			continue
		}
		v, err := openPickle(b, nil)
		if err != nil {
			return Node{}, err
		}
		if v != nil {
			values[i] = v
		}
	}
	return l.triple(pickle.Tuple(values[:]))
}

// triple reads a function with its arguments. The function execute_task stands
// for running its argument.
func (l legacy) triple(v any) (Node, error) {
	t, ok := v.(pickle.Tuple)
	if !ok || len(t) != 3 {
		return Node{}, malformed("task is %T, want function, args and kwargs", v)
	}
	args, ok := items(t[1])
	kwargs, ok2 := t[2].(*pickle.Dict)
	if !ok || !ok2 {
		return Node{}, malformed("task has args %T and kwargs %T", t[1], t[2])
	}
	if g, ok := t[0].(pickle.Global); ok && g.Is("distributed.worker", "execute_task") && len(args) == 1 && kwargs.Len() == 0 {
		return l.node(args[0], true), nil
	}
	named, err := l.named(kwargs, false)
	return call(t[0], l.nodes(args, false), named), err
}

func (l legacy) named(d *pickle.Dict, run bool) ([]NamedNode, error) {
	var out []NamedNode
	for k, v := range d.All() {
		name, ok := k.(string)
		if !ok {
			return nil, malformed("keyword argument is named by %T", k)
		}
		out = append(out, NamedNode{name, l.node(v, run)})
	}
	return out, nil
}

func (l legacy) nodes(list []any, run bool) []Node {
	out := make([]Node, len(list))
	for i, v := range list {
		out[i] = l.node(v, run)
	}
	return out
}

// node reads one value; run says whether tuples with a function in front are
// calls.
func (l legacy) node(v any, run bool) Node {
	if len(l.dependencies) == 0 {
		// nothing can be a reference
	} else if k, ok := pickleKey(v); ok && l.dependencies[k] {
		return Node{Kind: NodeRef, Key: k}
	}
	switch x := v.(type) {
	case pickle.Tuple:
		if run && len(x) > 0 && callable(x[0]) {
			return l.call(x)
		}
		return container(NodeTuple, v, l.nodes(x, run))
	case *pickle.List:
		return container(NodeList, v, l.nodes(x.Items, run))
	case *pickle.Set:
		return container(NodeSet, v, l.nodes(x.Items(), run))
	case *pickle.Dict:
		var parts []any
		for k, item := range x.All() {
			parts = append(parts, k, item)
		}
		// A key of a dict is never a reference.
		nodes := l.nodes(parts, run)
		for i := 0; i < len(nodes); i += 2 {
			nodes[i] = Node{Value: parts[i]}
		}
		return container(NodeDict, v, nodes)
	}
	return Node{Value: v}
}

// call reads a call within a task. apply is the form of calls with keywords.
func (l legacy) call(t pickle.Tuple) Node {
	if g, ok := t[0].(pickle.Global); ok && g.Is("dask.utils", "apply") && (len(t) == 3 || len(t) == 4) {
		args, ok := items(t[2])
		kwargs := pickle.NewDict()
		if len(t) == 4 {
			kwargs, ok = asDict(t[3], ok)
		}
		if ok {
			if named, err := l.named(kwargs, true); err == nil {
				return call(t[1], l.nodes(args, true), named)
			}
		}
	}
	return call(t[0], l.nodes(t[1:], true), nil)
}

// asDict reads a dict, or the call that makes one of a list of pairs.
func asDict(v any, ok bool) (*pickle.Dict, bool) {
	switch v := v.(type) {
	case *pickle.Dict:
		return v, ok
	case pickle.Tuple:
		if len(v) != 2 {
			return nil, false
		}
		if g, isGlobal := v[0].(pickle.Global); isGlobal && g.Is("builtins", "dict") {
			return pairs(v[1])
		}
	}
	return nil, false
}

func pairs(v any) (*pickle.Dict, bool) {
	list, ok := items(v)
	d := pickle.NewDict()
	for _, p := range list {
		pair, isPair := items(p)
		if !isPair || len(pair) != 2 {
			return nil, false
		}
		d.Set(pair[0], pair[1])
	}
	return d, ok
}

// items returns what a list or tuple holds.
func items(v any) ([]any, bool) {
	switch v := v.(type) {
	case pickle.Tuple:
		return v, true
	case *pickle.List:
		return v.Items, true
	}
	return nil, false
}

// container returns a node for a container: the literal if there is nothing in
// it but literals.
func container(kind NodeKind, v any, nodes []Node) Node {
	for i := range nodes {
		if nodes[i].Kind != NodeData {
			return Node{Kind: kind, Args: nodes}
		}
	}
	return Node{Value: v}
}
