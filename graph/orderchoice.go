package graph

import (
	"cmp"
	"math"
	"slices"
)

// An offer is an order and its peaks.
type offer struct {
	order []int32
	peaks [4]int64 // results and bytes with wanted results kept, the same with them leaving at once
	score float64  // the product of the peaks
}

// choose returns the best order of these walks, of the natural one, and of
// what two of them give together.
func (o *ordering) choose(ways []candidate, reads bool) []int32 {
	share := worthIt
	if reads {
		share = worthItOnDisks
	}
	order := o.walk.run(natural, o.scale(natural.count), o.targets)
	if o.offer(order); o.unbeatable() {
		return order
	}
	o.offer(o.walk.putOff(order))
	for i := range o.offers {
		o.offers[i].score *= share
	}
	o.lowest = lowest(o.offers).score
	if reads && o.settled(reads) {
		return lowest(o.offers).order
	}
	if o.walk.p.steps.start != nil { // the order from before fusing
		o.offer(o.walk.byRank)
		o.offer(o.walk.putOff(o.walk.byRank))
	}
	if len(ways) == len(candidates) && !reads {
		o.setFloor(newCritical(o.walk).walk())
	}
	for _, c := range ways {
		if o.settled(reads) {
			break
		}
		o.try(c)
	}
	if reads {
		return lowest(o.offers).order
	}
	if len(ways) == len(candidates) && !o.settled(reads) {
		o.splice()
	}
	return o.pick().order
}

// try walks one way and offers the order as it is and with growth put off.
func (o *ordering) try(c candidate) {
	order := o.run(c)
	o.offer(order)
	o.offer(o.walk.putOff(order))
}

// run walks one way and leaves the walk with the scale of it.
func (o *ordering) run(c candidate) []int32 {
	if !c.back {
		return o.walk.run(c, o.scale(c.count), o.targets)
	}
	if o.back == nil {
		o.back = newOrdering(o.walk.p.reversed())
	}
	order := o.back.walk.run(c, o.back.scale(c.count), o.back.targets)
	slices.Reverse(order)
	o.walk.scale = o.scale(c.count)
	return order
}

// offer keeps an order unless another has the same peaks, or it cannot be
// picked.
func (o *ordering) offer(order []int32) {
	f, ok := o.measure(order)
	if !ok {
		return
	}
	for _, g := range o.offers {
		if g.peaks == f.peaks {
			return
		}
	}
	o.offers = append(o.offers, f)
	o.lowest, o.most = lowest(o.offers).score, mostResults(o.offers)
}

// measure finds all four peaks in one go. It gives up on orders that are beaten
// in score and in results.
func (o *ordering) measure(order []int32) (f offer, ok bool) {
	w, unit, bytes := o.walk, o.scale(true).weight, o.bytes
	unread := w.readers // free between walks
	for t := range unread {
		unread[t] = int32(w.out.degree(t))
	}
	var now, peaks [4]int64
	leave := func(t int32) {
		now[2] -= unit[t]
		now[3] -= bytes[t]
		if !w.output[t] {
			now[0] -= unit[t]
			now[1] -= bytes[t]
		}
	}
	for _, t := range order {
		now[0] += unit[t]
		now[1] += bytes[t]
		now[2] += unit[t]
		now[3] += bytes[t]
		higher := false
		for i := range peaks {
			if now[i] > peaks[i] {
				peaks[i], higher = now[i], true
			}
		}
		if higher && len(o.offers) > 1 && float64(peaks[0]) > o.most && score(peaks) >= o.lowest {
			return offer{}, false
		}
		for _, in := range w.in.of(int(t)) {
			if unread[in]--; unread[in] == 0 {
				leave(in)
			}
		}
		if unread[t] == 0 {
			leave(t)
		}
	}
	return offer{order: order, peaks: peaks, score: score(peaks)}, true
}

func score(peaks [4]int64) float64 {
	product := 1.0
	for _, peak := range peaks {
		product *= float64(max(1, peak))
	}
	return product
}

// An order is joined with so many others at most, in so many places.
const (
	partners = 16
	splices  = 15
)

// splice offers the best order up to some task and, from there, each of those
// that hold fewest results: the best one is often so for most of the way, and
// holds too much only where wanted results have piled up.
func (o *ordering) splice() {
	start := lowest(o.offers)
	n := len(start.order)
	ends := slices.Clone(o.offers)
	slices.SortStableFunc(ends, func(a, b offer) int {
		return cmp.Or(cmp.Compare(a.peaks[0], b.peaks[0]), cmp.Compare(a.score, b.score))
	})
	for _, end := range ends[:min(partners, len(ends))] {
		if end.peaks == start.peaks {
			continue // the same order
		}
		for i := 1; i <= splices; i++ {
			o.offer(o.join(start.order[:i*n/(splices+1)], end.order))
		}
	}
}

// join returns the tasks of start and then those of order that it lacks.
func (o *ordering) join(start, order []int32) []int32 {
	seen := o.walk.done
	clear(seen)
	joined := append(make([]int32, 0, len(order)), start...)
	for _, t := range start {
		seen[t] = true
	}
	for _, t := range order {
		if !seen[t] {
			joined = append(joined, t)
		}
	}
	return joined
}

// Wanted results are kept in most runs, so the number held with them comes
// first, within limits.
const (
	oneMore    = 1        // so many more results may save bytes, or results that are not wanted,
	hardlyMore = 1.0 / 64 // or this share more
	fewMore    = 2        // how many times as many there may be where wanted ones leave
	moreBytes  = 4        // how many times the bytes
)

// pick returns the best of the eligible offers that hold hardly more results
// than the fewest that can be had within the limits. There, results that are
// held with the wanted ones count twice.
func (o *ordering) pick() offer {
	offers := o.eligible()
	best, most := lowest(offers), mostResults(offers)
	var picked offer
	least := math.Inf(1)
	for _, f := range offers {
		if float64(f.peaks[0]) > most || !f.affordable(best) {
			continue
		}
		if s := f.score * float64(max(1, f.peaks[0])); s < least {
			picked, least = f, s
		}
	}
	return picked
}

// mostResults is how many results the one to pick of these offers may hold.
func mostResults(offers []offer) float64 {
	best := lowest(offers)
	fewest := best.peaks[0]
	for _, f := range offers {
		if f.peaks[0] < fewest && f.affordable(best) {
			fewest = f.peaks[0]
		}
	}
	return float64(fewest) + max(oneMore, hardlyMore*float64(fewest))
}

// affordable reports whether an offer is within the limits, seen from the one
// with the lowest score.
func (f offer) affordable(best offer) bool {
	return f.within(best, 2, fewMore) && f.within(best, 1, moreBytes) && f.within(best, 3, moreBytes)
}

// within reports whether one peak is at most so many times that of another offer.
func (f offer) within(g offer, peak int, times float64) bool {
	return float64(f.peaks[peak]) <= times*float64(g.peaks[peak])
}

// lowest returns the first offer with the lowest score.
func lowest(offers []offer) offer {
	best := offers[0]
	for _, f := range offers[1:] {
		if f.score < best.score {
			best = f
		}
	}
	return best
}
