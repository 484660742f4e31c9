package graph

// Known returns a plan in which results that are there already are data, and
// what only they needed is left out. known is asked once for each result that
// is still needed, readers first, and is not asked for data. The plan must not
// be fused. The layer that holds the values is new, so keys of such results
// differ from those of the tasks that would have made them.
func Known(p *Plan, known func(l *Layer, block int) (value any, ok bool)) *Plan {
	k := knowing{p: p, need: make([]bool, p.Len()), datum: make([]int32, p.Len())}
	for _, id := range p.outputs {
		k.need[id] = true
	}
	order := p.byRank()
	for i := len(order) - 1; i >= 0; i-- {
		k.ask(order[i], known)
	}
	if len(k.values) == 0 {
		return p
	}
	return k.plan()
}

// knowing is the state of Known.
type knowing struct {
	p      *Plan
	need   []bool
	datum  []int32 // one more than the place of a task's value in values
	values []any
	names  []any // of the results, for the token
}

// ask looks for the result of a task and marks its inputs if it is not there.
func (k *knowing) ask(id int32, known func(*Layer, int) (any, bool)) {
	if !k.need[id] {
		return
	}
	l, block := k.p.at(id)
	if !l.IsData() {
		if v, ok := known(l, block); ok {
			k.values = append(k.values, v)
			k.names = append(k.names, l, block)
			k.datum[id] = int32(len(k.values))
			return
		}
	}
	for _, in := range k.p.in.of(int(id)) {
		k.need[in] = true
	}
}

// plan makes the plan of the needed tasks. The layer of values is its first.
func (k *knowing) plan() *Plan {
	data := &Layer{spec: LayerSpec{Label: "known", Token: Token(k.names...), Grid: []int{len(k.values)}}, size: len(k.values), data: k.values}
	data.name = data.spec.Label + "-" + data.spec.Token
	q := &Plan{layers: append([]*Layer{data}, k.p.layers...), spans: k.p.spans}
	id, next := make([]int32, k.p.Len()), int32(0)
	for t := range id {
		if k.need[t] {
			id[t] = next
			next++
		}
	}
	var layers, blocks []int32
	q.in.start = append(q.in.start, 0)
	for t := range id {
		if !k.need[t] {
			continue
		}
		layer, block := k.p.places.of(t)
		layer++
		if k.datum[t] > 0 {
			layer, block = 0, k.datum[t]-1
		} else {
			for _, in := range k.p.in.of(t) {
				q.in.to = append(q.in.to, id[in])
			}
		}
		layers, blocks = append(layers, layer), append(blocks, block)
		q.in.start = append(q.in.start, int32(len(q.in.to)))
	}
	q.places = newPlaces(layers, blocks)
	q.out = q.in.reverse()
	for _, o := range k.p.outputs {
		q.outputs = append(q.outputs, id[o])
	}
	q.rank = make([]int32, next)
	r := int32(0)
	for _, t := range k.p.byRank() {
		if k.need[t] {
			q.rank[id[t]] = r
			r++
		}
	}
	return q
}
