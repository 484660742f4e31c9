package source_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/internal/golden"
)

// tvipsFields are what a test says of the header of a series.
type tvipsFields struct{ width, height, bits, before, version int }

var tvipsGood = tvipsFields{width: 4, height: 3, bits: 16, before: 80, version: 2}

// tvipsFile returns the first file of a series of frames with their headers.
func tvipsFile(h tvipsFields, frames []byte) []byte {
	b := make([]byte, 256)
	if h.version == 0 {
		h.version = 2
	}
	for i, v := range []int{256, h.version, h.width, h.height, h.bits, 0, 0, 1, 1, 1000, 200, 50, h.before} {
		binary.LittleEndian.PutUint32(b[4*i:], uint32(int32(v)))
	}
	return append(b, frames...)
}

// tvipsFrames returns frames at scan positions of y and x.
func tvipsFrames(h tvipsFields, positions [][2]int) []byte {
	size := h.width * h.height * h.bits / 8
	var b []byte
	for i, p := range positions {
		head := make([]byte, h.before)
		if h.before >= 76 {
			binary.LittleEndian.PutUint32(head[68:], math.Float32bits(float32(p[1])))
			binary.LittleEndian.PutUint32(head[72:], math.Float32bits(float32(p[0])))
		}
		b = append(b, head...)
		for k := range size {
			b = append(b, byte(i*31+k))
		}
	}
	return b
}

func TestTVIPSReadsSeriesInOneFileOrSeveral(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		require.NoError(rt, err)
		h := tvipsFields{
			width: rapid.IntRange(1, 9).Draw(rt, "width"), height: rapid.IntRange(1, 9).Draw(rt, "height"),
			bits: rapid.SampledFrom([]int{8, 16}).Draw(rt, "bits"), version: rapid.IntRange(1, 2).Draw(rt, "version"),
			before: rapid.IntRange(0, 70).Draw(rt, "before"),
		}
		if h.version == 1 {
			h.before = 12 // whatever the header has there
		}
		d := map[int]ndarray.DType{8: ndarray.Uint8, 16: ndarray.Uint16}[h.bits]
		size := h.width * h.height * d.Size()
		var want []byte
		n, parts := 0, rapid.SliceOfN(rapid.IntRange(0, 4), 1, 4).Draw(rt, "frames of files")
		parts[0] = max(1, parts[0])
		var paths []string
		for i, k := range parts {
			stored := ramp(k * (h.before + size))
			for f := range k {
				want = append(want, stored[f*(h.before+size)+h.before:][:size]...)
			}
			if i == 0 {
				stored = tvipsFile(h, stored)
			}
			if i == len(parts)-1 {
				stored = append(stored, make([]byte, rapid.IntRange(0, h.before+size-1).Draw(rt, "part of a frame"))...)
			}
			paths = append(paths, filepath.Join(dir, fmt.Sprintf("a_%03d.tvips", i)))
			require.NoError(rt, os.WriteFile(paths[i], stored, 0o600))
			n += k
		}
		require.NoError(rt, os.WriteFile(filepath.Join(dir, "a_1.tvips"), nil, 0o600))
		require.NoError(rt, os.WriteFile(filepath.Join(dir, "a_b_001.tvips"), nil, 0o600))
		for _, opts := range [][]source.Option{nil, {source.Files(paths...)}} {
			path := rapid.SampledFrom(paths).Draw(rt, "opened")
			s, err := source.Open(path, opts...)
			require.NoError(rt, err)
			require.Equal(rt, []int{n, h.height, h.width}, s.Info().Shape)
			require.Equal(rt, d, s.Info().DType)
			require.Equal(rt, "tvips", s.Info().Format)
			require.Equal(rt, want, frames(t, path, opts...))
		}
	})
}

func TestTVIPSScanComesFromTheFrames(t *testing.T) {
	scan := func(lead [][2]int, ny, nx, more int) [][2]int {
		list := append([][2]int{}, lead...)
		for i := range ny*nx + more {
			list = append(list, [2]int{i / nx, i % nx})
		}
		return list
	}
	short := tvipsGood
	short.before = 72
	for name, c := range map[string]struct {
		h         tvipsFields
		positions [][2]int
		opts      []source.Option
		nav       []int
		sync      int
	}{
		"from the start":      {tvipsGood, scan(nil, 3, 4, 0), nil, []int{3, 4}, 0},
		"after a lead":        {tvipsGood, scan([][2]int{{0, 0}, {0, 0}, {5, 5}}, 3, 4, 0), nil, []int{3, 4}, 3},
		"stays at the origin": {tvipsGood, scan([][2]int{{0, 0}, {0, 0}}, 3, 4, 0), nil, []int{3, 4}, 2},
		"stopped in a line":   {tvipsGood, scan(nil, 2, 4, 3), nil, []int{2, 4}, 0},
		"one line":            {tvipsGood, scan([][2]int{{9, 9}}, 1, 7, 0), nil, []int{7}, 1},
		"no scan":             {tvipsGood, make([][2]int, 5), nil, []int{5}, 0},
		"short headers":       {short, scan(nil, 3, 4, 0), nil, []int{12}, 0},
		"caller knows":        {tvipsGood, scan([][2]int{{9, 9}}, 3, 4, 0), []source.Option{source.NavShape(2, 6)}, []int{2, 6}, 1},
		"caller knows better": {tvipsGood, scan([][2]int{{9, 9}}, 3, 4, 0), []source.Option{source.Sync(5)}, []int{2, 4}, 5},
		"blank frames first":  {tvipsGood, scan(nil, 3, 4, 0), []source.Option{source.Sync(-2)}, []int{3, 4}, -2},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := source.Open(write(t, "a.tvips", tvipsFile(c.h, tvipsFrames(c.h, c.positions))), c.opts...)
			require.NoError(t, err)
			require.Equal(t, append(c.nav, 3, 4), s.Info().Shape)
			require.Equal(t, c.sync, s.Info().Sync)
			require.Equal(t, len(c.positions), s.Info().Stored)
		})
	}
}

