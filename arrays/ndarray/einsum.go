package ndarray

import (
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/internal/wording"
)

// Einsum sums products of elements over labelled axes: labels hold one label
// for each axis of each array and out those of the result, once each. Labels
// that the result does not have are summed over; an axis named twice in one
// array means its diagonal; axes of length 1 stretch. Arrays are contracted
// from the first one on, two at a time, as matrix products.
func Einsum(out []int, labels [][]int, arrays []*Array) (*Array, error) {
	if len(arrays) == 0 || len(arrays) != len(labels) {
		return nil, fmt.Errorf("ndarray: einsum: got %d arrays and labels for %d", len(arrays), len(labels))
	}
	acc, have, err := diagonals(arrays[0], labels[0])
	if err != nil {
		return nil, err
	}
	for i, a := range arrays[1:] {
		next, with, err := diagonals(a, labels[i+1])
		if err != nil {
			return nil, err
		}
		keep := slices.Clone(out) // and what later arrays need
		for _, l := range labels[i+2:] {
			keep = append(keep, l...)
		}
		if acc, have, err = contract2(acc, have, next, with, keep); err != nil {
			return nil, err
		}
	}
	if acc, have, err = sumOver(acc, have, out); err != nil {
		return nil, err
	}
	order := make([]int, len(out))
	for i, l := range out {
		if order[i] = slices.Index(have, l); order[i] < 0 {
			return nil, fmt.Errorf("ndarray: einsum: no array has label %d of the result", l)
		}
	}
	if len(order) == 0 {
		return acc, nil
	}
	return acc.Transpose(order...)
}

// diagonals replaces axes of one label by their diagonal, a view.
func diagonals(a *Array, labels []int) (*Array, []int, error) {
	if len(labels) != len(a.shape) {
		return nil, nil, fmt.Errorf("ndarray: einsum: got %d labels for shape %s", len(labels), wording.Shape(a.shape))
	}
	v, have := a.view(), slices.Clone(labels)
	for i := 0; i < len(have); i++ {
		for j := len(have) - 1; j > i; j-- {
			if have[j] != have[i] {
				continue
			}
			if v.shape[i] != v.shape[j] {
				return nil, nil, fmt.Errorf("ndarray: einsum: got a diagonal of shape %s with extents %d and %d", wording.Shape(a.shape), v.shape[i], v.shape[j])
			}
			v.strides[i] += v.strides[j]
			v.shape, v.strides, have = slices.Delete(v.shape, j, j+1), slices.Delete(v.strides, j, j+1), slices.Delete(have, j, j+1)
		}
	}
	return v, have, nil
}

// sumOver sums axes whose label is not kept, in the array's dtype.
func sumOver(a *Array, labels, keep []int) (*Array, []int, error) {
	axes, left := []int{}, []int{}
	for i, l := range labels {
		if slices.Contains(keep, l) {
			left = append(left, l)
		} else {
			axes = append(axes, i)
		}
	}
	if len(axes) == 0 {
		return a, left, nil
	}
	s, err := Reduce(Sum, a, axes, false)
	if err != nil {
		return nil, nil, err
	}
	if s.dtype != a.dtype {
		s, err = s.AsType(a.dtype)
	}
	return s, left, err
}

// contract2 multiplies two arrays and sums over labels of both that are not
// kept, as one batch of matrix products.
func contract2(a *Array, la []int, b *Array, lb []int, keep []int) (*Array, []int, error) {
	var batch, sum, left, right []int
	for _, l := range la {
		switch both, kept := slices.Contains(lb, l), slices.Contains(keep, l); {
		case both && kept:
			batch = append(batch, l)
		case both:
			sum = append(sum, l)
		default:
			left = append(left, l)
		}
	}
	for _, l := range lb {
		if !slices.Contains(la, l) {
			right = append(right, l)
		}
	}
	extent, err := extents(a, la, b, lb)
	if err != nil {
		return nil, nil, err
	}
	x, err := arrange(a, la, extent, batch, left, sum)
	if err != nil {
		return nil, nil, err
	}
	y, err := arrange(b, lb, extent, batch, sum, right)
	if err != nil {
		return nil, nil, err
	}
	p, err := MatMul(x, y)
	if err != nil {
		return nil, nil, err
	}
	labels := slices.Concat(batch, left, right)
	shape := make([]int, len(labels))
	for i, l := range labels {
		shape[i] = extent[l]
	}
	if p, err = p.Reshape(shape...); err != nil {
		return nil, nil, err
	}
	return sumOver(p, labels, keep)
}

func extents(a *Array, la []int, b *Array, lb []int) (map[int]int, error) {
	extent := map[int]int{}
	for i, l := range la {
		extent[l] = a.shape[i]
	}
	for i, l := range lb {
		n, ok := extent[l]
		if ok && n != b.shape[i] && n != 1 && b.shape[i] != 1 {
			return nil, &ShapeError{A: a.shape, B: b.shape}
		}
		if !ok || n == 1 {
			extent[l] = b.shape[i]
		}
	}
	return extent, nil
}

// arrange returns a as matrices: axes of the three groups in order, the last
// two merged into one each.
func arrange(a *Array, labels []int, extent map[int]int, batch, rows, columns []int) (*Array, error) {
	order, full := []int{}, []int{}
	shape := []int{}
	for _, l := range slices.Concat(batch, rows, columns) {
		order, full = append(order, slices.Index(labels, l)), append(full, extent[l])
	}
	shape = append(shape, full[:len(batch)]...)
	shape = append(shape, volume(full[len(batch):len(batch)+len(rows)]), volume(full[len(batch)+len(rows):]))
	v := a
	var err error
	if len(order) > 0 {
		if v, err = a.Transpose(order...); err != nil {
			return nil, err
		}
		if v, err = v.BroadcastTo(full...); err != nil {
			return nil, err
		}
	}
	return v.Reshape(shape...)
}

func volume(shape []int) int {
	n := 1
	for _, e := range shape {
		n *= e
	}
	return n
}
