package stdudf

import (
	"context"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// rowBackends are those of UDFs that add stored pixels up.
var rowBackends = []udf.Backend{udf.CSRMatrix, udf.Dense}

// A rowKernel adds the stored pixels of a CSR tile to dst: to the pixels of one
// frame, to one number for each frame, or to the products of each frame with
// each of a stack of masks. Values, dst and masks have one dtype.
type rowKernel struct {
	frames func(dst *ndarray.Array, t *udf.SparseTile) error
	pixels func(dst *ndarray.Array, t *udf.SparseTile) error
	masks  func(dst *ndarray.Array, t *udf.SparseTile, columns any) error
	// columns arranges masks for the function masks.
	columns func(*maskStack) (any, error)
}

func rowKernelOf[T rowElement]() rowKernel {
	return rowKernel{frames: addRows[T], pixels: addUpRows[T], masks: multiplyRows[T], columns: makeColumns[T]}
}

type rowElement interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64 | float32 | float64 | complex64 | complex128
}

var rowKernels = map[ndarray.DType]rowKernel{
	ndarray.Int8: rowKernelOf[int8](), ndarray.Int16: rowKernelOf[int16](), ndarray.Int32: rowKernelOf[int32](), ndarray.Int64: rowKernelOf[int64](),
	ndarray.Uint8: rowKernelOf[uint8](), ndarray.Uint16: rowKernelOf[uint16](), ndarray.Uint32: rowKernelOf[uint32](), ndarray.Uint64: rowKernelOf[uint64](),
	ndarray.Float32: rowKernelOf[float32](), ndarray.Float64: rowKernelOf[float64](),
	ndarray.Complex64: rowKernelOf[complex64](), ndarray.Complex128: rowKernelOf[complex128](),
}

// valuesOf returns the elements of two arrays of one dtype.
func valuesOf[T rowElement](a, b *ndarray.Array) (x, y []T, err error) {
	if x, err = ndarray.Values[T](a); err != nil {
		return nil, nil, err
	}
	y, err = ndarray.Values[T](b)
	return x, y, err
}

func addRows[T rowElement](dst *ndarray.Array, t *udf.SparseTile) error {
	d, v, err := valuesOf[T](dst, t.Values)
	if err != nil {
		return err
	}
	v = v[:len(t.Index)]
	for i, p := range t.Index {
		if uint(p) >= uint(len(d)) {
			return &udf.PixelError{Pixel: p, Pixels: len(d)}
		}
		d[p] += v[i]
	}
	return nil
}

func addUpRows[T rowElement](dst *ndarray.Array, t *udf.SparseTile) error {
	d, v, err := valuesOf[T](dst, t.Values)
	if err != nil {
		return err
	}
	for f := range t.Frames {
		var sum T
		for _, x := range v[t.Start[f]:t.Start[f+1]] {
			sum += x
		}
		d[f] += sum
	}
	return nil
}

// castRows returns a CSR tile with values of dtype d, and the kernel for it.
func castRows(t *udf.SparseTile, d ndarray.DType) (*udf.SparseTile, rowKernel, error) {
	if t.Values.DType() == d {
		return t, rowKernels[d], nil
	}
	values, err := t.Values.AsType(d)
	if err != nil {
		return nil, rowKernel{}, err
	}
	c := *t
	c.Values = values
	return &c, rowKernels[d], nil
}

// Backends: stored pixels are all that a sum needs.
func (s *sum) Backends() []udf.Backend { return rowBackends }

// ProcessSparse adds the stored pixels.
func (s *sum) ProcessSparse(ctx context.Context, tile *udf.SparseTile, out udf.View) error {
	dst := out.Buffer("intensity")
	if counted(tile.Values.DType()) && dst.DType().Kind() == ndarray.KindFloat {
		return s.entries.add(tile)
	}
	if k := entryFrames[pair{dst.DType(), tile.Values.DType()}]; k != nil {
		return k(dst, tile)
	}
	t, k, err := castRows(tile, dst.DType())
	if err != nil {
		return err
	}
	if k.frames == nil {
		return throughDense(ctx, s, tile, out)
	}
	return k.frames(dst, t)
}

