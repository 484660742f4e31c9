package arrays

import (
	"strings"
	"unsafe"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// unsetBytes is from where on clearing memory costs more than the detour that
// avoids it.
const unsetBytes = 64 << 10

// unset returns an array whose elements are undefined, for results that are
// written as a whole: clearing a big block first takes as long as a cheap
// operation on it. The standard library gives such memory to builders of
// strings only. Nobody else sees this one's.
func unset(dtype ndarray.DType, shape ...int) (*ndarray.Array, error) {
	n, err := ndarray.CheckShape(dtype, shape)
	if err != nil {
		return nil, err
	}
	size := n * dtype.Size()
	if size < unsetBytes || dtype == ndarray.Object {
		return ndarray.New(dtype, shape...), nil
	}
	var b strings.Builder
	b.Grow(size)
	b.WriteByte(0)
	return ndarray.FromBytes(dtype, unsafe.Slice(unsafe.StringData(b.String()), size), shape, nil)
}
