package hdf5

import "iter"

// boxes yields the positions of a grid in C order with their numbers. The slice
// belongs to the caller until the next one, which may change it.
func boxes(counts []int) iter.Seq2[int, []int] {
	return func(yield func(int, []int) bool) {
		at := make([]int, len(counts))
		for number := range product(counts) {
			left := number
			for i := len(counts) - 1; i >= 0; i-- {
				at[i] = left % counts[i]
				left /= counts[i]
			}
			if !yield(number, at) {
				return
			}
		}
	}
}

// cuts are where the blocks of an array begin along each axis.
type cuts struct {
	counts  []int
	offsets [][]int
}

func newCuts(chunks [][]int) *cuts {
	c := &cuts{counts: make([]int, len(chunks)), offsets: make([][]int, len(chunks))}
	for i, lengths := range chunks {
		c.counts[i], c.offsets[i] = len(lengths), make([]int, len(lengths))
		for j, n := range lengths[:len(lengths)-1] {
			c.offsets[i][j+1] = c.offsets[i][j] + n
		}
	}
	return c
}

// start returns where a block, counted in C order, begins.
func (c *cuts) start(block int) []int {
	start := make([]int, len(c.counts))
	for i := len(start) - 1; i >= 0; i-- {
		start[i] = c.offsets[i][block%c.counts[i]]
		block /= c.counts[i]
	}
	return start
}
