package arrays

import (
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// fancy reports whether an index is a list or lazy.
func (x Index) fancy() bool { return x.kind == listIndex || x.kind == lazyIndex }

// VIndex selects points: all lists are broadcast and name positions together,
// their axes come first, those of slices after them.
func (a *Array) VIndex(index ...Index) (*Array, error) {
	if err := present("vindex", a); err != nil {
		return nil, err
	}
	full, err := expand("vindex", index, a.NDim())
	if err != nil {
		return nil, err
	}
	var y *Array
	if slices.ContainsFunc(full, Index.fancy) {
		y, err = a.fancy(full, true)
	} else {
		y, err = a.Slice(full...)
	}
	return named("vindex", y, err)
}

// fancy does what a full index with lists asks for: ranges, points and new axes
// first, lists then. lead puts the axes of lists first in any case.
func (a *Array) fancy(full []Index, lead bool) (*Array, error) {
	if slices.ContainsFunc(full, func(x Index) bool { return x.kind == listIndex }) {
		if err := a.known("slice"); err != nil {
			return nil, err
		}
	}
	full, err := plainLists(full, a.grid.shape)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(full, func(x Index) bool { return x.kind == lazyIndex }) {
		return a.lazily(full)
	}
	rest := make([]Index, len(full))
	var axes []int // of what rest leaves, where lists select
	var lists []*ndarray.Array
	kept := 0
	for i, x := range full {
		rest[i] = x
		if x.kind == listIndex {
			rest[i] = All
			axes, lists = append(axes, kept), append(lists, x.list)
		}
		if x.kind != pointIndex {
			kept++
		}
	}
	basic, err := a.Slice(rest...)
	if err != nil {
		return nil, err
	}
	place := placeOf(full)
	if lead {
		place = 0
	}
	if len(lists) == 1 {
		y, err := basic.takeList(lists[0], axes[0])
		if err != nil {
			return nil, err
		}
		return y.moveAxes(axes[0], lists[0].NDim(), place)
	}
	return basic.points(axes, lists, place)
}

// placeOf returns where the axes of lists come: NumPy puts them where the first
// list or point stands, or first if something else separates these.
func placeOf(full []Index) int {
	first, place, ended := -1, 0, false
	for i, x := range full {
		advanced := x.kind == listIndex || x.kind == pointIndex
		switch {
		case advanced && first < 0:
			first = i
		case advanced && ended:
			return 0
		case !advanced && first < 0:
			place++
		case !advanced:
			ended = true
		}
	}
	return place
}

// moveAxes moves n axes from one position to another.
func (a *Array) moveAxes(from, n, to int) (*Array, error) {
	if from == to || n == 0 {
		return a, nil
	}
	perm := make([]int, a.NDim())
	for i := range perm {
		perm[i] = i
	}
	moved := slices.Clone(perm[from : from+n])
	perm = slices.Insert(slices.Delete(perm, from, from+n), to, moved...)
	return a.Transpose(perm...)
}

// plainLists turns lists of booleans into positions, checks all positions and
// counts negative ones from the start.
func plainLists(full []Index, shape []int) ([]Index, error) {
	var out []Index
	axis := 0
	for _, x := range full {
		n := x.axes()
		if x.kind != listIndex {
			out, axis = append(out, x), axis+n
			continue
		}
		lists, err := positionsOf(x.list, axis, shape[axis:axis+n])
		if err != nil {
			return nil, err
		}
		for _, l := range lists {
			out = append(out, Index{kind: listIndex, list: l})
		}
		axis += n
	}
	return out, nil
}

// positionsOf returns the positions that a list names, one list for each axis.
func positionsOf(list *ndarray.Array, axis int, shape []int) ([]*ndarray.Array, error) {
	if list.DType() == ndarray.Bool {
		if !slices.Equal(list.Shape(), shape) {
			return nil, asked(&ShapeError{Op: "slice", Got: list.Shape(), Want: shape, Rule: fmt.Sprintf("a mask of the axes from %d on, which are", axis)})
		}
		return nonzero(list)
	}
	if list.DType().Kind() > ndarray.KindInt {
		return nil, asked(&DTypeError{Op: "slice", Got: list.DType(), Err: fmt.Errorf("want positions or booleans")})
	}
	whole, err := list.AsType(ndarray.Int64)
	if err != nil {
		return nil, err
	}
	v, err := ndarray.Values[int64](whole)
	if err != nil {
		return nil, err
	}
	for i, p := range v {
		at := p
		if at < 0 {
			at += int64(shape[0])
		}
		if at < 0 || at >= int64(shape[0]) {
			return nil, asked(&IndexError{Op: "slice", Axis: axis, Index: int(p), Extent: shape[0]})
		}
		v[i] = at
	}
	return []*ndarray.Array{whole}, nil
}

// nonzero returns the coordinates of the true elements, one list for each axis.
func nonzero(mask *ndarray.Array) ([]*ndarray.Array, error) {
	keep, err := ndarray.Values[bool](mask.AsContiguous())
	if err != nil {
		return nil, err
	}
	lists := make([][]int64, mask.NDim())
	for i, on := range keep {
		if !on {
			continue
		}
		for k := mask.NDim() - 1; k >= 0; k-- {
			n := mask.Shape()[k]
			lists[k] = append(lists[k], int64(i%n))
			i /= n
		}
	}
	out := make([]*ndarray.Array, len(lists))
	for k, l := range lists {
		if out[k], err = ndarray.FromSlice(l, len(l)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func intsOf(a *ndarray.Array) ([]int, error) {
	v, err := ndarray.Values[int64](a.AsContiguous())
	if err != nil {
		return nil, err
	}
	out := make([]int, len(v))
	for i, p := range v {
		out[i] = int(p)
	}
	return out, nil
}

// takeList replaces an axis by the axes of a list of checked positions.
func (a *Array) takeList(list *ndarray.Array, axis int) (*Array, error) {
	at, err := intsOf(list)
	if err != nil {
		return nil, err
	}
	y := a
	if !allOf(at, a.grid.shape[axis]) {
		y, err = a.readList(at, axis)
	}
	if y == nil && err == nil {
		y, err = a.takeNarrow(at, axis)
	}
	if y == nil && err == nil {
		maps := a.keepAll()
		maps[axis] = axisMap{chunks: a.listChunks(len(at), axis), from: placesOf(at)}
		y, err = a.outer("getitem", maps, nil)
	}
	if err != nil || list.NDim() == 1 {
		return y, err
	}
	return y.Reshape(slices.Concat(y.Shape()[:axis], list.Shape(), y.Shape()[axis+1:])...)
}

// allOf reports whether a list is the n positions of an axis in order.
func allOf(list []int, n int) bool {
	for i, p := range list {
		if p != i {
			return false
		}
	}
	return len(list) == n
}

// listChunks cuts n positions into pieces of the average length of the chunks
// of an axis, of which it joins neighbours while they are at most a quarter
// longer.
func (a *Array) listChunks(n, axis int) []int {
	size, count := a.grid.shape[axis], a.grid.counts[axis]
	limit := size * 5 / (count * 4)
	if n == 0 {
		return []int{0}
	}
	var out []int
	have := 0
	for _, piece := range chunksOf(n, max(size/count, 1)) {
		if have > 0 && have+piece > limit {
			out, have = append(out, have), piece
			continue
		}
		if have += piece; 5*have > 4*limit {
			out, have = append(out, have), 0
		}
	}
	if have > 0 {
		out = append(out, have)
	}
	return out
}

// Take selects positions along an axis; negative ones count from the end.
func (a *Array) Take(positions []int, axis int) (*Array, error) {
	if err := present("take", a); err != nil {
		return nil, err
	}
	return a.onAxis("take", axis, List(positions...))
}

// Compress keeps the positions of an axis where keep is true; positions behind
// its end are dropped.
func (a *Array) Compress(keep []bool, axis int) (*Array, error) {
	if err := present("compress", a); err != nil {
		return nil, err
	}
	at, err := normalAxis("compress", axis, a.NDim())
	if err != nil {
		return nil, err
	}
	if len(keep) > a.grid.shape[at] {
		return nil, asked(&ShapeError{Op: "compress", Got: []int{len(keep)}, Want: []int{a.grid.shape[at]}, Rule: "at most"})
	}
	if a, err = a.onAxis("compress", at, Span(0, len(keep))); err != nil {
		return nil, err
	}
	return a.onAxis("compress", at, Bools(keep...))
}

// onAxis applies one index to one axis.
func (a *Array) onAxis(op string, axis int, x Index) (*Array, error) {
	at, err := normalAxis(op, axis, a.NDim())
	if err != nil {
		return nil, err
	}
	index := slices.Repeat([]Index{All}, a.NDim())
	index[at] = x
	y, err := a.Slice(index...)
	return named(op, y, err)
}
