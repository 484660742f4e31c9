package worker

import (
	"context"
	"errors"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler/internal/wire"
)

// An evaluation computes the value of one task. inputs are the results that it
// refers to, as snapshots.
type evaluation struct {
	ctx    context.Context
	inputs map[daskproto.Key]*entry
	values *valueCache
}

// result evaluates a task. What is there already, a literal or another's
// result, is passed on as it is, also if Go cannot read it.
func (e *evaluation) result(n *daskproto.Node) (*entry, error) {
	switch n.Kind {
	case daskproto.NodeRef:
		in := e.inputs[n.Key]
		if in == nil {
			return nil, badInput(n.Key, errNotHere)
		}
		return in, nil
	case daskproto.NodeData:
		if s, ok := n.Value.(*daskproto.Serialized); ok {
			return arrived(s), nil
		}
		if v, err := wire.FromPickle(n.Value); err == nil {
			return computed(v), nil
		}
		b, err := pickle.Encode(n.Value)
		if err != nil {
			return nil, err
		}
		return arrived(pickled(&daskproto.Pickled{Bytes: b})), nil
	}
	v, err := e.value(n)
	if err != nil {
		return nil, err
	}
	return computed(v), nil
}

// value evaluates one node.
func (e *evaluation) value(n *daskproto.Node) (any, error) {
	v, err := e.start(n)
	if _, ok := v.(graph.Pending); !ok || err != nil {
		return v, err
	}
	f, _ := calleeOf(n.Func)
	name := f.name[len(prefix):]
	op, _ := graph.Lookup(name) // there, or nothing would be put off
	task := graph.Task{Op: op}
	if v, err = task.Finish(e.ctx, v); err != nil {
		return nil, callError(name, err)
	}
	return v, nil
}

// start evaluates one node. What an op puts off computing comes as a
// [graph.Pending], for the call around it.
func (e *evaluation) start(n *daskproto.Node) (any, error) {
	switch n.Kind {
	case daskproto.NodeData:
		if s, ok := n.Value.(*daskproto.Serialized); ok {
			return wire.Decode(s)
		}
		return wire.FromPickle(n.Value)
	case daskproto.NodeRef:
		in := e.inputs[n.Key]
		if in == nil {
			return nil, badInput(n.Key, errNotHere)
		}
		v, err := in.read()
		if err != nil {
			return nil, badInput(n.Key, err)
		}
		return v, nil
	case daskproto.NodeCall:
		return e.call(n)
	}
	args, err := e.list(n.Args)
	if err != nil {
		return nil, err
	}
	switch n.Kind {
	case daskproto.NodeTuple:
		return wire.Tuple(args)
	case daskproto.NodeDict:
		return dictOf(args)
	}
	return args, nil
}

func (e *evaluation) list(nodes []daskproto.Node) ([]any, error) {
	args := make([]any, len(nodes), len(nodes)+1)
	for i := range nodes {
		var err error
		if args[i], err = e.value(&nodes[i]); err != nil {
			return nil, err
		}
	}
	return args, nil
}

// call evaluates a call: the arguments first.
func (e *evaluation) call(n *daskproto.Node) (any, error) {
	f, ok := calleeOf(n.Func)
	if !ok {
		return nil, &ForeignError{Name: describe(n.Func)}
	}
	args := make([]any, len(n.Args), len(n.Args)+1)
	for i := range n.Args {
		of := e.value
		if f.builtin == nil && f.name != wire.Mark {
			of = e.start
		}
		var err error
		if args[i], err = of(&n.Args[i]); err != nil {
			return nil, err
		}
	}
	named, err := f.bind(&args)
	if err != nil {
		return nil, err
	}
	for i := range n.Kwargs {
		if named[n.Kwargs[i].Name], err = e.value(&n.Kwargs[i].Node); err != nil {
			return nil, err
		}
	}
	if f.builtin != nil {
		return f.builtin(args, named)
	}
	if f.name == wire.Mark {
		return e.values.decode(args)
	}
	if len(named) > 0 {
		args = append(args, named)
	}
	return run(e.ctx, f.name[len(prefix):], args)
}

// prefix starts the method names that are Go operations.
const prefix = "go:"

// run calls a registered operation, which may put its work off. Panics come back
// as errors.
func run(ctx context.Context, name string, args []any) (any, error) {
	op, ok := graph.Lookup(name)
	if !ok {
		return nil, &UnknownOpError{Op: name}
	}
	task := graph.Task{Op: op, Args: make([]graph.TaskArg, len(args))}
	for i, v := range args {
		task.Args[i].Value = v
	}
	out, err := task.Start(ctx, nil)
	if err != nil {
		return nil, callError(name, err)
	}
	return out, nil
}

// callError names the operation that failed.
func callError(name string, err error) error {
	call := &CallError{Op: name, Err: err}
	var e *graph.TaskError
	if errors.As(err, &e) && e.Key == (graph.Key{}) && e.Op == name {
		call.Err, call.Stack = e.Err, e.Stack
	}
	return call
}
