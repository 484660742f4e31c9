package source

import "github.com/gloam-go/gloam/arrays/ndarray"

// A scratch is a buffer from ndarray's pool that grows as needed. The zero
// value is empty.
type scratch struct {
	array *ndarray.Array
	bytes []byte
}

// grow returns n bytes of undefined content, aligned for every dtype and valid
// until the next grow or release. Within the size of an earlier one the memory
// and its content stay.
func (s *scratch) grow(n int) []byte {
	if n > len(s.bytes) {
		s.release()
		s.array = ndarray.Get(ndarray.Uint8, n)
		s.bytes, _ = s.array.Bytes() // of a contiguous array of bytes: no error
	}
	return s.bytes[:n:n]
}

// release gives the buffer back.
func (s *scratch) release() {
	if s.array != nil {
		s.array.Release()
		s.array, s.bytes = nil, nil
	}
}
