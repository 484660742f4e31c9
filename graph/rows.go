package graph

// rows are adjacency lists in two arrays.
type rows struct{ start, to []int32 }

func (r rows) of(i int) []int32 { return r.to[r.start[i]:r.start[i+1]] }

func (r rows) degree(i int) int { return int(r.start[i+1] - r.start[i]) }

// reverse returns the rows of the reversed edges; each row is ascending.
func (r rows) reverse() rows {
	n := len(r.start) - 1
	out := rows{start: make([]int32, n+1), to: make([]int32, len(r.to))}
	// start[t+1] first counts, then is the place for the next entry of row t;
	// when all are placed it has become the end of the row.
	start := out.start
	for _, t := range r.to {
		start[t+1]++
	}
	sum := int32(0)
	for i := 1; i <= n; i++ {
		count := start[i]
		start[i] = sum
		sum += count
	}
	for i := range n {
		for _, t := range r.of(i) {
			out.to[start[t+1]] = int32(i)
			start[t+1]++
		}
	}
	return out
}

// unique returns the rows without repetitions in them; itself if it has none.
func (r rows) unique() rows {
	n := len(r.start) - 1
	seen := make([]int32, n) // one more than the last row that had it
	repeats := false
	for i := 0; i < n && !repeats; i++ {
		for _, t := range r.of(i) {
			repeats = repeats || seen[t] == int32(i)+1
			seen[t] = int32(i) + 1
		}
	}
	if !repeats {
		return r
	}
	clear(seen)
	u := rows{start: make([]int32, 1, n+1)}
	for i := range n {
		for _, t := range r.of(i) {
			if seen[t] != int32(i)+1 {
				seen[t] = int32(i) + 1
				u.to = append(u.to, t)
			}
		}
		u.start = append(u.start, int32(len(u.to)))
	}
	return u
}
