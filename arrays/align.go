package arrays

import "slices"

// align gives arrays the same chunks along axes of the same label: the common
// refinement of the chunks of all arrays that are longer than 1 there. labels
// name the axes of each array. It returns the chunks of each label.
func align(op string, arrays []*Array, labels [][]int) ([]*Array, map[int][]int, error) {
	chunks := make([][][]int, len(arrays))
	for i, a := range arrays {
		chunks[i] = a.grid.chunks
	}
	if err := checkUnknown(op, arrays, labels); err != nil {
		return nil, nil, err
	}
	common, err := unify(op, chunks, labels)
	if err != nil {
		return nil, nil, err
	}
	out := make([]*Array, len(arrays))
	for i, a := range arrays {
		want := make([][]int, a.NDim())
		for j, l := range labels[i] {
			want[j] = common[l]
			if a.grid.shape[j] == 1 && total(common[l]) != 1 {
				want[j] = []int{1}
			}
		}
		if out[i], err = a.rechunk(want); err != nil {
			return nil, nil, err
		}
	}
	return out, common, nil
}

// unify returns, for each label, chunks with the breakpoints of all axes of
// that label. Axes of length 1 have no say where others are of another length.
func unify(op string, chunks [][][]int, labels [][]int) (map[int][]int, error) {
	common := map[int][]int{}
	for i, array := range chunks {
		for j, c := range array {
			l := labels[i][j]
			have, ok := common[l]
			switch sum := total(c); {
			case !ok || total(have) == 1 && sum != 1:
				common[l] = c
			case sum == 1 && total(have) != 1:
				// stretches
			case sum != total(have):
				return nil, asked(&ShapeError{Op: op, Got: []int{sum}, Want: []int{total(have)}, Rule: "axes of one label of one length, which is"})
			default:
				common[l] = refine(have, c)
			}
		}
	}
	return common, nil
}

// withoutEmpty drops chunks of length 0, unless an axis has no others.
func (a *Array) withoutEmpty() (*Array, error) {
	chunks := make([][]int, a.NDim())
	for i, c := range a.grid.chunks {
		if total(c) != Unknown {
			c = slices.DeleteFunc(slices.Clone(c), func(n int) bool { return n == 0 })
		}
		if chunks[i] = c; len(c) == 0 {
			chunks[i] = []int{0}
		}
	}
	return a.rechunk(chunks)
}

// refine returns chunks with the breakpoints of both, of one sum. Chunks of one
// piece have no say. Empty chunks stay, but for those at the end, which only
// one of both has.
func refine(a, b []int) []int {
	switch {
	case len(b) == 1 || slices.Equal(a, b):
		return a
	case len(a) == 1:
		return b
	}
	var out []int
	left, right, rest := a[0], b[0], total(a) // what is left of the present chunks, and of all
	for i, j := 0, 0; rest > 0; {
		n := min(left, right)
		out = append(out, n)
		left, right, rest = left-n, right-n, rest-n
		if left == 0 && i+1 < len(a) {
			i++
			left = a[i]
		}
		if right == 0 && j+1 < len(b) {
			j++
			right = b[j]
		}
	}
	if out == nil {
		return []int{0}
	}
	return out
}

// total returns the sum, [Unknown] if a length is not known.
func total(v []int) int {
	n := 0
	for _, e := range v {
		if e < 0 {
			return Unknown
		}
		n += e
	}
	return n
}
