package arrays

import (
	"slices"
)

// PadOdd makes PadReflect and PadSymmetric mirror at a point: what they put
// beyond an edge is twice the edge element less the mirrored one, so that slopes
// go on. It is reflect_type="odd" of NumPy.
func PadOdd() PadOption { return func(c *padConfig) { c.odd = true } }

// padOdd pads one axis after the other. What is there is mirrored at both ends
// until it suffices, so that wide rims take few steps.
func (a *Array) padOdd(mode PadMode, widths [][2]int) (*Array, error) {
	y := a
	for axis, w := range widths {
		n := a.grid.shape[axis]
		if n == 1 { // twice an element less itself
			edge := make([][2]int, a.NDim())
			edge[axis] = w
			var err error
			if y, err = y.Pad(PadEdge, edge); err != nil {
				return nil, err
			}
			continue
		}
		again := 0 // mirrored elements begin behind the edge, or with it
		if mode == PadReflect {
			again = 1
		}
		for w != [2]int{} {
			// Ends at which the array may be mirrored once more are whole periods apart.
			have := y.grid.shape[axis] - again
			have -= have % (n - again)
			take := [2]int{min(have, w[0]), min(have, w[1])}
			var err error
			if y, err = y.withOddRims(axis, again, take); err != nil {
				return nil, err
			}
			w[0], w[1] = w[0]-take[0], w[1]-take[1]
		}
	}
	return y, nil
}

// withOddRims mirrors so many elements at the start and the end of an axis.
func (a *Array) withOddRims(axis, again int, take [2]int) (*Array, error) {
	last := a.grid.shape[axis] - 1
	parts := []*Array{a}
	for side, n := range take {
		if n == 0 {
			continue
		}
		edge, from := 0, places{}.add(n-1+again, n, -1)
		if side == 1 {
			edge, from = last, places{}.add(last-again, n, -1)
		}
		rim, err := a.oddRim(axis, edge, n, from)
		if err != nil {
			return nil, err
		}
		if side == 0 {
			parts = append([]*Array{rim}, parts...)
		} else {
			parts = append(parts, rim)
		}
	}
	return Concatenate(parts, axis)
}

// oddRim is twice the element at the edge less those at n places.
func (a *Array) oddRim(axis, edge, n int, from places) (*Array, error) {
	maps := a.keepAll()
	maps[axis] = axisMap{chunksOf(n, max(slices.Max(a.grid.chunks[axis]), 1)), from}
	var e Expr
	mirrored := e.Keep(a.outer("pad", maps, nil))
	twice := e.Do(Mul, e.Keep(a.onAxis("pad", axis, Span(edge, edge+1))), 2)
	rim := e.Do(Sub, twice, mirrored)
	if e.Err == nil && rim.dtype != a.dtype {
		rim = e.Keep(rim.AsType(a.dtype))
	}
	return rim, e.Err
}
