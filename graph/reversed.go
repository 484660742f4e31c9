package graph

// reversed returns a plan with all edges turned round and nothing wanted, to
// walk over. Where big results are shared by many, what is good to begin with is
// seen best from their side.
func (p *Plan) reversed() *Plan {
	q := *p
	q.in, q.out, q.outputs = p.out, p.in, nil
	q.rank = make([]int32, p.Len())
	for t, r := range p.rank {
		q.rank[t] = int32(p.Len()) - 1 - r
	}
	return &q
}
