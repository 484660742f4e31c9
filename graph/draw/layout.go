package draw

import "slices"

// A layout gives places to the nodes of an acyclic graph in rows: every edge
// leads from a row to a later one. Breadth runs along a row, depth across
// rows.
//
// The steps are those of Sugiyama, Tagawa and Toda: rows, then the order within
// them with few crossings, then places that keep edges short and straight.
// Edges over several rows pass through stops in between; edges from one node
// share theirs.
type layout struct {
	breadth []float64 // of nodes, then of stops
	depth   []float64
	nodes   int // how many are nodes

	row   []int   // of each
	rows  [][]int // in order
	index []int   // place in its row
	in    [][]link
	out   [][]link
	path  [][]int // of each edge: from, stops, to

	at    []float64 // centre along the row
	level []float64 // centre of each row
	half  []float64 // half of its depth
}

// A link joins a node or stop to one in the next row.
type link struct {
	to     int
	weight float64
}

// stopBreadth is the room that a line takes between nodes.
const stopBreadth = 10

// newLayout places nodes of the given sizes. gap is the room between nodes of
// a row, rise that between rows, and wide how long rows may be if nodes that
// nobody reads can go to other rows; 0 for any length.
func newLayout(breadth, depth []float64, edges []edge, gap, rise, wide float64) *layout {
	l := &layout{breadth: slices.Clone(breadth), depth: slices.Clone(depth), nodes: len(breadth)}
	l.assignRows(edges)
	if wide > 0 {
		l.breakRows(edges, gap, wide)
	}
	l.connect(edges)
	l.arrange()
	l.place(gap)
	l.stackRows(rise)
	return l
}

// assignRows puts each node into the first row after its inputs, then moves
// those with more readers than inputs close to their readers.
func (l *layout) assignRows(edges []edge) {
	in, out := make([][]int, l.nodes), make([][]int, l.nodes)
	for _, e := range edges {
		in[e.to] = append(in[e.to], e.from)
		out[e.from] = append(out[e.from], e.to)
	}
	order := topological(in, out)
	l.row = make([]int, l.nodes)
	for _, v := range order {
		for _, u := range in[v] {
			l.row[v] = max(l.row[v], l.row[u]+1)
		}
	}
	for _, v := range slices.Backward(order) {
		if len(out[v]) <= len(in[v]) || len(out[v]) == 0 {
			continue
		}
		row := l.row[out[v][0]] - 1
		for _, w := range out[v] {
			row = min(row, l.row[w]-1)
		}
		l.row[v] = row
	}
}

// breakRows moves nodes that nobody reads from rows that are too long to the
// next row, which may make that one too long.
func (l *layout) breakRows(edges []edge, gap, wide float64) {
	read := make([]bool, l.nodes)
	for _, e := range edges {
		read[e.from] = true
	}
	rows := map[int][]int{}
	for v := range l.nodes {
		rows[l.row[v]] = append(rows[l.row[v]], v)
	}
	for r := 0; len(rows[r]) > 0; r++ {
		length := -gap
		for _, v := range rows[r] {
			length += l.breadth[v] + gap
		}
		for _, v := range slices.Backward(rows[r]) {
			if length > wide && !read[v] {
				length -= l.breadth[v] + gap
				l.row[v]++
				rows[r+1] = append(rows[r+1], v)
			}
		}
	}
}

// topological returns the nodes, inputs first, else in their given order.
func topological(in, out [][]int) []int {
	missing := make([]int, len(in))
	var ready, order []int
	for v := range in {
		if missing[v] = len(in[v]); missing[v] == 0 {
			ready = append(ready, v)
		}
	}
	for len(ready) > 0 {
		v := ready[0]
		ready = ready[1:]
		order = append(order, v)
		for _, w := range out[v] {
			if missing[w]--; missing[w] == 0 {
				ready = append(ready, w)
			}
		}
	}
	return order
}

// connect adds stops and links, and fills the rows in the given order.
func (l *layout) connect(edges []edge) {
	stops := map[[2]int]int{} // of a node, by row
	l.path = make([][]int, len(edges))
	linked := map[[2]int]int{} // weight by ends
	var ends [][2]int
	join := func(a, b int) {
		if linked[[2]int{a, b}] == 0 {
			ends = append(ends, [2]int{a, b})
		}
		linked[[2]int{a, b}]++
	}
	for i, e := range edges {
		path := []int{e.from}
		for row := l.row[e.from] + 1; row < l.row[e.to]; row++ {
			stop, ok := stops[[2]int{e.from, row}]
			if !ok {
				stop = l.addStop(row)
				stops[[2]int{e.from, row}] = stop
			}
			join(path[len(path)-1], stop)
			path = append(path, stop)
		}
		join(path[len(path)-1], e.to)
		l.path[i] = append(path, e.to)
	}
	l.in, l.out = make([][]link, len(l.row)), make([][]link, len(l.row))
	for _, e := range ends {
		w := l.weight(e[0], e[1])
		l.out[e[0]] = append(l.out[e[0]], link{e[1], w})
		l.in[e[1]] = append(l.in[e[1]], link{e[0], w})
	}
	last := 0
	for _, r := range l.row {
		last = max(last, r)
	}
	l.rows = make([][]int, last+1)
	for v, r := range l.row {
		l.rows[r] = append(l.rows[r], v)
	}
}

func (l *layout) addStop(row int) int {
	l.row = append(l.row, row)
	l.breadth = append(l.breadth, stopBreadth)
	l.depth = append(l.depth, 0)
	return len(l.row) - 1
}

// weight is how much a link wants to be straight: long lines more than short
// ones.
func (l *layout) weight(a, b int) float64 {
	stops := 0
	if a >= l.nodes {
		stops++
	}
	if b >= l.nodes {
		stops++
	}
	return []float64{1, 2, 8}[stops]
}

// stackRows gives rows their places across.
func (l *layout) stackRows(rise float64) {
	l.level, l.half = make([]float64, len(l.rows)), make([]float64, len(l.rows))
	y := 0.0
	for r, row := range l.rows {
		half := 0.0
		for _, v := range row {
			half = max(half, l.depth[v]/2)
		}
		if r > 0 {
			y += half + rise + l.slope(r)
		}
		l.level[r], l.half[r] = y, half
		y += half
	}
}

// slope is the extra room before row r for lines that go far to the side.
func (l *layout) slope(r int) float64 {
	far := 0.0
	for _, v := range l.rows[r] {
		for _, u := range l.in[v] {
			far = max(far, l.at[v]-l.at[u.to], l.at[u.to]-l.at[v])
		}
	}
	return min(90, far/9)
}
