package arrays

import "slices"

// nearPoints cuts an array that comes from a source by way of other operations
// to what lies around points, where that is less than half of it, and returns
// the points within that.
func (a *Array) nearPoints(axes []int, coords [][]int) (*Array, [][]int, error) {
	if a.projection == nil || len(coords[0]) == 0 {
		return a, coords, nil
	}
	a, coords, err := a.onlyPositions(axes, coords)
	if err != nil {
		return nil, nil, err
	}
	near, left, size := slices.Repeat([]Index{All}, a.NDim()), slices.Clone(coords), a.Size()
	for k, axis := range axes {
		low, high := slices.Min(coords[k]), slices.Max(coords[k])
		size = size / a.grid.shape[axis] * (high - low + 1)
		near[axis], left[k] = Span(low, high+1), moved(coords[k], -low)
	}
	if 2*size >= a.Size() {
		return a, coords, nil
	}
	y, err := a.Slice(near...)
	return y, left, err
}

// onlyPositions keeps the positions of points along the axis of which they take
// the smallest part, if that is less than half.
func (a *Array) onlyPositions(axes []int, coords [][]int) (*Array, [][]int, error) {
	best, part := -1, 0.5
	var list []int
	for k, axis := range axes {
		once := slices.Compact(slices.Sorted(slices.Values(coords[k])))
		if p := float64(len(once)) / float64(a.grid.shape[axis]); p < part {
			best, part, list = k, p, once
		}
	}
	if best < 0 {
		return a, coords, nil
	}
	y, err := a.takeNarrow(list, axes[best])
	if y == nil || err != nil {
		return a, coords, err
	}
	coords = slices.Clone(coords)
	places := make([]int, len(coords[best]))
	for i, p := range coords[best] {
		places[i], _ = slices.BinarySearch(list, p)
	}
	coords[best] = places
	return y, coords, nil
}

func moved(list []int, by int) []int {
	out := make([]int, len(list))
	for i, p := range list {
		out[i] = p + by
	}
	return out
}
