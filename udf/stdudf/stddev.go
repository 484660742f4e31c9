package stdudf

import (
	"context"
	"fmt"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
)

// StdDevParams are the parameters of [StdDev].
type StdDevParams struct {
	// DType is the dtype of the results, float64 if empty. Sums are kept in
	// float64 whatever it is.
	DType string `udf:"dtype" doc:"dtype of the results (float64)"`
}

// StdDev computes mean, variance and standard deviation over all frames for
// each detector pixel in one pass that stays accurate for large offsets:
// tiles are reduced around their own mean and joined by the rule of Chan,
// Golub and LeVeque (Technical report STAN-CS-79-773, 1979). Results are
// "mean", "var" (of the population), "std", "sum", "varsum" (sum of squared
// deviations) and "num_frames". For complex data variances are of the modulus.
var StdDev = udf.Register("gloam/stddev", newStdDev,
	udf.Doc("mean, variance and standard deviation of each detector pixel over the scan"))

func newStdDev(p StdDevParams) (udf.UDF, error) {
	base := ndarray.Float64
	if p.DType != "" {
		var err error
		if base, _, err = ndarray.ParseDType(p.DType); err != nil {
			return nil, err
		}
	}
	if base.Kind() != ndarray.KindFloat {
		return nil, udf.BadValue("dtype", "a floating-point type", "%s", base)
	}
	return &stdDev{base: base}, nil
}

type stdDev struct {
	associative
	base    ndarray.DType
	regions []regionMoments // by detector region
	scratch momentScratch
	counts  entryMoments  // of sparse counts
	stored  storedMoments // of other sparse tiles
}

// regionMoments are running sums over the frames seen so far, for each pixel
// of a detector region: real and, for complex data, imaginary parts.
type regionMoments struct {
	at     udf.Slice
	frames int
	parts  []moments
}

// moments are sums and sums of squared deviations, in memory from a pool.
type moments struct {
	sum, dev []float64
	pooled   *ndarray.Array
}

func newMoments(px int) (moments, error) {
	a := ndarray.Get(ndarray.Float64, 2*px)
	v, err := ndarray.Values[float64](a)
	return moments{v[:px:px], v[px:], a}, err
}

func (s *stdDev) Buffers(m udf.Meta) map[string]udf.Buffer {
	wide := ndarray.ResultType(m.InputDType, s.base)
	return map[string]udf.Buffer{
		"varsum":     udf.Sig(s.base),
		"num_frames": udf.Single(ndarray.Int64),
		"sum":        udf.Sig(wide),
		"var":        udf.Sig(s.base).ResultOnly(),
		"std":        udf.Sig(s.base).ResultOnly(),
		"mean":       udf.Sig(wide).ResultOnly(),
	}
}

// TilingPreference: joining the moments of a tile costs as much as eight more
// frames.
func (s *stdDev) TilingPreference() (depth, bytes int) { return 2 * deepFrames, 0 }

func (s *stdDev) AcceptsNative(data, input ndarray.DType) bool {
	return momentKernels[data] != nil && input.Kind() == ndarray.KindFloat
}

func (s *stdDev) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	ops := []ndarray.UnaryOp{ndarray.Real, ndarray.Imag}[:1+btoi(tile.DType().Kind() == ndarray.KindComplex)]
	r, err := s.region(out, tile.Size()/max(tile.Shape()[0], 1), len(ops))
	if err != nil {
		return err
	}
	for i := range ops {
		x := tile
		if len(ops) == 2 {
			var err error
			if x, err = ndarray.Unary(ops[i], tile); err != nil {
				return err
			}
		}
		if err := s.add(r, i, x); err != nil {
			return err
		}
	}
	r.frames += tile.Shape()[0]
	return nil
}

// region returns the running sums of the region that is being processed, of that
// many pixels in so many parts.
func (s *stdDev) region(out udf.View, pixels, parts int) (*regionMoments, error) {
	for len(s.regions) <= out.Region() {
		s.regions = append(s.regions, regionMoments{})
	}
	r := &s.regions[out.Region()]
	if r.parts != nil {
		return r, nil
	}
	r.at = out.Slice()
	for range parts {
		m, err := newMoments(pixels)
		if err != nil {
			return nil, err
		}
		r.parts = append(r.parts, m)
	}
	return r, nil
}

// add joins the moments of a tile to those of its region.
func (s *stdDev) add(r *regionMoments, part int, tile *ndarray.Array) error {
	k := momentKernels[tile.DType()]
	if k == nil {
		wide, err := tile.AsType(ndarray.Float64)
		if err != nil {
			return err
		}
		tile, k = wide, momentKernels[ndarray.Float64]
	}
	m := r.parts[part]
	return k(tile, &s.scratch, func(at int, sum, dev []float64) {
		join(m.sum[at:at+len(sum)], m.dev[at:at+len(sum)], r.frames, sum, dev, tile.Shape()[0])
	})
}

// join adds the moments of n1 frames to those of n0 frames.
func join(sum0, dev0 []float64, n0 int, sum1, dev1 []float64, n1 int) {
	if n1 == 0 {
		return
	}
	if n0 == 0 {
		copy(sum0, sum1)
		copy(dev0, dev1)
		return
	}
	a, b := float64(n0), float64(n1)
	w, perA, perB := a*b/(a+b), 1/a, 1/b
	dev0, sum1, dev1 = dev0[:len(sum0)], sum1[:len(sum0)], dev1[:len(sum0)]
	for i, s := range sum0 {
		d := sum1[i]*perB - s*perA
		dev0[i] += dev1[i] + w*d*d
		sum0[i] = s + sum1[i]
	}
}

