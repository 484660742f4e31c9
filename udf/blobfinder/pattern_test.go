package blobfinder_test

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf/blobfinder"
)

func TestPatternsSayWhatIsWrong(t *testing.T) {
	with := func(p blobfinder.Pattern, search, outer float64) blobfinder.Pattern {
		p.Search, p.Outer = search, outer
		return p
	}
	complexes := ndarray.New(ndarray.Complex64, 3, 3)
	for text, p := range map[string]blobfinder.Pattern{
		`blobfinder: pattern circular: got radius -1, want more than 0`:                                                     blobfinder.Circular(-1),
		`blobfinder: pattern circular: got radius NaN, want more than 0`:                                                    blobfinder.Circular(math.NaN()),
		`blobfinder: pattern radial_gradient: got search radius 2, want from the radius 3 to 4096`:                          with(blobfinder.RadialGradient(3), 2, 0),
		`blobfinder: pattern background_subtraction: got outer radius 3, want more than the radius 3`:                       with(blobfinder.BackgroundSubtraction(3), 6, 3),
		`blobfinder: pattern radial_gradient_background_subtraction: got search radius 4, want at least the outer radius 5`: with(blobfinder.RadialGradientBackgroundSubtraction(3), 4, 5),
		`blobfinder: pattern user_template: got no template with two axes, want an image of real numbers`:                   blobfinder.UserTemplate(nil),
	} {
		_, err := p.Crop()
		require.EqualError(t, err, text)
		_, err = p.Mask(8, 8)
		var pattern *blobfinder.PatternError
		require.ErrorAs(t, err, &pattern)
	}
	_, err := blobfinder.UserTemplate(complexes).Crop()
	require.Error(t, err)
	_, err = blobfinder.Pattern{Kind: "square", Radius: 3}.Crop()
	require.ErrorContains(t, err, `got "square", want one of circular, radial_gradient`)
}

func TestPatternsReadTheirTextForm(t *testing.T) {
	template := ndarray.New(ndarray.Float32, 5, 4)
	require.NoError(t, template.Fill(2))
	path := filepath.Join(t.TempDir(), "disk.npy")
	require.NoError(t, ndarray.SaveNPY(path, template))
	for text, want := range map[string]blobfinder.Pattern{
		"circular(radius=3)":                                       blobfinder.Circular(3),
		" radial_gradient( radius=3 , search=7 ) ":                 {Kind: "radial_gradient", Radius: 3, Search: 7},
		"background_subtraction(radius=3,outer=4)":                 {Kind: "background_subtraction", Radius: 3, Outer: 4},
		"user_template(" + path + ",search=6)":                     {Kind: "user_template", Search: 6, Map: template},
		"radial_gradient_background_subtraction(radius=3,delta=2)": {Kind: "radial_gradient_background_subtraction", Radius: 3, Delta: 2},
	} {
		var p blobfinder.Pattern
		require.NoError(t, p.UnmarshalText([]byte(text)), text)
		if want.Map != nil {
			require.True(t, ndarray.Identical(want.Map, p.Map))
			p.Map, want.Map = nil, nil
		}
		require.Equal(t, want, p, text)
	}
	for _, text := range []string{"", "circular", "circular(radius)", "circular(radius=x)", "circular(width=3)", "circular(radius=3", "disk(radius=3)", "user_template(nowhere.npy)"} {
		var p blobfinder.Pattern
		require.Error(t, p.UnmarshalText([]byte(text)), text)
	}
}

func TestPatternsAreCentredWhateverTheSize(t *testing.T) {
	template := ndarray.New(ndarray.Float64, 3, 3)
	require.NoError(t, template.Set(1, 1, 1))
	for _, p := range []blobfinder.Pattern{blobfinder.Circular(2), blobfinder.BackgroundSubtraction(2), blobfinder.UserTemplate(template)} {
		for _, shape := range [][2]int{{8, 8}, {9, 9}, {2, 7}, {11, 3}} {
			mask, err := p.Mask(shape[0], shape[1])
			require.NoError(t, err)
			require.Equal(t, shape[:], mask.Shape())
			v, err := mask.Float(shape[0]/2, shape[1]/2)
			require.NoError(t, err)
			if p.Kind != "user_template" || shape[0]%2 == 1 && shape[1]%2 == 1 {
				require.Equal(t, 1.0, v, "%v %v", p, shape)
			}
		}
	}
}

func TestDistortedPatternsFollowTheirMap(t *testing.T) {
	plain := blobfinder.RadialGradientBackgroundSubtraction(3)
	distances := ndarray.New(ndarray.Float64, 9, 9)
	for y := range 9 {
		for x := range 9 {
			require.NoError(t, distances.Set(math.Hypot(float64(y-4), float64(x-4)), y, x))
		}
	}
	mapped := plain
	mapped.Map = distances
	a, err := plain.Mask(9, 9)
	require.NoError(t, err)
	b, err := mapped.Mask(9, 9)
	require.NoError(t, err)
	require.True(t, ndarray.Identical(a, b))
	wide, err := mapped.Mask(15, 15) // beyond the map nothing counts
	require.NoError(t, err)
	v, err := wide.Float(0, 0)
	require.NoError(t, err)
	require.Zero(t, v)
}
