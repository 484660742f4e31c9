package source_test

import (
	"context"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// write puts bytes into a new file and returns its path.
func write(t testing.TB, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, b, 0o600))
	return path
}

// ramp returns bytes that differ from their neighbours.
func ramp(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i*131 + i>>8)
	}
	return b
}

// plain turns stored elements into little-endian ones, one at a time.
func plain(b []byte, d ndarray.DType, order ndarray.ByteOrder) []byte {
	unit := d.Size()
	if d.Kind() == ndarray.KindComplex {
		unit /= 2
	}
	var from binary.ByteOrder = binary.LittleEndian
	if order == ndarray.BigEndian {
		from = binary.BigEndian
	}
	out := make([]byte, len(b))
	for i := 0; i < len(b); i += unit {
		switch unit {
		case 1:
			out[i] = b[i]
			if d == ndarray.Bool && b[i] != 0 {
				out[i] = 1
			}
		case 2:
			binary.LittleEndian.PutUint16(out[i:], from.Uint16(b[i:]))
		case 4:
			binary.LittleEndian.PutUint32(out[i:], from.Uint32(b[i:]))
		case 8:
			binary.LittleEndian.PutUint64(out[i:], from.Uint64(b[i:]))
		}
	}
	return out
}

func TestRawReadsEveryLayoutLikePlainDecoding(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		d := rapid.Custom(func(rt *rapid.T) ndarray.DType {
			return ndarray.DType(rapid.IntRange(int(ndarray.Bool), int(ndarray.Complex128)).Draw(rt, "dtype"))
		}).Draw(rt, "dtype")
		r := source.Raw{
			Path:     filepath.Join(dir, "scan"),
			Type:     d,
			Order:    ndarray.ByteOrder(rapid.IntRange(0, 1).Draw(rt, "order")),
			Sig:      rapid.IntRange(1, 3).Draw(rt, "sig"),
			Offset:   rapid.Int64Range(0, 40).Draw(rt, "offset"),
			Gap:      rapid.SampledFrom([]int64{0, 1, 6, 16, 5000}).Draw(rt, "gap"),
			Buffered: rapid.Bool().Draw(rt, "buffered"),
		}
		frames := rapid.IntRange(1, 20).Draw(rt, "frames")
		r.Dims = []int{frames}
		size := d.Size()
		for range r.Sig {
			n := rapid.IntRange(1, 9).Draw(rt, "extent")
			r.Dims = append(r.Dims, n)
			size *= n
		}
		file := ramp(int(r.Offset) + frames*(size+int(r.Gap)) - int(r.Gap))
		require.NoError(rt, os.WriteFile(r.Path, file, 0o600))

		f, err := r.Open(context.Background())
		require.NoError(rt, err)
		defer f.Close()
		for range 4 {
			start := rapid.IntRange(0, frames-1).Draw(rt, "start")
			n := rapid.IntRange(1, frames-start).Draw(rt, "n")
			a, err := f.Read(context.Background(), start, n)
			require.NoError(rt, err)
			require.Equal(rt, append([]int{n}, r.Dims[1:]...), a.Shape())
			require.Equal(rt, d, a.DType())
			var want []byte
			for i := start; i < start+n; i++ {
				at := int(r.Offset) + i*(size+int(r.Gap))
				want = append(want, plain(file[at:at+size], d, r.Order)...)
			}
			require.Equal(rt, want, littleEndian(t, a))
		}
	})
}

func TestRawWindowMovesAlong(t *testing.T) {
	// Frames of 5 MiB and 7 bytes between them: windows start and end
	// within frames.
	const size, gap, frames = 5 << 20, 7, 9
	file := ramp(frames*(size+gap) - gap)
	path := write(t, "scan.raw", file)
	r := source.Raw{Path: path, Dims: []int{frames, 1, size}, Type: ndarray.Uint8, Gap: gap}
	f, err := r.Open(context.Background())
	require.NoError(t, err)
	defer f.Close()
	for _, at := range [][2]int{{0, 1}, {1, 1}, {2, 2}, {4, 5}, {3, 1}, {0, 9}, {8, 1}} {
		a, err := f.Read(context.Background(), at[0], at[1])
		require.NoError(t, err)
		got := littleEndian(t, a)
		for i := range at[1] {
			from := (at[0] + i) * (size + gap)
			require.Equal(t, file[from:from+size], got[i*size:(i+1)*size], "frame %d of %v", i, at)
		}
	}
}

