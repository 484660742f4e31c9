package arrays

import (
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// Reshape returns the elements in C order in another shape of the same size;
// one extent may be -1 and is then computed.
//
// Axes are matched from the last one. Axes that stay keep their chunks. Where
// axes merge, the faster ones become whole and the slowest is cut so that
// blocks stay about as large as they were; where an axis splits, its chunks
// become whole multiples of the faster new axes. If each block then is one
// block of the input, as for scan axes whose rows are whole, nothing is
// copied. Shapes whose axes do not divide each other are cut as if by way of one
// flat axis, and that is the way they go if runs of elements are short.
func (a *Array) Reshape(shape ...int) (*Array, error) {
	if len(shape) == 1 && shape[0] == -1 && a.NDim() == 1 {
		return a, nil // also of unknown length
	}
	if err := a.known("reshape"); err != nil {
		return nil, err
	}
	full, err := completeShape(a.grid.shape, shape)
	if err != nil {
		return nil, err
	}
	if slices.Equal(full, a.grid.shape) {
		return a, nil
	}
	if product(full) == 0 {
		return Zeros(full, a.dtype, EveryAxis(Whole))
	}
	groups := matchAxes(a.grid.shape, full)
	if middle := flatten(groups); middle != nil {
		flat, err := a.Reshape(middle...)
		if err != nil {
			return nil, err
		}
		y, err := flat.Reshape(full...)
		if err != nil {
			return nil, err
		}
		direct, err := a.flatly("reshape", y.grid, 0)
		if direct == nil || err != nil {
			return y, err
		}
		direct.projects(func(box []Index, _ [][]int) (*Array, error) { return y.Slice(box...) }, a)
		return direct, nil
	}
	boxes, out := reshapeChunks(groups, a.grid.chunks)
	y, err := a.gather("reshape", newGrid(boxes), newGrid(out), full)
	if err != nil {
		return nil, err
	}
	y.projectReshape(a, groups)
	return y, nil
}

// Ravel returns the elements in C order along one axis.
func (a *Array) Ravel() (*Array, error) {
	if err := present("reshape", a); err != nil {
		return nil, err
	}
	return a.Reshape(-1)
}

// completeShape replaces a -1 and checks the size.
func completeShape(have, shape []int) ([]int, error) {
	full, open := slices.Clone(shape), -1
	if full == nil {
		full = []int{}
	}
	for i, e := range full {
		switch {
		case e == -1 && open < 0:
			open = i
		case e < 0:
			return nil, asked(&ShapeError{Op: "reshape", Got: shape, Want: have, Rule: "one with at most one open extent and the size of"})
		}
	}
	size, known := product(have), productOf(full)
	if open >= 0 && known > 0 && size%known == 0 {
		full[open] = size / known
		known = size
	} else if open >= 0 {
		known = -1
	}
	if known != size {
		return nil, asked(&ShapeError{Op: "reshape", Got: shape, Want: have, Rule: "one with the size of"})
	}
	return full, nil
}

// productOf returns how many elements the extents that are not open make, -1 if
// no array is that large.
func productOf(shape []int) int {
	extents := slices.DeleteFunc(slices.Clone(shape), func(e int) bool { return e < 0 })
	n, err := ndarray.CheckShape(ndarray.Uint8, extents)
	if err != nil {
		return -1
	}
	return n
}

// An axisGroup is the smallest set of neighbouring old axes that has the same
// size as a set of neighbouring new axes.
type axisGroup struct{ old, new []int } // extents

// matchAxes cuts two shapes of the same size, not 0, into groups, from the last axes
// on. Axes of length 1 make groups of their own where that is possible.
func matchAxes(old, new []int) []axisGroup {
	var groups []axisGroup
	i, j := len(old), len(new)
	for i > 0 || j > 0 {
		oi, nj := i, j
		switch {
		case i > 0 && (j == 0 || old[i-1] == 1 && new[j-1] != 1):
			i-- // a unit axis goes
		case j > 0 && (i == 0 || new[j-1] == 1 && old[i-1] != 1):
			j-- // a unit axis comes
		default:
			i, j = i-1, j-1
			for a, b := old[i], new[j]; a != b; {
				if a < b {
					i--
					a *= old[i]
				} else {
					j--
					b *= new[j]
				}
			}
		}
		groups = append(groups, axisGroup{old[i:oi], new[j:nj]})
	}
	slices.Reverse(groups)
	return groups
}

// flatten returns the shape in which groups that neither merge nor split are
// one axis, or nil if there are none.
func flatten(groups []axisGroup) []int {
	var middle []int
	found := false
	for _, g := range groups {
		if len(g.old) > 1 && len(g.new) > 1 {
			middle = append(middle, product(g.old))
			found = true
		} else {
			middle = append(middle, g.old...)
		}
	}
	if !found {
		return nil
	}
	return middle
}

// reshapeChunks returns how the input is cut into boxes and how the output is
// cut into blocks, so that box k has the elements of block k.
func reshapeChunks(groups []axisGroup, old [][]int) (boxes, out [][]int) {
	at := 0
	for _, g := range groups {
		c := old[at : at+len(g.old)]
		at += len(g.old)
		var b, o [][]int
		switch {
		case len(g.old) == 1 && len(g.new) == 1:
			b, o = c, c
		case len(g.old) == 0:
			o = [][]int{{1}}
		case len(g.new) == 0:
			b = [][]int{{1}}
		case len(g.new) == 1:
			b, o = mergeAxes(g.old, c)
		default:
			b, o = splitAxis(g.new, c[0])
		}
		boxes, out = append(boxes, b...), append(out, o...)
	}
	return boxes, out
}

// mergeAxes cuts axes that become one: the fast axes are whole, or have single
// positions before them.
func mergeAxes(extents []int, chunks [][]int) (boxes, out [][]int) {
	boxes = slices.Clone(chunks)
	cut := 0 // the axes before cut have chunks of length 1, those behind are whole
	for cut < len(chunks)-1 && slices.Max(chunks[cut]) == 1 {
		cut++
	}
	whole := true
	for _, c := range chunks[cut+1:] {
		whole = whole && len(c) == 1
	}
	if !whole {
		limit := 1
		for _, c := range chunks {
			limit *= slices.Max(c)
		}
		boxes = wholeRows(extents, chunks, limit)
	}
	merged := []int{1}
	for _, b := range boxes {
		next := make([]int, 0, len(merged)*len(b))
		for _, m := range merged {
			for _, n := range b {
				next = append(next, m*n)
			}
		}
		merged = next
	}
	return boxes, [][]int{merged}
}

// wholeRows makes the fast axes whole and cuts the slowest one so that a box
// has at most limit elements.
func wholeRows(extents []int, chunks [][]int, limit int) [][]int {
	boxes := make([][]int, len(extents))
	for i, n := range extents {
		boxes[i] = []int{n}
	}
	row := product(extents)
	for i, n := range extents {
		row /= n
		if step := min(max(limit/row, 1), n); i == 0 {
			boxes[i] = subdivide(chunks[i], step)
		} else {
			boxes[i] = chunksOf(n, step)
		}
		if row <= limit {
			break
		}
	}
	return boxes
}

// subdivide cuts each chunk into pieces of at most n.
func subdivide(chunks []int, n int) []int {
	var out []int
	for _, c := range chunks {
		out = append(out, chunksOf(c, n)...)
	}
	return out
}

// splitAxis cuts an axis that becomes several: boxes are whole multiples of
// the fast new axes, as near to the old chunks as possible.
func splitAxis(extents []int, chunks []int) (boxes, out [][]int) {
	row := product(extents[1:])
	out = make([][]int, len(extents))
	for i, n := range extents {
		out[i] = []int{n}
	}
	limit := slices.Max(chunks)
	if limit < row {
		return splitRows(extents, limit)
	}
	var slow []int
	done, end := 0, 0
	for _, c := range chunks {
		end += c
		if n := end/row - done; n > 0 {
			slow = append(slow, n)
			done += n
		}
	}
	slow = subdivide(slow, limit/row)
	out[0] = slow
	box := make([]int, len(slow))
	for i, n := range slow {
		box[i] = n * row
	}
	return [][]int{box}, out
}

// splitRows is splitAxis for chunks of less than one position of the slowest
// new axis: single positions along the slow axes, multiples of the fast ones.
func splitRows(extents []int, limit int) (boxes, out [][]int) {
	row := product(extents)
	out = make([][]int, len(extents))
	fast := 0
	for ; fast < len(extents); fast++ {
		row /= extents[fast]
		if row <= limit {
			break
		}
		out[fast] = slices.Repeat([]int{1}, extents[fast])
	}
	out[fast] = chunksOf(extents[fast], max(limit/row, 1))
	for i := fast + 1; i < len(extents); i++ {
		out[i] = []int{extents[i]}
	}
	box := []int{}
	for range product(extents[:fast]) {
		for _, n := range out[fast] {
			box = append(box, n*row)
		}
	}
	return [][]int{box}, out
}
