package graph

import (
	"cmp"
	"math/bits"
	"slices"
)

// A criticalRank says which tasks a critical walk takes for expensive, and which
// end of the graph is next.
type criticalRank struct {
	place []int32 // of each task among all, the cheapest first
	root  []int32 // number of each task without inputs, -1 of others
	roots bitRows // of each task: the tasks without inputs behind it

	ends        []int32 // tasks that nobody reads and that have not run, by place
	lack        []int32 // of each of ends: tasks without inputs behind it that have not run
	most        int32   // the largest lack at the start
	costlyFirst bool    // while ends are alike, the most expensive one goes first
}

// bitRows are sets of small numbers.
type bitRows struct {
	bits  []uint64
	words int // of each set
}

func (b bitRows) of(i int32) []uint64 { return b.bits[int(i)*b.words : int(i+1)*b.words] }

// has returns 1 if number is in set i, else 0.
func (b bitRows) has(i, number int32) int32 {
	return int32(b.of(i)[number/64] >> (number % 64) & 1)
}

func (b bitRows) count(i int32) (n int32) {
	for _, word := range b.of(i) {
		n += int32(bits.OnesCount64(word))
	}
	return n
}

func newCriticalRank(w *walk) criticalRank {
	n, roots := len(w.done), int32(0)
	c := criticalRank{place: make([]int32, n), root: make([]int32, n)}
	for t := range n {
		c.root[t] = -1
		if w.in.degree(t) == 0 {
			c.root[t] = roots
			roots++
		}
	}
	c.roots.words = int(roots+63) / 64
	c.roots.bits = make([]uint64, n*c.roots.words)
	ids := c.sort(w)
	for i, t := range ids {
		c.place[t] = int32(i)
		if w.out.degree(int(t)) == 0 {
			c.ends = append(c.ends, t)
		}
	}
	c.measureEnds(int(roots))
	return c
}

// sort returns the tasks by what is behind them. Tasks count as often as their
// results are read.
func (c *criticalRank) sort(w *walk) []int32 {
	n := len(w.done)
	behind, sources, fan := make([]float64, n), make([]int32, n), make([]int32, n)
	for _, t := range w.byRank {
		behind[t] = 1
		if r := c.root[t]; r >= 0 {
			fan[t] = int32(w.out.degree(int(t)))
			c.roots.of(t)[r/64] |= 1 << (r % 64)
			continue
		}
		set := c.roots.of(t)
		for _, in := range w.in.of(int(t)) {
			behind[t] += behind[in]
			fan[t] = max(fan[t], fan[in])
			for i, word := range c.roots.of(in) {
				set[i] |= word
			}
		}
		sources[t] = c.roots.count(t)
	}
	ids := slices.Clone(w.byRank)
	slices.SortFunc(ids, func(a, b int32) int {
		return cmp.Or(cmp.Compare(behind[a], behind[b]), cmp.Compare(w.in.degree(int(a)), w.in.degree(int(b))),
			cmp.Compare(sources[a], sources[b]), cmp.Compare(fan[b], fan[a]), cmp.Compare(a, b))
	})
	return ids
}

func (c *criticalRank) byPlace(a, b int32) int { return int(c.place[a]) - int(c.place[b]) }

// measureEnds finds what each end lacks. The expensive ones go first where
// there are far more or far fewer ends than sources, or where each source leads
// to as many ends.
func (c *criticalRank) measureEnds(roots int) {
	c.lack = make([]int32, len(c.ends))
	leads := make([]int32, roots) // ends that each source leads to
	for i, t := range c.ends {
		if c.root[t] >= 0 {
			continue
		}
		c.lack[i] = c.roots.count(t)
		c.most = max(c.most, c.lack[i])
		for r := range leads {
			leads[r] += c.roots.has(t, int32(r))
		}
	}
	c.costlyFirst = true
	if more := roots - len(c.ends); 5*max(more, -more) < 4*roots {
		c.costlyFirst = slices.Min(leads) == slices.Max(leads)
	}
}

// countDown notes that t has run.
func (c *criticalRank) countDown(t int32) {
	if r := c.root[t]; r >= 0 {
		for i, end := range c.ends {
			c.lack[i] -= c.roots.has(end, r)
		}
	}
}

// nextEnd returns the end to make next: one that lacks fewest sources, if
// possible one that has begun.
func (c *criticalRank) nextEnd(done, begun []bool, first bool) (int32, bool) {
	left, least := 0, c.most
	for i, t := range c.ends {
		if done[t] {
			continue
		}
		c.ends[left], c.lack[left] = t, c.lack[i]
		if left++; c.lack[i] > 0 {
			least = min(least, c.lack[i])
		}
	}
	c.ends, c.lack = c.ends[:left], c.lack[:left]
	if left == 0 {
		return 0, false
	}
	if first || least == c.most {
		if c.costlyFirst {
			return c.ends[left-1], true
		}
		return c.ends[0], true
	}
	next := -1
	for i, t := range c.ends {
		if c.lack[i] == least && (next < 0 || begun[t]) {
			if next = i; begun[t] {
				break
			}
		}
	}
	return c.ends[max(0, next)], true
}
