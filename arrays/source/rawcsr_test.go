package source_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// csrTOML is a side-car of a scan of 2 by 2 frames of 2 by 3 pixels.
func csrTOML(starts, startsType, indices, indicesType, values, valuesType string) string {
	return fmt.Sprintf(`[params]
filetype = "raw_csr"
nav_shape = [2, 2]
sig_shape = [
  2, # rows
  3,
]
[raw_csr]
indptr_file = '%s'
indptr_dtype = "%s"
indices_file = '%s'
indices_dtype = "%s"
data_file = '%s'
data_dtype = "%s"
`, starts, startsType, indices, indicesType, values, valuesType)
}

// csrFolder writes a scan of which the second frame has no entries and the
// third has a pixel twice.
func csrFolder(t testing.TB) string {
	dir := t.TempDir()
	for name, b := range map[string][]byte{
		"starts": numbers[int32](0, 2, 2, 5, 6), "indices": numbers[uint16](0, 5, 1, 1, 3, 2), "values": numbers[int16](7, -1, 2, 3, 4, 5),
		"scan.toml": []byte(csrTOML("starts", "<i4", "indices", "<u2", "values", "<i2")),
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), b, 0o600))
	}
	return dir
}

func numbers[T int16 | int32 | int64 | uint16 | uint64](v ...T) []byte {
	b, err := binary.Append(nil, binary.LittleEndian, v)
	if err != nil {
		panic(err)
	}
	return b
}

func TestRawCSRReadsRowsAndFrames(t *testing.T) {
	path := filepath.Join(csrFolder(t), "scan.toml")
	for _, opts := range [][]source.Option{nil, {source.Buffered()}} {
		s, err := source.Open(path, opts...)
		require.NoError(t, err)
		require.Equal(t, arrays.SourceInfo{Format: "raw_csr", Path: path, Shape: []int{2, 2, 2, 3}, Sig: 2, DType: ndarray.Int16, Stored: 4, FrameBytes: 10}, s.Info())
		f, err := s.Open(context.Background())
		require.NoError(t, err)
		rows, ok := f.(udf.RowFrames)
		require.True(t, ok)
		starts, pixels, values, err := rows.ReadRows(context.Background(), 1, 3)
		require.NoError(t, err)
		require.Equal(t, []int{0, 0, 3, 4}, starts)
		require.Equal(t, []int32{1, 1, 3, 2}, pixels)
		require.Equal(t, "[2 3 4 5]", values.String())
		starts, pixels, values, err = f.(udf.UncheckedFrames).ReadUnchecked(context.Background(), 0, 4)
		require.NoError(t, err)
		require.Equal(t, []int{0, 2, 2, 5, 6}, starts)
		require.Equal(t, []int32{0, 5, 1, 1, 3, 2}, pixels)
		require.Equal(t, "[ 7 -1  2  3  4  5]", values.String())
		starts, values, err = f.(udf.ValueFrames).ReadValues(context.Background(), 0, 3)
		require.NoError(t, err)
		require.Equal(t, []int{0, 2, 2, 5}, starts)
		require.Equal(t, "[ 7 -1  2  3  4]", values.String())
		a, err := f.Read(context.Background(), 0, 4)
		require.NoError(t, err)
		v, err := ndarray.Values[int16](a)
		require.NoError(t, err)
		require.Equal(t, []int16{7, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0, 5, 0, 4, 0, 0, 0, 0, 5, 0, 0, 0}, v)
		a, err = f.Read(context.Background(), 1, 1) // into the same memory
		require.NoError(t, err)
		v, err = ndarray.Values[int16](a)
		require.NoError(t, err)
		require.Equal(t, make([]int16, 6), v)
		a, err = f.Read(context.Background(), 4, 0)
		require.NoError(t, err)
		require.Equal(t, []int{0, 2, 3}, a.Shape())
		var e *source.RangeError
		_, _, _, err = rows.ReadRows(context.Background(), 3, 2)
		require.ErrorAs(t, err, &e)
		_, _, err = f.(udf.ValueFrames).ReadValues(context.Background(), 3, 2)
		require.ErrorAs(t, err, &e)
		require.NoError(t, f.Close())
		require.NoError(t, f.Close())
	}
}

func TestRawCSRTakesOptions(t *testing.T) {
	path := filepath.Join(csrFolder(t), "scan.toml")
	s, err := source.Open(path, source.NavShape(5), source.SigShape(6), source.Sync(1), source.AllowShort())
	require.NoError(t, err)
	require.Equal(t, []int{5, 6}, s.Info().Shape)
	require.Equal(t, 1, s.Info().Sync)
	var o *source.OptionError
	_, err = source.Open(path, source.DType(ndarray.Uint8))
	require.ErrorAs(t, err, &o)
	var c *source.FrameCountError
	_, err = source.Open(path, source.NavShape(5))
	require.ErrorAs(t, err, &c)
	var sh *source.ShapeError
	_, err = source.Open(path, source.SigShape(7))
	require.ErrorAs(t, err, &sh)
}

