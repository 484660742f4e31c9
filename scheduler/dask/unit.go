package dask

import (
	"fmt"
	"strings"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/graph"
)

// fused is one task of the plan with its steps.
type fused struct {
	*lowering
	id    int
	steps []graph.Task
	names []name  // of steps that are sent as a task of their own
	reads [][]int // per step and reference: an earlier step, or ^i for input i
	uses  []int   // how often each step is read
}

// link finds out what each reference of each step refers to.
func (f *fused) link() {
	f.reads, f.uses = make([][]int, len(f.steps)), make([]int, len(f.steps))
	at := make(map[graph.Key]int, len(f.steps))
	next := 0
	for s := range f.steps {
		for _, a := range f.steps[s].Args {
			if !a.Ref {
				continue
			}
			if from, ok := at[a.Key]; ok && len(f.steps) > 1 {
				f.reads[s] = append(f.reads[s], from)
				f.uses[from]++
				continue
			}
			f.reads[s] = append(f.reads[s], ^next)
			next++
		}
		at[f.steps[s].Key] = s
	}
}

// unit sends a step, with the steps that only it reads nested in it, as one
// task of the cluster.
func (f *fused) unit(s int) (name, error) {
	if f.names[s].key != "" {
		return f.names[s], nil
	}
	if h, ok := heldBy(&f.steps[s]); ok {
		if h == nil {
			return name{}, f.refuse(&f.steps[s], errNotHeld)
		}
		if h.client != f.client {
			return name{}, f.refuse(&f.steps[s], errForeign)
		}
		f.out.held = append(f.out.held, h.key)
		f.names[s] = name{layer: h.layer, key: h.key, held: true, own: h.key == f.steps[s].Key.String()}
		return f.names[s], nil
	}
	u := &unit{fused: f}
	value, err := u.call(s, 0)
	if err != nil {
		return name{}, err
	}
	n := u.name(s)
	f.names[s] = n
	f.add(datumTask(n.key, value), origin{id: f.id, steps: u.ran})
	return n, nil
}

// A unit is a task of the cluster while its calls are written.
type unit struct {
	*fused
	ran    []int
	labels []string
	varied bool            // its name cannot be that of the plan
	sign   strings.Builder // what it is cut from
}

// call writes the call that a step makes.
func (u *unit) call(s, depth int) (any, error) {
	t := &u.steps[s]
	if t.Op == nil {
		v, err := literal(t.Value)
		if err != nil {
			return nil, u.refuse(t, err)
		}
		u.sign.WriteString("(" + t.Key.Layer + ")")
		u.finish(s)
		return v, nil
	}
	if u.client.cfg.python {
		return u.python(s, depth)
	}
	call := &daskproto.Invoke{Func: u.caller(t.Op.Name()), Args: make([]any, 0, len(t.Args))}
	u.sign.WriteString("(" + t.Key.Layer)
	next := 0
	for i, a := range t.Args {
		var v any
		var err error
		if a.Ref {
			v, err = u.ref(u.reads[s][next], depth)
			next++
		} else if v, err = u.literal(a.Value); err != nil {
			err = u.refuse(t, fmt.Errorf("argument %d of %s: %w", i+1, t.Op.Name(), err))
		}
		if err != nil {
			return nil, err
		}
		call.Args = append(call.Args, v)
	}
	u.sign.WriteString(")")
	u.finish(s)
	return call, nil
}

// finish notes that a step runs next.
func (u *unit) finish(s int) {
	u.ran = append(u.ran, s)
	label := u.plan.Layers()[u.layerOf(s)].Label()
	if n := len(u.labels); n == 0 || u.labels[n-1] != label {
		u.labels = append(u.labels, label)
	}
}

func (u *unit) layerOf(s int) int {
	layer, _ := u.plan.Step(u.id, s)
	return layer
}

// ref writes a reference: the key of an input, or the call of a step.
func (u *unit) ref(from, depth int) (any, error) {
	var n name
	var err error
	switch {
	case from < 0:
		n = u.out.names[u.plan.Inputs(u.id)[^from]]
	case u.apart(from, depth):
		n, err = u.unit(from)
	default:
		u.varied = true
		return u.call(from, depth+1)
	}
	if err != nil {
		return nil, err
	}
	u.sign.WriteString("," + n.layer)
	u.varied = u.varied || !n.own
	return n.ref(), nil
}

// apart reports whether a step must be a task of its own: because it would run
// once for each reader, or is too deep, or too large to be repeated.
func (u *unit) apart(s, depth int) bool {
	t := &u.steps[s]
	if _, ok := heldBy(t); ok {
		return true
	}
	return u.uses[s] > 1 || depth >= u.nesting() || t.Op == nil && large(t.Value)
}

// literal writes a literal argument; a large one becomes a task of its own, so
// that it is sent once.
func (u *unit) literal(v any) (any, error) {
	if !large(v) {
		return literal(v)
	}
	n, err := u.constant(v)
	if err != nil {
		return nil, err
	}
	return n.ref(), nil
}

// maxNesting is how deep calls may stand in each other in one task. Python
// walks them recursively and gives up at a thousand frames.
const maxNesting = 24

// nesting is how many steps may be nested: in Python each is several calls.
func (u *unit) nesting() int {
	if u.client.cfg.python {
		return maxNesting / 4
	}
	return maxNesting
}
