package graph

import "errors"

// ErrCycle is returned for layers that read each other in a circle.
var ErrCycle = errors.New("graph: layers form a cycle")

// A Plan is a frozen graph: the tasks that some collections need, with integer
// ids, both directions of the edges in compressed rows, and a static priority
// for each task. Executors accept nothing else. It is immutable and safe for
// concurrent use.
type Plan struct {
	layers  []*Layer // dependencies first
	places  places   // of each task, index into layers and C-order number there
	in      rows     // inputs of each task, one entry per reference, in argument order
	out     rows     // the tasks that read it, one entry per reference
	rank    []int32  // static order: smaller runs first
	outputs []int32
	spans   []int // outputs of collection i are outputs[spans[i]:spans[i+1]]
	steps   steps // of fused tasks
	unfused held  // by the order before fusing
}

// NewPlan makes the plan of the given collections: only the tasks they need,
// fused where that saves results without costing parallelism, in a static
// order that keeps few bytes alive.
func NewPlan(wanted []Collection) (*Plan, error) {
	p, err := Expand(wanted)
	if err != nil {
		return nil, err
	}
	return Order(Fuse(p)), nil
}

// Len returns the number of tasks.
func (p *Plan) Len() int { return p.places.tasks }

// Inputs returns the ids of the results that a task reads, one entry per
// reference, in argument order. Do not modify it.
func (p *Plan) Inputs(id int) []int32 { return p.in.of(id) }

// Readers returns the ids of the tasks that read a result, one entry per
// reference. Do not modify it.
func (p *Plan) Readers(id int) []int32 { return p.out.of(id) }

// Outputs returns the ids of the wanted results, collection by collection. The
// same id may occur more than once. Do not modify it.
func (p *Plan) Outputs() []int32 { return p.outputs }

// Output returns the range of Outputs that belongs to the i-th collection.
func (p *Plan) Output(i int) (from, to int) { return p.spans[i], p.spans[i+1] }

// Rank returns the static priority of a task: smaller runs first.
func (p *Plan) Rank(id int) int { return int(p.rank[id]) }

// Layers returns the layers in the plan, dependencies first. Do not modify it.
func (p *Plan) Layers() []*Layer { return p.layers }

// LayerOf returns the index in Layers of a task's layer; for a fused task that
// of its last step.
func (p *Plan) LayerOf(id int) int {
	layer, _ := p.places.of(id)
	return int(layer)
}

// Block returns the number of a task's block within its layer.
func (p *Plan) Block(id int) int {
	_, block := p.places.of(id)
	return int(block)
}

// at returns the layer and the block of a task.
func (p *Plan) at(id int32) (*Layer, int) {
	layer, block := p.places.of(int(id))
	return p.layers[layer], int(block)
}

// isData reports whether a task is a value that is there already.
func (p *Plan) isData(id int32) bool {
	l, _ := p.at(id)
	return l.IsData()
}

// Key returns the key of a task's result.
func (p *Plan) Key(id int) Key {
	l, block := p.at(int32(id))
	return l.Key(block)
}

// Bytes returns the predicted size of a task's result, 0 if unknown.
func (p *Plan) Bytes(id int) int64 {
	l, block := p.at(int32(id))
	return l.Bytes(block)
}

// Reads returns the bytes of storage that a task reads, in all of its steps.
func (p *Plan) Reads(id int) int64 {
	from, to := p.steps.of(id)
	if from == to {
		l, block := p.at(int32(id))
		return l.Reads(block)
	}
	var sum int64
	for s := from; s < to; s++ {
		sum += p.layers[p.steps.layer[s]].Reads(int(p.steps.block[s]))
	}
	return sum
}

// unordered returns an equal plan in the order of ids, which is as good as any
// other where no task reads another's result.
func (p *Plan) unordered() *Plan {
	q := *p
	q.rank = make([]int32, p.Len())
	for id := range q.rank {
		q.rank[id] = int32(id)
	}
	return &q
}

// isOutput returns a set of the ids that are wanted results.
func (p *Plan) isOutput() []bool {
	set := make([]bool, p.Len())
	for _, id := range p.outputs {
		set[id] = true
	}
	return set
}

// byRank returns the ids in static order.
func (p *Plan) byRank() []int32 {
	ids := make([]int32, p.Len())
	for id, r := range p.rank {
		ids[r] = int32(id)
	}
	return ids
}