// Postprocess writes the running sums into the buffers.
func (s *stdDev) Postprocess(out udf.View) error {
	if err := s.settle(out); err != nil || len(s.regions) == 0 {
		return err
	}
	n := s.regions[0].frames
	sum, dev := out.Buffer("sum"), out.Buffer("varsum")
	for _, r := range s.regions {
		if r.frames != n {
			return udf.BadValue("stddev", fmt.Sprintf("%d as in the first", n), "%d frames in the detector region at %s", r.frames, wording.Shape(r.at.Origin))
		}
		if err := r.write(sum, dev); err != nil {
			return err
		}
		for _, m := range r.parts {
			m.pooled.Release()
		}
	}
	s.regions = nil
	return out.Buffer("num_frames").Fill(n)
}

// write puts the sums of a region into its place in the buffers.
func (r *regionMoments) write(sum, dev *ndarray.Array) error {
	total, err := ndarray.FromSlice(r.parts[0].sum)
	if err != nil {
		return err
	}
	spread := r.parts[0].dev
	if len(r.parts) == 2 {
		c := make([]complex128, len(spread))
		for i := range c {
			c[i] = complex(r.parts[0].sum[i], r.parts[1].sum[i])
			spread[i] += r.parts[1].dev[i]
		}
		if total, err = ndarray.FromSlice(c); err != nil {
			return err
		}
	}
	if sum, err = sum.Region(r.at.Origin, r.at.Shape); err != nil {
		return err
	}
	if err := put(sum, total); err != nil {
		return err
	}
	if dev, err = dev.Region(r.at.Origin, r.at.Shape); err != nil {
		return err
	}
	d, err := ndarray.FromSlice(spread)
	if err != nil {
		return err
	}
	return put(dev, d)
}

// put copies a flat array into a buffer, casting it.
func put(dst, flat *ndarray.Array) error {
	shaped, err := flat.Reshape(dst.Shape()...)
	if err != nil {
		return err
	}
	return ndarray.CopyInto(dst, shaped)
}

func (s *stdDev) Merge(dst, src udf.View) error {
	n0, err := count(dst)
	if err != nil {
		return err
	}
	n1, err := count(src)
	if err != nil || n1 == 0 {
		return err
	}
	varsum := dst.Buffer("varsum")
	dev0, shared, err := float64s(varsum)
	if err != nil {
		return err
	}
	dev1, _, err := float64s(src.Buffer("varsum"))
	if err != nil {
		return err
	}
	if err := s.mergeSums(dst.Buffer("sum"), src.Buffer("sum"), n0, n1, dev0, dev1); err != nil {
		return err
	}
	if !shared {
		d, err := ndarray.FromSlice(dev0)
		if err != nil {
			return err
		}
		if err := put(varsum, d); err != nil {
			return err
		}
	}
	return dst.Buffer("num_frames").Fill(n0 + n1)
}

// float64s returns the elements of an array, which are its own memory if shared.
func float64s(a *ndarray.Array) (v []float64, shared bool, err error) {
	if v, err := ndarray.Values[float64](a); err == nil {
		return v, true, nil
	}
	v, err = ndarray.Float64s(a)
	return v, false, err
}

// mergeSums joins real and imaginary parts in turn; dev1 belongs to the
// modulus and counts once.
func (s *stdDev) mergeSums(dst, src *ndarray.Array, n0, n1 int, dev0, dev1 []float64) error {
	a, shared, err := part(ndarray.Real, dst)
	if err != nil {
		return err
	}
	b, _, err := part(ndarray.Real, src)
	if err != nil {
		return err
	}
	join(a, dev0, n0, b, dev1, n1)
	if shared {
		return nil
	}
	if dst.DType().Kind() == ndarray.KindComplex && n0 > 0 {
		if a, _, err = part(ndarray.Imag, dst); err != nil {
			return err
		}
		if b, _, err = part(ndarray.Imag, src); err != nil {
			return err
		}
		join(a, dev0, n0, b, make([]float64, len(dev1)), n1)
	}
	return ndarray.AddInto(dst, src)
}

// part is float64s of the real or imaginary part.
func part(op ndarray.UnaryOp, a *ndarray.Array) (v []float64, shared bool, err error) {
	if a.DType().Kind() != ndarray.KindComplex {
		return float64s(a)
	}
	p, err := ndarray.Unary(op, a)
	if err != nil {
		return nil, false, err
	}
	v, err = ndarray.Float64s(p)
	return v, false, err
}

func count(v udf.View) (int, error) {
	n, err := ndarray.Values[int64](v.Buffer("num_frames"))
	if err != nil {
		return 0, err
	}
	return int(n[0]), nil
}

func (s *stdDev) Results(res udf.View) (map[string]*ndarray.Array, error) {
	n, err := count(res)
	if err != nil {
		return nil, err
	}
	frames, err := ndarray.FromSlice([]float64{float64(n)}, 1)
	if err != nil {
		return nil, err
	}
	mean, err := ndarray.Div(res.Buffer("sum"), frames)
	if err != nil {
		return nil, err
	}
	if mean, err = mean.AsType(ndarray.ResultType(res.Meta().InputDType, s.base)); err != nil {
		return nil, err
	}
	dev, err := ndarray.Float64s(res.Buffer("varsum"))
	if err != nil {
		return nil, err
	}
	std := make([]float64, len(dev))
	for i := range dev {
		dev[i] /= float64(n)
		std[i] = math.Sqrt(dev[i])
	}
	out := map[string]*ndarray.Array{"mean": mean}
	for name, v := range map[string][]float64{"var": dev, "std": std} {
		a, err := ndarray.FromSlice(v, res.Meta().Sig...)
		if err != nil {
			return nil, err
		}
		if out[name], err = a.AsType(s.base); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
