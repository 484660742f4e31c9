package stdudf_test

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/masks"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// noise is a scan of random numbers from 0 to 99.
func noise(t require.TestingT, dtype ndarray.DType, shape ...int) *ndarray.Array {
	r := rand.New(rand.NewPCG(1, 2))
	data := ndarray.New(ndarray.Float64, shape...)
	px, err := ndarray.Values[float64](data)
	require.NoError(t, err)
	for i := range px {
		px[i] = math.Floor(100 * r.Float64())
	}
	data, err = data.AsType(dtype)
	require.NoError(t, err)
	return data
}

// cutAnyhow makes a dataset with random partitions, tiles and selection.
func cutAnyhow(t *rapid.T, data *ndarray.Array, roi bool) *udf.Dataset {
	ds, err := udf.FromSource(source.Memory{Data: data})
	require.NoError(t, err)
	ds, err = ds.Partitions(rapid.IntRange(1, 5).Draw(t, "partitions"))
	require.NoError(t, err)
	if rapid.Bool().Draw(t, "tiled") {
		sig := ds.Sig()
		ds, err = ds.TileShape(rapid.IntRange(1, 4).Draw(t, "depth"),
			rapid.IntRange(1, sig[0]).Draw(t, "rows"), rapid.IntRange(1, sig[1]).Draw(t, "columns"))
		require.NoError(t, err)
	}
	if roi && rapid.Bool().Draw(t, "roi") {
		sel := rapid.SliceOfN(rapid.Bool(), ds.Nav()[0]*ds.Nav()[1], ds.Nav()[0]*ds.Nav()[1]).Draw(t, "selected")
		sel[0] = true
		mask, err := ndarray.FromSlice(sel)
		require.NoError(t, err)
		ds, err = ds.ROI(mask)
		require.NoError(t, err)
	}
	return ds
}

func number(v float64) *float64 { return &v }

var someDTypes = []ndarray.DType{ndarray.Uint8, ndarray.Uint16, ndarray.Int16, ndarray.Int32, ndarray.Float32, ndarray.Float64}

// frameOf returns the pixels of the i-th frame.
func frameOf(t require.TestingT, data *ndarray.Array, i int) []float64 {
	v, err := ndarray.Float64s(data)
	require.NoError(t, err)
	n := data.Size() / data.Shape()[0] / data.Shape()[1]
	return v[i*n : (i+1)*n]
}

func TestCrystallinityIsTheSumOverTheRing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, w := rapid.IntRange(3, 14).Draw(t, "h"), rapid.IntRange(3, 14).Draw(t, "w")
		data := noise(t, rapid.SampledFrom(someDTypes).Draw(t, "dtype"), 2, 3, h, w)
		p := stdudf.CrystallinityParams{RadIn: rapid.Float64Range(0, 3).Draw(t, "in"), RadOut: rapid.Float64Range(3, 9).Draw(t, "out")}
		spec, err := stdudf.Crystallinity.With(p)
		require.NoError(t, err)
		got, err := resultsOf(cutAnyhow(t, data, false), spec)
		require.NoError(t, err)
		frame, want := frameOf(t, data, 4), 0.0
		for ky := range h {
			for kx := range w/2 + 1 {
				// The ring is made around (h/2, w/2), with halves, and shifted.
				y, x := float64((ky+(h+1)/2)%h)-float64(h)/2, float64((kx+(w+1)/2)%w)-float64(w)/2
				if r2 := y*y + x*x; r2 > p.RadOut*p.RadOut || r2 <= p.RadIn*p.RadIn {
					continue
				}
				var sum complex128
				for i, v := range frame {
					sum += complex(v, 0) * cmplx.Rect(1, -2*math.Pi*(float64(i/w*ky)/float64(h)+float64(i%w*kx)/float64(w)))
				}
				want += cmplx.Abs(sum)
			}
		}
		v, err := got["intensity"].Data.Float(1, 1)
		require.NoError(t, err)
		require.InDelta(t, want, v, 1e-3*(1+want))
	})
}

