package arrays

import "github.com/gloam-go/gloam/arrays/ndarray"

// unset is ndarray.Unset with an error for shapes that are not valid, as those
// of tasks may be that come from elsewhere.
func unset(dtype ndarray.DType, shape ...int) (*ndarray.Array, error) {
	if _, err := ndarray.CheckShape(dtype, shape); err != nil {
		return nil, err
	}
	return ndarray.Unset(dtype, shape...), nil
}