func TestRawReportsWhatIsWrong(t *testing.T) {
	path := write(t, "scan.raw", make([]byte, 10*4*4*2))
	good := source.Raw{Path: path, Dims: []int{2, 5, 4, 4}, Type: ndarray.Uint16}
	for name, c := range map[string]struct {
		change func(r *source.Raw)
		want   string
	}{
		"missing file":     {func(r *source.Raw) { r.Path += "x" }, "no such file"},
		"folder":           {func(r *source.Raw) { r.Path = filepath.Dir(path) }, "is a folder"},
		"too few frames":   {func(r *source.Raw) { r.Dims = []int{3, 5, 4, 4} }, "scan shape (3, 5) needs 15 frames, 10 are stored"},
		"less than one":    {func(r *source.Raw) { r.Dims = []int{1, 1, 400, 4} }, "file has 320 bytes, needs at least 3200"},
		"offset too large": {func(r *source.Raw) { r.Offset = 300 }, "file has 320 bytes, needs at least 332"},
		"sync":             {func(r *source.Raw) { r.Sync = 10 }, "sync offset 10, want between -9 and 9 for 10 stored frames"},
		"negative sync":    {func(r *source.Raw) { r.Sync = -10 }, "sync offset -10"},
		"frames":           {func(r *source.Raw) { r.Frames = 11 }, "file has 320 bytes, needs at least 352"},
		"negative frames":  {func(r *source.Raw) { r.Frames = -1 }, "-1 stored frames"},
		"signal axes":      {func(r *source.Raw) { r.Sig = 5 }, "5 signal axes, want between 1 and 4 for shape (2, 5, 4, 4)"},
		"no dtype":         {func(r *source.Raw) { r.Type = ndarray.Invalid }, "invalid dtype"},
		"object":           {func(r *source.Raw) { r.Type = ndarray.Object }, "dtype object has no stored form"},
		"empty frame":      {func(r *source.Raw) { r.Dims = []int{2, 5, 0, 4} }, "signal shape (0, 4) has no elements"},
		"negative extent":  {func(r *source.Raw) { r.Dims = []int{-2, 5, 4, 4} }, "negative extent -2"},
		"huge":             {func(r *source.Raw) { r.Dims = []int{1, 1, math.MaxInt, math.MaxInt} }, "larger than the address space"},
		"negative offset":  {func(r *source.Raw) { r.Offset = -1 }, "offset is -1 bytes"},
		"negative gap":     {func(r *source.Raw) { r.Gap = -1 }, "gap is -1 bytes"},
		"huge gap":         {func(r *source.Raw) { r.Gap = 1<<63 - 1 }, "too large"},
	} {
		t.Run(name, func(t *testing.T) {
			r := good
			c.change(&r)
			err := r.Check()
			require.ErrorContains(t, err, c.want)
			require.ErrorContains(t, err, r.Path)
			var fe *source.FormatError
			require.ErrorAs(t, err, &fe)
			_, err = r.Open(context.Background())
			require.ErrorContains(t, err, c.want)
			r.Info() // reports, never panics
		})
	}
	require.NoError(t, good.Check())
}

func TestRawShortScanIsLegalWhenAllowed(t *testing.T) {
	path := write(t, "scan.raw", make([]byte, 10*16+5))
	r, err := source.NewRaw(source.Raw{Path: path, Dims: []int{3, 5, 4, 4}, Type: ndarray.Uint8, AllowShort: true, Sync: -2})
	require.NoError(t, err)
	require.Equal(t, 10, r.Info().Stored)
	require.Equal(t, -2, r.Info().Sync)
	f, err := r.Open(context.Background())
	require.NoError(t, err)
	defer f.Close()
	_, err = f.Read(context.Background(), 9, 2)
	var re *source.RangeError
	require.ErrorAs(t, err, &re)
	require.EqualError(t, err, "source: frames 9 to 10, want within the 10 stored ones")
}

func TestRawSurvivesTruncationWhileMapped(t *testing.T) {
	const size, frames = 1 << 20, 8
	path := write(t, "scan.raw", ramp(size*frames))
	for _, order := range []ndarray.ByteOrder{ndarray.LittleEndian, ndarray.BigEndian} {
		require.NoError(t, os.WriteFile(path, ramp(size*frames), 0o600))
		f, err := source.Raw{Path: path, Dims: []int{frames, 1, size / 2}, Type: ndarray.Uint16, Order: order}.Open(context.Background())
		require.NoError(t, err)
		a, err := f.Read(context.Background(), 0, 2)
		require.NoError(t, err)
		_ = littleEndian(t, a)
		require.NoError(t, os.Truncate(path, size*3))

		a, err = f.Read(context.Background(), 2, 4) // inside the window
		if err == nil {
			err = arrays.GuardMapped(func() error {
				var v ndarray.Array
				v.Window(a, 3, 1, true)
				b, err := v.Bytes()
				if err == nil && b[0]+b[size-1] == 77 {
					t.Log("touched")
				}
				return err
			})
		}
		require.Error(t, err)
		require.NoError(t, f.Close())
	}
}

