package ndarray

import "io"

// WriteHeader writes the header of an npy file for little-endian elements in C
// order, for callers that write the elements themselves. Its length is a
// multiple of 64 bytes.
func WriteHeader(w io.Writer, d DType, shape ...int) error {
	if _, err := CheckShape(d, shape); err != nil {
		return err
	}
	_, err := w.Write(appendHeader(nil, d, shape))
	return err
}
