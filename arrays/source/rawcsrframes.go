package source

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"unsafe"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
	"github.com/gloam-go/gloam/internal/wording"
)

// csrFrames are the arrays.Frames of a RawCSR.
type csrFrames struct {
	RawCSR
	stored  int
	entries int64
	frame   []int
	files   [3]*window // starts, indices, values

	starts []int
	pixels []int32
	values scratch
	dense  *ndarray.Array
}

// ReadRows returns the entries of stored frames start to start+n-1: starts has
// n+1 elements and begins with 0, pixels are those of the flattened frame. What
// it returns must not be written and is valid until the next read or Close. The
// values may be mapped bytes of the file, which are only touched within
// [arrays.GuardMapped]; pixels are a copy, so that they stay as checked if
// somebody writes the file.
func (f *csrFrames) ReadRows(ctx context.Context, start, n int) (starts []int, pixels []int32, values *ndarray.Array, err error) {
	return f.read(ctx, start, n, f.readPixels)
}

// ReadUnchecked is ReadRows with pixels that may be mapped bytes, too, and may
// be wrong.
func (f *csrFrames) ReadUnchecked(ctx context.Context, start, n int) (starts []int, pixels []int32, values *ndarray.Array, err error) {
	return f.read(ctx, start, n, f.plainPixels)
}

func (f *csrFrames) read(ctx context.Context, start, n int, readPixels func(int64) ([]int32, error)) (starts []int, pixels []int32, values *ndarray.Array, err error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, nil, err
	}
	if err := checkRange(start, n, f.stored); err != nil {
		return nil, nil, nil, err
	}
	err = arrays.GuardMapped(func() error {
		first, err := f.readStarts(start, n)
		if err != nil {
			return err
		}
		if pixels, err = readPixels(first); err != nil {
			return err
		}
		values, err = f.readValues(first)
		return err
	})
	if err != nil {
		return nil, nil, nil, inFile(f.Path, "raw_csr", err)
	}
	return f.starts, pixels, values, nil
}

// ReadValues is ReadRows without the pixels, which are not read.
func (f *csrFrames) ReadValues(ctx context.Context, start, n int) (starts []int, values *ndarray.Array, err error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	if err := checkRange(start, n, f.stored); err != nil {
		return nil, nil, err
	}
	err = arrays.GuardMapped(func() error {
		first, err := f.readStarts(start, n)
		if err != nil {
			return err
		}
		values, err = f.readValues(first)
		return err
	})
	if err != nil {
		return nil, nil, inFile(f.Path, "raw_csr", err)
	}
	return f.starts, values, nil
}

// readStarts fills f.starts and returns the number of the first entry.
func (f *csrFrames) readStarts(start, n int) (int64, error) {
	b, err := f.bytes(0, f.Starts, int64(start), n+1)
	if err != nil {
		return 0, err
	}
	if cap(f.starts) < n+1 {
		f.starts = make([]int, n+1)
	}
	f.starts = f.starts[:n+1]
	read := integers[f.Starts.Type]
	first := read(b, 0, f.Starts.Order)
	last := first
	for i := range f.starts {
		at := read(b, i, f.Starts.Order)
		if at < last || at > f.entries {
			return 0, &CSRError{fmt.Sprintf("row start %d of frame %d after %d", at, start+i, last), fmt.Sprintf("rising ones up to %d", f.entries)}
		}
		f.starts[i], last = int(at-first), at
	}
	if first < 0 {
		return 0, &CSRError{fmt.Sprintf("row start %d of frame %d", first, start), "0 or more"}
	}
	return first, nil
}

// plainPixels returns the pixels of all frames in f.starts as they are in the
// file, or those of readPixels if they have to be decoded.
func (f *csrFrames) plainPixels(first int64) ([]int32, error) {
	b, err := f.bytes(1, f.Indices, first, f.starts[len(f.starts)-1])
	if err != nil {
		return nil, err
	}
	if plain := int32s(f.Indices, b); plain != nil {
		return plain, nil
	}
	return f.readPixels(first)
}

// readPixels returns the pixels of all frames in f.starts.
func (f *csrFrames) readPixels(first int64) ([]int32, error) {
	n := f.starts[len(f.starts)-1]
	b, err := f.bytes(1, f.Indices, first, n)
	if err != nil {
		return nil, err
	}
	if cap(f.pixels) < n {
		f.pixels = make([]int32, n)
	}
	f.pixels = f.pixels[:n]
	px := product(f.frame)
	if plain := int32s(f.Indices, b); plain != nil {
		if i := copyInside(f.pixels, plain, px); i >= 0 {
			return nil, pixelError(int64(f.pixels[i]), first+int64(i), px, f.frame)
		}
		return f.pixels, nil
	}
	read := integers[f.Indices.Type]
	for i := range f.pixels {
		p := read(b, i, f.Indices.Order)
		if p < 0 || p >= int64(px) {
			return nil, pixelError(p, first+int64(i), px, f.frame)
		}
		f.pixels[i] = int32(p)
	}
	return f.pixels, nil
}

