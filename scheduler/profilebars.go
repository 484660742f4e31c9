package scheduler

import "time"

// A bar is what is drawn in a row: a task, or several that are too short to be
// told apart.
type bar struct {
	layer    string
	from, to time.Duration
	count    int
	failed   bool
}

// bars makes the bars of one worker's tasks, which are in order and do not
// overlap: at most two for each pixel of the plot.
func bars(tasks []TaskTime, span time.Duration) []bar {
	pixel := max(span/plotWidth, 1)
	var out []bar
	var short column
	for _, t := range tasks {
		if t.End-t.Start >= pixel || t.Failed {
			out = short.flush(out)
			out = append(out, bar{layer: t.Layer, from: t.Start, to: t.End, count: 1, failed: t.Failed})
			continue
		}
		if at := t.Start / pixel; at != short.at {
			out = short.flush(out)
			short.at = at
		}
		short.add(t)
	}
	return short.flush(out)
}

// A column is the short tasks that start within one pixel.
type column struct {
	at       time.Duration
	from, to time.Duration
	count    int
	busy     map[string]time.Duration
}

func (c *column) add(t TaskTime) {
	if c.count == 0 {
		c.from, c.busy = t.Start, map[string]time.Duration{}
	}
	c.to = t.End
	c.busy[t.Layer] += max(t.End-t.Start, 1)
	c.count++
}

// flush appends the column as a bar.
func (c *column) flush(out []bar) []bar {
	if c.count == 0 {
		return out
	}
	layer, most := "", time.Duration(0)
	for l, busy := range c.busy {
		if busy > most || busy == most && l < layer {
			layer, most = l, busy
		}
	}
	out = append(out, bar{layer: layer, from: c.from, to: c.to, count: c.count})
	c.count = 0
	return out
}
