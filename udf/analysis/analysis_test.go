package analysis_test

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/analysis"
	"github.com/gloam-go/gloam/udf/stdudf"
)

func memory(t *testing.T, data *ndarray.Array) *udf.Dataset {
	ds, err := udf.FromSource(source.Memory{Data: data})
	require.NoError(t, err)
	return ds
}

// waves is a scan of complex numbers.
func waves(t *testing.T, shape ...int) *ndarray.Array {
	data := ndarray.New(ndarray.Complex64, shape...)
	v, err := ndarray.Values[complex64](data)
	require.NoError(t, err)
	for i := range v {
		v[i] = complex(float32(i%7), float32(i%5)-2)
	}
	return data
}

func keys(r *analysis.Results) []string {
	var list []string
	for _, c := range r.Channels() {
		list = append(list, c.Key)
	}
	return list
}

func TestComplexDataHasMoreChannels(t *testing.T) {
	ds := memory(t, waves(t, 2, 3, 8, 9))
	parts := []string{"intensity", "intensity_log", "intensity_real", "intensity_imag", "intensity_angle", "intensity_complex"}
	logFirst := append([]string{"intensity_lin", "intensity"}, parts[2:]...)
	for name, c := range map[string]struct {
		make func() (*analysis.Analysis, error)
		want []string
	}{
		"disk":  {func() (*analysis.Analysis, error) { return analysis.Disk(ds, analysis.DiskParams{}) }, parts},
		"point": {func() (*analysis.Analysis, error) { return analysis.Point(ds, analysis.PointParams{}) }, parts},
		"sum":   {func() (*analysis.Analysis, error) { return analysis.Sum(ds) }, logFirst},
		"pick":  {func() (*analysis.Analysis, error) { return analysis.Pick(ds, analysis.At(1, 2)) }, logFirst},
		"com":   {func() (*analysis.Analysis, error) { return analysis.CoM(ds, analysis.CoMParams{}) }, []string{"x_real", "y_real", "x_imag", "y_imag"}},
		"radial": {func() (*analysis.Analysis, error) {
			return analysis.RadialFourier(ds, stdudf.RadialFourierParams{MaxOrder: 1})
		}, []string{"dominant_0", "absolute_0_0", "absolute_0_1", "phase_0_0", "phase_0_1", "complex_0_0", "complex_0_1"}},
	} {
		a, err := c.make()
		require.NoError(t, err, name)
		got, err := a.Run(context.Background())
		require.NoError(t, err, name)
		require.Equal(t, c.want, keys(got), name)
		for _, ch := range got.Channels() {
			_, err := ch.RGBA()
			require.NoError(t, err, "%s %s", name, ch.Key)
			require.NotEmpty(t, ch.Title+ch.Desc)
		}
	}
}

func TestPositionsOutsideTheRegionAreMissing(t *testing.T) {
	data := ndarray.New(ndarray.Uint16, 3, 4, 8, 8)
	require.NoError(t, data.Fill(3))
	ds, err := memory(t, data).Only([]int{0, 1}, []int{2, 2})
	require.NoError(t, err)
	disk, err := analysis.Disk(ds, analysis.DiskParams{})
	require.NoError(t, err)
	com, err := analysis.CoM(ds, analysis.CoMParams{})
	require.NoError(t, err)
	radial, err := analysis.RadialFourier(ds, stdudf.RadialFourierParams{MaxOrder: 2})
	require.NoError(t, err)
	for _, a := range []*analysis.Analysis{disk, com, radial} {
		got, err := a.Run(context.Background())
		require.NoError(t, err)
		for _, c := range got.Channels() {
			_, err := c.RGBA()
			require.NoError(t, err, c.Key)
			if c.Key == "intensity" || c.Key == "x" || c.Key == "absolute_0_0" {
				v, err := ndarray.Float64s(c.Raw)
				require.NoError(t, err)
				require.True(t, math.IsNaN(v[0]), c.Key)
				require.False(t, math.IsNaN(v[1]), c.Key)
			}
		}
	}
}

