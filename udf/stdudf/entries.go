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
	{ndarray.Float32, ndarray.Uint8}:   addEntries[float32, uint8],
	{ndarray.Float32, ndarray.Uint16}:  addEntries[float32, uint16],
	{ndarray.Float32, ndarray.Float32}: addEntries[float32, float32],
	{ndarray.Float64, ndarray.Uint8}:   addEntries[float64, uint8],
	{ndarray.Float64, ndarray.Uint16}:  addEntries[float64, uint16],
	{ndarray.Float64, ndarray.Float32}: addEntries[float64, float32],
	{ndarray.Float64, ndarray.Float64}: addEntries[float64, float64],
}

func addEntries[D float32 | float64, S uint8 | uint16 | float32 | float64](dst *ndarray.Array, t *udf.SparseTile) error {
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
		d[p] += D(v[i])
	}
	return nil
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
	return native(entryFrames, data, input)
}

// AcceptsNativeEntries implements udf.NativeEntries.
func (sumSig) AcceptsNativeEntries(data, input ndarray.DType) bool {
	return native(entryPixels, data, input)
}

// IgnoresPixels implements udf.ValueProcessor: where a pixel is does not matter.
func (sumSig) IgnoresPixels() bool { return true }
