package arrays

import "slices"

// What operations do to project a box of their result to boxes of their inputs.

// projectElements projects an element-wise operation on inputs.
func (a *Array) projectElements(inputs []*Array, again func(inputs []*Array) (*Array, error)) {
	a.projects(func(box []Index, _ [][]int) (*Array, error) {
		cut := make([]*Array, len(inputs))
		for i, in := range inputs {
			var err error
			if cut[i], err = a.cutTrailing(in, box); err != nil {
				return nil, err
			}
		}
		y, err := again(cut)
		if err != nil || y.NDim() != a.NDim() {
			return nil, err
		}
		return y, nil
	}, inputs...)
}

// projectTranspose projects a permutation of the axes of in.
func (a *Array) projectTranspose(in *Array, perm []int) {
	a.projects(func(box []Index, _ [][]int) (*Array, error) {
		own := make([]Index, len(perm))
		for i, p := range perm {
			own[p] = box[i]
		}
		part, err := in.Slice(own...)
		if err != nil {
			return nil, err
		}
		return part.Transpose(perm...)
	}, in)
}

// projectStretch projects a broadcast of in.
func (a *Array) projectStretch(in *Array) {
	a.projects(func(box []Index, want [][]int) (*Array, error) {
		part, err := a.cutTrailing(in, box)
		if err != nil {
			return nil, err
		}
		chunks := slices.Clone(part.grid.chunks)
		for i, c := range want[len(want)-in.NDim():] {
			if in.grid.shape[i] != 1 {
				chunks[i] = c
			}
		}
		if part, err = part.rechunk(chunks); err != nil {
			return nil, err
		}
		return part.stretch(want)
	}, in)
}

// projectRechunk projects the same elements in other chunks.
func (a *Array) projectRechunk(in *Array) {
	a.projects(func(box []Index, _ [][]int) (*Array, error) { return in.Slice(box...) }, in)
}

// projectReduction projects a reduction: parts of the axes that stay.
func (a *Array) projectReduction(r *reduction, c reduceConfig) {
	a.projects(func(box []Index, _ [][]int) (*Array, error) {
		own, k := slices.Repeat([]Index{All}, r.in.NDim()), 0
		for i := range own {
			reduced := slices.Contains(r.axes, i)
			if reduced && !c.keep {
				continue
			}
			if !reduced {
				own[i] = box[k]
			} else if box[k].kind == listIndex {
				return nil, nil
			}
			k++
		}
		part, err := r.in.Slice(own...)
		if err != nil {
			return nil, err
		}
		again, err := newReduction(r.op, part, c)
		if err != nil {
			return nil, err
		}
		return again.array()
	}, r.in)
}

// projectConcatenate projects arrays joined along an axis.
func (a *Array) projectConcatenate(arrays []*Array, axis int) {
	a.projects(func(box []Index, _ [][]int) (*Array, error) {
		if box[axis].kind == listIndex {
			return nil, nil
		}
		all, _ := strideOf(box[axis], a.grid.shape[axis])
		var parts []*Array
		offset := 0
		for _, in := range arrays {
			s, ok := all.within(offset, in.grid.shape[axis])
			if offset += in.grid.shape[axis]; !ok {
				continue
			}
			own := slices.Clone(box)
			own[axis] = s.index()
			part, err := in.Slice(own...)
			if err != nil {
				return nil, err
			}
			parts = append(parts, part)
		}
		return Concatenate(parts, axis)
	}, arrays...)
}

// within returns the positions of s that lie in the n from offset on, counted
// from there.
func (s stride) within(offset, n int) (stride, bool) {
	skip := max((offset-s.first+s.step-1)/s.step, 0)
	first := s.first + skip*s.step - offset
	if skip >= s.n || first >= n {
		return stride{}, false
	}
	return stride{first, min(s.n-skip, (n-1-first)/s.step+1), s.step}, true
}

// projectSlice projects a basic index: the indices one after the other are one
// index. Axes are dropped and added last.
func (a *Array) projectSlice(in *Array, s slicing, full []Index) {
	a.projects(func(box []Index, _ [][]int) (*Array, error) {
		var own []Index
		list, rest, k := slices.Repeat([]Index{All}, in.NDim()), slices.Clone(full), 0
		for i, x := range full {
			axis := len(own)
			switch x.kind {
			case newIndex:
				if box[k].kind == listIndex {
					return nil, nil
				}
				k++
			case pointIndex:
				at := s.axes[axis].first(in.grid.starts[axis])
				own, rest[i] = append(own, Span(at, at+1)), At(0)
			default:
				both := composed(x, box[k], in.grid.shape[axis])
				if rest[i] = All; both.kind == listIndex {
					list[axis], both = both, All
				}
				own = append(own, both)
				k++
			}
		}
		part, err := in.Slice(list...) // first: what lists select of in is no part of a
		if err != nil {
			return nil, err
		}
		if part, err = part.Slice(own...); err != nil {
			return nil, err
		}
		return part.Slice(rest...)
	}, in)
}

