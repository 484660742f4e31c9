package dask

import (
	"fmt"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/graph"
)

// plain writes a task that is one call and keeps its name, which most tasks of
// large graphs are, and reports whether the task is one. It gives what the
// general way gives.
func (l *lowering) plain(id int) (bool, error) {
	p := l.plan
	layer := p.Layers()[p.LayerOf(id)]
	if l.client.cfg.python || p.StepCount(id) != 1 || layer.IsData() || layer.Op() == heldOp || layer.Op() == opPython {
		return false, nil
	}
	inputs := p.Inputs(id)
	for _, in := range inputs {
		if !l.out.names[in].own {
			return false, nil
		}
	}
	l.buffer = layer.Args(p.Block(id), l.buffer[:0])
	args := l.room(len(l.buffer))
	for i, a := range l.buffer {
		if _, _, ok := a.IsRef(); ok {
			args[i], inputs = l.out.names[inputs[0]].ref(), inputs[1:]
			continue
		}
		v, err := l.literal(a.Value())
		if err != nil {
			return true, l.refuse(&p.Steps(id)[0], fmt.Errorf("argument %d of %s: %w", i+1, layer.Op().Name(), err))
		}
		args[i] = v
	}
	n := name{layer: layer.Name(), key: l.texts[id], own: true}
	if len(p.Readers(id)) > 0 {
		n.arg = daskproto.Ref(n.key)
	}
	l.out.names[id] = n
	l.add(daskproto.Task{Key: n.key, Func: l.caller(layer.Op().Name()), Args: args}, origin{id: id, steps: oneStep})
	return true, nil
}

// oneStep are the steps of a task that is not fused.
var oneStep = []int{0}

// room returns a slice of n arguments, cut from one for many tasks.
func (l *lowering) room(n int) []any {
	const many = 4096
	if len(l.free) < n {
		l.free = make([]any, max(n, many))
	}
	args := l.free[:n:n]
	l.free = l.free[n:]
	return args
}

// keyTexts returns the text of the key of each task, which share memory.
func keyTexts(p *graph.Plan) []string {
	ends, buffer := make([]int, p.Len()), make([]byte, 0, 64*p.Len())
	for id := range ends {
		buffer = p.Layers()[p.LayerOf(id)].AppendKey(buffer, p.Block(id))
		ends[id] = len(buffer)
	}
	all, texts, from := string(buffer), make([]string, p.Len()), 0
	for id, to := range ends {
		texts[id], from = all[from:to], to
	}
	return texts
}