func resultsOf(ds *udf.Dataset, spec udf.Spec) (map[string]delayed.Result, error) {
	lazy, err := delayed.Run(ds, spec)
	if err != nil {
		return nil, err
	}
	return lazy[0].Compute(context.Background(), scheduler.On(scheduler.Sync{}))
}

func TestFEMIsTheDeviationInTheRing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := noise(t, rapid.SampledFrom(someDTypes).Draw(t, "dtype"), 2, 3, 11, 12)
		spec, err := stdudf.FEM.With(stdudf.FEMParams{CY: number(5), CX: number(6), RadIn: 2, RadOut: 4.5})
		require.NoError(t, err)
		got, err := resultsOf(cutAnyhow(t, data, false), spec)
		require.NoError(t, err)
		ring, err := ndarray.Values[bool](masks.Detector{H: 11, W: 12, CY: 5, CX: 6}.Ring(4.5, 2))
		require.NoError(t, err)
		for i := range 6 {
			var n, sum, squares float64
			for k, v := range frameOf(t, data, i) {
				if ring[k] {
					n, sum, squares = n+1, sum+v, squares+v*v
				}
			}
			v, err := got["intensity"].Data.Float(i/3, i%3)
			require.NoError(t, err)
			require.InDelta(t, math.Sqrt(squares/n-sum*sum/n/n), v, 1e-3)
		}
	})
}

func TestRadialFourierIsTheProductWithWaves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dtype := rapid.SampledFrom(append([]ndarray.DType{ndarray.Complex64}, someDTypes...)).Draw(t, "dtype")
		data := noise(t, dtype, 2, 3, 11, 12)
		cy, cx := 5.0, 6.4
		p := stdudf.RadialFourierParams{CY: &cy, CX: &cx, RI: rapid.Float64Range(0, 2).Draw(t, "ri"), RO: 6,
			Bins: rapid.IntRange(1, 9).Draw(t, "bins"), MaxOrder: rapid.IntRange(1, 4).Draw(t, "orders")}
		spec, err := stdudf.RadialFourier.With(p)
		require.NoError(t, err)
		got, err := resultsOf(cutAnyhow(t, data, true), spec)
		require.NoError(t, err)
		have, err := got["coefficients"].Data.AsType(ndarray.Complex128)
		require.NoError(t, err)
		d := masks.Detector{H: 11, W: 12, CY: cy, CX: cx}
		stack, err := d.RadialBins(masks.Bins{Radius: p.RO, Inner: p.RI, Count: p.Bins})
		require.NoError(t, err)
		rings, err := ndarray.Values[float64](stack)
		require.NoError(t, err)
		wide, err := data.AsType(ndarray.Complex128)
		require.NoError(t, err)
		frame, err := ndarray.Values[complex128](wide)
		require.NoError(t, err)
		for b := range p.Bins {
			for o := range p.MaxOrder + 1 {
				var want complex128
				for i, v := range frame[:132] {
					want += v * cmplx.Rect(rings[b*132+i], float64(o)*math.Atan2(float64(i/12)-cy, float64(i%12)-cx))
				}
				v, err := have.At(0, 0, b, o)
				require.NoError(t, err)
				require.InDelta(t, 0, cmplx.Abs(v.(complex128)-want), 0.05, "bin %d order %d", b, o)
			}
		}
	})
}

func TestRecordWritesTheDataset(t *testing.T) {
	dir := t.TempDir()
	count := 0
	rapid.Check(t, func(t *rapid.T) {
		count++
		path := filepath.Join(dir, fmt.Sprint(count%3, ".npy")) // older, perhaps longer files are replaced
		data := noise(t, rapid.SampledFrom(someDTypes).Draw(t, "dtype"), rapid.IntRange(1, 3).Draw(t, "ny"), 4, 5, 6)
		ds := cutAnyhow(t, data, false)
		spec, err := stdudf.Record.With(stdudf.RecordParams{Path: path})
		require.NoError(t, err)
		lazy, err := delayed.Run(ds, spec)
		require.NoError(t, err)
		got, err := lazy[0].Compute(context.Background(), scheduler.On(scheduler.NewLocal(scheduler.Workers(3))))
		require.NoError(t, err)
		n, err := got["frames"].Data.Float(0)
		require.NoError(t, err)
		require.Equal(t, float64(4*data.Shape()[0]), n)
		again, err := ndarray.LoadNPY(path)
		require.NoError(t, err)
		require.True(t, ndarray.Identical(data, again), "got %v, want %v", again, data)
	})
}