func TestNarrowScansHaveNoCurl(t *testing.T) {
	a, err := analysis.CoM(memory(t, ndarray.New(ndarray.Uint8, 1, 4, 8, 8)), analysis.CoMParams{})
	require.NoError(t, err)
	got, err := a.Run(context.Background())
	require.NoError(t, err)
	require.Equal(t, []string{"field", "magnitude", "x", "y"}, keys(got))
}

func TestAnalysesSayWhatTheyNeed(t *testing.T) {
	images, lines := memory(t, ndarray.New(ndarray.Uint8, 2, 8, 8)), (*udf.Dataset)(nil)
	lines, err := udf.FromSource(source.Memory{Data: ndarray.New(ndarray.Uint8, 2, 3, 8), Sig: 1})
	require.NoError(t, err)
	inner := 2.0
	scan := memory(t, ndarray.New(ndarray.Uint8, 2, 2, 8, 8))
	for want, err := range map[string]error{
		"analysis: got frames of shape (8,), want two axes":                                       made(analysis.Disk(lines, analysis.DiskParams{})),
		"analysis: centre of mass: got a scan of shape (2,), want two axes":                       made(analysis.CoM(images, analysis.CoMParams{})),
		"analysis: centre of mass: got inner radius 2 without outer radius, want both for a ring": made(analysis.CoM(scan, analysis.CoMParams{MaskRadiusInner: &inner})),
		"analysis: pick: got 3 coordinates, want y and x for a scan of shape (2, 2)":              made(analysis.Pick(scan, analysis.At(0, 0, 0))),
		"analysis: pick: got 0 coordinates, want x for a scan of shape (2,)":                      made(analysis.Pick(images, analysis.At())),
		"udf: roi: incompatible shapes: got position (5,), want one inside scan (2,)":             made(analysis.Pick(images, analysis.At(5))),
		"analysis: radial fourier: got radii 9 and 2, want 0 ≤ inner < outer":                     made(analysis.RadialFourier(scan, stdudf.RadialFourierParams{RI: 9, RO: 2})),
		"masks: ring: got inner radius 2 and outer radius 2, want 0 ≤ inner < outer":              made(analysis.Ring(scan, analysis.RingParams{RI: &inner, RO: &inner})),
	} {
		require.ErrorContains(t, err, want)
	}
}

func made(_ *analysis.Analysis, err error) error { return err }

// Scans with a region of interest have NaN outside of it.
func TestLogarithmicPicturesLeaveOutOnlyWhatIsNoNumber(t *testing.T) {
	a, err := ndarray.FromSlice([]float64{math.NaN(), 1, 2, 9}, 2, 2)
	require.NoError(t, err)
	b, err := ndarray.FromSlice([]float64{1, 1, 2, 9}, 2, 2)
	require.NoError(t, err)
	lo, hi := 1.0, 9.0
	some, err := analysis.Visualize(a, analysis.View{Log: true, Min: &lo, Max: &hi})
	require.NoError(t, err)
	all, err := analysis.Visualize(b, analysis.View{Log: true, Min: &lo, Max: &hi})
	require.NoError(t, err)
	got, err := ndarray.Values[uint8](some)
	require.NoError(t, err)
	want, err := ndarray.Values[uint8](all)
	require.NoError(t, err)
	require.Equal(t, []uint8{0, 0, 0, 0}, got[:4])
	require.Equal(t, want[4:], got[4:])
}

func TestDrawingIsTotal(t *testing.T) {
	a, err := ndarray.FromSlice([]float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, 1, -1}, 2, 3)
	require.NoError(t, err)
	for _, log := range []bool{false, true} {
		for _, c := range []analysis.Colormap{analysis.Earth, analysis.Tab20, analysis.Cyclic, 99} {
			_, err := analysis.Visualize(a, analysis.View{Colors: c, Log: log})
			require.NoError(t, err)
		}
	}
	require.Equal(t, "libertem_cyclic", analysis.Cyclic.String())
	_, err = analysis.Visualize(a, analysis.View{Damage: ndarray.New(ndarray.Bool, 5)})
	require.EqualError(t, err, "analysis: damage: got shape (5,), want (2, 3)")
	_, err = analysis.Visualize(ndarray.New(ndarray.Complex64, 2, 2), analysis.View{})
	require.Error(t, err)
	lo, hi, err := analysis.StatLimits(ndarray.New(ndarray.Float32, 0))
	require.NoError(t, err)
	require.Equal(t, 1.0, lo)
	require.Greater(t, hi, lo)
}

