package stdudf

import (
	"context"
	"slices"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
)

// MasksParams are the parameters of [ApplyMasks]. Masks, Stack and Rows add up.
type MasksParams struct {
	// Masks are geometric masks, computed where they are used.
	Masks Masks `udf:"masks" type:"masks" doc:"disk(cy,cx,r)+ring(cy,cx,inner,outer)+rect(y,x,height,width)+point(y,x)"`
	// Stack holds ready masks, of shape (masks, signal axes…), or one of the
	// shape of a frame. Its text form is the path of an .npy file.
	Stack Stack `udf:"stack" type:"file" doc:"path of an .npy file with masks of shape (masks, height, width)"`
	// Rows holds ready sparse masks.
	Rows SparseMasks `udf:"-"`
	// DType overrides the dtype of the masks.
	DType string `udf:"mask_dtype" doc:"dtype of the masks (that of the masks)"`
	// Preferred is the preferred input dtype, float32 if empty.
	Preferred string `udf:"preferred_dtype" doc:"preferred dtype of the data (float32)"`
	// Sparse says how products are computed: "dense" reads all pixels, "sparse"
	// only those where a mask is not zero; empty decides by how many these
	// are. LiberTEM's names for sparse formats mean "sparse". Results differ by
	// rounding only, unless pixels that no mask has are NaN or infinite.
	Sparse string `udf:"use_sparse" doc:"dense or sparse (by the share of pixels that are not zero)"`
	// Shifts move the masks.
	Shifts Shifts `udf:"shifts" type:"shifts" doc:"y,x that all masks move by, or path of an .npy file with a shift for every scan position (none)"`
}

type sparseMode uint8

const (
	masksByDensity sparseMode = iota
	denseMasks
	rowMasks
)

// sparseModes are the values of the parameter use_sparse.
var sparseModes = map[string]sparseMode{
	"": masksByDensity, "dense": denseMasks, "sparse": rowMasks,
	"scipy.sparse": rowMasks, "scipy.sparse.csr": rowMasks, "scipy.sparse.csc": rowMasks,
	"sparse.pydata": rowMasks, "sparse.pydata.GCXS": rowMasks,
}

// ApplyMasks computes the product of every frame with a stack of masks: virtual
// detectors. Its result "intensity" has one entry per scan position and mask,
// in the dtype to which input and masks promote; integer products wrap.
var ApplyMasks = udf.Register("gloam/masks", newMasks,
	udf.Doc("virtual detectors: sum of each frame times each mask"))

func newMasks(p MasksParams) (udf.UDF, error) {
	a := &applyMasks{params: p}
	var err error
	if a.preferred, err = preferred(p.Preferred); err != nil {
		return nil, err
	}
	if p.DType != "" {
		if a.dtype, err = numeric(p.DType); err != nil {
			return nil, err
		}
	}
	if len(p.Masks) == 0 && p.Stack.Array == nil && p.Rows.Len() == 0 {
		return nil, udf.BadValue("masks", "at least one", "none")
	}
	if _, ok := sparseModes[p.Sparse]; !ok {
		return nil, udf.BadValue("masks: use_sparse", "dense, sparse or nothing", "%q", p.Sparse)
	}
	if !p.Shifts.IsZero() && strings.HasPrefix(p.Sparse, "scipy.") {
		return nil, udf.BadValue("masks: use_sparse", "dense, sparse or sparse.pydata for masks that move", "%q", p.Sparse)
	}
	if err := p.Shifts.check(); err != nil {
		return nil, err
	}
	if err := p.Rows.check(); err != nil {
		return nil, err
	}
	return a, p.Masks.check()
}

type applyMasks struct {
	params    MasksParams
	preferred ndarray.DType
	dtype     ndarray.DType // of the masks, Invalid for their own
	stack     *maskStack
	scratch   entryScratch
}

func (a *applyMasks) InputDType() ndarray.DType { return a.preferred }

func (a *applyMasks) Check(m udf.Meta) error {
	if _, err := a.params.Stack.masks(m.Sig); err != nil {
		return err
	}
	if (len(a.params.Masks) > 0 || !a.params.Shifts.IsZero()) && len(m.Sig) != 2 {
		return udf.BadValue("masks", "two axes for geometric or moved masks", "frames of shape %s", wording.Shape(m.Sig))
	}
	if r := a.params.Rows; r.Len() > 0 && !slices.Equal(r.Sig, m.Sig) {
		return udf.BadValue("masks", wording.Shape(m.Sig), "sparse masks of shape %s", wording.Shape(r.Sig))
	}
	return nil
}

