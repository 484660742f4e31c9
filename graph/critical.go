package graph

import "slices"

// A critical walk takes one end of the graph at a time, goes along the most
// expensive path from there down to a task without inputs, and makes what that
// path needs on its way back up. What becomes free to run beside the path is
// followed to where results are joined, and run once that join can be. This is
// what Dask does (dask:dask/order.py), with ids in place of names where all else
// is equal.
type critical struct {
	criticalRank
	in, out rows
	done    []bool
	begun   []bool  // some input has run
	need    []int32 // inputs that have not run
	order   []int32

	path    []int32     // goals; those on top are needed by those below
	ready   []int32     // tasks to follow from
	reached []bool      // tasks that paths in waiting or branches go through
	waiting [][][]int32 // by task: paths that end in it and wait for its other inputs
	ahead   []branch    // paths to follow next
	late    []int32     // scratch of missing
	chain   []int32     // scratch of run
}

// A branch is a path of tasks that can run one after the other, up to its last
// one, which perhaps cannot.
type branch struct {
	path   []int32
	splits int // how many of its tasks have several readers
}

func newCritical(w *walk) *critical {
	n := len(w.done)
	c := &critical{criticalRank: newCriticalRank(w), in: w.in, out: w.out, done: make([]bool, n),
		begun: make([]bool, n), need: make([]int32, n), order: make([]int32, 0, n),
		reached: make([]bool, n), waiting: make([][][]int32, n)}
	for t := range n {
		c.need[t] = int32(c.in.degree(t))
	}
	return c
}

// walk returns all tasks in order.
func (c *critical) walk() []int32 {
	for {
		end, ok := c.nextEnd(c.done, c.begun, len(c.order) == 0)
		if !ok {
			return c.order
		}
		c.descend(end)
		c.climb()
		c.followReady()
	}
}

// descend lays the path from an end along the most expensive inputs.
func (c *critical) descend(end int32) {
	c.path = append(c.path[:0], end)
	for inputs := c.in.of(int(end)); len(inputs) > 0; {
		most := slices.MaxFunc(inputs, c.byPlace)
		c.path = append(c.path, most)
		inputs = c.missing(most)
		c.path = append(c.path, inputs...)
	}
}

// missing returns the inputs of t that have not run, until it is called again.
func (c *critical) missing(t int32) []int32 {
	c.late = c.late[:0]
	for _, in := range c.in.of(int(t)) {
		if !c.done[in] {
			c.late = append(c.late, in)
		}
	}
	return c.late
}

// climb makes the goals of the path, and what they need. Once it has had to
// make several inputs, it also looks at what has become free to run.
func (c *critical) climb() {
	joined := false
	for len(c.path) > 0 {
		t := c.path[len(c.path)-1]
		if c.need[t] > 0 {
			joined = c.pushInputs(t) > 1 || joined
			continue
		}
		c.path = c.path[:len(c.path)-1]
		if c.done[t] {
			continue
		}
		if joined && len(c.ready) < len(c.path) {
			c.followReady()
		}
		c.run(t)
	}
}

// pushInputs makes the missing inputs of t goals, and before them what waits
// for those; it returns how many nothing waited for.
func (c *critical) pushInputs(t int32) int {
	inputs := c.missing(t)
	slices.SortFunc(inputs, c.byPlace)
	fresh := 0
	for _, in := range inputs {
		if len(c.waiting[in]) == 0 {
			c.path = append(c.path, in)
			fresh++
		}
	}
	for _, in := range inputs {
		for _, path := range c.waiting[in] {
			for i := len(path) - 1; i >= 0; i-- {
				c.path = append(c.path, path[i])
			}
		}
		c.waiting[in] = nil
	}
	return fresh
}

// run runs t, and then each reader that waited for the one result alone and is
// the only one to read it.
func (c *critical) run(t int32) {
	c.chain = append(c.chain[:0], t)
	for len(c.chain) > 0 {
		t := c.chain[len(c.chain)-1]
		c.chain = c.chain[:len(c.chain)-1]
		c.reached[t] = false
		if c.done[t] {
			continue
		}
		c.done[t] = true
		c.order = append(c.order, t)
		c.countDown(t)
		readers := c.out.of(int(t))
		for _, r := range readers {
			c.begun[r] = true
			if c.need[r]--; c.need[r] > 0 {
				continue
			}
			if len(readers) == 1 {
				c.chain = append(c.chain, r)
			} else {
				c.ready = append(c.ready, r)
			}
		}
	}
}

func (c *critical) runAll(path []int32) {
	for _, t := range path {
		c.run(t)
	}
}
