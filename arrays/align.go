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
			if a.grid.shape[j] == 1 {
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
// that label. Axes of length 1 have no say where others are longer.
func unify(op string, chunks [][][]int, labels [][]int) (map[int][]int, error) {
	common := map[int][]int{}
	for i, array := range chunks {
		for j, c := range array {
			l := labels[i][j]
			have, ok := common[l]
			switch sum := total(c); {
			case !ok || total(have) == 1 && sum != 1:
				common[l] = c
			case sum == 1:
				// stretches, or equals the others
			case sum != total(have):
				return nil, &ShapeError{Op: op, Got: []int{sum}, Want: []int{total(have)}, Rule: "axes of one label of one length, which is"}
			case !slices.Equal(c, have):
				common[l] = refine(have, c)
			}
		}
	}
	for l, c := range common {
		if total(c) == 1 {
			common[l] = []int{1}
		}
	}
	return common, nil
}

// withoutEmpty drops chunks of length 0, unless an axis has no others.
func (a *Array) withoutEmpty() (*Array, error) {
	chunks := make([][]int, a.NDim())
	for i, c := range a.grid.chunks {
		if chunks[i] = refine(c, c); total(c) == Unknown {
			chunks[i] = c
		}
	}
	return a.rechunk(chunks)
}

// refine returns chunks with the breakpoints of both. Empty chunks go, unless
// all are empty.
func refine(a, b []int) []int {
	var out []int
	i, j, left, right := 0, 0, 0, 0 // what is left of the present chunks
	for {
		for left == 0 && i < len(a) {
			left, i = a[i], i+1
		}
		for right == 0 && j < len(b) {
			right, j = b[j], j+1
		}
		n := min(left, right)
		if n == 0 {
			break
		}
		out = append(out, n)
		left, right = left-n, right-n
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
