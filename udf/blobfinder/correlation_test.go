package blobfinder_test

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/blobfinder"
)

// disks draws frames of 64 × 64 pixels with a disk of radius 4 around each of
// the positions of a frame.
func disks(t require.TestingT, dtype ndarray.DType, nav []int, at ...[][2]float64) *udf.Dataset {
	data := ndarray.New(ndarray.Float64, len(at), 64, 64)
	px, err := ndarray.Values[float64](data)
	require.NoError(t, err)
	for i := range px {
		px[i] = float64(i * 7919 % 5) // uneven background
		for _, p := range at[i/4096] {
			r := math.Hypot(float64(i%4096/64)-p[0], float64(i%64)-p[1])
			px[i] += 200 * max(0, min(1, 4.5-r))
		}
	}
	data, err = data.AsType(dtype)
	require.NoError(t, err)
	if nav == nil {
		nav = []int{len(at)}
	}
	ds, err := udf.FromSource(source.Memory{Data: data, Sig: 2, Nav: nav})
	require.NoError(t, err)
	return ds
}

func compute(t require.TestingT, ds *udf.Dataset, spec udf.Spec, err error) map[string]delayed.Result {
	require.NoError(t, err)
	lazy, err := delayed.Run(ds, spec)
	require.NoError(t, err)
	got, err := lazy[0].Compute(context.Background(), scheduler.On(scheduler.Sync{}))
	require.NoError(t, err)
	return got
}

func floats(t require.TestingT, a *ndarray.Array) []float64 {
	v, err := ndarray.Float64s(a)
	require.NoError(t, err)
	return v
}

// kinds are the three correlations of the same peaks.
var kinds = map[string]func(blobfinder.Points, blobfinder.Pattern) (udf.Spec, error){
	"fast": func(p blobfinder.Points, m blobfinder.Pattern) (udf.Spec, error) {
		return blobfinder.FastCorrelation.With(blobfinder.FastParams{Peaks: p, Pattern: m})
	},
	"upsampled": func(p blobfinder.Points, m blobfinder.Pattern) (udf.Spec, error) {
		return blobfinder.FastCorrelation.With(blobfinder.FastParams{Peaks: p, Pattern: m, Upsample: 20})
	},
	"full frame": func(p blobfinder.Points, m blobfinder.Pattern) (udf.Spec, error) {
		return blobfinder.FullFrameCorrelation.With(blobfinder.FastParams{Peaks: p, Pattern: m})
	},
	"full frame upsampled": func(p blobfinder.Points, m blobfinder.Pattern) (udf.Spec, error) {
		return blobfinder.FullFrameCorrelation.With(blobfinder.FastParams{Peaks: p, Pattern: m, Upsample: 20})
	},
	"sparse": func(p blobfinder.Points, m blobfinder.Pattern) (udf.Spec, error) {
		return blobfinder.SparseCorrelation.With(blobfinder.SparseParams{Peaks: p, Pattern: m, Steps: 6})
	},
}

func TestDisksAreFoundWhereTheyAre(t *testing.T) {
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				dtype := rapid.SampledFrom([]ndarray.DType{ndarray.Uint8, ndarray.Uint16, ndarray.Float32, ndarray.Int32, ndarray.Float64}).Draw(t, "dtype")
				dy, dx := rapid.IntRange(-3, 3).Draw(t, "dy"), rapid.IntRange(-3, 3).Draw(t, "dx")
				at := [][2]float64{{20 + float64(dy), 30 + float64(dx)}, {45 - float64(dx), 12 + float64(dy)}}
				ds := disks(t, dtype, nil, at)
				spec, err := kind(blobfinder.Points{{20, 30}, {45.4, 11.6}}, blobfinder.BackgroundSubtraction(4))
				got := compute(t, ds, spec, err)
				want := []float64{at[0][0], at[0][1], at[1][0], at[1][1]}
				require.Equal(t, want, floats(t, got["centers"].Data))
				for i, v := range floats(t, got["refineds"].Data) {
					require.InDelta(t, want[i], v, 0.3)
				}
				for _, v := range floats(t, got["peak_elevations"].Data) {
					require.Positive(t, v)
				}
			})
		})
	}
}