func TestRawReportsTruncationBetweenWindowsAndBeforeOpen(t *testing.T) {
	const size, frames = 1 << 20, 40
	path := write(t, "scan.raw", ramp(size*frames))
	for _, buffered := range []bool{false, true} {
		require.NoError(t, os.WriteFile(path, ramp(size*frames), 0o600))
		r, err := source.NewRaw(source.Raw{Path: path, Dims: []int{frames, 1, size}, Type: ndarray.Uint8, Buffered: buffered})
		require.NoError(t, err)
		f, err := r.Open(context.Background())
		require.NoError(t, err)
		require.NoError(t, os.Truncate(path, size*20))
		_, err = f.Read(context.Background(), 30, 1)
		var se *source.SizeError
		require.ErrorAs(t, err, &se)
		require.NoError(t, f.Close())
		_, err = r.Open(context.Background())
		require.ErrorAs(t, err, &se)
		require.Equal(t, source.SizeError{Want: size * frames, Have: size * 20}, *se)
	}
}

func TestRawTravels(t *testing.T) {
	path := write(t, "scan.raw", ramp(320))
	r, err := source.NewRaw(source.Raw{Path: path, Dims: []int{2, 5, 4, 4}, Type: ndarray.Uint16, Order: ndarray.BigEndian, Sync: 3, Gap: 0})
	require.NoError(t, err)
	b, err := arrays.EncodeSource(r)
	require.NoError(t, err)
	back, err := arrays.DecodeSource(b)
	require.NoError(t, err)
	require.Equal(t, arrays.Source(r), back)
}

func TestCancelledReadStops(t *testing.T) {
	path := write(t, "scan.raw", ramp(320))
	ctx, cancel := context.WithCancel(context.Background())
	f, err := source.Raw{Path: path, Dims: []int{10, 4, 4}, Type: ndarray.Uint16}.Open(ctx)
	require.NoError(t, err)
	defer f.Close()
	cancel()
	_, err = f.Read(ctx, 0, 1)
	require.ErrorIs(t, err, context.Canceled)
	_, err = source.Raw{Path: path, Dims: []int{10, 4, 4}, Type: ndarray.Uint16}.Open(ctx)
	require.ErrorIs(t, err, context.Canceled)
}

func TestCloseGivesFilesAndMappingsBack(t *testing.T) {
	if runtime.GOOS != "linux" {
		return // what follows looks at /proc
	}
	path := write(t, "scan.raw", ramp(1<<20))
	count := func() (int, int) {
		fds, err := os.ReadDir("/proc/self/fd")
		require.NoError(t, err)
		maps, err := os.ReadFile("/proc/self/maps")
		require.NoError(t, err)
		n := 0
		for i := range maps {
			if i+len(path) <= len(maps) && string(maps[i:i+len(path)]) == path {
				n++
			}
		}
		return len(fds), n
	}
	before, _ := count()
	for range 50 {
		f, err := source.Raw{Path: path, Dims: []int{256, 64, 64}, Type: ndarray.Uint8}.Open(context.Background())
		require.NoError(t, err)
		_, err = f.Read(context.Background(), 10, 3)
		require.NoError(t, err)
		require.NoError(t, f.Close())
		_, err = source.Raw{Path: path, Dims: []int{1 << 30, 64, 64}, Type: ndarray.Uint8}.Open(context.Background())
		require.Error(t, err)
	}
	after, mapped := count()
	require.LessOrEqual(t, after, before+1)
	require.Zero(t, mapped)
}

func TestMappedReadingKeepsLittleResident(t *testing.T) {
	const size = 256 << 20
	path := write(t, "scan.raw", nil)
	require.NoError(t, os.Truncate(path, size))
	resident := func() int { return statusKiB("RssFile:") }
	if resident() == 0 {
		return // this system does not tell
	}
	before, most := resident(), 0
	f, err := source.Raw{Path: path, Dims: []int{size >> 20, 1024, 512}, Type: ndarray.Uint16}.Open(context.Background())
	require.NoError(t, err)
	defer f.Close()
	for i := range size >> 20 {
		a, err := f.Read(context.Background(), i, 1)
		require.NoError(t, err)
		require.NoError(t, touch(a))
		most = max(most, resident()-before)
	}
	require.Less(t, most, 24<<10, "KiB")
}
