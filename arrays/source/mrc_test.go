package source_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/internal/golden"
)

// byteOrder is what writes numbers in either order.
type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// orders are both byte orders.
var orders = map[ndarray.ByteOrder]byteOrder{ndarray.LittleEndian: binary.LittleEndian, ndarray.BigEndian: binary.BigEndian}

// mrcFields are what a test says of an MRC header.
type mrcFields struct {
	nx, ny, nz, mode int
	mz, group        int
	extended         int // bytes
	bare             bool
	imod             int // flags, with the stamp; -1 for the stamp alone
}

// mrcFile returns an MRC file.
func mrcFile(order byteOrder, h mrcFields, data []byte) []byte {
	b := make([]byte, 1024+max(0, h.extended))
	put := func(at, v int) { order.PutUint32(b[at:], uint32(int32(v))) }
	put(0, h.nx)
	put(4, h.ny)
	put(8, h.nz)
	put(12, h.mode)
	put(36, h.mz)
	put(88, h.group)
	put(92, h.extended)
	if h.imod != 0 {
		put(152, 1146047817)
		put(156, max(0, h.imod))
	}
	if !h.bare {
		copy(b[208:], "MAP ")
		copy(b[212:], "\x44\x44")
		if order == binary.BigEndian {
			copy(b[212:], "\x11\x11")
		}
	}
	return append(b, data...)
}

// mrcModes are the modes that are read.
var mrcModes = map[int]ndarray.DType{
	0: ndarray.Int8, 1: ndarray.Int16, 2: ndarray.Float32, 4: ndarray.Complex64, 6: ndarray.Uint16, 12: ndarray.Float16,
}

func TestMRCReadsEveryModeInBothOrders(t *testing.T) {
	path := filepath.Join(t.TempDir(), "scan.mrc")
	rapid.Check(t, func(rt *rapid.T) {
		h := mrcFields{
			mode: rapid.SampledFrom([]int{0, 1, 2, 4, 6, 12}).Draw(rt, "mode"),
			nx:   rapid.IntRange(1, 9).Draw(rt, "nx"), ny: rapid.IntRange(1, 9).Draw(rt, "ny"), nz: rapid.IntRange(1, 9).Draw(rt, "nz"),
			extended: rapid.SampledFrom([]int{0, 1, 1024, 5003}).Draw(rt, "extended"),
			bare:     rapid.Bool().Draw(rt, "without a stamp"),
		}
		order := ndarray.ByteOrder(rapid.IntRange(0, 1).Draw(rt, "order"))
		d := mrcModes[h.mode]
		data := ramp(h.nx * h.ny * h.nz * d.Size())
		surplus := rapid.IntRange(0, 20).Draw(rt, "surplus")
		require.NoError(rt, os.WriteFile(path, mrcFile(orders[order], h, append(data, make([]byte, surplus)...)), 0o600))
		s, err := source.Open(path)
		require.NoError(rt, err)
		shape := []int{h.nz, h.ny, h.nx}
		if h.nz == 1 {
			shape = shape[1:]
		}
		require.Equal(rt, shape, s.Info().Shape)
		require.Equal(rt, d, s.Info().DType)
		require.Equal(rt, plain(data, d, order), frames(t, path))
	})
}

func TestMRCBytesOfIMODAreUnsigned(t *testing.T) {
	for flags, d := range map[int]ndarray.DType{0: ndarray.Int8, -1: ndarray.Uint8, 1: ndarray.Int8, 4: ndarray.Uint8} {
		s, err := source.Open(write(t, "a.mrc", mrcFile(binary.LittleEndian, mrcFields{nx: 4, ny: 3, nz: 2, imod: flags}, ramp(24))))
		require.NoError(t, err)
		require.Equal(t, d, s.Info().DType, "flags %d", flags)
	}
}

func TestMRCShowsTheSectionsThatAreThere(t *testing.T) {
	h := mrcFields{nx: 4, ny: 3, nz: 1000, mode: 6}
	path := write(t, "a.mrc", mrcFile(binary.LittleEndian, h, ramp(5*24+7)))
	s, err := source.Open(path)
	require.NoError(t, err)
	require.Equal(t, []int{5, 3, 4}, s.Info().Shape)
	s, err = source.Open(path, source.NavShape(2, 3), source.SigShape(12), source.AllowShort(), source.Sync(1))
	require.NoError(t, err)
	require.Equal(t, []int{2, 3, 12}, s.Info().Shape)
	require.Equal(t, 5, s.Info().Stored)
	_, err = source.Open(path, source.NavShape(2, 3))
	var few *source.FrameCountError
	require.ErrorAs(t, err, &few)
	require.Equal(t, source.FrameCountError{Shape: []int{2, 3}, Want: 6, Have: 5}, *few)
}

func TestMRCStacksOfVolumesHaveTwoScanAxes(t *testing.T) {
	h := mrcFields{nx: 4, ny: 3, nz: 6, mode: 6, mz: 2, group: 401}
	s, err := source.Open(write(t, "a.mrc", mrcFile(binary.LittleEndian, h, ramp(6*24))))
	require.NoError(t, err)
	require.Equal(t, []int{3, 2, 3, 4}, s.Info().Shape)
	s, err = source.Open(write(t, "a.mrc", mrcFile(binary.LittleEndian, h, ramp(5*24))))
	require.NoError(t, err)
	require.Equal(t, []int{5, 3, 4}, s.Info().Shape)
}

