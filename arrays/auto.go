package arrays

import (
	"fmt"
	"math"
	"slices"
)

// An autoCutter chooses the chunks of automatic axes as Dask does, so that a
// block has at most limit bytes.
type autoCutter struct {
	op    string
	shape []int
	limit int64
	item  int
	out   [][]int // chunks of the other axes; filled in
	wide  []int   // lengths asked for that are longer than their axis, else 0
	autos []int
}

// fixed returns the elements of the largest block over the axes done so far, as
// they were asked for.
func (c *autoCutter) fixed() float64 {
	n := 1.0
	for i, chunks := range c.out {
		if chunks != nil {
			n *= float64(max(slices.Max(chunks), c.wide[i]))
		}
	}
	return n
}

// fresh cuts a new array: all automatic axes get the same length, those
// shorter than it are taken whole and leave their share to the others.
func (c *autoCutter) fresh() ([][]int, error) {
	if int64(c.item) > c.limit {
		return nil, asked(&ChunkError{Op: c.op, Axis: -1, Reason: fmt.Sprintf("got a limit of %d bytes for automatic chunks, elements have %d", c.limit, c.item)})
	}
	autos := c.autos
	for len(autos) > 0 {
		size := math.Pow(float64(c.limit)/float64(c.item)/math.Max(c.fixed(), 1), 1/float64(len(autos)))
		var rest []int
		for _, i := range autos {
			if float64(c.shape[i]) < size {
				c.out[i] = []int{c.shape[i]}
			} else {
				rest = append(rest, i)
			}
		}
		if len(rest) == len(autos) {
			for _, i := range autos {
				even, err := evenChunks(c.op, i, c.shape[i], roundTo(size, c.shape[i]))
				if err != nil {
					return nil, err
				}
				c.out[i] = even
			}
			break
		}
		autos = rest
	}
	return c.out, nil
}

// roundTo returns the chunk length near c for an axis, or its commonest chunk,
// of length n.
func roundTo(c float64, n int) int {
	if c <= float64(n) {
		return max(1, int(c))
	}
	return int(c/float64(n)) * n
}

// tolerance is how far a block may exceed its share when that saves cutting
// old blocks.
const tolerance = 1.25

// again cuts an array that has chunks: it starts from the median old chunk of
// each axis and scales all axes by the same factor. Axes grow by merging whole
// old chunks and shrink to lengths that fit their commonest one.
func (c *autoCutter) again(previous [][]int) ([][]int, error) {
	size := map[int]float64{} // present length of each open axis
	for _, i := range c.autos {
		size[i] = median(previous[i])
	}
	open := slices.Clone(c.autos)
	factor := c.factor(size)
	shrink := factor < 1
	result := map[int][]int{}
	for range 100 { // each pass closes an axis or brings factor nearer to 1
		more, n := false, float64(len(open))
		for _, i := range slices.Clone(open) {
			want := size[i] * math.Pow(factor, 1/n)
			switch {
			case want > float64(c.shape[i]):
				result[i] = []int{c.shape[i]}
				c.out[i] = result[i]
				open = slices.DeleteFunc(open, func(o int) bool { return o == i })
				delete(size, i)
				more = true
			case shrink || float64(slices.Max(previous[i])) > want*math.Pow(tolerance, 1/n):
				step := roundTo(want, usual(previous[i], c.shape[i]))
				even, err := evenChunks(c.op, i, c.shape[i], max(step, 1))
				if err != nil {
					return nil, err
				}
				result[i] = even
				if shrink {
					size[i] = float64(step)
				}
				if want < 1 {
					open = slices.DeleteFunc(open, func(o int) bool { return o == i })
					more = true
				}
			default:
				result[i] = mergeChunks(previous[i], want)
			}
		}
		if len(open) == 0 || !more && !shrink {
			break
		}
		last := factor
		if factor = c.factor(size); factor == last && !more {
			break
		}
	}
	for i, r := range result {
		c.out[i] = r
	}
	return c.out, nil
}

// factor is how much larger a block of the given sizes could be.
func (c *autoCutter) factor(size map[int]float64) float64 {
	f := float64(max(c.limit, 1)) / float64(c.item) / math.Max(c.fixed(), 1)
	for _, i := range c.autos { // in order, so that rounding is the same in each run
		if s, ok := size[i]; ok && s > 0 {
			f /= s
		}
	}
	return f
}

// usual returns the commonest length of at least half of the chunks, or the
// axis length.
func usual(chunks []int, extent int) int {
	count, mode := map[int]int{}, 0
	for _, n := range chunks {
		count[n]++
	}
	for _, n := range chunks { // the first one wins ties
		if count[n] > count[mode] {
			mode = n
		}
	}
	if mode > 1 && 2*count[mode] >= len(chunks) {
		return mode
	}
	return extent
}

// mergeChunks joins neighbours up to the wanted length.
func mergeChunks(chunks []int, want float64) []int {
	var out []int
	n := 0
	for _, c := range chunks {
		if float64(n+c) <= want {
			n += c
			continue
		}
		if n > 0 {
			out = append(out, n)
		}
		n = c
	}
	if n > 0 || len(out) == 0 {
		out = append(out, n)
	}
	return out
}

func median(v []int) float64 {
	s := slices.Clone(v)
	slices.Sort(s)
	m := len(s) / 2
	if len(s)%2 == 1 {
		return float64(s[m])
	}
	return float64(s[m-1]+s[m]) / 2
}
