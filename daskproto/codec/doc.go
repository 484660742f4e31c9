// Package codec turns Go values into the payloads of Dask's messages and back.
//
// # Model
//
// [Encode] and [Decode] convert between a Go value and a
// [daskproto.Serialized]; [ToPickle] and [FromPickle] between a Go value and
// the values of package pickle, for arguments of tasks. The types are
//
//	Python                       Go, decoded             also encoded
//	None, bool, str              nil, bool, string
//	int                          int64 or *big.Int       int
//	float, complex               float64, complex128
//	bytes                        []byte
//	bytearray, memoryview        []byte (as bytes)
//	numpy.int8 … numpy.uint64    int8 … uint64
//	numpy.float32, complex64     float32, complex64
//	numpy.float64, bool_ …       float64, bool …
//	numpy.ndarray                *ndarray.Array
//	list of arrays and None      []*ndarray.Array
//	list, tuple, set             []any, Tuple, Set
//	dict                         map[string]any, or daskproto.Map
//
// Anything else, an object of a class that this package does not know or an
// array of a dtype that ndarray does not have, decodes to the
// [*daskproto.Serialized] itself. It can be passed on, to Dask or to [Encode],
// and means the same to Python as before.
//
// Arrays share memory with payloads wherever the layouts agree: an encoded
// contiguous array must not change while its payload is in use, a decoded one
// keeps the frame alive, and several decoded from one payload may overlap.
package codec
