package stdudf

import (
	"context"
	"fmt"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/masks"
)

// RadialFourierParams are the parameters of [RadialFourier].
type RadialFourierParams struct {
	CY       *float64 `udf:"cy" doc:"row of the centre (half the height)"`
	CX       *float64 `udf:"cx" doc:"column of the centre (half the width)"`
	RI       float64  `udf:"ri" doc:"inner radius (0)"`
	RO       float64  `udf:"ro" doc:"outer radius (one that covers the frame)"`
	Bins     int      `udf:"n_bins" doc:"number of rings (1)"`
	MaxOrder int      `udf:"max_order" doc:"largest order of rotational symmetry (24)"`
}

// RadialFourier computes Fourier coefficients over the angle in rings around a
// centre: Σ frame · ring · exp(i·order·φ), which tells the order of rotational
// symmetry. Its result "coefficients" has the shape (bins, orders+1) per scan
// position and is complex64, or complex128 for wider data.
var RadialFourier = udf.Register("gloam/radial_fourier", newRadial,
	udf.Doc("Fourier coefficients over the angle in rings around a centre"))

// Complete returns the parameters for frames of shape sig with all defaults
// filled in.
func (p RadialFourierParams) Complete(sig []int) (RadialFourierParams, error) {
	if len(sig) != 2 {
		return p, udf.BadValue("", "two axes", "frames of shape %s", wording.Shape(sig))
	}
	p.CY, p.CX = orHalf(p.CY, sig[0]), orHalf(p.CX, sig[1])
	if p.RO == 0 {
		p.RO = float64(masks.Detector{H: sig[0], W: sig[1], CY: *p.CY, CX: *p.CX}.BoundingRadius())
	}
	if p.Bins == 0 {
		p.Bins = 1
	}
	if p.MaxOrder == 0 {
		p.MaxOrder = 24
	}
	return p, p.check()
}

func orHalf(v *float64, extent int) *float64 {
	if v != nil {
		return v
	}
	half := float64(extent) / 2
	return &half
}

// Bounds of what one frame gives: more bins or orders than detectors have pixels
// across.
const (
	maxBins  = 1 << 14
	maxOrder = 1 << 10
)

func (p RadialFourierParams) check() error {
	if p.Bins < 0 || p.Bins > maxBins || p.MaxOrder < 0 || p.MaxOrder > maxOrder {
		return udf.BadValue("", fmt.Sprintf("1 to %d and 1 to %d", maxBins, maxOrder), "%d bins and orders up to %d", p.Bins, p.MaxOrder)
	}
	if p.RO != 0 && !(p.RI >= 0 && p.RI < p.RO) {
		return udf.BadValue("", "0 ≤ inner < outer", "radii %g and %g", p.RI, p.RO)
	}
	return nil
}

func newRadial(p RadialFourierParams) (udf.UDF, error) {
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("radial fourier: %w", err)
	}
	return &radial{p: p}, nil
}

type radial struct {
	p      RadialFourierParams
	narrow *radialSums[float32]
	wide   *radialSums[float64]
}

func (r *radial) Check(m udf.Meta) error {
	_, err := r.p.Complete(m.Sig)
	return err
}

func (r *radial) Buffers(m udf.Meta) map[string]udf.Buffer {
	p, err := r.p.Complete(m.Sig)
	if err != nil {
		return nil // Check has reported it
	}
	d := ndarray.ResultType(m.InputDType, ndarray.Complex64)
	return map[string]udf.Buffer{"coefficients": udf.Nav(d, p.Bins, p.MaxOrder+1)}
}

// AcceptsNative: frames are gathered pixel by pixel, which converts them.
func (r *radial) AcceptsNative(data, input ndarray.DType) bool {
	return input == ndarray.Float32 && gathers32[data] != nil
}

func (r *radial) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	dst := out.Buffer("coefficients")
	parts := []*ndarray.Array{tile}
	if tile.DType().Kind() == ndarray.KindComplex {
		re, err := ndarray.Unary(ndarray.Real, tile)
		if err != nil {
			return err
		}
		im, err := ndarray.Unary(ndarray.Imag, tile)
		if err != nil {
			return err
		}
		parts = []*ndarray.Array{re, im}
	}
	for i, part := range parts {
		if err := r.add(dst, part, i == 1, out); err != nil {
			return err
		}
	}
	return nil
}

// add adds the coefficients of a tile of real numbers, times i if turned.
func (r *radial) add(dst, tile *ndarray.Array, turned bool, out udf.View) error {
	if dst.DType() == ndarray.Complex64 {
		if r.narrow == nil {
			r.narrow = &radialSums[float32]{gathers: gathers32, products: simd.MaskProductsF32}
		}
		return r.narrow.add(r.p, dst, tile, turned, out)
	}
	if r.wide == nil {
		r.wide = &radialSums[float64]{gathers: gathers64, products: simd.MaskProductsF64}
	}
	return r.wide.add(r.p, dst, tile, turned, out)
}

// A gather copies the listed pixels of each frame of a tile to rows of dst that
// start stride elements apart.
type gather[T ndarray.Float] func(dst []T, stride int, tile *ndarray.Array, at []int32) error

func gatherFrom[S ndarray.Float | uint8 | uint16, T ndarray.Float](dst []T, stride int, tile *ndarray.Array, at []int32) error {
	src, err := ndarray.Backing[S](tile)
	if err != nil {
		return err
	}
	for f := range tile.Shape()[0] {
		frame, row := src[f*tile.Strides()[0]:], dst[f*stride:][:len(at)]
		for i, p := range at {
			row[i] = T(frame[p])
		}
	}
	return nil
}

