package graph

import "strings"

// steps hold what fused tasks are made of, in compressed rows. A task that is
// not fused has none.
type steps struct {
	start []int32 // of each task, into layer and block; nil if nothing is fused
	layer []int32
	block []int32
	refs  rows // per step: -1 for the task's next input, or the number of an earlier step
}

// of returns the range of a task's steps; it is empty for a task that is not
// fused.
func (s *steps) of(id int) (from, to int32) {
	if s.start == nil {
		return 0, 0
	}
	return s.start[id], s.start[id+1]
}

// StepCount returns the number of calls and data that a task consists of: 1,
// or more if it is fused.
func (p *Plan) StepCount(id int) int {
	from, to := p.steps.of(id)
	return max(1, int(to-from))
}

// Step returns the layer, as an index into Layers, and the block of a task's
// i-th step. The last step gives the task its key.
func (p *Plan) Step(id, i int) (layer, block int) {
	from, to := p.steps.of(id)
	if from == to {
		l, b := p.places.of(id)
		return int(l), int(b)
	}
	s := int(from) + i
	return int(p.steps.layer[s]), int(p.steps.block[s])
}

// maxLabel is where Dask, too, cuts the joined names of fused tasks.
const maxLabel = 120

// Label returns the labels of a task's steps in the order they run, joined by
// dashes: "load-add-sum". Repetitions in a row count once, and what is over
// 120 characters is left out.
func (p *Plan) Label(id int) string {
	var b strings.Builder
	last := int32(-1)
	for i := range p.StepCount(id) {
		layer, _ := p.Step(id, i)
		if int32(layer) == last {
			continue
		}
		last = int32(layer)
		label := p.layers[layer].Label()
		if b.Len() > 0 {
			if b.Len()+1+len(label) > maxLabel {
				break
			}
			b.WriteByte('-')
		}
		b.WriteString(label)
	}
	return b.String()
}

// Steps returns the explicit form of a task: one Task, or for a fused task one
// per step in the order they run, the last with the key of the task itself.
// References are to earlier steps or, in order, to Inputs(id).
func (p *Plan) Steps(id int) []Task {
	count, inputs := p.StepCount(id), p.in.of(id)
	from, to := p.steps.of(id)
	out := make([]Task, 0, count)
	for i := range count {
		layer, block := p.Step(id, i)
		var refs []int32
		if from != to {
			refs = p.steps.refs.of(int(from) + i)
		}
		out = append(out, p.task(p.layers[layer], block, func(ref int) Key {
			if refs != nil && refs[ref] >= 0 {
				return out[refs[ref]].Key
			}
			in := inputs[0]
			inputs = inputs[1:]
			return p.Key(int(in))
		}))
	}
	return out
}

// task makes the explicit form of a block; key gives the key of its ref-th
// reference and is called once for each, in order.
func (p *Plan) task(l *Layer, block int, key func(ref int) Key) Task {
	t := Task{Key: l.Key(block), Op: l.spec.Op, Site: l.spec.Site}
	if l.IsData() {
		t.Op, t.Value = nil, l.Datum(block)
		return t
	}
	next, args := 0, l.Args(block, nil)
	t.Args = make([]TaskArg, 0, len(args))
	for _, a := range args {
		if a.dep < 0 {
			t.Args = append(t.Args, TaskArg{Value: a.value})
			continue
		}
		t.Args = append(t.Args, TaskArg{Key: key(next), Ref: true})
		next++
	}
	return t
}
