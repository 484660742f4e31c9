package source_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/graph"
)

// A partCase is a scan of 5 by 6 frames of 128 by 128 pixels in a file.
type partCase struct {
	name  string
	src   arrays.Source
	pixel int64 // bytes in the file
	// A row is read so often: twice if its mirror image comes with it. 0 is a
	// file in which everything wanted lies close together.
	times int64
}

// partCases are files of each format.
func partCases(t testing.TB) []partCase {
	open := func(path string, opts ...source.Option) arrays.Source {
		s, err := source.Open(path, opts...)
		require.NoError(t, err)
		return s
	}
	nav := source.NavShape(5, 6)
	raw := func(d ndarray.DType, order ndarray.ByteOrder, gap int64) arrays.Source {
		path := write(t, "scan.raw", ramp(30*(128*128*d.Size()+int(gap))))
		s, err := source.NewRaw(source.Raw{Path: path, Dims: []int{5, 6, 128, 128}, Type: d, Order: order, Gap: gap})
		require.NoError(t, err)
		return s
	}
	mib := func(pixel, layout string, width, height, depth, bytes int, opts ...source.Option) arrays.Source {
		header := mibHeader(pixel, layout, 384, width, height, depth)
		return open(write(t, "scan.mib", mibFile(header, ramp(30*bytes), 30)), append(opts, nav)...)
	}
	npy := func(fortran bool) arrays.Source {
		return open(write(t, "scan.npy", npyFile(npyHeader("<u2", fortran, 5, 6, 128, 128), 30*128*128*2)))
	}
	le := ndarray.LittleEndian
	return append(imagePartCases(t), []partCase{
		{"raw uint16", raw(ndarray.Uint16, le, 0), 2, 1},
		{"raw float64 big-endian", raw(ndarray.Float64, ndarray.BigEndian, 0), 8, 1},
		{"raw complex64 with gaps", raw(ndarray.Complex64, le, 24), 8, 1},
		{"raw bool", raw(ndarray.Bool, le, 0), 1, 1},
		{"raw uint32 not aligned", raw(ndarray.Uint32, le, 3), 4, 1},
		{"npy", npy(false), 2, 1},
		{"npy in Fortran order", npy(true), 2, 0},
		{"mib U16", mib("U16", "1x1", 128, 128, 12, 128*128*2), 2, 1},
		{"mib U32 flipped", mib("U32", "1x1", 128, 128, 24, 128*128*4, source.Flip()), 4, 1},
		{"mib R64 12 bit", mib("R64", "1x1", 128, 128, 12, 128*128*2), 2, 1},
		{"mib R64 12 bit flipped", mib("R64", "1x1", 128, 128, 12, 128*128*2, source.Flip()), 2, 1},
		{"mib R64 24 bit", mib("R64", "1x1", 128, 128, 24, 2*128*128*2), 4, 1},
		{"mib R64 quad", mib("R64", "2x2", 256, 64, 6, 128*128), 1, 2},
		{"mib R64 quad flipped", mib("R64", "2x2", 256, 64, 6, 128*128, source.Flip()), 1, 2},
	}...)
}

// bytesFor computes y and returns the bytes of files that this read, and those
// that its graph predicts.
func bytesFor(t *testing.T, y *arrays.Array) (got *ndarray.Array, read, predicted int64) {
	before := source.ReadBytes()
	got, err := y.Compute(t.Context())
	require.NoError(t, err)
	read = source.ReadBytes() - before
	p, err := graph.NewPlan([]graph.Collection{y})
	require.NoError(t, err)
	for id := range p.Len() {
		predicted += p.Reads(id)
	}
	return got, read, predicted
}

func TestPartsOfFramesReadOnlyTheirRows(t *testing.T) {
	all, back := arrays.All, arrays.Step(19, 9, -1)
	some := func(from, to int) arrays.Index { return arrays.Span(from, to) }
	indices := []struct {
		name         string
		index        []arrays.Index
		frames, rows int // all rows from the first to the last that is needed
	}{
		{"a crop", []arrays.Index{all, all, some(10, 20), some(30, 40)}, 30, 10},
		{"a crop of some frames", []arrays.Index{some(1, 3), some(0, 3), some(10, 20), some(30, 40)}, 6, 10},
		{"a crop of frames apart", []arrays.Index{arrays.Step(0, 3, 2), arrays.Step(5, arrays.Open, -2), some(10, 20)}, 6, 10},
		{"rows backwards", []arrays.Index{all, all, back, some(0, 3)}, 30, 10},
		{"steps", []arrays.Index{arrays.At(1), all, arrays.Step(10, 20, 3), arrays.Step(1, arrays.Open, 7)}, 6, 10},
		{"one row", []arrays.Index{all, arrays.At(-1), arrays.At(77)}, 30, 1},
		{"one pixel", []arrays.Index{arrays.At(2), arrays.At(2), arrays.At(64), arrays.At(5)}, 1, 1},
		{"listed rows", []arrays.Index{all, all, arrays.List(90, 4, 5, 90)}, 30, 3},
		{"listed frames, cropped", []arrays.Index{arrays.List(2, 0, 2), all, some(60, 68)}, 12, 8},
		{"listed points, cropped", []arrays.Index{arrays.List(1, 4, 1), arrays.List(5, 2, 5), some(60, 68)}, 2, 8},
		{"listed pixels", []arrays.Index{all, all, arrays.List(14, 10, 12), arrays.List(3, 90, 3)}, 30, 5},
		{"a pixel of listed points", []arrays.Index{arrays.List(1, 4), arrays.List(0, 2), arrays.List(9, 11), arrays.List(8, 7)}, 2, 1},
		{"listed positions, cropped", []arrays.Index{all, arrays.List(3, 3), some(60, 68), arrays.At(0)}, 5, 8},
	}
	for _, c := range partCases(t) {
		x, err := arrays.FromSource(c.src)
		require.NoError(t, err)
		a, err := x.Compute(t.Context())
		require.NoError(t, err)
		dense, err := arrays.FromDense(a, arrays.ChunkSize(64))
		require.NoError(t, err)
		for _, i := range indices {
			t.Run(c.name+"/"+i.name, func(t *testing.T) {
				part, err := x.Slice(i.index...)
				require.NoError(t, err)
				got, read, predicted := bytesFor(t, part)
				same, err := dense.Slice(i.index...)
				require.NoError(t, err)
				want, err := same.Compute(t.Context())
				require.NoError(t, err)
				require.Equal(t, want.Shape(), got.Shape())
				requireValues(t, want, got)
				if c.times > 0 {
					require.LessOrEqual(t, read, int64(i.frames*i.rows*128)*c.pixel*c.times)
					require.Equal(t, predicted, read, "predicted bytes")
				}
			})
		}
	}
}