func TestUpsamplingFindsFractionsOfPixels(t *testing.T) {
	ds := disks(t, ndarray.Float32, nil, [][2]float64{{30.4, 31.7}})
	for _, name := range []string{"upsampled", "full frame upsampled"} {
		spec, err := kinds[name](blobfinder.Points{{30, 32}}, blobfinder.RadialGradient(4))
		got := floats(t, compute(t, ds, spec, err)["refineds"].Data)
		require.InDelta(t, 30.4, got[0], 0.15, name)
		require.InDelta(t, 31.7, got[1], 0.15, name)
	}
}

func TestPeaksOutsideTheFrameCountNothing(t *testing.T) {
	ds := disks(t, ndarray.Uint16, nil, [][2]float64{{32, 32}}, nil)
	for name, kind := range kinds {
		spec, err := kind(blobfinder.Points{{-5, 70}, {1000, -1000}, {0, 0}, {63, 63}}, blobfinder.Circular(4))
		got := compute(t, ds, spec, err)
		require.Equal(t, []int{2, 4, 2}, got["centers"].Data.Shape(), name)
		require.NotContains(t, floats(t, got["refineds"].Data), math.NaN(), name)
	}
}

func TestShiftOfEachFrameIsThatOfAll(t *testing.T) {
	at := [][][2]float64{{{30, 30}}, {{33, 28}}, {{28, 34}}, {{30, 36}}}
	ds := disks(t, ndarray.Uint16, []int{2, 2}, at...)
	shifts, err := ndarray.FromSlice([]float64{0, 0, 3.2, -2.2, -2, 4, 0.4, 6.4}, 2, 2, 2)
	require.NoError(t, err)
	for _, parts := range []int{1, 3} {
		ds, err := ds.Partitions(parts)
		require.NoError(t, err)
		for _, f := range []*udf.Factory[blobfinder.FastParams]{blobfinder.FastCorrelation, blobfinder.FullFrameCorrelation} {
			p := blobfinder.FastParams{Peaks: blobfinder.Points{{30, 30}}, Pattern: blobfinder.Circular(4), EachShift: udf.NavAux(shifts, 2)}
			p.Pattern.Search = 6
			spec, err := f.With(p)
			require.Equal(t, []float64{30, 30, 33, 28, 28, 34, 30, 36}, floats(t, compute(t, ds, spec, err)["centers"].Data))
			mask, err := ndarray.FromSlice([]bool{false, true, false, true}, 2, 2)
			require.NoError(t, err)
			some, err := ds.ROI(mask)
			require.NoError(t, err)
			require.Equal(t, []float64{33, 28, 30, 36}, floats(t, compute(t, some, spec, err)["centers"].Raw))
		}
	}
}

func TestSparseCorrelationIsTheSumOverTheTemplate(t *testing.T) {
	ds := disks(t, ndarray.Uint16, nil, [][2]float64{{30, 31}}, [][2]float64{{4, 60}})
	frames := 2
	const steps, crop = 3, 8
	pattern := blobfinder.RadialGradientBackgroundSubtraction(4)
	peaks := blobfinder.Points{{30, 30}, {3, 61}}
	spec, err := blobfinder.SparseCorrelation.With(blobfinder.SparseParams{Peaks: peaks, Pattern: pattern, Steps: steps})
	require.NoError(t, err)
	got := floats(t, compute(t, ds, spec, nil)["corr"].Data)
	pick := floats(t, framesOf(t, ds))
	low := math.Inf(1)
	for _, v := range pick {
		low = min(low, v)
	}
	mask, err := pattern.Mask(2*crop+1, 2*crop+1)
	require.NoError(t, err)
	m := floats(t, mask)
	i := 0
	for f := range frames {
		for _, p := range peaks {
			for dy := -steps; dy <= steps; dy++ {
				for dx := -steps; dx <= steps; dx++ {
					want := 0.0
					for k, w := range m {
						y, x := int(p[0])+dy+k/(2*crop+1)-crop, int(p[1])+dx+k%(2*crop+1)-crop
						if y >= 0 && y < 64 && x >= 0 && x < 64 {
							want += w * math.Log(pick[f*4096+y*64+x]-low+1)
						}
					}
					require.InDelta(t, want, got[i], 1e-2)
					i++
				}
			}
		}
	}
}

// copyUDF returns all frames.
type copyUDF struct{}

