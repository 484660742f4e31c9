package graph

// unbeatable reports whether no order has lower peaks than the first offer. At
// least a task, its inputs and its result are there together, and in the end all
// wanted results where those are kept.
func (o *ordering) unbeatable() bool {
	w, unit, bytes := o.walk, o.scale(true).weight, o.bytes
	var least, wanted [2]int64
	for t := range bytes {
		now := [2]int64{unit[t], bytes[t]}
		if w.output[t] {
			wanted[0] += unit[t]
			wanted[1] += bytes[t]
		}
		for _, in := range w.in.of(t) {
			now[0] += unit[in]
			now[1] += bytes[in]
		}
		least[0], least[1] = max(least[0], now[0]), max(least[1], now[1])
	}
	peaks := o.offers[0].peaks
	return peaks[0] <= max(least[0], wanted[0]) && peaks[1] <= max(least[1], wanted[1]) &&
		peaks[2] <= least[0] && peaks[3] <= least[1]
}
