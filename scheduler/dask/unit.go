package dask

import (
	"fmt"
	"slices"

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
	count := 0
	for s := range f.steps {
		count += len(f.steps[s].Args)
	}
	all, next := make([]int, 0, count), 0
	for s := range f.steps {
		from := len(all)
		for _, a := range f.steps[s].Args {
			if !a.Ref {
				continue
			}
			if at := f.step(a.Key, s); at >= 0 {
				all = append(all, at)
				f.uses[at]++
				continue
			}
			all = append(all, ^next)
			next++
		}
		f.reads[s] = all[from:len(all):len(all)]
	}
}

// step returns the last step before s with a key, -1 if there is none. Tasks
// have few steps, most of which are read by the next.
func (f *fused) step(key graph.Key, s int) int {
	for s--; s >= 0 && f.steps[s].Key != key; s-- {
	}
	return s
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
	u := &unit{fused: f, python: f.isPython(s), begun: len(f.signs)}
	value, err := u.call(s, 0)
	if err != nil {
		return name{}, err
	}
	n := u.name(s)
	f.signs = f.signs[:u.begun]
	f.names[s] = n
	f.addOnce(datumTask(n.key, value), origin{id: f.id, steps: u.ran, python: u.python})
	return n, nil
}

// A unit is a task of the cluster while its calls are written.
type unit struct {
	*fused
	ran    []int
	python bool // that Python workers run
	varied bool // its name cannot be that of the plan
	begun  int  // where in signs the one of this unit begins
}

// signed adds to what the unit is cut from.
func (u *unit) signed(parts ...string) {
	for _, p := range parts {
		u.signs = append(u.signs, p...)
	}
}

// call writes the call that a step makes.
func (u *unit) call(s, depth int) (any, error) {
	t := &u.steps[s]
	if t.Op == nil {
		v, err := literal(t.Value)
		if err != nil {
			return nil, u.refuse(t, err)
		}
		u.signed("(", t.Key.Layer, ")")
		u.finish(s)
		return v, nil
	}
	if u.python {
		return u.expression(s, depth)
	}
	call := &daskproto.Invoke{Func: u.caller(t.Op.Name()), Args: u.room(len(t.Args))}
	u.signed("(", t.Key.Layer)
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
		call.Args[i] = v
	}
	u.signed(")")
	u.finish(s)
	return call, nil
}

// finish notes that a step runs next.
func (u *unit) finish(s int) {
	if u.ran == nil {
		u.ran = make([]int, 0, len(u.steps))
	}
	u.ran = append(u.ran, s)
}

// labels returns the labels of the steps that run, repetitions once.
func (u *unit) labels() []string {
	var list []string
	for _, s := range u.ran {
		list = append(list, u.plan.Layers()[u.layerOf(s)].Label())
	}
	return slices.Compact(list)
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
	u.signed(",", n.layer)
	u.varied = u.varied || !n.own
	return n.ref(), nil
}

// isPython reports whether Python workers run a step.
func (f *fused) isPython(s int) bool { return f.client.cfg.python || f.steps[s].Op == opPython }

// apart reports whether a step must be a task of its own: because another kind
// of worker runs it, it would run once for each reader, or is too deep, or too
// large to be repeated.
func (u *unit) apart(s, depth int) bool {
	t := &u.steps[s]
	if _, ok := heldBy(t); ok {
		return true
	}
	if t.Op != nil && u.isPython(s) != u.python {
		return true
	}
	return u.uses[s] > 1 || depth >= u.nesting() || t.Op == nil && large(t.Value)
}

// maxNesting is how deep calls may stand in each other in one task. Python
// walks them recursively and gives up at a thousand frames.
const maxNesting = 24

// nesting is how many steps may be nested: in Python each is several calls.
func (u *unit) nesting() int {
	if u.python {
		return maxNesting / 4
	}
	return maxNesting
}