func (copyUDF) Buffers(m udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"frames": udf.Nav(ndarray.Float32, m.Sig...)}
}

func (copyUDF) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	return ndarray.CopyInto(out.Buffer("frames"), frame)
}

func framesOf(t *testing.T, ds *udf.Dataset) *ndarray.Array {
	spec := udf.InProcess("copy", func() (udf.UDF, error) { return copyUDF{}, nil })
	return compute(t, ds, spec, nil)["frames"].Data
}

func TestIntegrationSumsWeights(t *testing.T) {
	for _, dtype := range []ndarray.DType{ndarray.Uint16, ndarray.Int32} {
		ds := disks(t, dtype, nil, [][2]float64{{30, 31}}, [][2]float64{{4, 60}})
		at, err := ndarray.FromSlice([]int32{30, 31, -2, 3, 4, 60, 5000, 5000}, 2, 2, 2)
		require.NoError(t, err)
		centers, err := blobfinder.CentersOf(at)
		require.NoError(t, err)
		pattern := blobfinder.BackgroundSubtraction(4)
		spec, err := blobfinder.Integration.With(blobfinder.IntegrationParams{Centers: centers, Pattern: pattern})
		got := floats(t, compute(t, ds, spec, err)["integration"].Data)
		px, m := floats(t, framesOf(t, ds)), floats(t, second(pattern.Mask(16, 16)))
		for i, want := range []float64{weighted(px, m, 30, 31), weighted(px, m, -2, 3), weighted(px[4096:], m, 4, 60), 0} {
			require.InDelta(t, want, got[i], 1e-2*(1+math.Abs(want))*1e-2)
		}
	}
}

func second[T any](v T, _ error) T { return v }

// weighted sums a frame times a 16 × 16 mask around a position.
func weighted(px, mask []float64, y0, x0 int) (sum float64) {
	for k, w := range mask {
		y, x := y0+k/16-8, x0+k%16-8
		if y >= 0 && y < 64 && x >= 0 && x < 64 {
			sum += w * px[y*64+x]
		}
	}
	return sum
}

func TestFeatureVectorHasAMaskForEachPeak(t *testing.T) {
	s, err := blobfinder.FeatureVector(20, 24, blobfinder.Points{{5, 5}, {0, 23}}, blobfinder.Circular(3))
	require.NoError(t, err)
	dense, err := s.Dense()
	require.NoError(t, err)
	require.Equal(t, []int{2, 20, 24}, dense.Shape())
	for _, at := range [][]int{{0, 5, 5}, {1, 0, 23}} {
		v, err := dense.Float(at...)
		require.NoError(t, err)
		require.Equal(t, 1.0, v)
	}
	_, err = blobfinder.FeatureVector(20, 24, blobfinder.Points{{math.NaN(), 5}}, blobfinder.Circular(3))
	require.Error(t, err)
}

func TestCorrelationsTravelByTheirTextForm(t *testing.T) {
	at := [][2]float64{{20, 30}}
	ds := disks(t, ndarray.Uint16, nil, at)
	for name, params := range map[string]map[string]string{
		"fast_correlation":       {"peaks": "(20,31)", "pattern": "radial_gradient(radius=4,search=8)", "zero_shift": "(0.6,0)", "upsample": "4"},
		"full_frame_correlation": {"peaks": "(20,31)", "pattern": "circular(radius=4)"},
		"sparse_correlation":     {"peaks": "(20,31)", "pattern": "circular(radius=4)"},
		"refine":                 {"zero": "(20,30)", "a": "(12,0)", "b": "(0,12)", "indices": "(0,0)+(1,0)+(0,1)", "pattern": "circular(radius=4)", "match": "affine"},
	} {
		e, err := udf.Lookup(name)
		require.NoError(t, err)
		require.NotEmpty(t, e.Doc())
		for _, f := range e.Fields() {
			require.NotEmpty(t, f.Doc, "%s %s", name, f.Name)
		}
		spec, err := e.Parse(params)
		require.NoError(t, err, name)
		run, err := udf.NewRun(ds, []udf.Spec{spec})
		require.NoError(t, err, name)
		b, err := run.MarshalBinary()
		require.NoError(t, err)
		again, err := udf.DecodeRun(b)
		require.NoError(t, err)
		got := compute(t, again.Dataset(), again.Specs()[0], nil)
		require.Equal(t, []float64{20, 30}, floats(t, got["centers"].Raw)[:2], name)
	}
}

