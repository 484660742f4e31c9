package source_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/hdf5"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/internal/golden"
)

func TestReferenceHDF5(t *testing.T) {
	for _, folder := range []string{"hdf5", "emd", "hspy"} {
		readouts(t, folder, func(t *testing.T, a golden.Readout) {
			if len(a.Shape) == 0 || product(a.Shape) == 0 {
				return
			}
			if strings.HasPrefix(a.Key, "/Data/Image/") && strings.HasSuffix(a.Key, "/Data") || strings.HasSuffix(a.Path, "turned.hspy") {
				requireFramesFirst(t, a)
				return
			}
			opts := []source.Option{source.Member(a.Key)}
			if len(a.Shape) == 1 {
				opts = append(opts, source.SigDims(1))
			}
			if a.DType == "|b1" {
				a.Probes = nil // no numbers
			}
			requireArray(t, a, opts...)
		})
	}
}

// requireFramesFirst compares an array that is stored with the frames along the
// last axis, as Velox does.
func requireFramesFirst(t *testing.T, a golden.Readout) {
	s, err := source.Open(a.Path, source.Member(a.Key))
	require.NoError(t, err)
	require.Equal(t, []int{a.Shape[2], a.Shape[0], a.Shape[1]}, s.Info().Shape)
	for _, step := range []int{1, a.Shape[2]} {
		var all []*ndarray.Array
		f, err := s.Open(t.Context())
		require.NoError(t, err)
		for i := 0; i < a.Shape[2]; i += step {
			part, err := f.Read(t.Context(), i, step)
			require.NoError(t, err)
			all = append(all, part.Copy())
		}
		require.NoError(t, f.Close())
		x, err := ndarray.Concatenate(all, 0)
		require.NoError(t, err)
		back, err := x.Transpose(1, 2, 0)
		require.NoError(t, err)
		sum := sha256.Sum256(littleEndian(t, back.AsContiguous()))
		require.Equal(t, a.Digest, hex.EncodeToString(sum[:]))
	}
}

// TestReferenceHDF5ShapesAreThoseOfLiberTEM opens each file as LiberTEM does.
func TestReferenceHDF5ShapesAreThoseOfLiberTEM(t *testing.T) {
	for _, folder := range []string{"hdf5", "emd"} {
		for _, list := range golden.Optional("data/" + folder + "/expected_libertem.json") {
			b, err := os.ReadFile(list)
			require.NoError(t, err)
			var files []struct {
				File   string
				Params struct {
					Path string `json:"ds_path"`
				}
				Nav []int `json:"nav_shape"`
				Sig []int `json:"sig_shape"`
			}
			require.NoError(t, json.Unmarshal(b, &files))
			for _, f := range files {
				s, err := source.Open(filepath.Join(filepath.Dir(list), f.File), source.Member(f.Params.Path))
				require.NoError(t, err)
				require.Equal(t, f.Nav, s.Info().Nav())
				require.Equal(t, f.Sig, s.Info().Frame())
			}
		}
	}
}