// composed is what a range or list y selects from what range x selects of an
// axis.
func composed(x, y Index, extent int) Index {
	first, n, step := x.rng.Resolve(extent)
	if y.kind == listIndex {
		at, _ := intsOf(y.list) // a list of checked positions
		for i, p := range at {
			at[i] = first + step*p
		}
		return List(at...)
	}
	at, count, by := y.rng.Resolve(n)
	first, step = first+step*at, step*by
	last := first + (count-1)*step
	switch {
	case count == 0:
		return Span(0, 0)
	case step > 0:
		return Step(first, last+1, step)
	case last == 0:
		return Step(first, Open, step)
	}
	return Step(first, last-1, step)
}

// projectReshape projects axes that merge or split: of those that do, the rows
// around what is wanted.
func (a *Array) projectReshape(in *Array, groups []axisGroup) {
	a.projects(func(box []Index, _ [][]int) (*Array, error) {
		var own, rest []Index
		var shape []int
		k := 0
		for _, g := range groups {
			c, ok := g.cover(box[k : k+len(g.new)])
			if k += len(g.new); !ok {
				return nil, nil
			}
			own, rest, shape = append(own, c.own...), append(rest, c.rest...), append(shape, c.shape...)
		}
		part, err := in.Slice(own...)
		if err != nil || part == in {
			return nil, err // all of it is needed
		}
		if part, err = part.Reshape(shape...); err != nil {
			return nil, err
		}
		return part.Slice(rest...)
	}, in)
}

// A cover is a box of the old axes of a group that holds what is wanted, the
// shape that it takes, and what to select of that.
type cover struct {
	own   []Index
	shape []int
	rest  []Index
}

func (g axisGroup) cover(box []Index) (cover, bool) {
	switch {
	case slices.ContainsFunc(box, Index.fancy) && (len(g.old) != 1 || len(g.new) != 1):
		return cover{}, false
	case slices.ContainsFunc(box, Index.fancy):
		return cover{own: box, shape: []int{box[0].list.Size()}, rest: []Index{All}}, true
	case len(g.new) == 0:
		return cover{own: []Index{All}}, true
	case len(g.old) == 0:
		return cover{shape: []int{1}, rest: []Index{All}}, true
	case len(g.new) == 1:
		return g.coverMerged(box[0]), true
	}
	return g.coverSplit(box), true
}

// coverMerged covers a part of an axis that several, or one, became.
func (g axisGroup) coverMerged(x Index) cover {
	s, _ := strideOf(x, g.new[0])
	c, n := cover{own: slices.Repeat([]Index{All}, len(g.old))}, g.new[0]
	for i, extent := range g.old {
		inner := n / extent
		first, last := s.first/inner, (s.end()-1)/inner
		c.own[i] = Span(first, last+1)
		s.first -= first * inner
		if n = (last - first + 1) * inner; first != last {
			break
		}
	}
	c.shape, c.rest = []int{n}, []Index{s.index()}
	return c
}

// coverSplit covers a part of the axes that one became.
func (g axisGroup) coverSplit(box []Index) cover {
	c := cover{shape: slices.Clone(g.new), rest: slices.Clone(box)}
	first, inner := 0, product(g.new)
	for i, extent := range g.new {
		s, _ := strideOf(box[i], extent)
		inner /= extent
		first += s.first * inner
		c.shape[i] = s.end() - s.first
		c.rest[i] = stride{0, s.n, s.step}.index()
		if c.shape[i] > 1 {
			break
		}
	}
	c.own = []Index{Span(first, first+product(c.shape))}
	return c
}

// strided is the part of an origin that strides select.
func (o origin) strided(strides []stride) origin {
	base, step := make([]int, len(strides)), slices.Repeat([]int{1}, len(strides))
	copy(base, o.base)
	copy(step, o.step)
	for i, s := range strides {
		if s.n > 0 { // where there is nothing it may lie behind the end
			base[i] += s.first * step[i]
		}
		step[i] *= s.step
	}
	o.base, o.step = base, nil
	if slices.ContainsFunc(step, func(n int) bool { return n != 1 }) {
		o.step = step
	}
	return o
}
