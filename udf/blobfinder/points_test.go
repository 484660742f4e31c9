package blobfinder_test

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf/blobfinder"
)

func TestPointsSurviveTheirTextForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := blobfinder.Points(rapid.SliceOf(rapid.Custom(func(t *rapid.T) [2]float64 {
			return [2]float64{rapid.Float64().Draw(t, "y"), rapid.Float64().Draw(t, "x")}
		})).Draw(t, "points"))
		text, err := p.MarshalText()
		require.NoError(t, err)
		var got blobfinder.Points
		require.NoError(t, got.UnmarshalText(text))
		require.Equal(t, len(p), len(got))
		for i := range p {
			require.Equal(t, p[i], got[i])
		}
	})
}

func TestPointsComeFromFiles(t *testing.T) {
	a, err := ndarray.FromSlice([]int32{1, 2, 3, 4}, 2, 2)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "peaks.npy")
	require.NoError(t, ndarray.SaveNPY(path, a))
	var p blobfinder.Points
	require.NoError(t, p.UnmarshalText([]byte(path)))
	require.Equal(t, blobfinder.Points{{1, 2}, {3, 4}}, p)
	require.Error(t, p.UnmarshalText([]byte("no such file.npy")))
	require.Error(t, p.UnmarshalText([]byte("(1,2)+(3)")))
	flat, err := a.Reshape(4)
	require.NoError(t, err)
	_, err = blobfinder.PointsOf(flat)
	require.EqualError(t, err, "blobfinder: points: got shape (4,), want (points, 2)")
}

func FuzzPointsText(f *testing.F) {
	for _, s := range []string{"", "(1,2)", "(1,2)+(3,4)", "((,", "(1e400,2)", ")+("} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var p blobfinder.Points
		if p.UnmarshalText(text) != nil {
			return
		}
		again, err := p.MarshalText()
		require.NoError(t, err)
		var q blobfinder.Points
		require.NoError(t, q.UnmarshalText(again))
		require.Len(t, q, len(p))
	})
}

func FuzzPatternBinary(f *testing.F) {
	template := ndarray.New(ndarray.Float32, 3, 3)
	for _, p := range []blobfinder.Pattern{{}, blobfinder.Circular(3), blobfinder.RadialGradientBackgroundSubtraction(2.5), blobfinder.UserTemplate(template)} {
		b, err := p.MarshalBinary()
		require.NoError(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var p blobfinder.Pattern
		if p.UnmarshalBinary(b) != nil || math.IsNaN(p.Radius+p.Search+p.Outer+p.Delta) {
			return
		}
		again, err := p.MarshalBinary()
		require.NoError(t, err)
		var q blobfinder.Pattern
		require.NoError(t, q.UnmarshalBinary(again))
		p.Map, q.Map = nil, nil
		require.Equal(t, p, q)
	})
}
