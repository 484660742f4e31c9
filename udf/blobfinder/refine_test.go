package blobfinder_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/blobfinder"
)

// positions are those of a lattice with indices from -1 to 1.
func positions(zero, a, b [2]float64) [][2]float64 {
	var out [][2]float64
	for k := -1.0; k <= 1; k++ {
		for h := -1.0; h <= 1; h++ {
			out = append(out, [2]float64{zero[0] + h*a[0] + k*b[0], zero[1] + h*a[1] + k*b[1]})
		}
	}
	return out
}

func near(t require.TestingT, want [2]float64, got []float64) {
	require.InDelta(t, want[0], got[0], 0.3)
	require.InDelta(t, want[1], got[1], 0.3)
}

func TestRefineFindsTheLatticeOfEachFrame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		jitter := func(name string, v [2]float64) [2]float64 {
			d := rapid.Custom(func(t *rapid.T) float64 { return float64(rapid.IntRange(-8, 8).Draw(t, name)) / 10 })
			return [2]float64{v[0] + d.Draw(t, name), v[1] + d.Draw(t, name)}
		}
		zero, a, b := jitter("zero", [2]float64{32, 32}), jitter("a", [2]float64{1, 16}), jitter("b", [2]float64{17, -2})
		correlation := rapid.SampledFrom([]string{"fast", "fullframe", "sparse"}).Draw(t, "correlation")
		match := rapid.SampledFrom([]string{"fast", "affine"}).Draw(t, "match")
		ds := disks(t, ndarray.Uint16, nil, positions(zero, a, b), positions(zero, a, b)[:8])
		p := blobfinder.RefineParams{Zero: blobfinder.Points{{32, 32}}, A: blobfinder.Points{{1, 16}}, B: blobfinder.Points{{17, -2}},
			Pattern: blobfinder.BackgroundSubtraction(4), Correlation: correlation, Match: match}
		used, err := p.Used([]int{64, 64})
		require.NoError(t, err)
		require.Len(t, used, 9)
		spec, err := blobfinder.Refine.With(p)
		got := compute(t, ds, spec, err)
		near(t, zero, floats(t, got["zero"].Data))
		near(t, a, floats(t, got["a"].Data))
		near(t, b, floats(t, got["b"].Data))
		require.Less(t, floats(t, got["error"].Data)[0], 0.5)
	})
}

// A peak half way to the next index is measured at its own index, 1.3, not at
// the nearest one: 0.3·10/√1.3 pixels are within the tolerance, 0.3·10 are not.
func TestDistancesShrinkWithTheIndexWhereThePeakIs(t *testing.T) {
	zero, a, b := [2]float64{32, 32}, [2]float64{0, 14}, [2]float64{10, 0}
	at := [][2]float64{zero, {32, 18}, {32, 46}, {22, 32}, {45, 32}}
	ds := disks(t, ndarray.Uint16, nil, at, at)
	p := blobfinder.RefineParams{Zero: blobfinder.Points{zero}, A: blobfinder.Points{a}, B: blobfinder.Points{b}, Pattern: blobfinder.Circular(3),
		Indices: blobfinder.Points{{0, 0}, {-1, 0}, {1, 0}, {0, -1}, {0, 1}}, Tolerance: 2.8}
	p.Pattern.Search = 8
	spec, err := blobfinder.Refine.With(p)
	got := compute(t, ds, spec, err)
	require.Equal(t, []float64{1, 1, 1, 1, 1}, floats(t, got["selector"].Data)[:5])
}

func TestFramesWithoutLatticeAreNaN(t *testing.T) {
	ds := disks(t, ndarray.Uint16, nil, nil, positions([2]float64{32, 32}, [2]float64{0, 16}, [2]float64{16, 0}))
	spec, err := blobfinder.Refine.With(blobfinder.RefineParams{Zero: blobfinder.Points{{32, 32}}, A: blobfinder.Points{{0, 16}}, B: blobfinder.Points{{16, 0}},
		Pattern: blobfinder.RadialGradient(4), MinWeight: 3})
	got := compute(t, ds, spec, err)
	selected, err := ndarray.Values[bool](got["selector"].Data)
	require.NoError(t, err)
	require.NotContains(t, selected[:9], true)
	require.NotContains(t, selected[9:], false)
	for name := range map[string]bool{"zero": true, "a": true, "b": true} {
		v := floats(t, got[name].Data)
		require.True(t, math.IsNaN(v[0]) && math.IsNaN(v[1]), name)
		require.False(t, math.IsNaN(v[2]), name)
	}
	require.True(t, math.IsInf(floats(t, got["error"].Data)[0], 1))
}

func TestShiftMovesTheLattice(t *testing.T) {
	ds := disks(t, ndarray.Uint16, nil, positions([2]float64{38, 27}, [2]float64{0, 16}, [2]float64{16, 0}))
	spec, err := blobfinder.Refine.With(blobfinder.RefineParams{Zero: blobfinder.Points{{32, 32}}, A: blobfinder.Points{{0, 16}}, B: blobfinder.Points{{16, 0}},
		Pattern: blobfinder.RadialGradient(4), ZeroShift: blobfinder.Points{{6.3, -4.8}}})
	near(t, [2]float64{38, 27}, floats(t, compute(t, ds, spec, err)["zero"].Data))
}

func TestLatticeOutsideTheFrameIsRefused(t *testing.T) {
	ds := disks(t, ndarray.Uint16, nil, nil)
	spec, err := blobfinder.Refine.With(blobfinder.RefineParams{Zero: blobfinder.Points{{500, 500}}, A: blobfinder.Points{{0, 1}}, B: blobfinder.Points{{1, 0}}, Pattern: blobfinder.Circular(3)})
	require.NoError(t, err)
	_, err = delayed.Run(ds, spec)
	require.EqualError(t, err, "udf: gloam/refine: got no peak inside frames of shape (64, 64), want at least one")
	var of *udf.UDFError
	require.ErrorAs(t, err, &of)
}
