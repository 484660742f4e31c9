package graph

import (
	"context"
	"fmt"
)

var nothing = InProcess("graph.nothing", func(context.Context, []any) (any, error) { return nil, nil })

// FromEdges makes a plan of tasks that do nothing, to study fusing and static
// orders: task i reads the results of tasks deps[i], and its result has
// bytes[i] bytes; a nil bytes leaves sizes unknown. Tasks that outputs do not
// need are left out: Block(id) is the number of a task in deps.
func FromEdges(deps [][]int32, bytes []int64, outputs []int32) (*Plan, error) {
	if bytes != nil && len(bytes) != len(deps) {
		return nil, fmt.Errorf("graph: got sizes of %d results for %d tasks", len(bytes), len(deps))
	}
	order, err := sortEdges(deps, outputs)
	if err != nil {
		return nil, err
	}
	spec := LayerSpec{Label: "task", Token: Token("graph.edges", deps, bytes), Grid: []int{len(deps)}, Op: nothing,
		Args: func(block int, dst []Arg) []Arg {
			for _, d := range deps[block] {
				dst = append(dst, Ref(0, int(d)))
			}
			return dst
		}}
	if bytes != nil {
		spec.Bytes = func(block int) int64 { return bytes[block] }
	}
	l, err := NewLayer(spec)
	if err != nil {
		return nil, err
	}
	return planOf(l, deps, order, outputs), nil
}

// sortEdges returns the tasks that outputs need, inputs first.
func sortEdges(deps [][]int32, outputs []int32) ([]int32, error) {
	const (
		unseen = iota
		open
		done
	)
	state := make([]uint8, len(deps))
	var order, stack []int32
	for _, out := range outputs {
		if out < 0 || int(out) >= len(deps) {
			return nil, fmt.Errorf("graph: output %d is not one of %d tasks", out, len(deps))
		}
		for stack = append(stack, out); len(stack) > 0; {
			t := stack[len(stack)-1]
			if state[t] != unseen {
				stack = stack[:len(stack)-1]
				if state[t] == open {
					state[t] = done
					order = append(order, t)
				}
				continue
			}
			state[t] = open
			for i := len(deps[t]) - 1; i >= 0; i-- {
				d := deps[t][i]
				if d < 0 || int(d) >= len(deps) {
					return nil, fmt.Errorf("graph: task %d reads %d, which is not one of %d tasks", t, d, len(deps))
				}
				switch state[d] {
				case open:
					return nil, fmt.Errorf("%w: through task %d", ErrCycle, d)
				case unseen:
					stack = append(stack, d)
				}
			}
		}
	}
	return order, nil
}

// planOf makes the plan of the given tasks of one layer that reads itself.
func planOf(l *Layer, deps [][]int32, order, outputs []int32) *Plan {
	n := len(order)
	p := &Plan{layers: []*Layer{l}, rank: make([]int32, n), spans: []int{0, len(outputs)}}
	blocks, id := make([]int32, 0, n), make([]int32, len(deps))
	for i := range id {
		id[i] = -1
	}
	for _, t := range order {
		id[t] = 0
	}
	for t, is := range id {
		if is == 0 {
			id[t] = int32(len(blocks))
			blocks = append(blocks, int32(t))
		}
	}
	for r, t := range order {
		p.rank[id[t]] = int32(r)
	}
	p.in.start = make([]int32, 1, n+1)
	for _, t := range blocks {
		for _, d := range deps[t] {
			p.in.to = append(p.in.to, id[d])
		}
		p.in.start = append(p.in.start, int32(len(p.in.to)))
	}
	p.places = newPlaces(make([]int32, n), blocks)
	p.out = p.in.reverse()
	for _, o := range outputs {
		p.outputs = append(p.outputs, id[o])
	}
	return p
}
