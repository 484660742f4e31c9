package graph

import "slices"

// followReady follows the paths from all tasks that have become ready, and runs
// those that lead to an end or complete the inputs of a join. Running them
// earlier would make results that nothing frees soon; later, results would stay
// that they free.
func (c *critical) followReady() {
	for len(c.ready) > 0 {
		tasks := slices.Clone(c.ready)
		c.ready = c.ready[:0]
		for i := len(tasks) - 1; i >= 0; i-- {
			t := tasks[i]
			if c.reached[t] || c.done[t] {
				continue
			}
			if c.out.degree(int(t)) == 0 {
				c.run(t)
				continue
			}
			for c.ahead = append(c.ahead[:0], branch{path: []int32{t}}); len(c.ahead) > 0; {
				b := c.ahead[0]
				c.ahead = c.ahead[1:]
				c.follow(b)
			}
		}
	}
}

// follow extends a path up to the next end, join or split.
func (c *critical) follow(b branch) {
	for {
		t := b.path[len(b.path)-1]
		c.reached[t] = true
		readers := c.out.of(int(t))
		inside := len(b.path) == 1 || c.in.degree(int(t)) == 1
		switch {
		case len(readers) > 0 && inside && len(readers) == 1:
			b.path = append(b.path, readers[0])
			continue
		case len(readers) > 0 && inside:
			c.split(b, readers)
		case len(readers) > 0 && len(c.waiting[t]) > 0:
			c.reached[t] = false
			c.waiting[t] = append(c.waiting[t], b.path)
			c.join(t, b.splits)
		case c.need[t] <= 1:
			c.runAll(b.path)
		default:
			c.reached[t] = false
			if len(readers) > 0 {
				c.waiting[t] = [][]int32{b.path}
			}
		}
		return
	}
}

// split goes on with each reader that reads nothing else.
func (c *critical) split(b branch, readers []int32) {
	readers = slices.Clone(readers)
	slices.SortFunc(readers, c.byPlace)
	for _, r := range readers {
		if c.in.degree(int(r)) == 1 {
			c.ahead = append(c.ahead, branch{append(slices.Clone(b.path), r), b.splits + 1})
		}
	}
}

// join runs the paths that wait for each other before t, if all are there. If
// these come from a split within another one, they go on as one path instead.
func (c *critical) join(t int32, splits int) {
	if len(c.waiting[t]) < int(c.need[t]) {
		return
	}
	c.waiting[t] = slices.DeleteFunc(c.waiting[t], func(path []int32) bool { return c.done[path[len(path)-2]] })
	paths := c.waiting[t]
	if len(paths) < int(c.need[t]) || len(paths) == 0 {
		return
	}
	c.waiting[t] = nil
	if splits > 1 {
		c.ahead = append(c.ahead, branch{slices.Concat(paths...), splits - 1})
		return
	}
	c.runJoined(paths)
}

// runJoined runs each path as far as it can be, over and over until all have
// run or none gets any further.
func (c *critical) runJoined(paths [][]int32) {
	for idle := 0; idle < len(paths); {
		path, ran := paths[0], len(c.order)
		paths = paths[1:]
		for _, t := range path {
			if c.need[t] > 0 {
				paths = append(paths, path)
				break
			}
			c.run(t)
		}
		if idle++; len(c.order) > ran {
			idle = 0
		}
	}
}