func TestRecordLeavesMissingFramesZero(t *testing.T) {
	data := noise(t, ndarray.Uint16, 6, 4, 5)
	path := filepath.Join(t.TempDir(), "scan.npy")
	for _, sync := range []int{-2, 3} {
		ds, err := udf.FromSource(source.Memory{Data: data, Nav: []int{2, 3}, Sync: sync})
		require.NoError(t, err)
		ds, err = ds.Partitions(4)
		require.NoError(t, err)
		spec, err := stdudf.Record.With(stdudf.RecordParams{Path: path})
		require.NoError(t, err)
		_, err = resultsOf(ds, spec)
		require.NoError(t, err)
		got, err := ndarray.LoadNPY(path)
		require.NoError(t, err)
		require.Equal(t, []int{2, 3, 4, 5}, got.Shape())
		have, err := ndarray.Values[uint16](got)
		require.NoError(t, err)
		from, err := ndarray.Values[uint16](data)
		require.NoError(t, err)
		for i, v := range have {
			want := uint16(0)
			if f := i/20 + sync; f >= 0 && f < 6 {
				want = from[f*20+i%20]
			}
			require.Equal(t, want, v, "sync %d element %d", sync, i)
		}
	}
}

func TestRecordRefusesRegions(t *testing.T) {
	ds, err := udf.FromSource(source.Memory{Data: noise(t, ndarray.Uint8, 2, 2, 3, 3)})
	require.NoError(t, err)
	ds, err = ds.Only([]int{0, 1})
	require.NoError(t, err)
	spec, err := stdudf.Record.With(stdudf.RecordParams{Path: filepath.Join(t.TempDir(), "no.npy")})
	require.NoError(t, err)
	_, err = delayed.Run(ds, spec)
	require.EqualError(t, err, "udf: gloam/record: got a region of interest, want the whole scan")
	_, err = stdudf.Record.With(stdudf.RecordParams{})
	require.Error(t, err)
}

func TestRecordReportsPathsItCannotWrite(t *testing.T) {
	ds, err := udf.FromSource(source.Memory{Data: noise(t, ndarray.Uint8, 2, 2, 3, 3)})
	require.NoError(t, err)
	spec, err := stdudf.Record.With(stdudf.RecordParams{Path: filepath.Join(t.TempDir(), "missing", "no.npy")})
	require.NoError(t, err)
	_, err = resultsOf(ds, spec)
	require.Error(t, err)
}

func TestFrameUDFsRefuseNonsense(t *testing.T) {
	negative := -1.0
	for name, err := range map[string]error{
		"crystallinity": failed(stdudf.Crystallinity.With(stdudf.CrystallinityParams{RadIn: 3, RadOut: 2})),
		"cut out":       failed(stdudf.Crystallinity.With(stdudf.CrystallinityParams{RadOut: 2, RealRad: &negative})),
		"fem":           failed(stdudf.FEM.With(stdudf.FEMParams{RadIn: 2, RadOut: 2})),
		"radial radii":  failed(stdudf.RadialFourier.With(stdudf.RadialFourierParams{RI: 5, RO: 2})),
		"radial bins":   failed(stdudf.RadialFourier.With(stdudf.RadialFourierParams{Bins: 1 << 20, MaxOrder: 30})),
	} {
		require.Error(t, err, name)
	}
	ds, err := udf.FromSource(source.Memory{Data: noise(t, ndarray.Uint8, 2, 2, 3, 3)})
	require.NoError(t, err)
	spec, err := stdudf.FEM.With(stdudf.FEMParams{CY: number(50), CX: number(50), RadOut: 2})
	require.NoError(t, err)
	_, err = delayed.Run(ds, spec)
	require.ErrorContains(t, err, "got a ring without pixels")
	line, err := udf.FromSource(source.Memory{Data: noise(t, ndarray.Uint8, 2, 2, 9), Sig: 1})
	require.NoError(t, err)
	for _, u := range []string{"crystallinity", "fem", "radial_fourier"} {
		e, err := udf.Lookup(u)
		require.NoError(t, err)
		params := map[string]string{}
		if u != "radial_fourier" {
			params = map[string]string{"rad_in": "1", "rad_out": "2"}
		}
		spec, err := e.Parse(params)
		require.NoError(t, err)
		_, err = delayed.Run(line, spec)
		require.ErrorContains(t, err, "want two axes", u)
	}
}

