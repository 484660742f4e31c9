package source_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/internal/golden"
)

// seqFields are what a test says of the header of a sequence.
type seqFields struct {
	width, height, bits, pitch, version int
	planned, packed                     int
	image                               int // bytes of an image, if not what it takes
}

var seqGood = seqFields{width: 4, height: 3, bits: 8, pitch: 20, version: 5}

// seqFile returns a sequence of frames with what is between them.
func seqFile(h seqFields, frames []byte) []byte {
	b := make([]byte, 1024)
	if h.version >= 5 {
		b = make([]byte, 8192)
	}
	copy(b, "\xed\xfe\x00\x00N\x00o\x00r\x00p\x00i\x00x\x00 \x00s\x00e\x00q\x00")
	image := h.image
	if image == 0 {
		image = h.width * h.height * ((h.bits + 7) / 8)
	}
	for at, v := range map[int]int{
		28: h.version, 32: 1024, 548: h.width, 552: h.height, 556: h.bits, 560: h.bits, 564: image, 568: 100,
		572: h.planned, 580: h.pitch, 620: h.packed,
	} {
		binary.LittleEndian.PutUint32(b[at:], uint32(v))
	}
	return append(b, frames...)
}

func TestSEQReadsFramesBetweenTimeStamps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "scan.seq")
	rapid.Check(t, func(rt *rapid.T) {
		h := seqFields{
			width: rapid.IntRange(1, 9).Draw(rt, "width"), height: rapid.IntRange(1, 9).Draw(rt, "height"),
			bits: rapid.SampledFrom([]int{8, 10, 12, 16}).Draw(rt, "bits"), version: rapid.IntRange(3, 6).Draw(rt, "version"),
			planned: rapid.IntRange(0, 99).Draw(rt, "planned"),
		}
		d := ndarray.Uint8
		if h.bits > 8 {
			d = ndarray.Uint16
		}
		size, n := h.width*h.height*d.Size(), rapid.IntRange(1, 9).Draw(rt, "frames")
		h.pitch = size + rapid.IntRange(0, 20).Draw(rt, "gap")
		stored := ramp(n * h.pitch)
		require.NoError(rt, os.WriteFile(path, seqFile(h, stored), 0o600))
		s, err := source.Open(path)
		require.NoError(rt, err)
		require.Equal(rt, []int{n, h.height, h.width}, s.Info().Shape)
		require.Equal(rt, d, s.Info().DType)
		var want []byte
		for i := range n {
			want = append(want, stored[i*h.pitch:][:size]...)
		}
		require.Equal(rt, want, frames(t, path))
	})
}

func TestSEQScanShapeComesFromTheCaller(t *testing.T) {
	path := write(t, "a.seq", seqFile(seqGood, ramp(5*20)))
	s, err := source.Open(path, source.NavShape(2, 3), source.SigShape(12), source.AllowShort(), source.Sync(-1))
	require.NoError(t, err)
	require.Equal(t, []int{2, 3, 12}, s.Info().Shape)
	require.Equal(t, 5, s.Info().Stored)
	require.Equal(t, -1, s.Info().Sync)
	_, err = source.Open(path, source.NavShape(2, 3))
	require.ErrorContains(t, err, "needs 6 frames, 5 are stored")
}

func TestSEQReportsWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		change func(h *seqFields)
		frames int
		want   string
	}{
		"no columns":  {func(h *seqFields) { h.width = 0 }, 40, "frames of 3×0, want 1 or more"},
		"bits":        {func(h *seqFields) { h.bits = 24 }, 40, "24 bits per pixel, want 8 to 16"},
		"packed":      {func(h *seqFields) { h.packed = 1 }, 40, "compression 1, want frames without (0)"},
		"image":       {func(h *seqFields) { h.image = 36 }, 40, "images of 36 bytes (format 100), 3×4 of uint8 take 12"},
		"pitch":       {func(h *seqFields) { h.pitch = 11 }, 40, "11 bytes from one frame to the next, a frame takes 12"},
		"no frame":    {func(*seqFields) {}, 11, "file has 8203 bytes, needs at least 8204"},
		"large":       {func(h *seqFields) { h.width, h.image, h.pitch = 1<<28, 3<<28, 3<<28 }, 40, "needs at least 805314560"},
		"very large":  {func(h *seqFields) { h.width, h.height, h.bits = 1<<32-1, 1<<32-1, 16 }, 40, "larger than the address space"},
		"large pitch": {func(h *seqFields) { h.pitch = 1<<32 - 1 }, 11, "file has 8203 bytes, needs at least 8204"},
	} {
		t.Run(name, func(t *testing.T) {
			h := seqGood
			c.change(&h)
			_, err := source.Open(write(t, "a.seq", seqFile(h, ramp(c.frames))))
			require.ErrorContains(t, err, c.want)
			var fe *source.FormatError
			require.ErrorAs(t, err, &fe)
			require.Equal(t, "seq", fe.Format)
		})
	}
	_, err := source.Open(write(t, "a.seq", seqFile(seqGood, nil)[:100]))
	require.ErrorContains(t, err, "file has 100 bytes, needs at least 624")
	_, err = source.Open(write(t, "a.seq", ramp(1000)))
	require.ErrorContains(t, err, `want "\xed\xfe\x00\x00"`)
}

func TestReferenceSEQ(t *testing.T) {
	readouts(t, "seq", func(t *testing.T, a golden.Readout) {
		if filepath.Ext(a.Path) != ".mrc" {
			requireArray(t, a)
			return
		}
		// The header counts more sections than the file has; all of them were
		// read as a row of numbers.
		s, err := source.Open(a.Path)
		require.NoError(t, err)
		require.Equal(t, a.Shape[0], product(s.Info().Shape))
		require.Equal(t, a.Digest, digest(t, s, 3))
	})
}

func FuzzSEQ(f *testing.F) {
	f.Add(seqFile(seqGood, nil)[:1024])
	f.Add(seqFile(seqFields{width: 4, height: 3, bits: 12, pitch: 30, version: 4}, nil))
	f.Fuzz(func(t *testing.T, b []byte) { source.ParseSEQ(b) })
}
