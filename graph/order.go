package graph

// Order returns an equal plan with a static order that keeps few results and
// few bytes alive when tasks run one after the other, and stays near that when
// some run at a time. Sizes are those that layers predict; unknown ones count
// like the mean of the known ones. The order depends on the shape of the
// graph, the sizes and the ids, never on names.
//
// Several walks over the graph are tried, fewer the larger the plan is, and
// the one with the lowest peaks wins, results before bytes unless they cost many
// bytes: some 5 µs a task, or 15 in a graph without any pattern, below 3 000
// tasks, where all are tried and joined with each other, and half a microsecond
// or less above 100 000, where one is, as it is for more than 3 000 results that
// all fit the caches together. No more are tried when one is as good as any can
// be, as the first ones mostly are in a tree. Below 3 000 tasks that read no
// storage, the order holds no more than Dask's algorithm would by any peak, unless
// that takes many times the bytes.
func Order(p *Plan) *Plan {
	if len(p.in.to) == 0 {
		return p.unordered()
	}
	o := newOrdering(p)
	var best []int32
	if ways := candidates[:o.tries()]; len(ways) == 1 {
		best = o.walk.run(ways[0], o.scale(ways[0].count), o.targets)
	} else {
		o.bounds = []bound{o.plainPeaks}
		if len(ways) == len(candidates) {
			o.bounds = append(o.bounds, o.treePeaks)
		}
		best = o.choose(ways, p.reads())
	}
	q := *p
	q.rank = make([]int32, p.Len())
	for r, id := range best {
		q.rank[id] = int32(r)
	}
	return &q
}

// reads reports whether any task reads storage.
func (p *Plan) reads() bool {
	for id := range p.Len() {
		if p.Reads(id) > 0 {
			return true
		}
	}
	return false
}

// A candidate is one way to walk over the graph.
type candidate struct {
	count   bool // every result weighs the same, instead of its bytes
	inputs  inputOrder
	targets targetOrder
	pull    pull
	thrift  bool // wanted results count as memory, too, and are not made before they must
	before  int  // the targets are what lies so many steps before the ends, and then the ends
	back    bool // the walk goes over the reversed graph, and the order is from its end
}

// inputOrder is the order in which missing inputs are made.
type inputOrder uint8

const (
	needyFirst  inputOrder = iota // the one whose making needs most memory beyond its own size
	lastFirst                     // from the last argument to the first
	asGiven                       // from the first argument to the last
	secondFirst                   // from the second to the last, then the first
)

// targetOrder is the order in which the ends of the graph are made.
type targetOrder uint8

const (
	cheapFirst targetOrder = iota // by the memory that making them alone takes
	costlyFirst
	givenOrder
	givenReversed
	lightFirst   // by the tasks behind them
	nearestFirst // each time the one for which least is missing
)

// pull says whether a walk leaves its way for a task that lacks less.
type pull uint8

const (
	straight  pull = iota
	pullFirst      // for the one that began first, among equals
	pullLast       // for the one that began last
)

// An order other than the natural one must score below this share of the
// natural one's score, a product of four peaks: people read forwards, and disks
// even more so.
const (
	worthIt        = 0.9
	worthItOnDisks = 0.4
)

// natural is the order in which things are written down.
var natural = candidate{inputs: asGiven, targets: givenOrder}

// candidates are all ways that pay, found on the reference graphs and their like: without
// any of them the orders of some hold more. The first ones serve large plans, too.
var candidates = [...]candidate{
	{false, needyFirst, costlyFirst, pullFirst, false, 0, false},
	{false, needyFirst, costlyFirst, straight, false, 0, false},
	{false, needyFirst, nearestFirst, straight, false, 0, false},
	{true, needyFirst, cheapFirst, pullFirst, false, 0, false},
	{true, needyFirst, givenReversed, pullFirst, false, 0, false},
	{false, lastFirst, givenReversed, pullLast, false, 0, false},
	{false, needyFirst, givenOrder, straight, true, 0, false},
	{false, needyFirst, lightFirst, straight, false, 0, false},
	{false, secondFirst, givenOrder, straight, false, 0, false},
	{true, needyFirst, costlyFirst, straight, true, 0, false},
	{false, needyFirst, nearestFirst, straight, false, 1, false},
	{false, needyFirst, nearestFirst, straight, false, 2, false},
	{true, needyFirst, nearestFirst, straight, false, 2, false},
	{true, needyFirst, nearestFirst, straight, false, 0, false},
	{true, lastFirst, nearestFirst, pullFirst, false, 1, false},
	{false, needyFirst, cheapFirst, straight, false, 0, true},
}

// tries limits the time for large plans, where a walk also costs most per task
// because it leaves the processor's caches. For large trees the first walk
// follows the rule that is best for them.
func (o *ordering) tries() int {
	switch n := len(o.walk.done); {
	case n > 100_000 || n > 3_000 && (o.walk.isForest() || fit(o.walk.p, o.bytes, cached)):
		return 1
	case n > 20_000:
		return 2
	case n > 3_000:
		return 4
	default:
		return len(candidates)
	}
}

// cached is what fits the caches of processors: orders of a plan whose results
// take no more altogether differ in nothing that anyone notices.
const cached = 1 << 20

// fit reports whether all results together, of predicted bytes, are known to
// take no more than limit.
func fit(p *Plan, bytes []int64, limit int64) bool {
	for id, b := range bytes {
		if b <= 0 && !p.isData(int32(id)) {
			return false
		}
		if limit -= b; limit < 0 {
			return false
		}
	}
	return true
}

// ordering is the state of Order.
type ordering struct {
	walk    *walk
	back    *ordering // of the reversed graph, made when needed
	bytes   []int64
	scales  [2]*scale // by bytes, by count
	targets []int32
	offers  []offer  // no two with the same peaks
	floor   offer    // its peaks are those that the order to pick has at most; none without an order
	lowest  float64  // score of the offers
	most    float64  // results that the order to pick may hold
	bounds  []bound  // quick ones first
	least   [4]int64 // by the bounds
}

func newOrdering(p *Plan) *ordering {
	o := &ordering{bytes: predictedBytes(p), walk: newWalk(p)}
	for id := range p.Len() {
		if p.out.degree(id) == 0 {
			o.targets = append(o.targets, int32(id))
		}
	}
	return o
}

func (o *ordering) scale(count bool) *scale {
	i := 0
	if count {
		i = 1
	}
	if o.scales[i] == nil {
		o.scales[i] = newScale(o.walk, o.bytes, count)
	}
	return o.scales[i]
}
