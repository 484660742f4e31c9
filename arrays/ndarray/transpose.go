package ndarray

import (
	"fmt"

	"github.com/gloam-go/gloam/internal/wording"
)

// Transpose returns a view with permuted axes: axis i of the result is axis
// axes[i] of a, negative ones counting from the end. Without axes it reverses
// their order.
func (a *Array) Transpose(axes ...int) (*Array, error) {
	if len(axes) == 0 {
		return a.reversed(), nil
	}
	if len(axes) != len(a.shape) {
		return nil, fmt.Errorf("ndarray: permutation %s has %d axes, array has %d", wording.Shape(axes), len(axes), len(a.shape))
	}
	v, seen := a.view(), make([]bool, len(axes))
	for i, axis := range axes {
		j, err := normalAxis(axis, len(a.shape))
		if err != nil {
			return nil, err
		}
		if seen[j] {
			return nil, fmt.Errorf("ndarray: permutation %s repeats axis %d", wording.Shape(axes), j)
		}
		seen[j] = true
		v.shape[i], v.strides[i] = a.shape[j], a.strides[j]
	}
	return v, nil
}

func (a *Array) reversed() *Array {
	v, n := a.view(), len(a.shape)
	for i := range n {
		v.shape[i], v.strides[i] = a.shape[n-1-i], a.strides[n-1-i]
	}
	return v
}