func TestMRCScanShapeComesFromDirectElectron(t *testing.T) {
	line := func(name, value string) string { return name + "     = " + value + "\n" }
	raster := line("Scan - Size X", "3") + line("Scan - Size Y", "2") + line("Scan - Type", "Raster")
	roi := line("Scan - ROI Enable", "Enable") + line("Scan - ROI Size X", "2") + line("Scan - ROI Size Y", "3")
	for name, c := range map[string]struct {
		info string
		want []int
	}{
		"none":             {"", []int{6}},
		"raster":           {raster, []int{2, 3}},
		"region":           {raster + roi + line("Scan - ROI Type", "Raster"), []int{3, 2}},
		"random region":    {raster + roi + line("Scan - ROI Type", "Random"), []int{6}},
		"random":           {strings.Replace(raster, "Raster", "Random", 1), []int{6}},
		"other scan":       {strings.Replace(raster, "= 3", "= 4", 1), []int{6}},
		"not a number":     {strings.Replace(raster, "= 3", "= x", 1), []int{6}},
		"not even a shape": {"Scan - Size X\n", []int{6}},
	} {
		t.Run(name, func(t *testing.T) {
			path := write(t, "2024_1_movie.mrc", mrcFile(binary.LittleEndian, mrcFields{nx: 4, ny: 3, nz: 6, mode: 0}, ramp(72)))
			if c.info != "" {
				require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(path), "2024_1_info.txt"), []byte(c.info), 0o600))
			}
			s, err := source.Open(path)
			require.NoError(t, err)
			require.Equal(t, append(c.want, 3, 4), s.Info().Shape)
		})
	}
}

func TestMRCReportsWhatIsWrong(t *testing.T) {
	good := mrcFields{nx: 4, ny: 3, nz: 2, mode: 1}
	for name, c := range map[string]struct {
		change func(h *mrcFields)
		data   int
		want   string
	}{
		"no columns":        {func(h *mrcFields) { h.nx = 0 }, 48, "2 sections of 3×0, want 1 or more"},
		"negative sections": {func(h *mrcFields) { h.nz = -5 }, 48, "-5 sections of 3×4"},
		"mode":              {func(h *mrcFields) { h.mode = 7 }, 48, "mode 7, want 0, 1, 2, 4, 6 or 12"},
		"complex integers":  {func(h *mrcFields) { h.mode = 3 }, 48, "mode 3 (complex 16-bit integers), want"},
		"half bytes":        {func(h *mrcFields) { h.mode = 101 }, 48, "mode 101 (4-bit integers), want"},
		"no section":        {func(*mrcFields) {}, 23, "file has 1047 bytes, needs at least 1048"},
		"extended":          {func(h *mrcFields) { h.extended = -1 }, 48, "extended header of -1 bytes, want 0 or more"},
		"huge":              {func(h *mrcFields) { h.nx, h.ny, h.mode = 1<<31-1, 1<<31-1, 4 }, 48, "larger than the address space"},
		"large":             {func(h *mrcFields) { h.nx = 1 << 30 }, 48, "file has 1072 bytes, needs at least 6442451968"},
	} {
		t.Run(name, func(t *testing.T) {
			h := good
			c.change(&h)
			_, err := source.Open(write(t, "a.mrc", mrcFile(binary.LittleEndian, h, ramp(c.data))))
			require.ErrorContains(t, err, c.want)
			var fe *source.FormatError
			require.ErrorAs(t, err, &fe)
			require.Equal(t, "mrc", fe.Format)
		})
	}
	_, err := source.Open(write(t, "a.mrc", ramp(1023)))
	var se *source.SizeError
	require.ErrorAs(t, err, &se)
	require.Equal(t, source.SizeError{Want: 1024, Have: 1023}, *se)
	_, err = source.Open(write(t, "a.mrc", mrcFile(binary.LittleEndian, good, ramp(48))), source.Flip())
	require.ErrorContains(t, err, "option Flip does not apply to format mrc")
}

func TestReferenceMRC(t *testing.T) {
	readouts(t, "mrc", func(t *testing.T, a golden.Readout) {
		if sig := len(a.Shape) - 2; sig > 0 && a.Key == "data" {
			requireArray(t, a, source.NavShape(a.Shape[:sig]...))
			return
		}
		requireArray(t, a)
	})
}

func FuzzMRC(f *testing.F) {
	f.Add(mrcFile(binary.LittleEndian, mrcFields{nx: 4, ny: 3, nz: 2, mode: 1, extended: 4, imod: 1}, nil))
	f.Add(mrcFile(binary.BigEndian, mrcFields{nx: 4, ny: 3, nz: 2, mode: 12, mz: 2, group: 401, bare: true}, nil))
	f.Fuzz(func(t *testing.T, b []byte) { source.ParseMRC(b) })
}

func FuzzDEInfo(f *testing.F) {
	f.Add([]byte("Scan - Size X = 3\nScan - Size Y = 2\nScan - Type = Raster\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, n := range source.ParseDEInfo(b) {
			require.Positive(t, n)
		}
	})
}