func failed(_ udf.Spec, err error) error { return err }

func TestGuessFindsHowAFieldWasTurned(t *testing.T) {
	n := 24
	y, x := ndarray.New(ndarray.Float64, n, n), ndarray.New(ndarray.Float64, n, n)
	for i := range n {
		for j := range n {
			// The gradient of narrow wells, which attract.
			var fy, fx float64
			for _, at := range [][2]float64{{6, 7}, {17, 5}, {11, 17}} {
				dy, dx := float64(i)-at[0], float64(j)-at[1]
				w := math.Exp(-(dy*dy + dx*dx) / 8)
				fy, fx = fy-dy*w, fx-dx*w
			}
			require.NoError(t, y.Set(fy, i, j))
			require.NoError(t, x.Set(fx, i, j))
		}
	}
	for _, flip := range []bool{false, true} {
		for _, angle := range []float64{0, 33, -120, 180} {
			ty, tx, err := stdudf.ApplyCorrection(y, x, angle, flip, false)
			require.NoError(t, err)
			g, err := stdudf.GuessCorrections(ty, tx, nil)
			require.NoError(t, err)
			require.Equal(t, flip, g.FlipY)
			require.InDelta(t, angle, g.ScanRotation, 1)
			by, bx, err := stdudf.ApplyCorrection(ty, tx, angle, flip, true)
			require.NoError(t, err)
			for want, have := range map[*ndarray.Array]*ndarray.Array{y: by, x: bx} {
				same, err := ndarray.AllClose(have, want, 1e-9, 1e-9, false)
				require.NoError(t, err)
				require.True(t, same)
			}
		}
	}
	_, err := stdudf.GuessCorrections(ndarray.New(ndarray.Float64, 1, 5), ndarray.New(ndarray.Float64, 1, 5), nil)
	require.EqualError(t, err, "stdudf: shifts: got shape (1, 5), want two axes of at least two positions")
	_, err = stdudf.Curl(y, ndarray.New(ndarray.Float64, n, n+1))
	require.Error(t, err)
	_, err = stdudf.GuessCorrections(nil, x, nil)
	require.EqualError(t, err, "stdudf: shifts: got nil, want two arrays")
	_, _, err = stdudf.ApplyCorrection(y, nil, 1, false, true)
	require.EqualError(t, err, "stdudf: shifts: got nil, want two arrays")
	flat := ndarray.New(ndarray.Float64, 2, 3)
	_, err = stdudf.GuessCorrections(flat, flat, ndarray.New(ndarray.Bool, 3, 2))
	require.EqualError(t, err, "stdudf: shifts: got a region of interest of shape (3, 2), want that of the scan, (2, 3)")
}

func TestDTypesToAddUpInAreOfNumbers(t *testing.T) {
	_, err := stdudf.Sum.With(stdudf.SumParams{DType: "object"})
	require.EqualError(t, err, "udf: gloam/sum: dtype: got object, want one of numbers")
	for _, p := range []stdudf.MasksParams{{Preferred: "O"}, {DType: "object"}} {
		p.Masks = stdudf.Masks{stdudf.Rect(0, 0, 2, 2)}
		_, err = stdudf.ApplyMasks.With(p)
		require.EqualError(t, err, "udf: gloam/masks: dtype: got object, want one of numbers")
	}
}
