package delayed

import (
	"context"
	"math"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
)

// Results are the results of one UDF of a run: a lazy array for each buffer
// that is not private. They are immutable.
type Results struct {
	run     *udf.Run
	spec    udf.Spec
	all     []udf.Decl
	buffers []buffer
}

// Spec returns the UDF.
func (r *Results) Spec() udf.Spec { return r.spec }

// Decls returns the declarations of the results in alphabetical order.
func (r *Results) Decls() []udf.Decl {
	out := make([]udf.Decl, len(r.buffers))
	for i, b := range r.buffers {
		out[i] = b.Decl
	}
	return out
}

func (r *Results) find(name string) (buffer, error) {
	for _, b := range r.buffers {
		if b.Name == name {
			return b, nil
		}
	}
	return buffer{}, unknown(r.spec, name, r.all)
}

// Array returns a result as a lazy array: nav buffers in the shape of the scan,
// where positions outside the region of interest are NaN, or false, or zero
// for types without NaN. The error is a [*udf.UnknownBufferError] for a name
// that is not among the results.
func (r *Results) Array(name string) (*arrays.Array, error) {
	b, err := r.find(name)
	if err != nil {
		return nil, err
	}
	return r.inScan(b.Decl, b.raw, fillOf(b.DType))
}

// Raw returns a result as a lazy array; nav buffers are flat and hold the
// selected positions only, in scan order.
func (r *Results) Raw(name string) (*arrays.Array, error) {
	b, err := r.find(name)
	return b.raw, err
}

// Valid returns, in the shape of Array, which elements of a result are valid:
// those inside the region of interest, unless the UDF said otherwise.
func (r *Results) Valid(name string) (*arrays.Array, error) {
	b, err := r.find(name)
	if err != nil {
		return nil, err
	}
	mask := b.mask
	if mask == nil {
		if mask, err = arrays.Full(b.raw.Shape(), true, ndarray.Bool, arrays.Explicit(b.raw.Chunks())); err != nil {
			return nil, err
		}
	}
	return r.inScan(b.Decl, mask, false)
}

// inScan brings a nav result into scan shape.
func (r *Results) inScan(d udf.Decl, raw *arrays.Array, fill any) (*arrays.Array, error) {
	m := r.run.Meta()
	if d.Kind != udf.KindNav {
		return raw, nil
	}
	if m.ROI == nil {
		return raw.Reshape(d.Shape(m.Nav, m.Sig)...)
	}
	return arrays.Scatter(raw, m.ROI, m.Nav, fill)
}

// fillOf is what stands at positions outside the region of interest.
func fillOf(d ndarray.DType) any {
	switch d.Kind() {
	case ndarray.KindFloat:
		return math.NaN()
	case ndarray.KindComplex:
		return complex(math.NaN(), math.NaN())
	case ndarray.KindBool:
		return false
	case ndarray.KindObject:
		return nil
	}
	return 0
}

// A Result is a computed result.
type Result struct {
	udf.Decl                // as declared; the arrays may have a wider dtype of the same kind
	Data     *ndarray.Array // in scan shape, see [Results.Array]
	Raw      *ndarray.Array // nav axes flat, selected positions only
	Valid    *ndarray.Array // bool, in the shape of Data
}

// Compute evaluates all results in one pass over the data. The map is by
// buffer name.
func (r *Results) Compute(ctx context.Context, opts ...scheduler.Option) (map[string]Result, error) {
	all, err := Compute(ctx, []*Results{r}, opts...)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// Compute evaluates the results of several UDFs in one run. Those that come
// from one call of [Run] share one pass over the data. Cancelling ctx gives a
// [*udf.CancelledError], which wraps [udf.ErrRunCancelled] and the cause; it
// counts partitions that ran in this process.
func Compute(ctx context.Context, lazy []*Results, opts ...scheduler.Option) ([]map[string]Result, error) {
	var wanted []graph.Collection
	for _, r := range lazy {
		for _, b := range r.buffers {
			wanted = append(wanted, b.own)
			if b.mask != nil {
				wanted = append(wanted, b.mask)
			}
		}
	}
	ctx, t := tallied(ctx, lazy)
	got, err := scheduler.Compute(ctx, wanted, opts...)
	if err != nil {
		return nil, cancelledAfter(ctx, err, int(t.parts.Load()), t.allParts)
	}
	out := make([]map[string]Result, len(lazy))
	for i, r := range lazy {
		out[i] = map[string]Result{}
		for _, b := range r.buffers {
			raw := got[0].(*ndarray.Array)
			got = got[1:]
			var mask *ndarray.Array
			if b.mask != nil {
				mask = got[0].(*ndarray.Array)
				got = got[1:]
			}
			if out[i][b.Name], err = r.eager(b.Decl, raw, mask); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}