// TestReferenceHDF5DialectsNeedNoName checks which dataset is taken of files of
// several programs, and of those written by them where they are at hand.
func TestReferenceHDF5DialectsNeedNoName(t *testing.T) {
	for file, want := range map[string]dialect{
		"hdf5/scan-old.h5":            {shape: []int{3, 4, 10, 6}},
		"hdf5/scan-new.h5":            {shape: []int{3, 4, 10, 6}},
		"hdf5/fpd.hdf5":               {shape: []int{2, 3, 1, 16, 8}},
		"hdf5/dectris_master.h5":      {shape: []int{4, 4, 12, 16}},
		"hdf5/dectris_data_000002.h5": {shape: []int{8, 12, 16}},
		"hdf5/two.nxs":                {err: "name one of /Scan 1/data (9, 6, 5), /Scan 2/data (9, 6, 5)"},
		"hdf5/signal.nxs":             {shape: []int{3, 4, 5, 6}},
		"emd/velox.emd":               {shape: []int{3, 6, 5}},
		"emd/prismatic.emd":           {err: "CBED_array_depth0001"},
		"emd/py4dstem.h5":             {shape: []int{2, 3, 4, 5}},
		"hspy/scan.hspy":              {shape: []int{3, 4, 8, 6}},
		"hspy/spectra.hspy":           {shape: []int{3, 4, 20}, sig: 1},
		"hspy/turned.hspy":            {shape: []int{5, 8, 6}},
	} {
		for _, path := range golden.Files(t, "data/"+file) {
			want.check(t, path)
		}
	}
	for file, want := range map[string]dialect{
		"hdf5/fpd_file_test.hdf5":        {shape: []int{2, 2, 1, 256, 256}},
		"hdf5/test_00_master.h5":         {shape: []int{4, 4, 192, 192}},
		"hdf5/test_00_data_000001.h5":    {shape: []int{16, 192, 192}},
		"hdf5/fixture_master.h5":         {shape: []int{1, 64, 64}},
		"hdf5/fixture_u8_data_000001.h5": {shape: []int{1, 192, 192}},
		"hdf5/simple_signal.nxs":         {shape: []int{15, 1, 40, 40}},
		"hdf5/blosc.h5":                  {shape: []int{100, 100, 100}},
		"hdf5/patterns.h5":               {err: "name one of /Scan 1/EBSD/Data/patterns (9, 60, 60), /Scan 2/EBSD/Data/patterns (9, 60, 60)"},
		"emd/Si100_4D.emd":               {err: "CBED_array_depth0001"},
		"emd/example_signal.emd":         {shape: []int{3, 3, 3}},
		"emd/py4DSTEM_size2x3x4x5.h5":    {shape: []int{2, 3, 4, 5}},
		"emd/fei_example_tem_stack.emd":  {shape: []int{2, 3, 3}},
		"emd/fixture_velox.emd":          {shape: []int{1, 2, 3}},
		"hspy/example2_v3.1.hspy":        {shape: []int{16, 16}},
		"hspy/example1_v1.2.hdf5":        {shape: []int{21}, sig: 1},
		"hspy/au_xgrating_100kX.hspy":    {shape: []int{254, 254}},
	} {
		for _, path := range golden.Optional("data/" + file) {
			want.check(t, path)
		}
	}
}

// A dialect is what a file should be without naming a dataset.
type dialect struct {
	shape []int
	sig   int // 0 for 2
	err   string
}

func (d dialect) check(t *testing.T, path string) {
	t.Helper()
	s, err := source.Open(path)
	if d.err != "" {
		var choice *hdf5.ChoiceError
		require.ErrorAs(t, err, &choice)
		require.ErrorContains(t, err, d.err)
		return
	}
	require.NoError(t, err)
	require.Equal(t, d.shape, s.Info().Shape, path)
	if d.sig == 0 {
		d.sig = 2
	}
	require.Equal(t, d.sig, s.Info().Sig, path)
	digest(t, s, 3)
}

