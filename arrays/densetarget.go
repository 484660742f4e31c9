package arrays

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// DenseTarget writes into an array in memory, which it casts to. It is a
// [StepTarget] and a [ReadTarget]; items that do not lie within it are refused
// before anything runs.
func DenseTarget(a *ndarray.Array) Target { return denseTarget{a} }

type denseTarget struct{ *ndarray.Array }

// Fit implements FitTarget.
func (d denseTarget) Fit(item StoreItem) (*Array, error) {
	return item.Array, item.Within(d.Shape())
}

func (d denseTarget) Write(_ context.Context, start []int, block *ndarray.Array) error {
	place, err := d.box(start, nil, block.Shape())
	if err != nil {
		return err
	}
	return ndarray.CopyInto(place, block)
}

func (d denseTarget) WriteStepped(_ context.Context, start, step []int, block *ndarray.Array) error {
	if block.Size() == 0 {
		return nil
	}
	place, err := d.box(start, step, block.Shape())
	if err != nil {
		return err
	}
	return ndarray.CopyInto(place, block)
}

// Read implements ReadTarget.
func (d denseTarget) Read(_ context.Context, start, step, shape []int) (*ndarray.Array, error) {
	if product(shape) == 0 {
		return ndarray.New(d.DType(), shape...), nil
	}
	place, err := d.box(start, step, shape)
	if err != nil {
		return nil, err
	}
	return place.Copy(), nil
}

// box is a view of the elements at start, each step from the one before.
func (d denseTarget) box(start, step, shape []int) (*ndarray.Array, error) {
	var place *ndarray.Array
	var err error
	if step == nil {
		place, err = d.Region(start, shape)
	} else {
		ranges := make([]ndarray.Range, len(start))
		for i, n := range shape {
			if ranges[i], err = steppedRange(i, start[i], step[i], n, d.Shape()); err != nil {
				return nil, err
			}
		}
		place, err = d.Slice(ranges...)
	}
	if err != nil {
		return nil, fmt.Errorf("arrays: store: %w", err)
	}
	return place, nil
}

// steppedRange is the range of n positions along an axis of a shape.
func steppedRange(axis, start, step, n int, shape []int) (ndarray.Range, error) {
	end := start + (n-1)*step
	if axis >= len(shape) || min(start, end) < 0 || max(start, end) >= shape[axis] {
		return ndarray.Range{}, &TargetRangeError{Axis: axis, Start: start, Step: step, N: n, Shape: shape}
	}
	r := ndarray.Range{Start: start, Stop: end + 1, Step: step}
	if step < 0 {
		r.Stop = end - 1
		if end == 0 {
			r.Stop = ndarray.First
		}
	}
	return r, nil
}