var gathers32 = map[ndarray.DType]gather[float32]{
	ndarray.Uint8: gatherFrom[uint8, float32], ndarray.Uint16: gatherFrom[uint16, float32], ndarray.Float32: gatherFrom[float32, float32],
}

var gathers64 = map[ndarray.DType]gather[float64]{ndarray.Float64: gatherFrom[float64, float64]}

// radialSums is what a task needs in one precision.
type radialSums[T ndarray.Float] struct {
	gathers  map[ndarray.DType]gather[T]
	products func(out, frames []T, nf, fstride int, masks []T, nm, mstride, npx int)
	regions  [][]radialBin[T] // by detector region
	pixels   []T
	sums     []T
}

// A radialBin is a ring within a detector region: its pixels, and for each order
// two rows of factors for them, cosine and sine. Rings have few pixels, so that
// is less than whole masks, and the products are dense all the same.
type radialBin[T ndarray.Float] struct {
	at     []int32
	rows   []T
	stride int
}

func (s *radialSums[T]) add(p RadialFourierParams, dst, tile *ndarray.Array, turned bool, out udf.View) error {
	bins, err := s.region(p, out)
	if err != nil {
		return err
	}
	g := s.gathers[tile.DType()]
	if g == nil {
		if tile, err = tile.AsType(ndarray.DTypeOf[T]()); err != nil {
			return err
		}
		g = s.gathers[tile.DType()]
	}
	d, err := partsOf[T](dst)
	if err != nil {
		return err
	}
	frames := tile.Shape()[0]
	n := 2 * dst.Shape()[2]
	for b, bin := range bins {
		if len(bin.at) == 0 {
			continue
		}
		pixels, sums := grown(&s.pixels, frames*bin.stride), grown(&s.sums, frames*n)
		if err := g(pixels, bin.stride, tile, bin.at); err != nil {
			return err
		}
		clear(sums)
		s.products(sums, pixels, frames, bin.stride, bin.rows, n, bin.stride, len(bin.at))
		for f := range frames {
			accumulate(d[(f*len(bins)+b)*n:][:n], sums[f*n:], turned)
		}
	}
	return nil
}

// partsOf returns the memory of complex numbers, where real and imaginary parts
// alternate.
func partsOf[T ndarray.Float](a *ndarray.Array) ([]T, error) {
	b, err := a.Bytes()
	if err != nil {
		return nil, err
	}
	flat, err := ndarray.FromBytes(ndarray.DTypeOf[T](), b, []int{2 * a.Size()}, nil)
	if err != nil {
		return nil, err
	}
	return ndarray.Values[T](flat)
}

// grown returns n elements of scratch memory.
func grown[T any](v *[]T, n int) []T {
	if len(*v) < n {
		*v = make([]T, n)
	}
	return (*v)[:n]
}

// accumulate adds complex numbers, times i if turned.
func accumulate[T ndarray.Float](dst, src []T, turned bool) {
	for i := 0; i < len(dst); i += 2 {
		re, im := src[i], src[i+1]
		if turned {
			re, im = -im, re
		}
		dst[i] += re
		dst[i+1] += im
	}
}

// region returns the bins cut to the tile's detector region.
func (s *radialSums[T]) region(p RadialFourierParams, out udf.View) ([]radialBin[T], error) {
	k := out.Region()
	for len(s.regions) <= k {
		s.regions = append(s.regions, nil)
	}
	if s.regions[k] != nil {
		return s.regions[k], nil
	}
	sig := out.Meta().Sig
	p, err := p.Complete(sig)
	if err != nil {
		return nil, err
	}
	d := masks.Detector{H: sig[0], W: sig[1], CY: *p.CY, CX: *p.CX}
	rings, err := d.SparseRadialBins(masks.Bins{Radius: p.RO, Inner: p.RI, Count: p.Bins})
	if err != nil {
		return nil, err
	}
	s.regions[k] = binsOf[T](rings, d, p.MaxOrder, out.Slice())
	return s.regions[k], nil
}

// binsOf cuts rings to a detector region and multiplies them by the waves of all
// orders.
func binsOf[T ndarray.Float](rings *masks.Stamps, d masks.Detector, orders int, region udf.Slice) []radialBin[T] {
	bins := make([]radialBin[T], rings.Masks)
	in := make([][]int, rings.Masks) // entries of rings, by bin
	for i, b := range rings.Mask {
		y, x := rings.Y[i]-region.Origin[0], rings.X[i]-region.Origin[1]
		if y >= 0 && y < region.Shape[0] && x >= 0 && x < region.Shape[1] {
			in[b] = append(in[b], i)
			bins[b].at = append(bins[b].at, int32(y*region.Shape[1]+x))
		}
	}
	for b := range bins {
		bin := &bins[b]
		bin.stride = (len(bin.at) + 15) &^ 15 // whole vectors
		bin.rows = make([]T, 2*(orders+1)*bin.stride)
		for j, i := range in[b] {
			bin.wave(j, orders, rings.V[i], math.Atan2(float64(rings.Y[i])-d.CY, float64(rings.X[i])-d.CX))
		}
	}
	return bins
}

// wave sets the factors of the j-th pixel. Orders follow from each other by a
// product, whose error is far below that of the sums.
func (r *radialBin[T]) wave(j, orders int, weight, phi float64) {
	sin, cos := math.Sincos(phi)
	re, im := weight, 0.0
	for o := range orders + 1 {
		r.rows[2*o*r.stride+j], r.rows[(2*o+1)*r.stride+j] = T(re), T(im)
		re, im = re*cos-im*sin, re*sin+im*cos
	}
}
