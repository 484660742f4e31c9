package arrays

import (
	"slices"
)

// Flip reverses the given axes, all if none is given.
func (a *Array) Flip(axes ...int) (*Array, error) {
	if err := present("flip", a); err != nil {
		return nil, err
	}
	at, err := normalAxes("flip", axes, a.NDim())
	if err != nil {
		return nil, err
	}
	index := slices.Repeat([]Index{All}, a.NDim())
	for _, i := range at {
		index[i] = Step(Open, Open, -1)
	}
	return a.Slice(index...)
}

// Rot90 turns the plane of two axes by k quarters, from the first towards the
// second.
func (a *Array) Rot90(k, axis1, axis2 int) (*Array, error) {
	if err := present("rot90", a); err != nil {
		return nil, err
	}
	if _, err := normalAxes("rot90", []int{axis1, axis2}, a.NDim()); err != nil {
		return nil, err
	}
	switch k = (k%4 + 4) % 4; k {
	case 0:
		return a, nil
	case 2:
		return a.Flip(axis1, axis2)
	case 1:
		y, err := a.Flip(axis2)
		if err != nil {
			return nil, err
		}
		return y.SwapAxes(axis1, axis2)
	}
	y, err := a.SwapAxes(axis1, axis2)
	if err != nil {
		return nil, err
	}
	return y.Flip(axis2)
}

// Roll moves elements by shift positions along an axis, those that leave at the
// end entering at the start. The chunks stay.
func (a *Array) Roll(shift, axis int) (*Array, error) {
	if err := present("roll", a); err != nil {
		return nil, err
	}
	at, err := normalAxis("roll", axis, a.NDim())
	if err != nil {
		return nil, err
	}
	if err := a.known("roll"); err != nil {
		return nil, err
	}
	n := a.grid.shape[at]
	if n == 0 || shift%n == 0 {
		return a, nil
	}
	maps := a.keepAll()
	cut := ((-shift)%n + n) % n
	maps[at].from = places{}.add(cut, n-cut, 1).add(0, cut, 1)
	return a.outer("roll", maps, nil)
}

// RollFlat is [Array.Roll] of the elements in C order.
func (a *Array) RollFlat(shift int) (*Array, error) {
	if err := a.known("roll"); err != nil {
		return nil, err
	}
	if y, err := a.flatly("roll", a.grid, shift%max(a.Size(), 1)); y != nil || err != nil {
		return y, err
	}
	flat, err := a.Ravel()
	if err != nil {
		return nil, err
	}
	if flat, err = flat.Roll(shift, 0); err != nil {
		return nil, err
	}
	y, err := flat.Reshape(a.grid.shape...)
	if err != nil {
		return nil, err
	}
	return y.rechunk(a.grid.chunks)
}

// Tile repeats the whole array reps[i] times along axis i; the shorter of the
// shape and reps is filled up with ones in front.
func (a *Array) Tile(reps ...int) (*Array, error) {
	if err := present("tile", a); err != nil {
		return nil, err
	}
	for _, n := range reps {
		if n < 0 {
			return nil, asked(&ShapeError{Op: "tile", Got: reps, Want: []int{0}, Rule: "numbers of at least"})
		}
	}
	y := a
	for y.NDim() < len(reps) {
		var err error
		if y, err = y.ExpandDims(0); err != nil {
			return nil, err
		}
	}
	if err := y.fitsTimes("tile", reps...); err != nil {
		return nil, err
	}
	maps := y.keepAll()
	for i := range reps {
		axis := y.NDim() - len(reps) + i
		n := y.grid.shape[axis]
		chunks, from := slices.Repeat(y.grid.chunks[axis], reps[i]), places{}
		if len(chunks) == 0 {
			chunks = []int{0}
		}
		for range reps[i] {
			from = from.add(0, n, 1)
		}
		maps[axis] = axisMap{chunks, from}
	}
	return y.outer("tile", maps, nil)
}

// Repeat repeats each element n times along an axis. Blocks stay no larger than
// they are.
func (a *Array) Repeat(n, axis int) (*Array, error) {
	if err := present("repeat", a); err != nil {
		return nil, err
	}
	at, err := normalAxis("repeat", axis, a.NDim())
	if err != nil {
		return nil, err
	}
	if n < 0 {
		return nil, asked(&ShapeError{Op: "repeat", Got: []int{n}, Want: []int{0}, Rule: "a number of at least"})
	}
	if err := a.fitsTimes("repeat", n); err != nil {
		return nil, err
	}
	maps := a.keepAll()
	from := places{}
	for i := range a.grid.shape[at] {
		from = from.add(i, n, 0)
	}
	longer := slices.Clone(a.grid.chunks[at])
	for i := range longer {
		longer[i] *= n
	}
	maps[at] = axisMap{subdivide(longer, max(slices.Max(a.grid.chunks[at]), 1)), from}
	return a.outer("repeat", maps, nil)
}