func TestDirectionsDifferInHueOnly(t *testing.T) {
	y, err := ndarray.FromSlice([]float64{0, 1, 0, -1, 0, 0.5, math.NaN()}, 1, 7)
	require.NoError(t, err)
	x, err := ndarray.FromSlice([]float64{1, 0, -1, 0, 0, 0.5, 0}, 1, 7)
	require.NoError(t, err)
	picture, err := analysis.VectorColors(y, x, 1)
	require.NoError(t, err)
	px, err := ndarray.Values[uint8](picture)
	require.NoError(t, err)
	seen := map[[3]uint8]bool{}
	for i := range 4 {
		seen[[3]uint8(px[4*i:])] = true
	}
	require.Len(t, seen, 4)
	gray := px[16:19]
	require.InDelta(t, gray[0], gray[1], 1)
	require.InDelta(t, gray[1], gray[2], 1)
	require.Equal(t, gray, px[24:27])
	_, err = analysis.VectorColors(y, ndarray.New(ndarray.Float64, 7), 1)
	require.Error(t, err)
}

func TestFourierTransformsHaveTheirPeakInTheMiddle(t *testing.T) {
	data := ndarray.New(ndarray.Uint16, 2, 2, 7, 8)
	require.NoError(t, data.Fill(2))
	ds := memory(t, data)
	sum, err := analysis.SumFFT(ds, analysis.CutOut{})
	require.NoError(t, err)
	pick, err := analysis.PickFFT(ds, analysis.At(1, 1), analysis.CutOut{})
	require.NoError(t, err)
	cut, err := analysis.PickFFT(ds, analysis.At(0, 0), analysis.CutOut{CY: 3, CX: 3, R: 100})
	require.NoError(t, err)
	for want, a := range map[float64]*analysis.Analysis{math.Log(4*2*56 + 1): sum, 2 * 56: pick, 0: cut} {
		got, err := a.Run(context.Background())
		require.NoError(t, err)
		c, err := got.Channel("intensity")
		require.NoError(t, err)
		v, err := ndarray.Float64s(c.Raw)
		require.NoError(t, err)
		for i, x := range v {
			if i == 3*8+4 {
				require.InDelta(t, want, x, 1e-9)
			} else {
				require.InDelta(t, 0, x, 1e-9)
			}
		}
	}
}

func TestOneNumberForEachPositionOrPixel(t *testing.T) {
	data := ndarray.New(ndarray.Uint16, 2, 3, 8, 8)
	require.NoError(t, data.Fill(2))
	ds := memory(t, data)
	cases := map[string]struct {
		make  func() (*analysis.Analysis, error)
		shape []int
		want  float64
	}{
		"sumsig": {func() (*analysis.Analysis, error) { return analysis.SumSig(ds) }, []int{2, 3}, 128},
		"stddev": {func() (*analysis.Analysis, error) { return analysis.StdDev(ds) }, []int{8, 8}, 0},
		"fem":    {func() (*analysis.Analysis, error) { return analysis.FEM(ds, stdudf.FEMParams{RadOut: 3}) }, []int{2, 3}, 0},
		"crystallinity": {func() (*analysis.Analysis, error) {
			return analysis.Crystallinity(ds, stdudf.CrystallinityParams{RadIn: 1, RadOut: 3})
		}, []int{2, 3}, 0},
	}
	for name, c := range cases {
		a, err := c.make()
		require.NoError(t, err, name)
		got, err := a.Run(context.Background())
		require.NoError(t, err, name)
		ch, err := got.Channel("intensity")
		require.NoError(t, err, name)
		require.Equal(t, c.shape, ch.Raw.Shape(), name)
		v, err := ch.Raw.Float(1, 1)
		require.NoError(t, err, name)
		require.InDelta(t, c.want, v, 1e-3, name)
	}
}
