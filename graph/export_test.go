package graph

import "slices"

// Break returns a copy of p with one thing wrong, for tests of Validate: what
// no pass and no caller outside the package can make.
func Break(p *Plan, what string) *Plan {
	q := *p
	layers, blocks := make([]int32, p.Len()), make([]int32, p.Len())
	for id := range layers {
		layers[id], blocks[id] = p.places.of(id)
	}
	q.places, q.rank = places{layers: layers, blocks: blocks, tasks: p.Len()}, slices.Clone(p.rank)
	q.outputs, q.spans = slices.Clone(p.outputs), slices.Clone(p.spans)
	q.in = rows{slices.Clone(p.in.start), slices.Clone(p.in.to)}
	q.out = rows{slices.Clone(p.out.start), slices.Clone(p.out.to)}
	q.steps.refs = rows{slices.Clone(p.steps.refs.start), slices.Clone(p.steps.refs.to)}
	q.steps.block = slices.Clone(p.steps.block)
	last := p.Len() - 1
	switch what {
	case "short ranks":
		q.rank = q.rank[:last]
	case "layer":
		layers[last] = 99
	case "block":
		blocks[last] = 99
	case "layer twice":
		q.layers = append(slices.Clone(p.layers), p.layers[0])
	case "layer order":
		q.layers = slices.Clone(p.layers)
		slices.Reverse(q.layers)
	case "edge":
		q.in.to[0] = 99
	case "rows":
		q.in.start[1], q.in.start[2] = 3, 1
	case "readers":
		q.out.to[0], q.out.to[1] = q.out.to[1], q.out.to[0]
	case "rank twice":
		q.rank[0] = q.rank[1]
	case "rank order":
		q.rank[0], q.rank[last] = q.rank[last], q.rank[0]
	case "output":
		q.outputs[0] = 99
	case "span":
		q.spans[1]++
	case "not needed":
		q.outputs, q.spans = q.outputs[:1], []int{0, 1}
	case "step":
		q.steps.refs.to[len(q.steps.refs.to)-1] = 5
	case "step unread":
		q.steps.refs.to[slices.Index(q.steps.refs.to, 0)] = -1
	case "last step":
		q.steps.block[len(q.steps.block)-1] ^= 1
	default:
		panic(what)
	}
	return &q
}

// Places lets tests reach the places of tasks.
type Places struct{ p places }

func NewPlaces(layers, blocks []int32) Places { return Places{newPlaces(layers, blocks)} }

func (p *Places) Of(id int) (layer, block int32) { return p.p.of(id) }

// LowestPeaks lets tests reach the bounds of peaks: results and bytes with wanted
// results kept, the same with them leaving at once.
func LowestPeaks(p *Plan) [4]int64 {
	o := newOrdering(p)
	o.bounds, o.offers = []bound{o.plainPeaks, o.treePeaks}, make([]offer, 1)
	o.unbeatable()
	return o.least
}

// OrderByAllWays is Order without an end before all is tried.
func OrderByAllWays(p *Plan) *Plan {
	o := newOrdering(p)
	ways := candidates[:o.tries()]
	if len(p.in.to) == 0 || len(ways) == 1 {
		return Order(p)
	}
	q := *p
	q.rank = make([]int32, p.Len())
	for r, id := range o.choose(ways, p.reads()) {
		q.rank[id] = int32(r)
	}
	return &q
}
