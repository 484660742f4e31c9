package graph

import "slices"

// Break returns a copy of p with one thing wrong, for tests of Validate: what
// no pass and no caller outside the package can make.
func Break(p *Plan, what string) *Plan {
	q := *p
	q.layer, q.block, q.rank = slices.Clone(p.layer), slices.Clone(p.block), slices.Clone(p.rank)
	q.outputs, q.spans = slices.Clone(p.outputs), slices.Clone(p.spans)
	q.in = rows{slices.Clone(p.in.start), slices.Clone(p.in.to)}
	q.out = rows{slices.Clone(p.out.start), slices.Clone(p.out.to)}
	q.steps.refs = rows{slices.Clone(p.steps.refs.start), slices.Clone(p.steps.refs.to)}
	q.steps.block = slices.Clone(p.steps.block)
	last := len(q.layer) - 1
	switch what {
	case "short ranks":
		q.rank = q.rank[:last]
	case "layer":
		q.layer[last] = 99
	case "block":
		q.block[last] = 99
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
