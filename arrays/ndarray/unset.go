package ndarray

import (
	"runtime"
	"strings"
	"unsafe"
)

// Unset returns an array in C order whose elements are undefined, for results
// that are written as a whole: clearing a big block first takes as long as a
// cheap operation on it. Unlike that of [Get] its memory belongs to the caller
// and is freed when nothing refers to it. Object arrays hold nil. Like [New] it
// panics if the dtype is not valid or an extent negative.
func Unset(dtype DType, shape ...int) *Array {
	n, err := CheckShape(dtype, shape)
	if err != nil {
		panic(err)
	}
	size := n * dtype.Size()
	if size < unsetBytes || dtype == Object {
		return New(dtype, shape...)
	}
	buf := huge(uncleared(size))
	poison(buf)
	a := headed(dtype, shape)
	a.buf = buf
	return a
}

// uncleared returns memory that has not been cleared. The standard library gives
// such to builders of strings only. Nobody else sees this one's.
func uncleared(size int) []byte {
	var b strings.Builder
	b.Grow(size)
	b.WriteByte(0)
	return unsafe.Slice(unsafe.StringData(b.String()), size)
}

// huge has the system back a large buffer with huge pages, and lets others run
// first: a collection under way may then end before the buffer takes memory.
func huge(b []byte) []byte {
	if len(b) >= hugeBuffer {
		adviseHuge(b)
		runtime.Gosched()
	}
	return b
}
