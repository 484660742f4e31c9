package delayed

import (
	"context"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// Array returns the dataset as a lazy array of the given dtype, one block for
// each partition: in the shape of the data, or, if the dataset has a region of
// interest, of shape (selected frames, signal axes…). Corrections are not
// applied. Positions without a stored frame are zero. Blocks are made by the
// workers that the dataset prefers for their partitions, see
// [udf.Dataset.PreferWorkers], and by any if it prefers none.
func Array(d *udf.Dataset, dtype ndarray.DType) (*arrays.Array, error) {
	raw, err := d.Corrected(nil)
	if err != nil {
		return nil, err
	}
	spec, err := frames.With(framesParams{DType: dtype.String()})
	if err != nil {
		return nil, err
	}
	lazy, err := Run(raw, spec)
	if err != nil {
		return nil, err
	}
	if lazy[0].run.Meta().ROI != nil {
		return lazy[0].Raw("frames")
	}
	return lazy[0].Array("frames")
}

// framesParams are the parameters of frames.
type framesParams struct{ DType string }

// frames copies frames into a nav buffer.
var frames = udf.Register("gloam/frames", func(p framesParams) (udf.UDF, error) {
	d, _, err := ndarray.ParseDType(p.DType)
	return framesUDF{d}, err
}, udf.Unlisted())

type framesUDF struct{ dtype ndarray.DType }

func (framesUDF) InputDType() ndarray.DType { return udf.NativeDType }

func (framesUDF) AcceptsNative(ndarray.DType, ndarray.DType) bool { return true }

func (f framesUDF) Buffers(m udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"frames": udf.Nav(f.dtype, m.Sig...)}
}

func (framesUDF) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	s := out.Slice()
	dst, err := out.Buffer("frames").Region(append([]int{0}, s.Origin...), append([]int{s.Frames}, s.Shape...))
	if err != nil {
		return err
	}
	return ndarray.CopyInto(dst, tile)
}
