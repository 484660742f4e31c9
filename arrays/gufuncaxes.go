package arrays

import (
	"fmt"
	"slices"
)

// coreLast moves the core axes of each input behind the others.
func (s GUFuncSpec) coreLast(in []*Array, inputs, outputs [][]string) ([]*Array, error) {
	if s.Axes == nil {
		return in, nil
	}
	if len(s.Axes) != len(inputs) && len(s.Axes) != len(inputs)+len(outputs) {
		return nil, asked(fmt.Errorf("arrays: apply gufunc: got axes of %d arrays, want those of %d inputs and %d outputs", len(s.Axes), len(inputs), len(outputs)))
	}
	out := make([]*Array, len(in))
	for i, a := range in {
		core, err := s.coreAxes(i, inputs[i], a.NDim())
		if err != nil {
			return nil, err
		}
		var order []int
		for k := range a.NDim() {
			if !slices.Contains(core, k) {
				order = append(order, k)
			}
		}
		if out[i] = a; a.NDim() > 0 {
			if out[i], err = a.Transpose(append(order, core...)...); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// coreAxes are the core axes of the i-th input or output.
func (s GUFuncSpec) coreAxes(i int, names []string, ndim int) ([]int, error) {
	if i >= len(s.Axes) {
		return trailing(len(names), ndim), nil
	}
	if len(s.Axes[i]) != len(names) {
		return nil, asked(fmt.Errorf("arrays: apply gufunc: got axes %s, want %d of them, as in %q", tuple(s.Axes[i]), len(names), s.Signature))
	}
	if len(names) == 0 {
		return nil, nil
	}
	if _, err := normalAxes("apply gufunc", s.Axes[i], ndim); err != nil {
		return nil, err
	}
	out := make([]int, len(names))
	for k, axis := range s.Axes[i] {
		out[k] = (axis + ndim) % ndim
	}
	return out, nil
}

// corePlaced moves the core axes of the i-th output from behind the others to
// where they belong.
func (s GUFuncSpec) corePlaced(a *Array, i int, inputs [][]string, names []string) (*Array, error) {
	places := len(inputs) + i
	if s.KeepDims && len(names) == 0 && len(inputs) > 0 {
		var err error
		for range inputs[0] {
			if a, err = a.ExpandDims(-1); err != nil {
				return nil, err
			}
		}
		names, places = inputs[0], 0
	}
	if places >= len(s.Axes) || len(names) == 0 {
		return a, nil
	}
	core, err := s.coreAxes(places, names, a.NDim())
	if err != nil {
		return nil, err
	}
	order, next := make([]int, a.NDim()), 0
	for k := range order {
		if at := slices.Index(core, k); at >= 0 {
			order[k] = a.NDim() - len(core) + at
			continue
		}
		order[k] = next
		next++
	}
	return a.Transpose(order...)
}
