package graph

// Fuse returns an equal plan in which a task that one other task alone reads
// has become a step of that reader, where this costs no parallelism:
//
//   - the reader reads nothing else, or nothing else but data;
//   - the reader's layer is blockwise;
//   - the task is a datum.
//
// So does a task whose readers have all become steps of one task, if this holds
// for each of them. A blockwise reader that also waits for other work does not
// take in a task that makes a small result of big ones that others share: those
// would stay in memory until the reader runs. Wanted results remain tasks.
//
// The tasks of a plan that had up to 1 000 are in the order that is best without
// fusing, for [Order] to start from, unless all results together are tiny.
// Choosing it takes some 5 µs a task.
func Fuse(p *Plan) *Plan {
	if p.steps.start != nil {
		return p // what could be fused is
	}
	f := fusion{p: p, output: p.isOutput(), order: p.byRank()}
	f.choose()
	if f.fused == 0 {
		return p
	}
	if p.Len() <= consulted && !fit(p, predictedBytes(p), tiny) {
		ordered := Order(p)
		f.order, f.held = ordered.byRank(), ordered.held()
	}
	f.group()
	return f.build()
}

// fusion is the state of Fuse.
type fusion struct {
	p      *Plan
	output []bool
	order  []int32 // ids by rank, inputs first
	root   []int32 // the task that each task becomes a step of, often itself
	fused  int
	held   held // in this order, if it was chosen without fusing

	id    []int32 // new id of roots
	start []int32 // of each new task, into steps
	steps []int32 // old ids by new task, in order
	place []int32 // of each old task among the steps of its root
}

// choose decides from the last task to the first, so that the root of a reader
// is known before that of its inputs.
func (f *fusion) choose() {
	p := f.p
	f.root = make([]int32, p.Len())
	for i := range f.root {
		f.root[i] = -1 // not decided
	}
	for i := len(f.order) - 1; i >= 0; i-- {
		u := f.order[i]
		f.root[u] = u
		if f.joinsAll(u) {
			f.root[u] = f.root[f.p.out.of(int(u))[0]]
			f.fused++
		}
	}
}

// joinsAll reports whether all readers of u are, or have become, one task that
// can take it in.
func (f *fusion) joinsAll(u int32) bool {
	readers := f.p.out.of(int(u))
	if len(readers) == 0 || f.output[u] {
		return false
	}
	for _, v := range readers[1:] {
		if f.root[v] != f.root[readers[0]] {
			return false
		}
	}
	for i, v := range readers { // equal ones are neighbours
		if (i == 0 || v != readers[i-1]) && !f.joins(u, v) {
			return false
		}
	}
	return true
}

func (f *fusion) joins(u, v int32) bool {
	if f.isData(u) || f.onlyWork(u, v) {
		return true
	}
	l, _ := f.p.at(v)
	return l.Blockwise() && !f.condenses(u, f.root[v])
}

func (f *fusion) isData(u int32) bool { return f.p.isData(u) }

// onlyWork reports whether all that v reads is u and data.
func (f *fusion) onlyWork(u, v int32) bool {
	for _, in := range f.p.in.of(int(v)) {
		if in != u && !f.isData(in) {
			return false
		}
	}
	return true
}

// condense is how many times smaller than the shared results it reads a
// result must be to be worth a task of its own.
const condense = 4

// condenses reports whether u, in front of a step of root, makes a small result
// of big ones that tasks outside read, too. Unknown sizes are no reason.
func (f *fusion) condenses(u, root int32) bool {
	var shared int64
	for _, in := range f.p.in.of(int(u)) {
		if !f.isData(in) && f.readOutside(in, u, root) {
			shared += f.p.Bytes(int(in))
		}
	}
	if shared == 0 {
		return false
	}
	own := f.p.Bytes(int(u))
	return own > 0 && own <= shared/condense
}

