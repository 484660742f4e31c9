package ndarray

import (
	"fmt"
	"io"
)

// WriteHeader writes the header of an npy file for little-endian elements in C
// order, for callers that write the elements themselves. Its length is a
// multiple of 64 bytes. Object arrays have no npy form and are an error.
func WriteHeader(w io.Writer, d DType, shape ...int) error {
	if d == Object {
		return fmt.Errorf("ndarray: object array has no npy form")
	}
	if _, err := CheckShape(d, shape); err != nil {
		return err
	}
	if len(shape) > maxAxes {
		return fmt.Errorf("ndarray: npy file of %d axes, want at most %d", len(shape), maxAxes)
	}
	_, err := w.Write(appendHeader(nil, d, shape))
	return err
}