func TestRawCSRReportsFilesThatDoNotGoTogether(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		data []byte
		want string
	}{
		"odd size":           {"starts", make([]byte, 7), "a multiple of the 4 of int32"},
		"no starts":          {"starts", make([]byte, 4), "1 row starts"},
		"fewer values":       {"values", make([]byte, 4), "6 indices for 2 values"},
		"too few frames":     {"starts", numbers[int32](0, 1, 6), "(2, 2) needs 4 frames, 2 are stored"},
		"no dtype":           {"scan.toml", []byte(strings.Replace(csrTOML("starts", "<i4", "indices", "<u2", "values", "<i2"), `data_dtype = "<i2"`, "", 1)), "raw_csr.data_dtype: got nothing, want a text"},
		"half precision":     {"scan.toml", []byte(csrTOML("starts", "<i4", "indices", "<u2", "values", "<f2")), "values of dtype float16"},
		"fractions":          {"scan.toml", []byte(csrTOML("starts", "<f4", "indices", "<u2", "values", "<i2")), "indptr of dtype float32"},
		"another type":       {"scan.toml", []byte("[params]\nfiletype = 'seq'"), `params.filetype: got "seq", want "raw_csr"`},
		"other TOML":         {"scan.toml", []byte("a = 1"), "params.filetype: got nothing"},
		"a shape of text":    {"scan.toml", []byte("[params]\nfiletype = 'raw_csr'\nnav_shape = ['a']"), "params.nav_shape: got []interface {}{\"a\"}"},
		"an extent of 0":     {"scan.toml", []byte("[params]\nfiletype = 'raw_csr'\nnav_shape = [0]"), "want a list of extents, 1 or more"},
		"no TOML":            {"scan.toml", []byte("params"), `line 1: got the end, want =`},
		"no file":            {"scan.toml", []byte(csrTOML("none", "<i4", "indices", "<u2", "values", "<i2")), "none"},
		"falling starts":     {"starts", numbers[int32](0, 3, 2, 5, 6), "row start 2 of frame 2 after 3"},
		"starts beyond":      {"starts", numbers[int32](0, 2, 2, 5, 7), "row start 7 of frame 4 after 5"},
		"a start below":      {"starts", numbers[int32](-1, 2, 2, 5, 6), "row start -1 of frame 0"},
		"a pixel beyond":     {"indices", numbers[uint16](0, 6, 1, 1, 3, 2), "pixel 6 in entry 1, want one of the 6 of shape (2, 3)"},
		"a pixel of a frame": {"indices", numbers[uint16](0, 5, 1, 1, 3, 65535), "pixel 65535 in entry 5"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := csrFolder(t)
			require.NoError(t, os.WriteFile(filepath.Join(dir, c.file), c.data, 0o600))
			s, err := source.Open(filepath.Join(dir, "scan.toml"))
			if err == nil {
				var f arrays.Frames
				f, err = s.Open(context.Background())
				require.NoError(t, err)
				_, err = f.Read(context.Background(), 0, 4)
				require.NoError(t, f.Close())
			}
			var e *source.FormatError
			require.ErrorAs(t, err, &e)
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestRawCSRTakesLargeNumbersForNone(t *testing.T) {
	dir := csrFolder(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "starts"), numbers[uint64](0, math.MaxUint64, 2, 5, 6), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "scan.toml"), []byte(csrTOML("starts", "<u8", "indices", "<u2", "values", "<i2")), 0o600))
	s, err := source.Open(filepath.Join(dir, "scan.toml"))
	require.NoError(t, err)
	f, err := s.Open(context.Background())
	require.NoError(t, err)
	defer f.Close()
	var e *source.CSRError
	_, err = f.Read(context.Background(), 0, 4)
	require.ErrorAs(t, err, &e)
}

