package source_test

import (
	"archive/zip"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// cOrder returns the elements of a Fortran-order array in C order.
func cOrder(b []byte, item int, shape []int) []byte {
	out := make([]byte, len(b))
	index := make([]int, len(shape))
	for i := 0; i < len(b); i += item {
		at := 0
		for axis, v := range index {
			at = at*shape[axis] + v
		}
		copy(out[at*item:(at+1)*item], b[i:])
		for axis := range index {
			if index[axis]++; index[axis] < shape[axis] {
				break
			}
			index[axis] = 0
		}
	}
	return out
}

func TestNPYReadsEveryOrderAndContainer(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		d := ndarray.DType(rapid.IntRange(int(ndarray.Bool), int(ndarray.Complex128)).Draw(rt, "dtype"))
		order := rapid.SampledFrom([]ndarray.ByteOrder{ndarray.LittleEndian, ndarray.BigEndian}).Draw(rt, "order")
		code := map[ndarray.ByteOrder]byte{ndarray.LittleEndian: '<', ndarray.BigEndian: '>'}[order]
		shape := rapid.SliceOfN(rapid.IntRange(1, 6), 1, 4).Draw(rt, "shape")
		sig := rapid.IntRange(1, len(shape)).Draw(rt, "sig")
		fortran := rapid.Bool().Draw(rt, "fortran")
		file := npyFile(npyHeader(d.Code(code), fortran, shape...), product(shape)*d.Size())
		elements := file[len(file)-product(shape)*d.Size():]
		want := plain(elements, d, order)
		if fortran {
			want = cOrder(want, d.Size(), shape)
		}

		container := rapid.SampledFrom([]string{"npy", "stored", "deflated"}).Draw(rt, "container")
		path := filepath.Join(dir, "scan.npz")
		switch container {
		case "npy":
			path = filepath.Join(dir, "scan.npy")
		case "stored":
			file = npzFile(t, zip.Store, "other.npy", []byte("no array"), "scan.npy", file)
		case "deflated":
			file = npzFile(t, zip.Deflate, "scan.npy", file)
		}
		require.NoError(rt, os.WriteFile(path, file, 0o600))
		opts := []source.Option{source.SigDims(sig)}
		if rapid.Bool().Draw(rt, "buffered") {
			opts = append(opts, source.Buffered())
		}
		s, err := source.Open(path, opts...)
		require.NoError(rt, err)
		require.Equal(rt, shape, s.Info().Shape)
		require.Equal(rt, sig, s.Info().Sig)
		require.Equal(rt, d, s.Info().DType)

		f, err := s.Open(context.Background())
		require.NoError(rt, err)
		defer f.Close()
		stored, frame := s.Info().Stored, product(s.Info().Frame())*d.Size()
		for range 3 {
			start := rapid.IntRange(0, stored-1).Draw(rt, "start")
			n := rapid.IntRange(1, stored-start).Draw(rt, "n")
			a, err := f.Read(context.Background(), start, n)
			require.NoError(rt, err)
			require.Equal(rt, append([]int{n}, s.Info().Frame()...), a.Shape())
			require.Equal(rt, want[start*frame:(start+n)*frame], littleEndian(rt, a))
		}
	})
}

func TestFortranBlocksAreGatheredInPieces(t *testing.T) {
	// Planes of 2 MiB: one stretch each, and several per window.
	shape := []int{1024, 1024, 3, 5}
	file := npyFile(npyHeader("<u2", true, shape...), product(shape)*2)
	path := write(t, "scan.npy", file)
	want := cOrder(file[len(file)-product(shape)*2:], 2, shape)
	s, err := source.Open(path)
	require.NoError(t, err)
	f, err := s.Open(context.Background())
	require.NoError(t, err)
	defer f.Close()
	for _, at := range [][2]int{{0, 10}, {1 << 19, 7}, {1<<20 - 3, 3}, {1000, 2000}} {
		a, err := f.Read(context.Background(), at[0], at[1])
		require.NoError(t, err)
		require.Equal(t, want[at[0]*30:(at[0]+at[1])*30], littleEndian(t, a))
	}
}

func TestNPYShapesCanBeChanged(t *testing.T) {
	path := write(t, "scan.npy", npyFile(npyHeader("<u2", false, 6, 4, 5), 240))
	for name, c := range map[string]struct {
		opts   []source.Option
		shape  []int
		sig    int
		stored int
		err    string
	}{
		"as stored":     {nil, []int{6, 4, 5}, 2, 6, ""},
		"scan":          {[]source.Option{source.NavShape(2, 3)}, []int{2, 3, 4, 5}, 2, 6, ""},
		"smaller scan":  {[]source.Option{source.NavShape(2, 2)}, []int{2, 2, 4, 5}, 2, 6, ""},
		"larger scan":   {[]source.Option{source.NavShape(2, 4), source.AllowShort()}, []int{2, 4, 4, 5}, 2, 6, ""},
		"frame":         {[]source.Option{source.SigShape(20)}, []int{6, 20}, 1, 6, ""},
		"one axis":      {[]source.Option{source.SigDims(1)}, []int{6, 4, 5}, 1, 24, ""},
		"lines":         {[]source.Option{source.SigShape(5)}, []int{6, 4, 5}, 1, 24, ""},
		"all":           {[]source.Option{source.SigShape(120)}, []int{120}, 1, 1, ""},
		"no scan axis":  {[]source.Option{source.NavShape()}, []int{4, 5}, 2, 6, ""},
		"too large":     {[]source.Option{source.NavShape(2, 4)}, nil, 0, 0, "scan shape (2, 4) needs 8 frames, 6 are stored"},
		"wrong frame":   {[]source.Option{source.SigShape(7)}, nil, 0, 0, "signal shape (7,) has 7 elements, stored shape (4, 5) has 20"},
		"negative":      {[]source.Option{source.SigShape(-4, -5)}, nil, 0, 0, "negative extent"},
		"negative scan": {[]source.Option{source.NavShape(-2, -3)}, nil, 0, 0, "negative extent"},
		"too many axes": {[]source.Option{source.SigDims(4)}, nil, 0, 0, "4 signal axes, want between 1 and 3"},
		"dtype":         {[]source.Option{source.DType(ndarray.Uint8)}, nil, 0, 0, "option DType does not apply to format npy"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := source.Open(path, c.opts...)
			if c.err != "" {
				require.ErrorContains(t, err, c.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.shape, s.Info().Shape)
			require.Equal(t, c.sig, s.Info().Sig)
			require.Equal(t, c.stored, s.Info().Stored)
		})
	}
}

