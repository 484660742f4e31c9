package scheduler

import (
	"slices"
	"sync/atomic"

	"github.com/gloam-go/gloam/graph"
)

// results are the values of one run, from when a task has made one until its
// last reader has run. Distinct tasks may be handled concurrently.
type results struct {
	plan  *graph.Plan
	nodes []node
	books *ledger
	drops bool // some layers reuse what is dropped
}

// A node is the run state of a task, 24 bytes: what it needs before it can
// start, what it made, and who still needs that.
type node struct {
	value   any
	pending int32 // unfinished inputs, one per reference, and one until the task is claimed
	refs    int32 // readers yet to run, one per reference, and one per wanted output
}

func newResults(p *graph.Plan, books *ledger) *results {
	s := &results{plan: p, nodes: make([]node, p.Len()), books: books}
	for id := range s.nodes {
		s.nodes[id] = node{pending: int32(len(p.Inputs(id))) + 1, refs: int32(len(p.Readers(id)))}
	}
	for _, id := range p.Outputs() {
		s.nodes[id].refs++
	}
	s.drops = slices.ContainsFunc(p.Layers(), (*graph.Layer).Recycles)
	return s
}

// inputs appends the values that a task reads to dst.
func (s *results) inputs(id int, dst []any) []any {
	for _, in := range s.plan.Inputs(id) {
		dst = append(dst, s.nodes[in].value)
	}
	return dst
}

// prefetch brings the counters of a task's readers into the cache. The atomic
// subtractions of follow are barriers, so there the misses would come one
// after the other; here they overlap with those of the inputs. On a random
// graph of 1e6 tasks that takes a third off the time. More readers than
// maxPrefetch are in sequence often enough for the hardware to see it coming.
func (s *results) prefetch(id int) {
	readers := s.plan.Readers(id)
	for _, r := range readers[:min(len(readers), maxPrefetch)] {
		atomic.LoadInt32(&s.nodes[r].pending)
	}
}

const maxPrefetch = 16

// put keeps a task's value for its readers.
func (s *results) put(id int, v any) {
	if atomic.LoadInt32(&s.nodes[id].refs) > 0 {
		s.nodes[id].value = v
	}
}

// release gives up a task's inputs; those without other readers are dropped.
func (s *results) release(id int) {
	for _, in := range s.plan.Inputs(id) {
		n := &s.nodes[in]
		if last(&n.refs) {
			if s.drops {
				s.plan.Layers()[s.plan.LayerOf(int(in))].Drop(n.value)
			}
			n.value = nil
			s.books.freed(int(in))
		}
	}
}

// arrived counts down what a task waits for and reports whether it can start.
func (s *results) arrived(id int) bool { return last(&s.nodes[id].pending) }

// last counts down and reports whether nothing is left. A count of one can
// only be the caller's own, so no other goroutine will touch it again and the
// costly atomic subtraction is not needed.
func last(count *int32) bool {
	return atomic.LoadInt32(count) == 1 || atomic.AddInt32(count, -1) == 0
}

func (s *results) outputs() []any {
	out := make([]any, len(s.plan.Outputs()))
	for i, id := range s.plan.Outputs() {
		out[i] = s.nodes[id].value
	}
	return out
}