func TestPartsOfFramesInFortranOrderReadOnlyTheirPixels(t *testing.T) {
	src, err := source.Open(write(t, "scan.npy", npyFile(npyHeader("<u2", true, 96, 128, 16, 12), 96*128*16*12*2)))
	require.NoError(t, err)
	x, err := arrays.FromSource(src)
	require.NoError(t, err)
	whole, err := x.Compute(t.Context())
	require.NoError(t, err)
	part, err := x.Slice(arrays.All, arrays.All, arrays.Span(3, 5), arrays.Step(2, 9, 3))
	require.NoError(t, err)
	got, read, predicted := bytesFor(t, part)
	const plane = 96 * 128 * 2
	require.Equal(t, int64(2*3*plane), read, "six pixels of all frames")
	require.Equal(t, predicted, read)
	want, err := whole.Slice(ndarray.All(), ndarray.All(), ndarray.Range{Start: 3, Stop: 5}, ndarray.Range{Start: 2, Stop: 9, Step: 3})
	require.NoError(t, err)
	requireValues(t, want, got)
}

// TestPartsAreThoseOfWholeFrames draws parts of all formats.
func TestPartsAreThoseOfWholeFrames(t *testing.T) {
	for _, c := range partCases(t) {
		t.Run(c.name, func(t *testing.T) {
			x, err := arrays.FromSource(c.src, arrays.Chunked(arrays.PerAxis(arrays.Size(2), arrays.Size(4), arrays.Size(100), arrays.Whole)))
			require.NoError(t, err)
			a, err := x.Compute(t.Context())
			require.NoError(t, err)
			dense, err := arrays.FromDense(a, arrays.ChunkSize(64))
			require.NoError(t, err)
			rapid.Check(t, func(rt *rapid.T) {
				index := make([]arrays.Index, 4)
				for i, n := range a.Shape() {
					first, last := rapid.IntRange(0, n-1).Draw(rt, "first"), rapid.IntRange(0, n-1).Draw(rt, "last")
					step := rapid.SampledFrom([]int{1, 1, 2, 3, 17, -1, -5}).Draw(rt, "step")
					switch rapid.SampledFrom([]string{"range", "range", "point", "all"}).Draw(rt, "kind") {
					case "range":
						index[i] = arrays.Step(first, last, step)
					case "point":
						index[i] = arrays.At(first)
					default:
						index[i] = arrays.All
					}
				}
				if i := rapid.IntRange(0, 7).Draw(rt, "list"); i < 4 {
					index[i] = arrays.List(rapid.SliceOfN(rapid.IntRange(0, a.Shape()[i]-1), 0, 9).Draw(rt, "positions")...)
				}
				part, err := x.Slice(index...)
				require.NoError(rt, err)
				got, err := part.Compute(t.Context())
				require.NoError(rt, err)
				same, err := dense.Slice(index...)
				require.NoError(rt, err)
				want, err := same.Compute(t.Context())
				require.NoError(rt, err)
				require.Equal(rt, want.Shape(), got.Shape())
				requireValues(t, want, got)
			})
		})
	}
}

// TestPartsOfAKeptMappingTouchOnlyTheirRows: a file that was read through before
// stays mapped, and parts are taken out of the mapping.
func TestPartsOfAKeptMappingTouchOnlyTheirRows(t *testing.T) {
	path := write(t, "scan.raw", nil)
	require.NoError(t, os.Truncate(path, 72<<20))
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = f.WriteAt(ramp(512*256*2), 30<<20)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	src, err := source.NewRaw(source.Raw{Path: path, Dims: []int{12, 12, 512, 512}, Type: ndarray.Uint16, Order: ndarray.LittleEndian})
	require.NoError(t, err)
	x, err := arrays.FromSource(src)
	require.NoError(t, err)
	whole, err := x.Compute(t.Context())
	require.NoError(t, err)
	defer func() { require.NoError(t, source.ReleaseMapped()) }()
	_, err = x.Compute(t.Context())
	require.NoError(t, err)
	part, err := x.Slice(arrays.Span(4, 6), arrays.All, arrays.Span(500, 510), arrays.Span(3, 13))
	require.NoError(t, err)
	got, read, predicted := bytesFor(t, part)
	require.Equal(t, int64(24*(9*1024+20)), read)
	require.Equal(t, predicted, read)
	want, err := whole.Region([]int{4, 0, 500, 3}, []int{2, 12, 10, 10})
	require.NoError(t, err)
	requireValues(t, want, got)
}
