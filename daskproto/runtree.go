package daskproto

import "github.com/gloam-go/gloam/daskproto/pickle"

// maxNodes bounds how large a task may become when the graphs within it are
// written out.
const maxNodes = 1 << 20

// maxDepth bounds how deep calls may lie in each other; fused chains of tasks
// become nested calls.
const maxDepth = 10_000

// A reader reads tasks since 2024.11.0: objects of dask._task_spec in which
// references are explicit. The first problem sticks.
type reader struct {
	left, depth int
	err         error
	// scope is the graph that a fused task brings along, bound are its arguments.
	scope map[Key]any
	bound map[Key]Node
}

// taskSpec returns the name of the class if v is an object of that module.
func taskSpec(v any) (string, bool) {
	o, ok := v.(*pickle.Object)
	if !ok {
		return "", false
	}
	g, ok := o.Class.(pickle.Global)
	return g.Name, ok && g.Module == "dask._task_spec"
}

func (r *reader) fail(format string, args ...any) Node {
	if r.err == nil {
		r.err = malformed(format, args...)
	}
	return Node{}
}

func (r *reader) node(v any) Node {
	r.left--
	r.depth++
	defer func() { r.depth-- }()
	if r.err == nil && (r.left < 0 || r.depth > maxDepth) {
		r.err = &LimitError{What: "nodes of a task", Got: int64(maxNodes - r.left), Limit: maxNodes}
	}
	if r.err != nil {
		return Node{}
	}
	class, ok := taskSpec(v)
	if !ok {
		return Node{Value: v}
	}
	o := v.(*pickle.Object)
	switch class {
	case "TaskRef", "Alias":
		return r.ref(class, o)
	case "DataNode":
		return r.data(o)
	}
	s, ok := slots(o)
	if !ok {
		return r.fail("%s has state %T", class, o.State)
	}
	args, ok := items(s["args"])
	if !ok {
		return r.fail("%s has args %T", class, s["args"])
	}
	switch class {
	case "List":
		return Node{Kind: NodeList, Args: r.nodes(args)}
	case "Tuple":
		return Node{Kind: NodeTuple, Args: r.nodes(args)}
	case "Set":
		return Node{Kind: NodeSet, Args: r.nodes(args)}
	case "Dict":
		return r.dict(args)
	case "Task":
		return r.task(s["func"], args, s["kwargs"])
	}
	return r.fail("task of class %s", class)
}

func (r *reader) nodes(list []any) []Node {
	out := make([]Node, len(list))
	for i, v := range list {
		out[i] = r.node(v)
	}
	return out
}

// ref reads a reference, which may name a task that is fused into this one.
func (r *reader) ref(class string, o *pickle.Object) Node {
	target := any(nil)
	switch s, ok := slots(o); {
	case class == "TaskRef" && len(o.Args) == 1:
		target = o.Args[0]
	case class == "Alias" && len(o.Args) > 0:
		target = o.Args[len(o.Args)-1]
		if target == nil { // Alias(key, None) stands for itself
			target = o.Args[0]
		}
	case ok && class == "Alias":
		target = s["target"]
	case ok:
		target = s["key"]
	}
	if name, ok := taskSpec(target); ok && name == "TaskRef" {
		return r.node(target)
	}
	k, ok := pickleKey(target)
	if !ok {
		return r.fail("%s to %T", class, target)
	}
	if n, ok := r.bound[k]; ok {
		return n
	}
	if inner, ok := r.scope[k]; ok {
		return r.node(inner)
	}
	return Node{Kind: NodeRef, Key: k}
}

func (r *reader) data(o *pickle.Object) Node {
	if o.Kind == pickle.Reduce && len(o.Args) >= 2 {
		return Node{Value: o.Args[1]}
	}
	s, ok := slots(o)
	v, has := s["value"]
	if !ok || !has {
		return r.fail("DataNode of %d arguments", len(o.Args))
	}
	return Node{Value: v}
}

// dict reads the items of a dict: pairs since 2025.1.0 one after the other.
func (r *reader) dict(args []any) Node {
	n := Node{Kind: NodeDict}
	for _, a := range args {
		class, ok := taskSpec(a)
		if pair, isTuple := a.(pickle.Tuple); isTuple && len(pair) == 2 && len(args)%2 != 0 {
			n.Args = append(n.Args, r.nodes(pair)...)
			continue
		}
		if !ok || class != "Tuple" {
			n.Args = append(n.Args, r.node(a))
			continue
		}
		if pair := r.node(a); len(pair.Args) == 2 {
			n.Args = append(n.Args, pair.Args...)
		} else {
			n.Args = append(n.Args, pair)
		}
	}
	if len(n.Args)%2 != 0 {
		return r.fail("dict of %d keys and values", len(n.Args))
	}
	return n
}

func (r *reader) task(function any, args []any, kwargs any) Node {
	g, _ := function.(pickle.Global)
	switch {
	case g.Is("dask._task_spec", "_identity_cast"):
		return r.cast(args, kwargs)
	case g.Is("dask._task_spec", "_execute_subgraph"):
		return r.subgraph(args)
	case g.Is("dask.utils", "apply") && (len(args) == 2 || len(args) == 3):
		if n, ok := r.apply(args); ok {
			return n
		}
	}
	return call(function, r.nodes(args), r.named(kwargs))
}

func (r *reader) named(kwargs any) []NamedNode {
	d, ok := kwargs.(*pickle.Dict)
	if !ok {
		if kwargs != nil {
			r.fail("kwargs are %T", kwargs)
		}
		return nil
	}
	var out []NamedNode
	for k, v := range d.All() {
		name, ok := k.(string)
		if !ok {
			r.fail("keyword argument is named by %T", k)
		}
		out = append(out, NamedNode{name, r.node(v)})
	}
	return out
}

// cast reads the call that stands for a list, tuple or set.
func (r *reader) cast(args []any, kwargs any) Node {
	kind := NodeList
	if d, ok := kwargs.(*pickle.Dict); ok {
		typ, _ := d.Get("typ")
		g, _ := typ.(pickle.Global)
		switch g.Name {
		case "list":
		case "tuple":
			kind = NodeTuple
		case "set":
			kind = NodeSet
		default:
			return r.fail("cast to %v", typ)
		}
	}
	return Node{Kind: kind, Args: r.nodes(args)}
}

// apply reads apply(function, args, kwargs) as the call that it makes.
func (r *reader) apply(args []any) (Node, bool) {
	list := r.node(args[1])
	var kwargs []NamedNode
	if len(args) == 3 {
		d := r.node(args[2])
		switch v, ok := d.Value.(*pickle.Dict); {
		case ok:
			kwargs = r.named(v)
		case d.Kind == NodeDict:
			for i := 0; i+1 < len(d.Args); i += 2 {
				name, ok := d.Args[i].Value.(string)
				if !ok {
					return Node{}, false
				}
				kwargs = append(kwargs, NamedNode{name, d.Args[i+1]})
			}
		default:
			return Node{}, false
		}
	}
	switch {
	case list.Kind == NodeList || list.Kind == NodeTuple:
		return call(args[0], list.Args, kwargs), true
	case list.Kind == NodeData:
		values, ok := items(list.Value)
		return call(args[0], r.nodes(values), kwargs), ok
	}
	return Node{}, false
}