func TestTruncatedNPYNeedsPermission(t *testing.T) {
	path := write(t, "scan.npy", npyFile(npyHeader("<u2", false, 6, 4, 5), 130))
	_, err := source.Open(path)
	var se *source.SizeError
	require.ErrorAs(t, err, &se)
	require.Equal(t, se.Have+110, se.Want)
	s, err := source.Open(path, source.AllowShort())
	require.NoError(t, err)
	require.Equal(t, 3, s.Info().Stored)
	require.Equal(t, []int{6, 4, 5}, s.Info().Shape)
}

func TestNPZMembersAreChosen(t *testing.T) {
	scan, map2, line := npyFile(npyHeader("|u1", false, 2, 3, 4), 24), npyFile(npyHeader("|u1", false, 3, 4), 12), npyFile(npyHeader("|u1", false, 4), 4)
	text := npyFile(npyHeader("<U3", false), 12)
	for name, c := range map[string]struct {
		members []any
		member  string
		shape   []int
		err     string
	}{
		"the scan":        {[]any{"a.npy", map2, "b.npy", scan, "c.npy", text}, "", []int{2, 3, 4}, ""},
		"the only one":    {[]any{"a.npy", map2, "notes.txt", []byte("x")}, "", []int{3, 4}, ""},
		"named":           {[]any{"a.npy", map2, "b.npy", scan}, "a", []int{3, 4}, ""},
		"named in full":   {[]any{"a.npy", map2, "b.npy", scan}, "b.npy", []int{2, 3, 4}, ""},
		"two scans":       {[]any{"a.npy", scan, "b.npy", scan}, "", nil, "arrays a, b: option Member needed"},
		"no scan of two":  {[]any{"a.npy", line, "b.npy", map2}, "", nil, "option Member needed"},
		"unknown":         {[]any{"a.npy", scan}, "x", nil, `no array "x"`},
		"no array at all": {[]any{"a.txt", scan}, "", nil, "no array"},
		"text":            {[]any{"c.npy", text}, "", nil, "unknown dtype"},
	} {
		for method, kind := range map[uint16]string{zip.Store: "stored", zip.Deflate: "deflated"} {
			t.Run(fmt.Sprint(name, " ", kind), func(t *testing.T) {
				path := write(t, "scan.npz", npzFile(t, method, c.members...))
				opts := []source.Option{}
				if c.member != "" {
					opts = append(opts, source.Member(c.member))
				}
				s, err := source.Open(path, opts...)
				if c.err != "" {
					require.ErrorContains(t, err, c.err)
					return
				}
				require.NoError(t, err)
				require.Equal(t, c.shape, s.Info().Shape)
				digest(t, s, 2)
			})
		}
	}
}

func TestCompressedArrayIsSharedByReaders(t *testing.T) {
	file := npzFile(t, zip.Deflate, "scan.npy", npyFile(npyHeader("<u2", false, 64, 64, 64), 64*64*64*2))
	path := write(t, "scan.npz", file)
	s, err := source.Open(path)
	require.NoError(t, err)
	var wg sync.WaitGroup
	sums := make([]string, 8)
	for i := range sums {
		wg.Go(func() { sums[i] = digest(t, s, i+1) })
	}
	wg.Wait()
	for _, sum := range sums {
		require.Equal(t, sums[0], sum)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.NoError(t, os.WriteFile(path, append(file, 0), 0o600)) // another key
	_, err = s.Open(ctx)
	require.Error(t, err)
	require.Equal(t, sums[0], digest(t, s, 3))
}

func TestDamagedCompressedArrayIsAnError(t *testing.T) {
	file := npzFile(t, zip.Deflate, "scan.npy", npyFile(npyHeader("<u2", false, 4, 64, 64), 4*64*64*2))
	path := write(t, "scan.npz", file)
	s, err := source.Open(path)
	require.NoError(t, err)
	for i := 300; i < 400; i++ {
		file[i] ^= 0x55
	}
	require.NoError(t, os.WriteFile(path, file, 0o600))
	_, err = s.Open(context.Background())
	require.ErrorContains(t, err, "member scan.npy")
	other := npzFile(t, zip.Deflate, "scan.npy", npyFile(npyHeader("<u2", false, 4, 4), 32))
	require.NoError(t, os.WriteFile(path, other, 0o600))
	_, err = s.Open(context.Background())
	require.ErrorContains(t, err, "holds uint16 (4, 4), want uint16 (4, 64, 64)")
	require.NoError(t, os.Remove(path))
	_, err = s.Open(context.Background())
	require.ErrorIs(t, err, os.ErrNotExist)
}