func TestBadParametersAreRefusedAtOnce(t *testing.T) {
	peaks, disk := blobfinder.Points{{1, 1}}, blobfinder.Circular(3)
	two := blobfinder.Points{{1, 1}, {2, 2}}
	fast := func(p blobfinder.FastParams) error { return err2(blobfinder.FastCorrelation.With(p)) }
	sparse := func(p blobfinder.SparseParams) error { return err2(blobfinder.SparseCorrelation.With(p)) }
	refine := func(p blobfinder.RefineParams) error { return err2(blobfinder.Refine.With(p)) }
	lattice := blobfinder.RefineParams{Zero: peaks, A: blobfinder.Points{{1, 0}}, B: blobfinder.Points{{0, 1}}, Pattern: disk}
	changed := func(change func(*blobfinder.RefineParams)) blobfinder.RefineParams {
		p := lattice
		change(&p)
		return p
	}
	for want, err := range map[string]error{
		"peaks: got none":            fast(blobfinder.FastParams{Pattern: disk}),
		"peaks: got (NaN,1)":         fast(blobfinder.FastParams{Peaks: blobfinder.Points{{math.NaN(), 1}}, Pattern: disk}),
		"want one of circular":       fast(blobfinder.FastParams{Peaks: peaks}),
		"zero shift: got 2 vectors":  fast(blobfinder.FastParams{Peaks: peaks, Pattern: disk, ZeroShift: two}),
		"want nav data with entries": fast(blobfinder.FastParams{Peaks: peaks, Pattern: disk, EachShift: udf.SingleAux(ndarray.New(ndarray.Int32, 2))}),
		"upsample: got -1":           fast(blobfinder.FastParams{Peaks: peaks, Pattern: disk, Upsample: -1}),
		"want fewer: use the fast":   sparse(blobfinder.SparseParams{Peaks: peaks, Pattern: disk, Steps: 200}),
		"steps: got 0":               sparse(blobfinder.SparseParams{Peaks: peaks, Pattern: disk}),
		"peaks: got none, want":      sparse(blobfinder.SparseParams{Pattern: disk, Steps: 2}),
		"zero: got 2 vectors":        refine(changed(func(p *blobfinder.RefineParams) { p.Zero = two })),
		"want two directions":        refine(changed(func(p *blobfinder.RefineParams) { p.B = blobfinder.Points{{2, 0}} })),
		`correlation: got "slow"`:    refine(changed(func(p *blobfinder.RefineParams) { p.Correlation = "slow" })),
		`match: got "best"`:          refine(changed(func(p *blobfinder.RefineParams) { p.Match = "best" })),
		"zero shift: got one for":    refine(changed(func(p *blobfinder.RefineParams) { p.Correlation, p.ZeroShift = "sparse", peaks })),
		"upsample: got 9 for":        refine(changed(func(p *blobfinder.RefineParams) { p.Correlation, p.Upsample = "sparse", 9 })),
		"matcher: got tolerance -1":  refine(changed(func(p *blobfinder.RefineParams) { p.Tolerance = -1 })),
		"centers: got":               err2(blobfinder.Integration.With(blobfinder.IntegrationParams{Pattern: disk})),
	} {
		require.ErrorContains(t, err, want)
	}
}

func err2(_ udf.Spec, err error) error { return err }

func TestDataWithoutImagesIsRefused(t *testing.T) {
	spec, err := blobfinder.FastCorrelation.With(blobfinder.FastParams{Peaks: blobfinder.Points{{1, 1}}, Pattern: blobfinder.Circular(3)})
	require.NoError(t, err)
	for want, data := range map[string]*ndarray.Array{
		"frames of shape (5,)": ndarray.New(ndarray.Uint8, 4, 5),
		"got complex64 data":   ndarray.New(ndarray.Complex64, 4, 5, 5),
	} {
		ds, err := udf.FromSource(source.Memory{Data: data, Sig: data.NDim() - 1})
		require.NoError(t, err)
		_, err = delayed.Run(ds, spec)
		require.ErrorContains(t, err, want)
	}
}