func pixelError(p, entry int64, px int, frame []int) error {
	return &CSRError{fmt.Sprintf("pixel %d in entry %d", p, entry), fmt.Sprintf("one of the %d of shape %s", px, wording.Shape(frame))}
}

// int32s returns the bytes as they are if they are int32 in this machine's
// order and aligned, as indices usually are.
func int32s(file CSRFile, b []byte) []int32 {
	if file.Type != ndarray.Int32 || file.Order == ndarray.BigEndian || len(b) == 0 || binary.NativeEndian.Uint16([]byte{1, 0}) != 1 ||
		uintptr(unsafe.Pointer(&b[0]))%4 != 0 {
		return nil
	}
	return unsafe.Slice((*int32)(unsafe.Pointer(&b[0])), len(b)/4)
}

// copyInside copies pixels and returns where one is that no frame of px pixels
// has, or -1. Each block is checked while it is in the cache.
func copyInside(dst, src []int32, px int) int {
	const block = 4096
	for at := 0; at < len(src); at += block {
		part := dst[at:min(at+block, len(src))]
		copy(part, src[at:])
		if int64(simd.MaxU32(part)) >= int64(px) {
			return at + slices.IndexFunc(part, func(p int32) bool { return int64(uint32(p)) >= int64(px) })
		}
	}
	return -1
}

func (f *csrFrames) readValues(first int64) (*ndarray.Array, error) {
	n := f.starts[len(f.starts)-1]
	b, err := f.bytes(2, f.Values, first, n)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return ndarray.New(f.Values.Type, 0), nil
	}
	if decode := unpacker(f.Values.Type, f.Values.Order); decode != nil {
		out := f.values.grow(len(b))
		decode(out, b)
		b = out
	}
	return ndarray.FromBytes(f.Values.Type, b, []int{n}, nil)
}

// bytes returns n elements of a file.
func (f *csrFrames) bytes(i int, file CSRFile, first int64, n int) ([]byte, error) {
	if n == 0 {
		return nil, nil
	}
	size := int64(file.Type.Size())
	all := f.entries
	if i == 0 {
		all = int64(f.stored) + 1
	}
	b, err := f.files[i].bytes(first*size, n*int(size), all*size)
	return b, inFile(file.Path, "raw_csr", err)
}

// Read implements arrays.Frames.
func (f *csrFrames) Read(ctx context.Context, start, n int) (*ndarray.Array, error) {
	starts, pixels, values, err := f.ReadRows(ctx, start, n)
	if err != nil {
		return nil, err
	}
	if f.dense == nil || f.dense.Shape()[0] < n {
		if f.dense != nil {
			f.dense.Release()
		}
		f.dense = ndarray.Get(f.Values.Type, append([]int{n}, f.frame...)...)
	}
	out := &ndarray.Array{}
	out.Window(f.dense, 0, n, false)
	if err := out.Fill(0); err != nil {
		return nil, err
	}
	return out, arrays.GuardMapped(func() error { return ndarray.AddRows(out, values, starts, pixels) })
}

// Close implements arrays.Frames.
func (f *csrFrames) Close() error {
	f.values.release()
	if f.dense != nil {
		f.dense.Release()
		f.dense = nil
	}
	var err error
	for i, w := range f.files {
		if w != nil {
			err = errors.Join(err, w.close())
			f.files[i] = nil
		}
	}
	return err
}

// integers read the i-th element of a file as a number.
var integers = map[ndarray.DType]func(b []byte, i int, o ndarray.ByteOrder) int64{
	ndarray.Uint8: integer[uint8], ndarray.Uint16: integer[uint16], ndarray.Uint32: integer[uint32], ndarray.Uint64: integer[uint64],
	ndarray.Int32: integer[int32], ndarray.Int64: integer[int64],
}

// integer decodes one number. One too large for int64 is negative, which no
// caller accepts.
func integer[T uint8 | uint16 | uint32 | uint64 | int32 | int64](b []byte, i int, o ndarray.ByteOrder) int64 {
	var v T
	size := int(unsafe.Sizeof(v))
	u := uint64(0)
	for k, x := range b[i*size:][:size] {
		if o == ndarray.BigEndian {
			u = u<<8 | uint64(x)
		} else {
			u |= uint64(x) << (8 * k)
		}
	}
	return int64(T(u))
}
