package scheduler

import "time"

// paceTicks is how many events the rate looks back: five seconds.
const paceTicks = int(5 * time.Second / tickEvery)

// A sample is how far a run had come at some time after its start.
type sample struct {
	at    time.Duration
	bytes counter
	tasks counter
}

// A counter is an amount and the number of events at which it was found to
// have grown.
type counter struct {
	amount float64
	grown  int
}

func (c counter) to(amount float64) counter {
	if amount > c.amount {
		c.grown++
	}
	c.amount = amount
	return c
}

// A pace remembers the last seconds of a run. The zero value is the start.
type pace struct {
	ring [paceTicks]sample
	last sample
	n    int // samples ever taken
}

// estimate fills in p's rate and remaining time, and remembers p.
func (c *pace) estimate(p *Progress) {
	now := sample{
		at:    p.Elapsed,
		bytes: c.last.bytes.to(float64(p.Bytes)),
		tasks: c.last.tasks.to(float64(p.Tasks)),
	}
	old := c.oldest()
	p.Rate = perSecond(now.bytes.amount-old.bytes.amount, now.at-old.at)
	if p.Bytes > 0 && p.Bytes < p.BytesAll {
		p.Remaining = remaining(float64(p.BytesAll), old.at, now.at, old.bytes, now.bytes)
	} else {
		p.Remaining = remaining(float64(p.Total), old.at, now.at, old.tasks, now.tasks)
	}
	c.ring[c.n%paceTicks], c.last = now, now
	c.n++
}

// oldest returns the sample that the next one replaces, or the start.
func (c *pace) oldest() sample {
	if c.n < paceTicks {
		return sample{}
	}
	return c.ring[c.n%paceTicks]
}

// steady is how often a counter must have grown in the last seconds for its
// rate there to say something about the future: tasks that take seconds come
// in lumps.
const steady = 5

// remaining is the time until a counter reaches all: at the rate of the last
// seconds if that is steady, else at that of the whole run.
func remaining(all float64, then, now time.Duration, old, c counter) time.Duration {
	rate := perSecond(c.amount-old.amount, now-then)
	if c.grown-old.grown < steady {
		rate = perSecond(c.amount, now)
	}
	if rate <= 0 {
		return -1
	}
	seconds := (all - c.amount) / rate
	if seconds > maxRemaining.Seconds() {
		return maxRemaining
	}
	return time.Duration(seconds * float64(time.Second))
}

// maxRemaining keeps absurd estimates inside a Duration: ten years.
const maxRemaining = 10 * 365 * 24 * time.Hour

func perSecond(n float64, d time.Duration) float64 {
	if d <= 0 {
		return 0
	}
	return n / d.Seconds()
}
