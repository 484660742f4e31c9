package graph

import "slices"

// setFloor offers an order, and has the one to pick exceed it in no peak.
func (o *ordering) setFloor(order []int32) {
	others := o.offers
	o.offers = nil // nothing to give up for
	o.offer(order)
	o.floor = o.offers[0]
	o.offers = others
	if !slices.ContainsFunc(others, func(f offer) bool { return f.peaks == o.floor.peaks }) {
		o.offers = append(others, o.floor)
	}
	o.offer(o.walk.putOff(order))
}

// eligible returns the offers that exceed the floor in no peak and hold no more
// than the order before fusing did. If there are none, one of these rules is
// enough, and the second is worth more. Offers that take many times the bytes
// that others need are out in any case.
func (o *ordering) eligible() []offer {
	best := lowest(o.offers)
	for _, rules := range []struct{ fused, floor bool }{{true, true}, {true, false}, {false, true}} {
		var list []offer
		for _, f := range o.offers {
			if f.affordable(best) && (!rules.fused || f.fits(o.walk.p.unfused)) && (!rules.floor || f.under(o.floor)) {
				list = append(list, f)
			}
		}
		if list != nil {
			return list
		}
	}
	return o.offers
}

// under reports whether no peak is above that of g, if there is one.
func (f offer) under(g offer) bool {
	if g.order == nil {
		return true
	}
	for i, peak := range f.peaks {
		if peak > g.peaks[i] {
			return false
		}
	}
	return true
}

// fits reports whether an offer holds no more than h, if that is known.
func (f offer) fits(h held) bool {
	return h == held{} || f.peaks[0] <= h.results && f.peaks[1] <= h.bytes
}