func TestReferenceDectrisPartsAreOneScan(t *testing.T) {
	for _, path := range golden.Files(t, "data/hdf5/dectris_master.h5") {
		want, folder := sha256.New(), filepath.Dir(path)
		dir := t.TempDir()
		for _, name := range []string{"master", "data_000001", "data_000002"} {
			b, err := os.ReadFile(filepath.Join(folder, "dectris_"+name+".h5"))
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join(dir, "renamed_"+name+".h5"), b, 0o600))
		}
		for _, name := range []string{"dectris_data_000001.h5", "dectris_data_000002.h5"} {
			s, err := source.Open(filepath.Join(folder, name))
			require.NoError(t, err)
			f, err := s.Open(t.Context())
			require.NoError(t, err)
			a, err := f.Read(t.Context(), 0, 8)
			require.NoError(t, err)
			want.Write(littleEndian(t, a))
			require.NoError(t, f.Close())
		}
		master := filepath.Join(dir, "renamed_master.h5")
		for _, p := range []string{path, master} {
			got, err := source.Open(p)
			require.NoError(t, err)
			for _, step := range []int{1, 5, 16} {
				require.Equal(t, hex.EncodeToString(want.Sum(nil)), digest(t, got, step))
			}
			x, err := arrays.FromSource(got)
			require.NoError(t, err)
			all, err := x.Compute(t.Context())
			require.NoError(t, err)
			sum := sha256.Sum256(littleEndian(t, all))
			require.Equal(t, want.Sum(nil), sum[:])
		}
		row, err := source.Open(master, source.NavShape(16), source.Member("/entry/data"))
		require.NoError(t, err)
		x, err := arrays.FromSource(row)
		require.NoError(t, err)
		part, err := x.Slice(arrays.Step(1, arrays.Open, 3), arrays.Span(2, 9))
		require.NoError(t, err)
		crop, err := part.Compute(t.Context())
		require.NoError(t, err)
		whole, err := x.Compute(t.Context())
		require.NoError(t, err)
		cut, err := whole.Slice(ndarray.Range{Start: 1, Stop: 16, Step: 3}, ndarray.Range{Start: 2, Stop: 9, Step: 1})
		require.NoError(t, err)
		requireValues(t, cut, crop)

		require.NoError(t, os.Remove(filepath.Join(dir, "renamed_data_000002.h5")))
		short, err := source.Open(master)
		require.NoError(t, err)
		require.Equal(t, []int{8, 12, 16}, short.Info().Shape, "an acquisition that ended early")
		require.NoError(t, os.Rename(filepath.Join(dir, "renamed_data_000001.h5"), filepath.Join(dir, "renamed_data_000002.h5")))
		_, err = source.Open(master)
		require.ErrorContains(t, err, "a part before data_000002")
		require.NoError(t, os.Remove(filepath.Join(dir, "renamed_data_000002.h5")))
		_, err = source.Open(master)
		require.ErrorIs(t, err, os.ErrNotExist)
	}
}

// saveHDF5 writes consecutive numbers as a dataset.
func saveHDF5(t *testing.T, path string, shape []int, opts ...hdf5.SaveOption) *ndarray.Array {
	t.Helper()
	values := make([]uint16, product(shape))
	for i := range values {
		values[i] = uint16(i)
	}
	a, err := ndarray.FromSlice(values, shape...)
	require.NoError(t, err)
	x, err := arrays.FromDense(a, arrays.ChunkSize(3))
	require.NoError(t, err)
	require.NoError(t, hdf5.Save(t.Context(), path, map[string]*arrays.Array{"/a/b": x}, hdf5.For("/a/b", opts...), hdf5.Unsynced()))
	return a
}

func TestHDF5TakesTheOptionsOfArrays(t *testing.T) {
	for name, layout := range map[string][]hdf5.SaveOption{
		"mapped": nil, "big-endian": {hdf5.BigEndian()}, "chunks": {hdf5.Chunks(3, 4, 5)}, "packed": {hdf5.Chunks(3, 4, 5), hdf5.Gzip(1), hdf5.Shuffle()},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "scan.h5")
			want := saveHDF5(t, path, []int{20, 6, 7}, layout...)
			src, err := source.Open(path, source.Member("a/b"), source.NavShape(4, 5), source.SigShape(42))
			require.NoError(t, err)
			require.Equal(t, []int{4, 5, 42}, src.Info().Shape)
			require.Equal(t, 1, src.Info().Sig)
			require.Equal(t, "hdf5", src.Info().Format)
			requireValues(t, want, readZarr(t, src))
			_, mapped := src.(source.Raw)
			require.Equal(t, name == "mapped" || name == "big-endian", mapped)

			shifted, err := source.Open(path, source.Sync(2))
			require.NoError(t, err)
			got := readZarr(t, shifted)
			first, err := got.Index(0, 0)
			require.NoError(t, err)
			third, err := want.Index(0, 2)
			require.NoError(t, err)
			requireValues(t, third, first)

			var count *source.FrameCountError
			_, err = source.Open(path, source.NavShape(5, 5))
			require.ErrorAs(t, err, &count)
			_, err = source.Open(path, source.NavShape(5, 5), source.AllowShort())
			require.NoError(t, err)
			_, err = source.Open(path, source.SigDims(4))
			require.ErrorContains(t, err, "4 axes")
			_, err = source.Open(path, source.Member("a/c"))
			require.ErrorIs(t, err, hdf5.ErrNoObject)
			_, err = source.Open(path, source.Member("a"))
			require.ErrorContains(t, err, "is a group")
		})
	}
}
