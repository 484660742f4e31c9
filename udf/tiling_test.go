package udf_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/udf"
)

// tileShapes notes the shapes of its tiles.
type tileShapes struct {
	seen  *[][]int
	whole bool
	depth int
}

func (tileShapes) InputDType() ndarray.DType              { return udf.NativeDType }
func (s tileShapes) WholeFrames() bool                    { return s.whole }
func (s tileShapes) TilingPreference() (depth, bytes int) { return s.depth, 0 }

func (tileShapes) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"n": udf.Nav(ndarray.Int8)}
}

func (s tileShapes) ProcessTile(_ context.Context, tile *ndarray.Array, _ udf.View) error {
	*s.seen = append(*s.seen, append([]int(nil), tile.Shape()...))
	return nil
}

// shapesOf returns the shapes of the tiles of frames of bytes.
func shapesOf(t *testing.T, d *udf.Dataset, udfs ...tileShapes) [][]int {
	t.Helper()
	var seen [][]int
	var specs []udf.Spec
	for i, u := range udfs {
		if u.seen = &seen; i > 0 {
			u.seen = new([][]int)
		}
		specs = append(specs, udf.InProcess("shapes", func() (udf.UDF, error) { return u, nil }))
	}
	r, err := udf.NewRun(d, specs)
	require.NoError(t, err)
	_, err = r.Partition(context.Background(), 0, nil)
	require.NoError(t, err)
	return seen
}

func bytesOf(t *testing.T, frames, h, w int) *udf.Dataset {
	t.Helper()
	d, err := udf.FromSource(source.Memory{Data: ndarray.New(ndarray.Uint8, 1, frames, h, w)})
	require.NoError(t, err)
	d, err = d.Partitions(1)
	require.NoError(t, err)
	return d
}

func TestTilesFitTheCacheTogetherWithTheBuffersOfAllUDFs(t *testing.T) {
	d := bytesOf(t, 64, 512, 256)
	for _, c := range []struct {
		name  string
		udfs  []tileShapes
		first []int
		tiles int
	}{
		{"alone", []tileShapes{{depth: 1}}, []int{8, 512, 256}, 8},
		{"deep and alone", []tileShapes{{depth: 16}}, []int{16, 512, 256}, 4},
		{"two", []tileShapes{{depth: 1}, {depth: 1}}, []int{8, 512, 256}, 8},
		{"one of two is deep", []tileShapes{{depth: 1}, {depth: 16}}, []int{16, 128, 256}, 16},
		{"one of two is deep, one wants whole frames", []tileShapes{{whole: true}, {depth: 16}}, []int{16, 512, 256}, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			seen := shapesOf(t, d, c.udfs...)
			require.Equal(t, c.first, seen[0])
			require.Len(t, seen, c.tiles)
		})
	}
}

func TestFramesOfABlockAreBoundedWhateverUDFsPrefer(t *testing.T) {
	for _, whole := range []bool{false, true} {
		for _, s := range shapesOf(t, bytesOf(t, 8, 2048, 2048), tileShapes{depth: 32, whole: whole}) {
			require.LessOrEqual(t, s[0], 4, "16 MiB of frames are in memory at a time")
		}
	}
}

func TestWholeFramesStayWholeUnderForcedTileShapes(t *testing.T) {
	d, err := bytesOf(t, 6, 8, 4).TileShape(3, 2, 2)
	require.NoError(t, err)
	require.Equal(t, [][]int{{3, 8, 4}, {3, 8, 4}}, shapesOf(t, d, tileShapes{whole: true}, tileShapes{}))
	require.Len(t, shapesOf(t, d, tileShapes{}), 16)
}
