package ndarray

import (
	"encoding/binary"
	"fmt"

	"github.com/gloam-go/gloam/internal/wording"
)

// The binary form is a version byte, NumPy's dtype code as a byte-counted
// string, the number of axes as a byte, the extents as unsigned varints and the
// elements in C order, little endian.
const binaryVersion = 1

// maxAxes is NumPy's limit. Decoders refuse more.
const maxAxes = 64

// MarshalBinary returns the array in a compact form of this package, so that it
// can travel inside msgpack or gob. Object arrays are an error.
func (a *Array) MarshalBinary() ([]byte, error) {
	if a.dtype == Object || !a.dtype.Valid() {
		return nil, fmt.Errorf("ndarray: %s array has no binary form", a.dtype)
	}
	if len(a.shape) > maxAxes {
		return nil, fmt.Errorf("ndarray: %d axes, want at most %d", len(a.shape), maxAxes)
	}
	code := dtypes[a.dtype].code
	b := make([]byte, 0, 3+len(code)+binary.MaxVarintLen64*len(a.shape)+a.NBytes())
	b = append(b, binaryVersion, byte(len(code)))
	b = append(append(b, code...), byte(len(a.shape)))
	for _, e := range a.shape {
		b = binary.AppendUvarint(b, uint64(e))
	}
	return EncodeBytes(b, a, LittleEndian)
}

// UnmarshalBinary makes a the array that [Array.MarshalBinary] wrote. It copies
// data and fails, without allocating more than data holds, on anything else.
func (a *Array) UnmarshalBinary(data []byte) error {
	d, shape, rest, err := binaryHeader(data)
	if err != nil {
		return err
	}
	n, err := CheckShape(d, shape)
	if err != nil {
		return err
	}
	if want := n * d.Size(); len(rest) != want {
		return fmt.Errorf("ndarray: binary form has %d bytes for shape %s of %s, want %d", len(rest), wording.Shape(shape), d, want)
	}
	v := New(d, shape...)
	if err := DecodeBytes(v, rest, LittleEndian); err != nil {
		return err
	}
	*a = *v
	return nil
}

func binaryHeader(data []byte) (d DType, shape []int, rest []byte, err error) {
	if len(data) < 2 || data[0] != binaryVersion || len(data) < 3+int(data[1]) {
		return 0, nil, nil, fmt.Errorf("ndarray: %d bytes are no array in binary form", len(data))
	}
	end := 2 + int(data[1])
	if d, _, err = ParseDType(string(data[2:end])); err != nil {
		return 0, nil, nil, err
	}
	if d == Object {
		return 0, nil, nil, fmt.Errorf("ndarray: object array in binary form")
	}
	ndim, rest := int(data[end]), data[end+1:]
	if ndim > maxAxes {
		return 0, nil, nil, fmt.Errorf("ndarray: %d axes, want at most %d", ndim, maxAxes)
	}
	shape = make([]int, ndim)
	for i := range shape {
		e, n := binary.Uvarint(rest)
		if n <= 0 || e > uint64(Last) {
			return 0, nil, nil, fmt.Errorf("ndarray: extent %d of %d in binary form is damaged", i, ndim)
		}
		shape[i], rest = int(e), rest[n:]
	}
	return d, shape, rest, nil
}
