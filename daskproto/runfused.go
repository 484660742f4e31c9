package daskproto

import "github.com/gloam-go/gloam/daskproto/pickle"

// subgraph reads a fused task: a graph, the key of its result, and what it
// finds under which other keys. It is written out as one call within another.
func (r *reader) subgraph(args []any) Node {
	if len(args) < 3 {
		return r.fail("fused task of %d arguments", len(args))
	}
	graph, ok := args[0].(*pickle.Dict)
	bound, ok2 := r.bindings(args[2:])
	if !ok || !ok2 {
		return r.fail("fused task of %T with %T and %d more arguments", args[0], args[2], len(args)-3)
	}
	scope := map[Key]any{}
	for k, v := range graph.All() {
		if key, ok := pickleKey(k); ok {
			scope[key] = v
		}
	}
	out, _ := pickleKey(args[1])
	result, ok := scope[out]
	if !ok {
		return r.fail("fused task without its result %v", args[1])
	}
	inner := &reader{left: r.left, depth: r.depth, err: r.err, scope: scope, bound: bound}
	n := inner.node(result)
	r.left, r.err = inner.left, inner.err
	return n
}

// bindings reads the arguments of a fused task: a tuple of keys and as many
// values, or until 2025.1 two dicts.
func (r *reader) bindings(args []any) (map[Key]Node, bool) {
	bound := map[Key]Node{}
	if names, ok := items(args[0]); ok && len(names) == len(args)-1 {
		for i, name := range names {
			if k, ok := pickleKey(name); ok {
				bound[k] = r.node(args[1+i])
			}
		}
		return bound, true
	}
	for _, a := range args {
		n := r.node(a)
		if d, ok := n.Value.(*pickle.Dict); ok && n.Kind == NodeData {
			n = Node{Kind: NodeDict}
			for k, v := range d.All() {
				n.Args = append(n.Args, Node{Value: k}, r.node(v))
			}
		}
		if n.Kind != NodeDict {
			return nil, false
		}
		for i := 0; i+1 < len(n.Args); i += 2 {
			if k, ok := keyOfNode(n.Args[i]); ok {
				bound[k] = n.Args[i+1]
			}
		}
	}
	return bound, true
}

// keyOfNode returns the key that a node holds, as it is or item by item.
func keyOfNode(n Node) (Key, bool) {
	if n.Kind == NodeData {
		return pickleKey(n.Value)
	}
	t := make(pickle.Tuple, len(n.Args))
	for i := range n.Args {
		t[i] = n.Args[i].Value
	}
	return pickleKey(t)
}