// Aux is the shifts if every scan position has its own.
func (a *applyMasks) Aux() map[string]udf.Aux {
	if a.params.Shifts.Each.IsZero() {
		return nil
	}
	return map[string]udf.Aux{"shifts": a.params.Shifts.Each}
}

// result is the dtype of the products.
func (a *applyMasks) result(m udf.Meta) ndarray.DType {
	if a.dtype != ndarray.Invalid {
		return ndarray.ResultType(m.InputDType, a.dtype)
	}
	d := m.InputDType
	if len(a.params.Masks) > 0 {
		d = ndarray.ResultType(d, ndarray.Bool)
	}
	if s := a.params.Stack.Array; s != nil {
		d = ndarray.ResultType(d, s.DType())
	}
	if a.params.Rows.Len() > 0 {
		d = ndarray.ResultType(d, a.params.Rows.Values.DType())
	}
	return d
}

func (a *applyMasks) count(sig []int) int {
	n := len(a.params.Masks) + a.params.Rows.Len()
	if s, err := a.params.Stack.masks(sig); err == nil && s != nil {
		n += s.Shape()[0]
	}
	return n
}

func (a *applyMasks) Buffers(m udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"intensity": udf.Nav(a.result(m), a.count(m.Sig))}
}

// AcceptsNative: kernels multiply in the input dtype, so the masks must not
// promote it.
func (a *applyMasks) AcceptsNative(data, input ndarray.DType) bool {
	m := udf.Meta{InputDType: input}
	return a.result(m) == input && native(maskProducts, data, input)
}

func (a *applyMasks) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	dst := out.Buffer("intensity")
	if err := a.prepare(out, dst.DType()); err != nil {
		return err
	}
	if !a.params.Shifts.IsZero() {
		return a.addShifted(dst, tile, out)
	}
	return a.add(dst, tile, out)
}

// prepare makes the stack for products of dtype d.
func (a *applyMasks) prepare(out udf.View, d ndarray.DType) (err error) {
	if a.stack == nil {
		a.stack, err = stackFor(a.params, a.dtype, out.Meta().Sig, d)
	}
	return err
}

// add adds the products of a tile with the stack to dst.
func (a *applyMasks) add(dst, tile *ndarray.Array, out udf.View) error {
	dtypes := pair{dst.DType(), tile.DType()}
	if k := runProducts[dtypes]; k != nil {
		runs, err := a.stack.runsIn(out.Slice())
		if err != nil {
			return err
		}
		if runs != nil {
			return k(dst, tile, runs)
		}
	}
	rows := sparseProducts[dtypes]
	masks, err := a.stack.region(out.Slice(), rows != nil)
	if err != nil {
		return err
	}
	if masks.sparse != nil {
		return rows(dst, tile, *masks.sparse)
	}
	if k := maskProducts[dtypes]; k != nil {
		return k(dst, tile, masks.values, masks.stack.Shape()[0], masks.stride)
	}
	return multiply(dst, tile, masks.stack)
}

// Sweep shares the tile with other UDFs if there is one dense mask.
func (a *applyMasks) Sweep(with *udf.Sweep, tile *ndarray.Array, out udf.View) bool {
	dst := out.Buffer("intensity")
	if dst.Size() != tile.Shape()[0] || !a.params.Shifts.IsZero() || a.prepare(out, dst.DType()) != nil {
		return false
	}
	dtypes := pair{dst.DType(), tile.DType()}
	if runProducts[dtypes] != nil {
		if runs, err := a.stack.runsIn(out.Slice()); err != nil || runs != nil {
			return false
		}
	}
	masks, err := a.stack.region(out.Slice(), sparseProducts[dtypes] != nil)
	return err == nil && masks.sparse == nil && with.Products(dst, masks.stack)
}

// multiply is the general path: dst[f, k] += Σ tile[f] · stack[k], in dst's dtype.
func multiply(dst, tile, stack *ndarray.Array) error {
	tile, err := tile.AsType(dst.DType())
	if err != nil {
		return err
	}
	for k := range stack.Shape()[0] {
		mask, err := stack.Index(0, k)
		if err != nil {
			return err
		}
		products, err := ndarray.Mul(tile, mask)
		if err != nil {
			return err
		}
		sums, err := ndarray.Reduce(ndarray.Sum, products, sigAxes(products), false)
		if err != nil {
			return err
		}
		if sums, err = sums.AsType(dst.DType()); err != nil {
			return err
		}
		column, err := dst.Index(1, k)
		if err != nil {
			return err
		}
		if err := ndarray.AddInto(column, sums); err != nil {
			return err
		}
	}
	return nil
}
