package stdudf

import (
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
	"github.com/gloam-go/gloam/udf"
)

// An entryKernel adds the stored pixels of a CSR tile, in the dtype that they
// are stored in, to dst: to the pixels of one frame or to one number for each
// frame. It saves a pass that converts.
type entryKernel func(dst *ndarray.Array, t *udf.SparseTile) error

var entryFrames = map[pair]entryKernel{
	{ndarray.Float32, ndarray.Float32}: addEntries[float32, float32],
	{ndarray.Float64, ndarray.Float32}: addEntries[float64, float32],
	{ndarray.Float64, ndarray.Float64}: addEntries[float64, float64],
}

func addEntries[D float32 | float64, S float32 | float64](dst *ndarray.Array, t *udf.SparseTile) error {
	d, err := ndarray.Values[D](dst)
	if err != nil {
		return err
	}
	v, err := ndarray.Values[S](t.Values)
	if err != nil {
		return err
	}
	v = v[:len(t.Index)]
	for i, p := range t.Index {
		if uint(p) >= uint(len(d)) {
			return &udf.PixelError{Pixel: p, Pixels: len(d)}
		}
		d[p] += D(v[i])
	}
	return nil
}

// entryTotals are exact sums of the counts of each pixel over a partition.
type entryTotals struct{ sums []uint64 }

// counted reports whether stored pixels of a dtype are summed up as integers.
func counted(d ndarray.DType) bool { return d == ndarray.Uint8 || d == ndarray.Uint16 }

// add adds the stored pixels of a CSR tile of counted values.
func (e *entryTotals) add(t *udf.SparseTile) error {
	if e.sums == nil {
		e.sums = make([]uint64, t.Pixels)
	}
	n := 0
	if v, err := ndarray.Values[uint8](t.Values); err == nil {
		n = simd.AddEntriesU8(e.sums, t.Index, v)
	} else if v, err := ndarray.Values[uint16](t.Values); err != nil {
		return err
	} else {
		n = simd.AddEntriesU16(e.sums, t.Index, v)
	}
	return passed(t.Index, n, t.Pixels)
}

// passed makes an error of the entry that a kernel has not passed.
func passed(index []int32, n, pixels int) error {
	if n < len(index) {
		return &udf.PixelError{Pixel: index[n], Pixels: pixels}
	}
	return nil
}

// into adds the sums to dst, which has the shape of a frame.
func (e *entryTotals) into(dst *ndarray.Array) error {
	if e.sums == nil {
		return nil
	}
	total, err := ndarray.FromSlice(e.sums, dst.Shape()...)
	if err != nil {
		return err
	}
	if total, err = total.AsType(dst.DType()); err != nil {
		return err
	}
	return ndarray.AddInto(dst, total)
}

var entryPixels = map[pair]entryKernel{
	{ndarray.Float32, ndarray.Uint8}:   sumEntries[float32](simd.SumU8),
	{ndarray.Float32, ndarray.Uint16}:  sumEntries[float32](simd.SumU16),
	{ndarray.Float32, ndarray.Float32}: sumEntries[float32](simd.SumF32),
	{ndarray.Float64, ndarray.Uint8}:   sumEntries[float64](simd.SumU8),
	{ndarray.Float64, ndarray.Uint16}:  sumEntries[float64](simd.SumU16),
	{ndarray.Float64, ndarray.Float32}: sumEntries[float64](simd.SumF32F64),
	{ndarray.Float64, ndarray.Float64}: sumEntries[float64](simd.SumF64),
}

// sumEntries makes the kernel for frames out of one for values.
func sumEntries[D float32 | float64, S ndarray.Element, R uint64 | float32 | float64](sum func([]S) R) entryKernel {
	return func(dst *ndarray.Array, t *udf.SparseTile) error {
		d, err := ndarray.Values[D](dst)
		if err != nil {
			return err
		}
		v, err := ndarray.Values[S](t.Values)
		if err != nil {
			return err
		}
		for f := range t.Frames {
			d[f] += D(sum(v[t.Start[f]:t.Start[f+1]]))
		}
		return nil
	}
}

// AcceptsNativeEntries implements udf.NativeEntries.
func (s *sum) AcceptsNativeEntries(data, input ndarray.DType) bool {
	return counted(data) && input.Kind() == ndarray.KindFloat || native(entryFrames, data, input)
}

// ChecksPixels implements udf.PixelChecker.
func (s *sum) ChecksPixels() bool { return true }

// Postprocess adds what has been counted.
func (s *sum) Postprocess(out udf.View) error { return s.entries.into(out.Buffer("intensity")) }

// AcceptsNativeEntries implements udf.NativeEntries.
func (sumSig) AcceptsNativeEntries(data, input ndarray.DType) bool {
	return native(entryPixels, data, input)
}

// IgnoresPixels implements udf.ValueProcessor: where a pixel is does not matter.
func (sumSig) IgnoresPixels() bool { return true }
