package daskproto

import (
	"fmt"

	"github.com/gloam-go/gloam/daskproto/pickle"
)

// A NodeKind says what a [Node] is.
type NodeKind uint8

// The kinds of nodes.
const (
	NodeData NodeKind = iota
	NodeRef
	NodeCall
	NodeList
	NodeTuple
	NodeSet
	NodeDict
)

var nodeKinds = [...]string{"data", "ref", "call", "list", "tuple", "set", "dict"}

// String returns the name of the kind.
func (k NodeKind) String() string {
	if int(k) < len(nodeKinds) {
		return nodeKinds[k]
	}
	return fmt.Sprintf("NodeKind(%d)", k)
}

// A Node is one part of what a worker is asked to run, the same for all
// releases: a call with nodes as arguments, a reference to a dependency, a
// literal, or a container that holds calls or references.
type Node struct {
	Kind NodeKind
	// Key is the dependency of a NodeRef.
	Key Key
	// Value is the literal of a NodeData: a value of package pickle, or a
	// [*Serialized].
	Value any
	// Func is what a NodeCall calls: a value of package pickle, usually a
	// [pickle.Global].
	Func any
	// Method is the name in operator.methodcaller(name), which is how tasks
	// for Go workers travel; "" for any other function.
	Method string
	// Args are the arguments of a call or the items of a container; of a dict
	// a key, its value, the next key and so on.
	Args   []Node
	Kwargs []NamedNode
}

// A NamedNode is a keyword argument.
type NamedNode struct {
	Name string
	Node
}

// Refs appends the dependencies that a node needs, in the order of the
// arguments; one may occur more than once.
func (n *Node) Refs(to []Key) []Key {
	if n.Kind == NodeRef {
		return append(to, n.Key)
	}
	for i := range n.Args {
		to = n.Args[i].Refs(to)
	}
	for i := range n.Kwargs {
		to = n.Kwargs[i].Refs(to)
	}
	return to
}

// RunSpec returns what the task runs.
func (t ComputeTask) RunSpec() (Node, error) {
	n, err := DecodeRunSpec(t.Spec, t.DependencyKeys())
	if err != nil {
		return Node{}, fmt.Errorf("run_spec of %s: %w", t.Key, err)
	}
	return n, nil
}

// DecodeRunSpec reads a task in the form of any release. Before 2024.11.0 an
// argument that equals one of the dependencies stands for its result.
func DecodeRunSpec(s Spec, dependencies []Key) (Node, error) {
	l := legacy{dependencies: make(map[Key]bool, len(dependencies))}
	for _, k := range dependencies {
		l.dependencies[k] = true
	}
	switch spec := s.RunSpec.(type) {
	case nil:
		return l.parts(s)
	case *Serialized:
		v, err := openTask(spec, 0)
		if err != nil {
			return Node{}, err
		}
		return l.node(v, true), nil
	case *Pickled:
		v, err := openPickle(spec.Bytes, spec.Buffers)
		if err != nil {
			return Node{}, err
		}
		if _, ok := taskSpec(v); ok {
			r := &reader{left: maxNodes}
			n := r.node(v)
			return n, r.err
		}
		return l.triple(v)
	}
	return Node{}, malformed("run_spec is %T", s.RunSpec)
}

// pickleLimits bound the pickles of tasks. They have no loops, and what is
// shared in them is small.
var pickleLimits = pickle.Limits{Acyclic: true, Expanded: 1 << 24}

// toPickle writes a pickle that every release reads.
func toPickle(v any) ([]byte, error) {
	b, err := pickle.Encode(v)
	if err != nil {
		return nil, fmt.Errorf("daskproto: %w", err)
	}
	return b, nil
}

func openPickle(data []byte, buffers [][]byte) (any, error) {
	v, err := pickle.Decode(data, buffers, pickleLimits)
	if err != nil {
		return nil, fmt.Errorf("daskproto: %w: %w", ErrFormat, err)
	}
	return v, nil
}

// openTask returns the value of a payload in the types of package pickle, with
// payloads of other families in it as they are.
func openTask(s *Serialized, depth int) (any, error) {
	if depth > DefaultDepth {
		return nil, &LimitError{What: "depth", Got: int64(depth), Limit: DefaultDepth}
	}
	if !s.IsCollection() {
		if s.Family() != "pickle" || len(s.Frames) == 0 {
			return s, nil
		}
		return openPickle(s.Frames[0], s.Frames[1:])
	}
	kind, items, err := s.Elements()
	if err != nil {
		return nil, err
	}
	values, d := make([]any, len(items)), pickle.NewDict()
	for i, item := range items {
		if values[i], err = openTask(item.Value, depth+1); err != nil {
			return nil, err
		}
		if kind == "dict" {
			d.Set(asPickle(item.Key), values[i])
		}
	}
	switch kind {
	case "tuple":
		return pickle.Tuple(values), nil
	case "list":
		return pickle.NewList(values...), nil
	case "set":
		return pickle.NewSet(values...), nil
	}
	return d, nil
}

// asPickle turns a key of a message into one of a pickle.
func asPickle(v any) any {
	list, ok := v.([]any)
	if !ok {
		return v
	}
	t := make(pickle.Tuple, len(list))
	for i, item := range list {
		t[i] = asPickle(item)
	}
	return t
}

// pickleKey returns the key that a value of a pickle stands for.
func pickleKey(v any) (Key, bool) {
	const deep = 16 // keys of real graphs nest twice at most
	flat, ok := keyValue(v, deep)
	if !ok {
		return "", false
	}
	k, err := KeyOf(flat)
	return k, err == nil
}

func keyValue(v any, depth int) (any, bool) {
	switch v := v.(type) {
	case string, int64, float64:
		return v, true
	case pickle.Tuple:
		list := make([]any, len(v))
		for i, item := range v {
			var ok bool
			if list[i], ok = keyValue(item, depth-1); !ok || depth == 0 {
				return nil, false
			}
		}
		return list, true
	}
	return nil, false
}

// call makes a node that calls a function.
func call(function any, args []Node, kwargs []NamedNode) Node {
	n := Node{Kind: NodeCall, Func: function, Args: args, Kwargs: kwargs}
	if a, ok := pickle.Calls(function, "operator", "methodcaller"); ok && len(a) == 1 {
		n.Method, _ = a[0].(string)
	}
	return n
}

// callable reports whether a value at the head of a tuple makes it a task.
func callable(v any) bool {
	switch v := v.(type) {
	case pickle.Global:
		return true
	case *pickle.Object:
		g, ok := v.Class.(pickle.Global)
		return ok && callableClasses[g.Name]
	}
	return false
}

// callableClasses are the classes whose instances Dask puts in front of tasks.
var callableClasses = map[string]bool{
	"methodcaller": true, "itemgetter": true, "attrgetter": true, "partial": true,
	"Compose": true, "curry": true, "_restore_curry": true, "SubgraphCallable": true, "getattr": true,
}