func TestTVIPSLinesEndInLaterFiles(t *testing.T) {
	dir, h := t.TempDir(), tvipsGood
	var positions [][2]int
	for i := range 12 {
		positions = append(positions, [2]int{i / 4, i % 4})
	}
	b, pitch := tvipsFrames(h, positions), 80+24
	require.NoError(t, os.WriteFile(filepath.Join(dir, "s_000.tvips"), tvipsFile(h, b[:3*pitch]), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "s_001.tvips"), b[3*pitch:10*pitch], 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "s_002.tvips"), b[10*pitch:], 0o600))
	s, err := source.Open(filepath.Join(dir, "s_001.tvips"))
	require.NoError(t, err)
	require.Equal(t, []int{3, 4, 3, 4}, s.Info().Shape)
	encoded, err := arrays.EncodeSource(s)
	require.NoError(t, err)
	travelled, err := arrays.DecodeSource(encoded)
	require.NoError(t, err)
	require.Equal(t, s, travelled)
	require.Equal(t, digest(t, s, 12), digest(t, travelled, 5))

	require.NoError(t, os.Truncate(filepath.Join(dir, "s_001.tvips"), 400))
	_, err = source.Open(filepath.Join(dir, "s_000.tvips"))
	require.ErrorContains(t, err, "s_001.tvips (tvips): 88 bytes behind the last of 3 frames of 104")
	var size *source.SizeError
	_, err = travelled.Open(t.Context())
	require.ErrorAs(t, err, &size)
	require.Equal(t, source.SizeError{Want: 7 * 104, Have: 400}, *size)
	require.NoError(t, os.Remove(filepath.Join(dir, "s_001.tvips")))
	_, err = source.Open(filepath.Join(dir, "s_000.tvips"))
	require.ErrorContains(t, err, "file s_001.tvips of the series is missing, there is s_002.tvips")
	_, err = travelled.Open(t.Context())
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestTVIPSReportsWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		change func(h *tvipsFields)
		frames int
		want   string
	}{
		"version":   {func(h *tvipsFields) { h.version = 3 }, 104, "version 3, want 1 or 2"},
		"bits":      {func(h *tvipsFields) { h.bits = 12 }, 104, "12 bits per pixel, want 8 or 16"},
		"no rows":   {func(h *tvipsFields) { h.height = 0 }, 104, "frames of 0×4 with headers of 80 bytes"},
		"before":    {func(h *tvipsFields) { h.before = -1 }, 104, "with headers of -1 bytes"},
		"no frame":  {func(*tvipsFields) {}, 103, "file has 359 bytes, needs at least 360"},
		"large":     {func(h *tvipsFields) { h.width = 1<<31 - 1 }, 104, "file has 360 bytes, needs at least 12884902218"},
		"huge":      {func(h *tvipsFields) { h.width, h.height = 1<<31-1, 1<<31-1 }, 104, "needs at least 9223372028264841554"},
		"long head": {func(h *tvipsFields) { h.before = 1<<31 - 1 }, 104, "needs at least 2147483927"},
	} {
		t.Run(name, func(t *testing.T) {
			h := tvipsGood
			c.change(&h)
			_, err := source.Open(write(t, "a.tvips", tvipsFile(h, ramp(c.frames))))
			require.ErrorContains(t, err, c.want)
			var fe *source.FormatError
			require.ErrorAs(t, err, &fe)
			require.Equal(t, "tvips", fe.Format)
		})
	}
	_, err := source.Open(write(t, "a_001.tvips", ramp(1000)))
	require.ErrorContains(t, err, "is this the first file of its series?")
	_, err = source.Open(write(t, "a.tvips", ramp(100)))
	require.ErrorContains(t, err, "file has 100 bytes, needs at least 256")
	_, err = source.Open(write(t, "a.tvips", tvipsFile(tvipsGood, ramp(104))), source.Files())
	require.ErrorContains(t, err, "names no file")
}

func TestReferenceTVIPS(t *testing.T) {
	readouts(t, "tvips", func(t *testing.T, a golden.Readout) { requireArray(t, a) })
}

func FuzzTVIPS(f *testing.F) {
	f.Add(tvipsFile(tvipsGood, nil))
	f.Add(tvipsFile(tvipsFields{1, 1, 8, 0, 1}, nil))
	f.Fuzz(func(t *testing.T, b []byte) { source.ParseTVIPS(b) })
}