// fitsTimes refuses to make axes so many times as long if no array is that large,
// or if their lengths are not known.
func (a *Array) fitsTimes(op string, times ...int) error {
	if err := a.known(op); err != nil {
		return err
	}
	return checkShape(op, slices.Concat(a.grid.shape, times), a.dtype)
}

// Delete drops positions of an axis; negative ones count from the end.
func (a *Array) Delete(positions []int, axis int) (*Array, error) {
	if err := present("delete", a); err != nil {
		return nil, err
	}
	at, err := normalAxis("delete", axis, a.NDim())
	if err != nil {
		return nil, err
	}
	if err := a.known("delete"); err != nil {
		return nil, err
	}
	list, err := positionsOf(List(positions...).list, at, a.grid.shape[at:at+1])
	if err != nil {
		return nil, calledAs("delete", err)
	}
	drop, err := intsOf(list[0])
	if err != nil {
		return nil, err
	}
	dropped := make([]bool, a.grid.shape[at])
	for _, p := range drop {
		dropped[p] = true
	}
	maps := a.keepAll()
	m := axisMap{from: places{}}
	for c, n := range a.grid.chunks[at] {
		kept := 0
		for i := range n {
			if p := a.grid.starts[at][c] + i; !dropped[p] {
				m.from = m.from.add(p, 1, 1)
				kept++
			}
		}
		if kept > 0 {
			m.chunks = append(m.chunks, kept)
		}
	}
	if len(m.chunks) == 0 {
		m.chunks = []int{0}
	}
	maps[at] = m
	return a.outer("delete", maps, nil)
}

// Insert puts values before a position of an axis. Those of as many axes as a
// have the new positions along that axis; those of fewer are one position of it,
// and their axes the others of a, to which all broadcast.
func (a *Array) Insert(at int, values *Array, axis int) (*Array, error) {
	if err := present("insert", a, values); err != nil {
		return nil, err
	}
	i, err := normalAxis("insert", axis, a.NDim())
	if err != nil {
		return nil, err
	}
	if err := a.known("insert"); err != nil {
		return nil, err
	}
	if at < 0 {
		at += a.grid.shape[i]
	}
	if at < 0 || at > a.grid.shape[i] {
		return nil, asked(&IndexError{Op: "insert", Axis: i, Index: at, Extent: a.grid.shape[i]})
	}
	shape := slices.Clone(a.grid.shape)
	shape[i] = 1
	if values.NDim() == a.NDim() {
		shape[i] = values.grid.shape[i]
	}
	if values.NDim() < a.NDim() {
		if values, err = values.onePosition(i, a.NDim()); err != nil {
			return nil, err
		}
	}
	var e Expr
	wide := e.Keep(values.BroadcastTo(shape...))
	head, tail := e.Keep(a.onAxis("insert", i, Span(0, at))), e.Keep(a.onAxis("insert", i, Span(at, Open)))
	if e.Err != nil {
		return nil, e.Err
	}
	if wide, err = wide.AsType(a.dtype); err != nil {
		return nil, err
	}
	return Concatenate([]*Array{head, wide, tail}, i)
}

// onePosition shows an array as one position of an axis of an array of more axes,
// of which its own are the last others.
func (a *Array) onePosition(axis, ndim int) (*Array, error) {
	index, own := slices.Repeat([]Index{NewAxis}, ndim), a.NDim()
	for i := ndim - 1; own > 0; i-- {
		if i != axis {
			index[i] = All
			own--
		}
	}
	return a.Slice(index...)
}

// Append puts values behind a along an axis.
func (a *Array) Append(values *Array, axis int) (*Array, error) {
	if err := present("append", a, values); err != nil {
		return nil, err
	}
	return Concatenate([]*Array{a, values}, axis)
}

// AtLeast1D returns a with at least one axis.
func (a *Array) AtLeast1D() (*Array, error) {
	if err := present("at least 1d", a); err != nil {
		return nil, err
	}
	if a.NDim() == 0 {
		return a.Slice(NewAxis)
	}
	return a, nil
}