// readOutside reports whether in is wanted or has readers other than u that are
// not steps of root.
func (f *fusion) readOutside(in, u, root int32) bool {
	if f.output[in] {
		return true
	}
	for _, r := range f.p.out.of(int(in)) {
		if r != u && f.root[r] != root {
			return true
		}
	}
	return false
}

// group collects the steps of each root in the order of their ranks.
func (f *fusion) group() {
	n := f.p.Len()
	f.id, f.place = make([]int32, n), make([]int32, n)
	roots := int32(0)
	for t := range n {
		if f.root[t] == int32(t) {
			f.id[t] = roots
			roots++
		}
	}
	f.start, f.steps = make([]int32, roots+1), make([]int32, n)
	for _, r := range f.root {
		f.start[f.id[r]+1]++
	}
	for i := range roots {
		f.start[i+1] += f.start[i]
	}
	fill := make([]int32, roots)
	for _, t := range f.order {
		g := f.id[f.root[t]]
		f.place[t] = fill[g]
		f.steps[f.start[g]+fill[g]] = t
		fill[g]++
	}
}

// build makes the plan of the groups.
func (f *fusion) build() *Plan {
	p, n := f.p, len(f.start)-1
	q := &Plan{layers: p.layers, spans: p.spans,
		rank: make([]int32, n), outputs: make([]int32, len(p.outputs)), unfused: f.held}
	f.connect(q)
	f.addSteps(q)
	q.out = q.in.reverse()
	for i, o := range p.outputs {
		q.outputs[i] = f.id[o]
	}
	f.rankGroups(q.rank)
	return q
}

// connect fills in the tasks and the edges between groups.
func (f *fusion) connect(q *Plan) {
	p, n := f.p, len(f.start)-1
	edges := 0
	for t := range p.Len() {
		for _, in := range p.in.of(t) {
			if f.root[in] != f.root[t] {
				edges++
			}
		}
	}
	layers, blocks := make([]int32, n), make([]int32, n)
	q.in = rows{start: make([]int32, n+1), to: make([]int32, 0, edges)}
	for g := range n {
		members := f.steps[f.start[g]:f.start[g+1]]
		last := members[len(members)-1]
		layers[g], blocks[g] = p.places.of(int(last))
		for _, t := range members {
			for _, in := range p.in.of(int(t)) {
				if f.root[in] != f.root[t] {
					q.in.to = append(q.in.to, f.id[f.root[in]])
				}
			}
		}
		q.in.start[g+1] = int32(len(q.in.to))
	}
	q.places = newPlaces(layers, blocks)
}

// addSteps writes the steps of groups with more than one member.
func (f *fusion) addSteps(q *Plan) {
	p, n := f.p, len(f.start)-1
	count, refs := 0, 0
	for g := range n {
		if members := f.steps[f.start[g]:f.start[g+1]]; len(members) > 1 {
			count += len(members)
			for _, t := range members {
				refs += p.in.degree(int(t))
			}
		}
	}
	s := &q.steps
	s.start = make([]int32, n+1)
	s.layer, s.block = make([]int32, 0, count), make([]int32, 0, count)
	s.refs = rows{start: make([]int32, 1, count+1), to: make([]int32, 0, refs)}
	for g := range n {
		if members := f.steps[f.start[g]:f.start[g+1]]; len(members) > 1 {
			for _, t := range members {
				f.addStep(s, t)
			}
		}
		s.start[g+1] = int32(len(s.layer))
	}
}

func (f *fusion) addStep(s *steps, t int32) {
	layer, block := f.p.places.of(int(t))
	s.layer, s.block = append(s.layer, layer), append(s.block, block)
	for _, in := range f.p.in.of(int(t)) {
		ref := int32(-1)
		if f.root[in] == f.root[t] {
			ref = f.place[in]
		}
		s.refs.to = append(s.refs.to, ref)
	}
	s.refs.start = append(s.refs.start, int32(len(s.refs.to)))
}
