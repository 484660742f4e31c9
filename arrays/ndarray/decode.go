package ndarray

import (
	"fmt"
	"unsafe"

	"github.com/gloam-go/gloam/internal/simd"
	"github.com/gloam-go/gloam/internal/wording"
)

// DecodeBytes fills dst, which must be contiguous, with elements stored in src
// in the given byte order. Lengths must agree. Booleans become 0 or 1 whatever
// byte stands for true.
func DecodeBytes(dst *Array, src []byte, order ByteOrder) error {
	b, err := dst.Bytes()
	if err != nil {
		return err
	}
	if len(b) != len(src) {
		return fmt.Errorf("ndarray: %d bytes for shape %s of %s, want %d", len(src), wording.Shape(dst.shape), dst.dtype, len(b))
	}
	if dst.dtype == Bool {
		boolKernels{}.toBool(b, src)
		return nil
	}
	if order == nativeOrder {
		copy(b, src)
		return nil
	}
	swapBytes(b, src, align(dst.dtype))
	return nil
}

// EncodeBytes appends the elements of a, in C order and the given byte order,
// to dst. Object arrays are an error.
func EncodeBytes(dst []byte, a *Array, order ByteOrder) ([]byte, error) {
	b, err := a.AsContiguous().Bytes()
	if err != nil {
		return nil, err
	}
	dst = append(dst, b...)
	if order != nativeOrder {
		tail := dst[len(dst)-len(b):]
		swapBytes(tail, tail, align(a.dtype))
	}
	return dst, nil
}

var nativeOrder = func() ByteOrder {
	one := uint16(1)
	if *(*byte)(unsafe.Pointer(&one)) == 1 {
		return LittleEndian
	}
	return BigEndian
}()

// swapBytes copies src to dst, which may be the same, and reverses the bytes of
// every part of the given size.
func swapBytes(dst, src []byte, size int) {
	switch size {
	case 2:
		simd.Swap16(dst, src)
	case 4:
		simd.Swap32(dst, src)
	case 8:
		simd.Swap64(dst, src)
	default:
		copy(dst, src)
	}
}