// TestReferenceRawCSRResults compares sums over sparse tiles with those that
// LiberTEM recorded, where it did.
func TestReferenceRawCSRResults(t *testing.T) {
	for _, list := range golden.Files(t, "data/raw_csr/expected.json") {
		files, err := filepath.Glob(filepath.Join(filepath.Dir(list), "*.toml"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, path := range files {
			s, err := source.Open(path)
			require.NoError(t, err)
			requireSums(t, s, strings.TrimSuffix(filepath.Base(path), ".toml"), filepath.Join(filepath.Dir(path), "libertem"))
		}
	}
}

// requireSums compares the sums of a scan, as sparse rows, with those of its
// dense frames, and with recorded ones.
func requireSums(t *testing.T, s arrays.Source, name, folder string) {
	ds, err := udf.FromSource(s)
	require.NoError(t, err)
	ds, err = ds.Partitions(3)
	require.NoError(t, err)
	sum, err := stdudf.Sum.With(stdudf.SumParams{})
	require.NoError(t, err)
	sig, err := stdudf.SumSig.With(struct{}{})
	require.NoError(t, err)
	lazy, err := delayed.Run(ds, sum, sig)
	require.NoError(t, err)
	got, err := delayed.Compute(context.Background(), lazy)
	require.NoError(t, err)
	f, err := s.Open(context.Background())
	require.NoError(t, err)
	defer f.Close()
	all, err := f.Read(context.Background(), 0, s.Info().Stored)
	require.NoError(t, err)
	for i, c := range []struct {
		result string
		axes   []int
	}{{"sum_pattern", []int{0}}, {"sum_sig", []int{1, 2}}} {
		want, err := all.AsType(ndarray.Float64)
		require.NoError(t, err)
		want, err = ndarray.Reduce(ndarray.Sum, want, c.axes, false)
		require.NoError(t, err)
		requireClose(t, want, got[i]["intensity"].Data)
		if recorded, err := ndarray.LoadNPY(filepath.Join(folder, name+"."+c.result+".npy")); err == nil {
			requireClose(t, recorded, got[i]["intensity"].Data)
		}
	}
}

func requireClose(t *testing.T, want, got *ndarray.Array) {
	want, err := want.Reshape(got.Shape()...)
	require.NoError(t, err)
	same, err := ndarray.AllClose(got, want, 1e-6, 0, false)
	require.NoError(t, err)
	require.True(t, same)
}

func TestRawCSRFramesAreTheSumsOfTheirEntries(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "scan.toml")
	require.NoError(t, os.WriteFile(path, []byte(csrTOML("starts", "<i8", "indices", "<u2", "values", "<i2")), 0o600))
	rapid.Check(t, func(t *rapid.T) {
		frames := rapid.SliceOfN(rapid.SliceOfN(rapid.IntRange(0, 5), 0, 9), 4, 7).Draw(t, "pixels")
		starts, pixels, values := []int64{0}, []uint16{}, []int16{}
		want := make([]int16, 6*len(frames))
		for f, list := range frames {
			for _, p := range list {
				v := int16(rapid.IntRange(-100, 100).Draw(t, "value"))
				pixels, values = append(pixels, uint16(p)), append(values, v)
				want[6*f+p] += v
			}
			starts = append(starts, int64(len(pixels)))
		}
		for name, b := range map[string][]byte{"starts": numbers(starts...), "indices": numbers(pixels...), "values": numbers(values...)} {
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), b, 0o600))
		}
		s, err := source.Open(path)
		require.NoError(t, err)
		f, err := s.Open(context.Background())
		require.NoError(t, err)
		defer f.Close()
		start := rapid.IntRange(0, len(frames)).Draw(t, "start")
		n := rapid.IntRange(0, len(frames)-start).Draw(t, "n")
		a, err := f.Read(context.Background(), start, n)
		require.NoError(t, err)
		got, err := ndarray.Values[int16](a)
		require.NoError(t, err)
		require.Equal(t, append([]int16{}, want[6*start:6*(start+n)]...), append([]int16{}, got...))
	})
}

// A side-car in TOML opens a sparse scan.
func ExampleRawCSR() {
	s, err := source.Open("../../testdata/data/raw_csr/small.toml")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Info().Shape, s.Info().DType, s.Info().Stored)
	fmt.Println(filepath.Base(s.(source.RawCSR).Values.Path))
	// Output:
	// [3 4 6 5] uint8 12
	// small_values.dat
}

func TestRawCSRFindsOneWrongPixelAmongMany(t *testing.T) {
	const n, at = 10_000, 7_001
	for _, bad := range []int32{6, -1, math.MaxInt32} {
		dir := t.TempDir()
		pixels := make([]int32, n)
		pixels[at] = bad
		for name, b := range map[string][]byte{
			"starts": numbers[int32](0, 1, 1, n-1, n), "indices": numbers(pixels...), "values": make([]byte, 2*n),
			"scan.toml": []byte(csrTOML("starts", "<i4", "indices", "<i4", "values", "<u2")),
		} {
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), b, 0o600))
		}
		s, err := source.Open(filepath.Join(dir, "scan.toml"))
		require.NoError(t, err)
		f, err := s.Open(context.Background())
		require.NoError(t, err)
		_, _, _, err = f.(udf.RowFrames).ReadRows(context.Background(), 0, 4)
		require.ErrorContains(t, err, fmt.Sprintf("pixel %d in entry %d,", bad, at))
		_, unchecked, _, err := f.(udf.UncheckedFrames).ReadUnchecked(context.Background(), 0, 4)
		require.NoError(t, err)
		require.Equal(t, pixels, unchecked)
		starts, _, err := f.(udf.ValueFrames).ReadValues(context.Background(), 0, 4)
		require.NoError(t, err, "pixels are not looked at")
		require.Equal(t, n, starts[4])
		require.NoError(t, f.Close())
	}
}
