package masks_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf/masks"
)

func sum(t require.TestingT, a *ndarray.Array) float64 {
	v, err := ndarray.Float64s(a)
	require.NoError(t, err)
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s
}

func detector(t *rapid.T) masks.Detector {
	h, w := rapid.IntRange(8, 24).Draw(t, "h"), rapid.IntRange(8, 24).Draw(t, "w")
	return masks.Detector{H: h, W: w, CY: rapid.Float64Range(2, float64(h-3)).Draw(t, "cy"), CX: rapid.Float64Range(2, float64(w-3)).Draw(t, "cx")}
}

func TestRadialBinsAddUpToTheDisk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := detector(t)
		n := rapid.IntRange(1, 6).Draw(t, "bins")
		bins, err := d.RadialBins(masks.Bins{Radius: 40, Count: n})
		require.NoError(t, err)
		all, err := ndarray.Reduce(ndarray.Sum, bins, []int{0}, false)
		require.NoError(t, err)
		ones := ndarray.New(ndarray.Float64, d.H, d.W)
		require.NoError(t, ones.Fill(1))
		same, err := ndarray.AllClose(all, ones, 0, 1e-9, false)
		require.NoError(t, err)
		require.True(t, same, "%v", all)
	})
}

func TestNormalizedBinsSumToOne(t *testing.T) {
	bins, err := masks.Detector{H: 20, W: 20, CY: 9, CX: 10}.RadialBins(masks.Bins{Radius: 9, Inner: 2, Count: 4, Normalize: true})
	require.NoError(t, err)
	require.InDelta(t, 4, sum(t, bins), 1e-9)
}

func TestBalancedMasksIgnoreBackground(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := detector(t)
		balanced, err := masks.Balance(d.RadialGradientBackgroundSubtraction(3, 5, 1))
		require.NoError(t, err)
		require.InDelta(t, 0, sum(t, balanced), 1e-9)
		require.InDelta(t, 0, sum(t, d.BackgroundSubtraction(5, 2)), 1e-9)
		require.InDelta(t, 0, sum(t, d.SmoothBackgroundSubtraction(5, 2)), 1e-9)
	})
}

func TestStampsClipAndRefuse(t *testing.T) {
	template := ndarray.New(ndarray.Float32, 3, 3)
	require.NoError(t, template.Fill(1))
	s, err := masks.StampTemplate(4, 4, template, []int{2}, []int{-5}, []int{0})
	require.NoError(t, err)
	require.Empty(t, s.V)
	require.Equal(t, 3, s.Masks)
	for name, err := range map[string]error{
		"lengths":  second(masks.StampTemplate(4, 4, template, []int{0}, nil, []int{0})),
		"index":    second(masks.StampTemplate(4, 4, template, []int{-1}, []int{0}, []int{0})),
		"template": second(masks.StampTemplate(4, 4, ndarray.New(ndarray.Float32, 3), []int{0}, []int{0}, []int{0})),
		"none":     second(masks.StampTemplate(4, 4, nil, []int{0}, []int{0}, []int{0})),
		"radius":   second(masks.StampCircles(4, 4, -1, []int{0}, []float64{0}, []float64{0})),
		"centres":  second(masks.StampCircles(4, 4, 1, []int{0}, nil, []float64{0})),
	} {
		var stamp *masks.StampError
		require.ErrorAs(t, err, &stamp, name)
	}
}

func second[T any](_ T, err error) error { return err }

func TestEmptyDetectorsHaveEmptyMasks(t *testing.T) {
	require.Equal(t, []int{0, 5}, masks.Detector{H: -1, W: 5}.Circular(2).Shape())
	require.Equal(t, []int{3, 0}, masks.Rectangular(3, 0, 0, 0, 2, 2).Shape())
	var bins *masks.BinsError
	_, err := masks.Detector{H: 4, W: 4}.RadialBins(masks.Bins{Radius: 2, Count: -1})
	require.ErrorAs(t, err, &bins)
}
