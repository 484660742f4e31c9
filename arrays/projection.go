package arrays

import "slices"

// A projection remakes an array that comes from a source by way of other
// operations from parts of what these work on, so that a small part of the
// array reads no more than it needs.
type projection struct {
	// cut makes the part that box selects: for each axis a range that is not
	// empty and walks forwards, or, for one axis, a list. want are the chunks
	// that the part will have. It returns nil where it knows no better way.
	cut   func(box []Index, want [][]int) (*Array, error)
	steps int // operations that are done again
}

// projectionSteps is how many operations are done again for a part of an
// array. It bounds what making the part costs where operations share inputs.
const projectionSteps = 32

// projects gives a, the result of an operation on inputs, a projection, if it
// comes from a source. a has just been made.
func (a *Array) projects(cut func(box []Index, want [][]int) (*Array, error), inputs ...*Array) {
	sourced, steps := false, 1
	for _, in := range inputs {
		if in.Size() < 0 {
			return
		}
		if in.projection != nil {
			sourced, steps = true, steps+in.projection.steps
		}
		sourced = sourced || in.origin != nil
	}
	if sourced && steps <= projectionSteps && a.Size() >= 0 {
		a.projection = &projection{cut: cut, steps: steps}
	}
}

// A stride is a range of positions that walks forwards.
type stride struct{ first, n, step int }

func (s stride) index() Index { return Step(s.first, s.first+(s.n-1)*s.step+1, s.step) }

// end is the position behind the last one.
func (s stride) end() int { return s.first + (s.n-1)*s.step + 1 }

// strideOf is what a range of an axis selects, and whether it walks backwards.
func strideOf(x Index, extent int) (s stride, backwards bool) {
	first, n, step := x.rng.Resolve(extent)
	switch {
	case n == 0:
		return stride{first, 0, 1}, false
	case step < 0:
		return stride{first + (n-1)*step, n, -step}, true
	}
	return stride{first, n, step}, false
}

// narrowed is Slice for less than half of an array that comes from a source. It
// reads what is selected and no more, and then does what is left to do: turning
// axes around, dropping and adding them. It returns nil where that does not pay.
func (a *Array) narrowed(s slicing, full []Index) (*Array, error) {
	size := product(newGrid(s.chunks).shape)
	if a.origin == nil && a.projection == nil || 2*size >= a.Size() || size == 0 && a.origin == nil {
		return nil, nil
	}
	strides, want := make([]stride, 0, a.NDim()), make([][]int, 0, a.NDim())
	rest := slices.Clone(full)
	for i, x := range full {
		if x.kind == newIndex {
			continue
		}
		axis := len(strides)
		at, back := stride{n: 1, step: 1}, false
		if rest[i] = All; x.kind == pointIndex {
			at.first, rest[i] = s.axes[axis].first(a.grid.starts[axis]), At(0)
		} else if at, back = strideOf(x, a.grid.shape[axis]); back {
			rest[i] = Step(Open, Open, -1)
		}
		lengths := make([]int, len(s.axes[axis].takes))
		for k, t := range s.axes[axis].takes {
			lengths[k] = t.n
		}
		if back {
			slices.Reverse(lengths)
		}
		strides, want = append(strides, at), append(want, lengths)
	}
	part, err := a.part(strides, want)
	if part == nil || err != nil {
		return nil, err
	}
	return part.Slice(rest...)
}

// first is the position in the whole axis of what is taken first.
func (x axisSlice) first(starts []int) int { return starts[x.takes[0].chunk] + x.takes[0].start }

// part reads or remakes the positions of strides, in the chunks wanted.
func (a *Array) part(strides []stride, want [][]int) (*Array, error) {
	if a.origin != nil {
		return a.origin.strided(strides).array(newGrid(want))
	}
	box := make([]Index, len(strides))
	for i, s := range strides {
		box[i] = s.index()
	}
	return a.projection.part(box, want)
}

func (p *projection) part(box []Index, want [][]int) (*Array, error) {
	y, err := p.cut(box, want)
	if y == nil || err != nil {
		return nil, err
	}
	return y.rechunk(want)
}

// takeNarrow is takeList for less than half of an axis of an array that comes
// from a source by way of other operations. It returns nil for other arrays.
func (a *Array) takeNarrow(at []int, axis int) (*Array, error) {
	if a.projection == nil || len(at) == 0 || 2*len(at) >= a.grid.shape[axis] {
		return nil, nil
	}
	box := slices.Repeat([]Index{All}, a.NDim())
	box[axis] = List(at...)
	want := slices.Clone(a.grid.chunks)
	want[axis] = a.listChunks(len(at), axis)
	return a.projection.part(box, want)
}

// cutTrailing selects a box of an array from an input that was broadcast to its
// shape.
func (a *Array) cutTrailing(in *Array, box []Index) (*Array, error) {
	own := slices.Clone(box[a.NDim()-in.NDim():])
	for i := range own {
		if in.grid.shape[i] == 1 {
			own[i] = All
		}
	}
	return in.Slice(own...)
}