// AtLeast2D returns a with at least two axes; new ones come first.
func (a *Array) AtLeast2D() (*Array, error) {
	if err := present("at least 2d", a); err != nil {
		return nil, err
	}
	switch a.NDim() {
	case 0:
		return a.Slice(NewAxis, NewAxis)
	case 1:
		return a.Slice(NewAxis, All)
	}
	return a, nil
}

// AtLeast3D returns a with at least three axes; a row lies along the second one,
// a matrix along the first two.
func (a *Array) AtLeast3D() (*Array, error) {
	if err := present("at least 3d", a); err != nil {
		return nil, err
	}
	switch a.NDim() {
	case 0:
		return a.Slice(NewAxis, NewAxis, NewAxis)
	case 1:
		return a.Slice(NewAxis, All, NewAxis)
	case 2:
		return a.Slice(All, All, NewAxis)
	}
	return a, nil
}

// joined brings all arrays to enough axes and concatenates them.
func joined(list []*Array, grow func(*Array) (*Array, error), axis int) (*Array, error) {
	out := make([]*Array, len(list))
	for i, a := range list {
		var err error
		if out[i], err = grow(a); err != nil {
			return nil, err
		}
	}
	if axis == 1 && len(out) > 0 && out[0].NDim() == 1 {
		axis = 0
	}
	return Concatenate(out, axis)
}

// HStack joins arrays along their second axis, or their only one.
func HStack(list ...*Array) (*Array, error) {
	if err := present("hstack", list...); err != nil {
		return nil, err
	}
	return joined(list, (*Array).AtLeast1D, 1)
}

// VStack joins arrays along their first axis; those of one axis are rows.
func VStack(list ...*Array) (*Array, error) {
	if err := present("vstack", list...); err != nil {
		return nil, err
	}
	return joined(list, (*Array).AtLeast2D, 0)
}

// DStack joins arrays along their third axis.
func DStack(list ...*Array) (*Array, error) {
	if err := present("dstack", list...); err != nil {
		return nil, err
	}
	return joined(list, (*Array).AtLeast3D, 2)
}

// Assemble joins rows of arrays: those of a row along the last axis, rows along
// the one before it.
func Assemble(rows [][]*Array) (*Array, error) {
	out := make([]*Array, len(rows))
	for i, row := range rows {
		var err error
		if out[i], err = joined(row, (*Array).AtLeast2D, -1); err != nil {
			return nil, err
		}
	}
	return Concatenate(out, -2)
}

// ReshapeUnmerged is [Array.Reshape] for axes that merge, without joining the
// blocks of the slower ones: these become single positions first.
func (a *Array) ReshapeUnmerged(shape ...int) (*Array, error) {
	if err := a.known("reshape"); err != nil {
		return nil, err
	}
	full, err := completeShape(a.grid.shape, shape)
	if err != nil {
		return nil, err
	}
	if product(full) == 0 {
		return a.Reshape(full...)
	}
	chunks, axis := slices.Clone(a.grid.chunks), 0
	for _, g := range matchAxes(a.grid.shape, full) {
		for i, n := range g.old {
			if i < len(g.old)-1 && len(g.new) == 1 {
				chunks[axis+i] = slices.Repeat([]int{1}, n)
			}
		}
		axis += len(g.old)
	}
	y, err := a.rechunk(chunks)
	if err != nil {
		return nil, err
	}
	return y.Reshape(full...)
}

// ReshapeBlocks reshapes each block on its own, so that neighbouring axes merge
// and the order of elements is that of the blocks, not of the array.
func (a *Array) ReshapeBlocks(shape ...int) (*Array, error) {
	if err := a.known("reshape blocks"); err != nil {
		return nil, err
	}
	full, err := completeShape(a.grid.shape, shape)
	if err != nil {
		return nil, err
	}
	chunks, axis := [][]int{}, 0
	for _, g := range matchAxes(a.grid.shape, full) {
		merged := []int{1}
		if len(g.new) > 1 {
			return nil, asked(&ShapeError{Op: "reshape blocks", Got: full, Want: a.grid.shape, Rule: "one that only merges axes of"})
		}
		for i := range g.old {
			next := []int{}
			for _, m := range merged {
				for _, n := range a.grid.chunks[axis+i] {
					next = append(next, m*n)
				}
			}
			merged = next
		}
		if axis += len(g.old); len(g.new) == 1 {
			chunks = append(chunks, merged)
		}
	}
	out := newGrid(chunks)
	return a.each("reshape-blocks", reshapeOp, out, a.dtype, nil, func(b int) int { return b }, out.shapeArg)
}
