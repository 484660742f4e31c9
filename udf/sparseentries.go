package udf

import (
	"context"

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
