package udf

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// NativeEntries is for a [SparseProcessor] that converts values itself while it
// reads them. If AcceptsNativeEntries answers true, the values of its tiles have
// the data's own dtype instead of input, the negotiated one. Results must be
// those that conversion to input would give, up to rounding.
type NativeEntries interface {
	SparseProcessor
	AcceptsNativeEntries(native, input ndarray.DType) bool
}

// A ValueProcessor is a [SparseProcessor] that may not need to know at which
// pixels values are stored. If IgnoresPixels answers true, Index of its tiles
// may be nil; Start and Values are as ever. A run of only such UDFs does not read
// the pixels of a source that has [ValueFrames], and so does not find wrong ones.
type ValueProcessor interface {
	SparseProcessor
	IgnoresPixels() bool
}

// ValueFrames are RowFrames that can leave the pixels where they are.
type ValueFrames interface {
	RowFrames
	// ReadValues is ReadRows without the pixels.
	ReadValues(ctx context.Context, start, n int) (starts []int, values *ndarray.Array, err error)
}

// A PixelChecker is a [SparseProcessor] that does not rely on pixels being in
// the frame. If ChecksPixels answers true, Index of its CSR tiles may hold any
// numbers, and may be the bytes of a file that somebody writes: a pixel is to be
// read once and compared before it is used. One that no frame has is a
// [*PixelError]; the run reports it as the source does. A run of only such UDFs
// saves a pass over the pixels of a source that has [UncheckedFrames].
type PixelChecker interface {
	SparseProcessor
	ChecksPixels() bool
}

// UncheckedFrames are RowFrames that can give pixels as they are stored.
type UncheckedFrames interface {
	RowFrames
	// ReadUnchecked is ReadRows with pixels that may be wrong and may change.
	ReadUnchecked(ctx context.Context, start, n int) (starts []int, pixels []int32, values *ndarray.Array, err error)
}

// A PixelError reports a stored pixel that no frame of that many pixels has.
type PixelError struct {
	Pixel  int32
	Pixels int
}

func (e *PixelError) Error() string {
	return fmt.Sprintf("udf: stored pixel: got %d, want one of %d", e.Pixel, e.Pixels)
}

// checksPixels reports whether a UDF gets CSR frames whose pixels it checks, or
// does without them.
func (u *running) checksPixels() bool {
	p, ok := u.udf.(PixelChecker)
	return ok && u.format == CSRMatrix && p.ChecksPixels() || u.ignoresPixels()
}

// ignoresPixels reports whether a UDF gets stacks of CSR frames of which it
// needs values only.
func (u *running) ignoresPixels() bool {
	p, ok := u.udf.(ValueProcessor)
	return ok && u.format == CSRMatrix && u.method != ByFrame && p.IgnoresPixels()
}

// nativeEntries reports whether a UDF takes CSR tiles with values of dtype d
// where the run's dtype is in.
func (u *running) nativeEntries(d, in ndarray.DType) bool {
	p, ok := u.udf.(NativeEntries)
	return ok && u.format == CSRMatrix && d != in && p.AcceptsNativeEntries(d, in)
}

// valuesOnly wraps the rows of a source, for UDFs that ignore pixels: those it
// gives are nil.
type valuesOnly struct{ ValueFrames }

func (v valuesOnly) ReadRows(ctx context.Context, start, n int) ([]int, []int32, *ndarray.Array, error) {
	starts, values, err := v.ReadValues(ctx, start, n)
	return starts, nil, values, err
}

// unchecked wraps the rows of a source, for UDFs that check pixels.
type unchecked struct{ UncheckedFrames }

func (u unchecked) ReadRows(ctx context.Context, start, n int) ([]int, []int32, *ndarray.Array, error) {
	return u.ReadUnchecked(ctx, start, n)
}

// leanRows leaves out of reading what no UDF of the run needs.
func (w *worker) leanRows() {
	all := func(of func(*running) bool) bool {
		return !slices.ContainsFunc(w.udfs, func(u *running) bool { return !of(u) })
	}
	if v, ok := w.rows.(ValueFrames); ok && all((*running).ignoresPixels) {
		w.rows = valuesOnly{v}
	} else if u, ok := w.rows.(UncheckedFrames); ok && all((*running).checksPixels) {
		w.rows = unchecked{u}
	}
}

// wrongPixel turns a UDF's report of a wrong pixel in n frames from the s-th
// position on into that of the source, which knows where it is.
func (w *worker) wrongPixel(ctx context.Context, err error, s, n int) error {
	var bad *PixelError
	rows, ok := w.rows.(unchecked)
	if !ok || !errors.As(err, &bad) {
		return err
	}
	for _, at := range w.positions[s : s+n] {
		if _, _, _, found := rows.UncheckedFrames.ReadRows(ctx, at+w.run.data.sync, 1); found != nil {
			return found
		}
	}
	return err
}
