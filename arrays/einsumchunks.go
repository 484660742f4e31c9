package arrays

import (
	"math"
	"slices"
)

// smallProducts cuts the arrays of an einsum so that a block of the result is
// not much larger than the largest of theirs: an outer product of long blocks
// would be.
func smallProducts(out []int, labels [][]int, arrays []*Array) ([]*Array, error) {
	if len(arrays) < 2 || len(out) == 0 {
		return arrays, nil
	}
	most, longest := 1, map[int]int{}
	for i, a := range arrays {
		for j, l := range labels[i] {
			if slices.Contains(out, l) {
				longest[l] = max(longest[l], slices.Max(a.grid.chunks[j]))
			}
		}
		most = max(most, largest(a.grid.chunks))
	}
	factor := 1.0
	for _, n := range longest {
		factor *= float64(n)
	}
	if factor /= float64(most) * tolerance; factor <= 1 {
		return arrays, nil
	}
	cut := make([]*Array, len(arrays))
	for i, a := range arrays {
		var axes []int
		for j, l := range labels[i] {
			if slices.Contains(out, l) {
				axes = append(axes, j)
			}
		}
		share := max(math.Pow(factor, float64(len(axes))/float64(len(out))), 1)
		var err error
		if cut[i], err = a.rechunk(smaller(a.grid.chunks, axes, float64(largest(a.grid.chunks))/share)); err != nil {
			return nil, err
		}
	}
	return cut, nil
}

// largest is the number of elements of the largest block.
func largest(chunks [][]int) int {
	n := 1
	for _, c := range chunks {
		n *= slices.Max(c)
	}
	return n
}

// smaller cuts chunks along some axes evenly, all by the same factor, until
// blocks have at most about so many elements.
func smaller(chunks [][]int, axes []int, most float64) [][]int {
	out, axes := slices.Clone(chunks), slices.Clone(axes)
	most = max(most, 1)
	for len(axes) > 0 {
		excess := float64(largest(out)) / most
		if excess <= 1 {
			break
		}
		excess = math.Pow(excess, 1/float64(len(axes)))
		for _, i := range slices.Clone(axes) {
			limit := float64(slices.Max(out[i])) / excess
			next := []int{}
			for _, c := range chunks[i] {
				next = append(next, evenly(c, limit)...)
			}
			if slices.Equal(next, out[i]) || slices.Max(next) == 1 {
				axes = slices.DeleteFunc(axes, func(k int) bool { return k == i })
			}
			out[i] = next
		}
	}
	return out
}

// evenly cuts a chunk that is much longer than a limit.
func evenly(n int, limit float64) []int {
	if float64(n) <= tolerance*limit {
		return []int{n}
	}
	parts := min(int(math.Ceil(float64(n)/limit)), n)
	out := slices.Repeat([]int{n / parts}, parts)
	for i := range n % parts {
		out[i]++
	}
	return out
}
