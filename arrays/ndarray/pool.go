package ndarray

import (
	"math/bits"
	"sync"
	"unsafe"
)

// Buffers come in size classes of powers of two, from one cache line to 64 MiB;
// larger ones are not kept.
const (
	cacheLine  = 64
	minClass   = 6
	maxClass   = 26
	hugeBuffer = 4 << 20 // from here on whole huge pages pay off
)

var pools [maxClass + 1]sync.Pool

// Get returns an array in C order whose contents are undefined, for scratch
// space in loops. Its memory starts at a multiple of 64 bytes and comes from a
// pool; give it back with [Array.Release]. Like [New] it panics if the dtype is
// not valid or an extent negative.
func Get(dtype DType, shape ...int) *Array {
	n, err := CheckShape(dtype, shape)
	if err != nil {
		panic(err)
	}
	size := n * dtype.Size()
	if size > 1<<maxClass || dtype == Object {
		return New(dtype, shape...)
	}
	class := max(minClass, bits.Len(uint(max(size, 1)-1)))
	buf, ok := pools[class].Get().(*[]byte)
	if !ok {
		b := huge(alignedBuffer(1 << class))
		buf = &b
	}
	poison(*buf)
	a := headed(dtype, shape)
	a.buf, a.pooled = *buf, buf
	return a
}

// GetZeros is [Get] with all elements zero.
func GetZeros(dtype DType, shape ...int) *Array {
	a := Get(dtype, shape...)
	if a.pooled != nil {
		clear(a.first(a.Size()))
	}
	return a
}

// Release gives the memory of an array from [Get] or [GetZeros] back and leaves
// an empty array. Neither the memory nor views of it may be used afterwards. It does
// nothing to other arrays, to views, and the second time.
func (a *Array) Release() {
	if a.pooled == nil {
		return
	}
	buf := a.pooled
	poison(*buf)
	*a = Array{dtype: a.dtype, shape: noElements[:1:1], strides: noElements[1:]}
	pools[bits.Len(uint(len(*buf)-1))].Put(buf)
}

// noElements are the shape and strides of released arrays.
var noElements = [2]int{0, 1}

// alignedBuffer returns memory of the Go heap that starts at a cache line.
func alignedBuffer(size int) []byte {
	b := make([]byte, size+cacheLine)
	skip := -uintptr(unsafe.Pointer(unsafe.SliceData(b))) & (cacheLine - 1)
	return b[skip : int(skip)+size : int(skip)+size]
}
