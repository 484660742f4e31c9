package graph

import (
	"errors"
	"fmt"

	"github.com/gloam-go/gloam/internal/wording"
)

// ErrInvalid is what the errors of [Validate] wrap: a plan that no pass may
// make.
var ErrInvalid = errors.New("graph: invalid plan")

// Validate checks everything that executors rely on: rows in both directions
// that agree, ids and blocks within their ranges, a static order that is a
// permutation and puts inputs first, wanted results that exist, no task that
// nothing needs, and steps that read what was there before. Passes keep these
// promises; tests and makers of new passes call it.
func Validate(p *Plan) error {
	checks := []func(*Plan) error{validateTasks, validateRows, validateRank, validateOutputs, validateNeeded, validateSteps}
	for _, check := range checks {
		if err := check(p); err != nil {
			return err
		}
	}
	return nil
}

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...))
}

func validateTasks(p *Plan) error {
	n := p.Len()
	if len(p.rank) != n || len(p.in.start) != n+1 || len(p.out.start) != n+1 {
		return invalid("%d tasks, but %d ranks and rows for %d and %d", n, len(p.rank), len(p.in.start)-1, len(p.out.start)-1)
	}
	seen := map[string]bool{}
	for i, l := range p.layers {
		if seen[l.name] {
			return invalid("layer %s occurs twice", l.name)
		}
		for _, d := range l.spec.Deps {
			if !seen[d.name] {
				return invalid("layer %d, %s, reads %s, which is not before it", i, l.name, d.name)
			}
		}
		seen[l.name] = true
	}
	for id := range n {
		layer, block := p.places.of(id)
		if err := validatePlace(p, id, layer, block); err != nil {
			return err
		}
	}
	return nil
}

func validatePlace(p *Plan, id int, layer, block int32) error {
	if layer < 0 || int(layer) >= len(p.layers) {
		return invalid("task %d is in layer %d of %d", id, layer, len(p.layers))
	}
	if l := p.layers[layer]; block < 0 || int(block) >= l.Len() {
		return invalid("task %d is block %d of layer %s with %d blocks", id, block, l.name, l.Len())
	}
	return nil
}

func validateRows(p *Plan) error {
	for _, r := range []rows{p.in, p.out} {
		if err := validateRow(r, p.Len()); err != nil {
			return err
		}
	}
	back := p.in.reverse()
	for id := range p.Len() {
		a, b := back.of(id), p.out.of(id)
		if len(a) != len(b) {
			return invalid("task %d has %d readers, its row says %d", id, len(a), len(b))
		}
		for i := range a {
			if a[i] != b[i] {
				return invalid("reader %d of task %d is %d, its row says %d", i, id, a[i], b[i])
			}
		}
	}
	return nil
}

func validateRow(r rows, n int) error {
	if r.start[0] != 0 || int(r.start[n]) != len(r.to) {
		return invalid("rows span %d to %d of %d edges", r.start[0], r.start[n], len(r.to))
	}
	for i := range n {
		if r.start[i] > r.start[i+1] {
			return invalid("row %d starts at %d and ends at %d", i, r.start[i], r.start[i+1])
		}
	}
	for _, t := range r.to {
		if t < 0 || int(t) >= n {
			return invalid("an edge leads to %d of %d tasks", t, n)
		}
	}
	return nil
}

func validateRank(p *Plan) error {
	taken := make([]bool, p.Len())
	for id, r := range p.rank {
		if r < 0 || int(r) >= len(taken) || taken[r] {
			return invalid("rank %d of task %d is taken or not one of %d", r, id, len(taken))
		}
		taken[r] = true
	}
	for id := range p.Len() {
		for _, in := range p.in.of(id) {
			if p.rank[in] >= p.rank[id] {
				return invalid("task %d has rank %d, its input %d has rank %d", id, p.rank[id], in, p.rank[in])
			}
		}
	}
	return nil
}

func validateOutputs(p *Plan) error {
	for i, id := range p.outputs {
		if id < 0 || int(id) >= p.Len() {
			return invalid("output %d is %d of %d tasks", i, id, p.Len())
		}
	}
	if len(p.spans) == 0 || p.spans[0] != 0 || p.spans[len(p.spans)-1] != len(p.outputs) {
		return invalid("spans %s do not cover %d outputs", wording.Shape(p.spans), len(p.outputs))
	}
	for i := 1; i < len(p.spans); i++ {
		if p.spans[i] < p.spans[i-1] {
			return invalid("outputs of collection %d go from %d to %d", i-1, p.spans[i-1], p.spans[i])
		}
	}
	return nil
}

func validateNeeded(p *Plan) error {
	output := p.isOutput()
	for id := range p.Len() {
		if p.out.degree(id) == 0 && !output[id] {
			return invalid("nothing reads task %d, %s, and it is not wanted", id, p.Key(id))
		}
	}
	return nil
}

func validateSteps(p *Plan) error {
	s := &p.steps
	if s.start == nil {
		return nil
	}
	if len(s.start) != p.Len()+1 || len(s.layer) != len(s.block) || len(s.refs.start) != len(s.layer)+1 {
		return invalid("steps of %d tasks for %d, with %d layers, %d blocks and %d rows",
			len(s.start)-1, p.Len(), len(s.layer), len(s.block), len(s.refs.start)-1)
	}
	for id := range p.Len() {
		if err := validateFused(p, id); err != nil {
			return err
		}
	}
	return nil
}

// validateFused checks that the steps of a task read each of its inputs and
// the result of each step but the last.
func validateFused(p *Plan, id int) error {
	s := &p.steps
	from, to := s.of(id)
	if from == to {
		return nil
	}
	if layer, block := p.places.of(id); to-from < 2 || s.layer[to-1] != layer || s.block[to-1] != block {
		return invalid("task %d, %s, has %d steps and ends with block %d of layer %d", id, p.Key(id), to-from, s.block[to-1], s.layer[to-1])
	}
	inputs, read := 0, make([]bool, to-from)
	for i := range to - from {
		if err := validatePlace(p, id, s.layer[from+i], s.block[from+i]); err != nil {
			return err
		}
		for _, ref := range s.refs.of(int(from + i)) {
			if ref < 0 {
				inputs++
				continue
			}
			if ref >= i {
				return invalid("step %d of task %d reads step %d", i, id, ref)
			}
			read[ref] = true
		}
	}
	if inputs != p.in.degree(id) {
		return invalid("steps of task %d read %d inputs, it has %d", id, inputs, p.in.degree(id))
	}
	for i, r := range read[:to-from-1] {
		if !r {
			return invalid("nothing reads step %d of task %d", i, id)
		}
	}
	return nil
}
