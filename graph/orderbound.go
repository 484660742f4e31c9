package graph

import "slices"

// A bound returns peaks of which no order has lower ones.
type bound func() [4]int64

// unbeatable reports whether no order has lower peaks than the first offer, and
// notes how low they can be at most.
func (o *ordering) unbeatable() bool {
	for _, b := range o.bounds {
		for i, peak := range b() {
			o.least[i] = max(o.least[i], peak)
		}
		if o.offers[0].peaks == o.least {
			return true
		}
	}
	return false
}

// plainPeaks is a bound: at least a task, its inputs and its result are there
// together, and in the end all wanted results where those are kept.
func (o *ordering) plainPeaks() (peaks [4]int64) {
	w := o.walk
	for i, weight := range [][]int64{o.scale(true).weight, o.bytes} {
		wanted := int64(0)
		for t, now := range weight {
			if w.output[t] {
				wanted += now
			}
			for _, in := range w.in.of(t) {
				now += weight[in]
			}
			peaks[i+2] = max(peaks[i+2], now)
		}
		peaks[i] = max(peaks[i+2], wanted)
	}
	return peaks
}

// settled reports whether further offers would change nothing: what is picked is
// as good as any order can be. Where storage is read that is the lowest score, and
// the natural order has a better one than its peaks give; else all peaks count.
func (o *ordering) settled(reads bool) bool {
	if reads {
		return lowest(o.offers).score <= score(o.least)
	}
	return slices.ContainsFunc(o.offers, func(f offer) bool { return f.peaks == o.least })
}