// Backends: stored pixels are all that a sum needs.
func (sumSig) Backends() []udf.Backend { return rowBackends }

// ProcessSparse adds the stored pixels of each frame up.
func (s sumSig) ProcessSparse(ctx context.Context, tile *udf.SparseTile, out udf.View) error {
	dst := out.Buffer("intensity")
	if k := entryPixels[pair{dst.DType(), tile.Values.DType()}]; k != nil {
		return k(dst, tile)
	}
	t, k, err := castRows(tile, dst.DType())
	if err != nil {
		return err
	}
	if k.pixels == nil {
		return throughDense(ctx, s, tile, out)
	}
	return k.pixels(dst, t)
}

// Backends: pixels that are not stored add nothing to a product. Masks that
// move take dense frames.
func (a *applyMasks) Backends() []udf.Backend {
	if !a.params.Shifts.IsZero() {
		return []udf.Backend{udf.Dense}
	}
	return rowBackends
}

// ProcessSparse multiplies the stored pixels.
func (a *applyMasks) ProcessSparse(ctx context.Context, tile *udf.SparseTile, out udf.View) error {
	dst := out.Buffer("intensity")
	if rowKernels[dst.DType()].masks == nil {
		return throughDense(ctx, a, tile, out)
	}
	if err := a.prepare(out, dst.DType()); err != nil {
		return err
	}
	return a.addRows(dst, tile)
}

// AcceptsNativeEntries implements udf.NativeEntries: products of counts with
// masks in float32 convert them.
func (a *applyMasks) AcceptsNativeEntries(data, input ndarray.DType) bool {
	return counted(data) && input == ndarray.Float32 && a.result(udf.Meta{InputDType: input}) == input
}

// ChecksPixels implements udf.PixelChecker.
func (a *applyMasks) ChecksPixels() bool { return true }

// addRows adds the products of a CSR tile with the masks to dst.
func (a *applyMasks) addRows(dst *ndarray.Array, t *udf.SparseTile) error {
	columns, err := a.stack.columnsFor(rowKernels[dst.DType()].columns)
	if err != nil {
		return err
	}
	if k := entryMasks[pair{dst.DType(), t.Values.DType()}]; k != nil {
		return k(dst, t, columns, &a.scratch)
	}
	t, k, err := castRows(t, dst.DType())
	if err != nil {
		return err
	}
	return k.masks(dst, t, columns)
}

// Backends: the moments are products with masks.
func (c *com) Backends() []udf.Backend { return rowBackends }

// ProcessSparse multiplies the stored pixels.
func (c *com) ProcessSparse(ctx context.Context, tile *udf.SparseTile, out udf.View) error {
	dst := out.Buffer("moments")
	if rowKernels[dst.DType()].masks == nil {
		return throughDense(ctx, c, tile, out)
	}
	if err := c.prepare(out, dst.DType()); err != nil {
		return err
	}
	return c.masks.addRows(dst, tile)
}

// AcceptsNativeEntries implements udf.NativeEntries.
func (c *com) AcceptsNativeEntries(data, input ndarray.DType) bool {
	return counted(data) && input == ndarray.Float32
}

// ChecksPixels implements udf.PixelChecker.
func (c *com) ChecksPixels() bool { return true }

// Backends: any data will do.
func (noOp) Backends() []udf.Backend { return rowBackends }

// ProcessSparse does nothing.
func (noOp) ProcessSparse(context.Context, *udf.SparseTile, udf.View) error { return nil }

// AcceptsNativeEntries implements udf.NativeEntries.
func (noOp) AcceptsNativeEntries(_, _ ndarray.DType) bool { return true }

// ChecksPixels implements udf.PixelChecker.
func (noOp) ChecksPixels() bool { return true }

// throughDense is for the dtypes without a kernel.
func throughDense(ctx context.Context, p udf.TileProcessor, tile *udf.SparseTile, out udf.View) error {
	if _, err := risingPixels(tile); err != nil {
		return err
	}
	dense, err := tile.Dense(out.Meta().Sig...)
	if err != nil {
		return err
	}
	return p.ProcessTile(ctx, dense, out)
}
