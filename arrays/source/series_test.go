package source_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
)

func TestSeriesReportsWhatIsWrong(t *testing.T) {
	path := write(t, "a", ramp(100))
	good := source.Series{
		Stretches: []source.Stretch{{path, 4, 2}, {path, 60, 1}}, Dims: []int{3, 3, 4}, Sig: 2, Type: ndarray.Uint16, Gap: 2, Rows: 3, Format: "ser",
	}
	for name, c := range map[string]struct {
		change func(s *source.Series)
		want   string
	}{
		"missing file":   {func(s *source.Series) { s.Stretches = []source.Stretch{{path + "x", 0, 3}} }, "no such file"},
		"folder":         {func(s *source.Series) { s.Stretches = []source.Stretch{{filepath.Dir(path), 0, 3}} }, "is a folder"},
		"beyond the end": {func(s *source.Series) { s.Stretches = []source.Stretch{{path, 0, 2}, {path, 80, 1}} }, "file has 100 bytes, needs at least 104"},
		"far beyond":     {func(s *source.Series) { s.Stretches = []source.Stretch{{path, 1 << 62, 1 << 62}} }, "needs at least 9223372036854775807"},
		"no stretches":   {func(s *source.Series) { s.Stretches = nil }, "want at least one stretch"},
		"no frames":      {func(s *source.Series) { s.Stretches = []source.Stretch{{path, 0, 0}} }, "want at least one stretch"},
		"offset":         {func(s *source.Series) { s.Stretches = []source.Stretch{{path, -1, 3}} }, "an offset of 0 or more"},
		"signal axes":    {func(s *source.Series) { s.Sig = 4 }, "4 signal axes, want between 1 and 3"},
		"rows":           {func(s *source.Series) { s.Rows = 5 }, "5 rows in frames of shape (3, 4)"},
		"negative rows":  {func(s *source.Series) { s.Rows = -1 }, "-1 rows in frames of shape (3, 4)"},
		"too few":        {func(s *source.Series) { s.Dims = []int{4, 3, 4} }, "needs 4 frames, 3 are stored"},
		"sync":           {func(s *source.Series) { s.Sync = 3 }, "sync offset 3, want between -2 and 2"},
		"dtype":          {func(s *source.Series) { s.Type = ndarray.Object }, "dtype object"},
		"negative":       {func(s *source.Series) { s.Dims = []int{-3, 3, 4} }, "negative extent -3"},
	} {
		t.Run(name, func(t *testing.T) {
			s := good
			c.change(&s)
			err := s.Check()
			require.ErrorContains(t, err, c.want)
			var fe *source.FormatError
			require.ErrorAs(t, err, &fe)
			_, err = s.Open(t.Context())
			require.ErrorContains(t, err, c.want)
			s.Info() // reports, never panics
			s.PartBytes([]int{0, 0}, []int{1, 1}, nil)
		})
	}
	require.NoError(t, good.Check())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := good.Open(ctx)
	require.ErrorIs(t, err, context.Canceled)
}

func TestSeriesTravels(t *testing.T) {
	path := write(t, "a", ramp(100))
	s, err := source.NewSeries(source.Series{
		Stretches: []source.Stretch{{path, 4, 2}, {path, 60, 1}}, Dims: []int{3, 3, 4}, Sig: 2, Type: ndarray.Uint16,
		Order: ndarray.BigEndian, Gap: 2, Rows: 3, Format: "ser",
	})
	require.NoError(t, err)
	b, err := arrays.EncodeSource(s)
	require.NoError(t, err)
	back, err := arrays.DecodeSource(b)
	require.NoError(t, err)
	require.Equal(t, arrays.Source(s), back)
}

// TestSeriesOfAKeptMapping: stretches of a big file are read from windows the
// first time, from the whole mapping later.
func TestSeriesOfAKeptMapping(t *testing.T) {
	path := write(t, "a", nil)
	const frame = 1 << 20
	s := source.Series{Dims: []int{60, 1024, 1024}, Sig: 2, Type: ndarray.Uint8, Format: "tiff"}
	file := ramp(80 << 20)
	require.NoError(t, os.WriteFile(path, file, 0o600))
	var want []byte
	for i := range 60 {
		at := int64(79-i)*frame - int64(i*i) // backwards, unevenly
		s.Stretches = append(s.Stretches, source.Stretch{Path: path, Offset: at, Frames: 1})
		want = append(want, file[at:at+frame]...)
	}
	defer func() { require.NoError(t, source.ReleaseMapped()) }()
	for range 3 {
		f, err := s.Open(t.Context())
		require.NoError(t, err)
		for _, n := range []int{1, 7} {
			for i := 0; i < 60; i += n {
				a, err := f.Read(t.Context(), i, min(n, 60-i))
				require.NoError(t, err)
				b := littleEndian(t, a)
				require.True(t, string(want[i*frame:][:len(b)]) == string(b), "frames from %d on", i)
			}
		}
		require.NoError(t, f.Close())
	}
	f, err := s.Open(t.Context())
	require.NoError(t, err)
	require.NoError(t, os.Truncate(path, 40<<20))
	_, err = f.Read(t.Context(), 0, 1)
	var size *source.SizeError
	require.ErrorAs(t, err, &size)
	require.NoError(t, f.Close())
}

// TestSeriesJoinsFramesThatLieAsFarApartAsMost: often only the first is followed
// by more notes than the others.
func TestSeriesJoinsFramesThatLieAsFarApartAsMost(t *testing.T) {
	for _, c := range []struct {
		at   []int64
		list []source.Stretch
		gap  int64
	}{
		{[]int64{5}, []source.Stretch{{"a", 5, 1}}, 0},
		{[]int64{0, 10, 20}, []source.Stretch{{"a", 0, 3}}, 0},
		{[]int64{0, 90, 102, 114}, []source.Stretch{{"a", 0, 1}, {"a", 90, 3}}, 2},
		{[]int64{0, 13, 30, 43, 60}, []source.Stretch{{"a", 0, 2}, {"a", 30, 2}, {"a", 60, 1}}, 3},
		{[]int64{50, 40, 5}, []source.Stretch{{"a", 50, 1}, {"a", 40, 1}, {"a", 5, 1}}, 0},
	} {
		list, gap := source.Stretches("a", c.at, 10)
		require.Equal(t, c.list, list)
		require.Equal(t, c.gap, gap)
	}
}

func ExampleNewSeries() {
	dir, err := os.MkdirTemp("", "scan")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "scan.bin")
	// Two frames of 2 by 2, one of them behind a note, with the last row first.
	if err := os.WriteFile(path, []byte{3, 4, 1, 2, 'n', 'o', 't', 'e', 7, 8, 5, 6}, 0o600); err != nil {
		log.Fatal(err)
	}
	s, err := source.NewSeries(source.Series{
		Stretches: []source.Stretch{{Path: path, Offset: 0, Frames: 1}, {Path: path, Offset: 8, Frames: 1}},
		Dims:      []int{2, 2, 2}, Sig: 2, Type: ndarray.Uint8, Rows: 2,
	})
	if err != nil {
		log.Fatal(err)
	}
	x, err := arrays.FromSource(s)
	if err != nil {
		log.Fatal(err)
	}
	a, err := x.Compute(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	b, err := a.Bytes()
	fmt.Println(a.Shape(), b, err)
	// Output: [2 2 2] [1 2 3 4 5 6 7 8] <nil>
}
