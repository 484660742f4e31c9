package source_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/internal/simd"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"
)

// bigFile makes a file of 1 GiB, which then is in the page cache.
func bigFile(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "scan.raw")
	f, err := os.Create(path)
	require.NoError(b, err)
	block := ramp(4 << 20)
	for range (1 << 30) / len(block) {
		_, err := f.Write(block)
		require.NoError(b, err)
	}
	require.NoError(b, f.Close())
	return path
}

// readAll reads all frames with two goroutines, tile frames at a time, and
// touches every byte.
func readAll(src arrays.Source, tile int) error {
	ctx, stored := context.Background(), src.Info().Stored
	var g errgroup.Group
	for half := range 2 {
		g.Go(func() error {
			f, err := src.Open(ctx)
			if err != nil {
				return err
			}
			defer f.Close()
			end := (half + 1) * stored / 2
			for i := half * stored / 2; i < end; i += tile {
				a, err := f.Read(ctx, i, min(tile, end-i))
				if err != nil {
					return err
				}
				if err := touch(a); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}

// touch reads every byte of a, gaps included.
func touch(a *ndarray.Array) error {
	return arrays.GuardMapped(func() error {
		v, err := ndarray.Backing[uint16](a)
		if err != nil {
			return err
		}
		simd.SumU16(v)
		return nil
	})
}

func BenchmarkReadFile(b *testing.B) {
	path := bigFile(b)
	frame := []int{1 << 13, 256, 256}
	for _, c := range []struct {
		name string
		raw  source.Raw
		tile int
	}{
		{"mapped", source.Raw{}, 8},                               // 1 MiB tiles
		{"mapped/header", source.Raw{Offset: 1024, Gap: 1024}, 8}, // views with gaps
		{"mapped/odd", source.Raw{Offset: 1}, 8},                  // copied
		{"mapped/swapped", source.Raw{Order: ndarray.BigEndian}, 8},
		{"buffered", source.Raw{Buffered: true}, 8},
		{"buffered/small", source.Raw{Buffered: true}, 2},
		{"buffered/swapped", source.Raw{Buffered: true, Order: ndarray.BigEndian}, 8},
		{"mapped/whole", source.Raw{}, 1 << 12}, // one mapping per goroutine
	} {
		b.Run(c.name, func(b *testing.B) {
			r := c.raw
			r.Path, r.Dims, r.Type, r.AllowShort = path, frame, ndarray.Uint16, true
			b.SetBytes(1 << 30)
			before := highWater()
			for b.Loop() {
				require.NoError(b, readAll(r, c.tile))
			}
			if after := highWater(); after > before {
				b.ReportMetric(float64(after-before)/1024, "MiB-more")
			}
		})
	}
}

// highWater returns the peak resident memory of the process in KiB.
func highWater() int { return statusKiB("VmHWM:") }

// statusKiB returns a field of the process's status, 0 where the system does
// not tell.
func statusKiB(field string) int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), field)
	n := 0
	for _, c := range strings.TrimSpace(after) {
		if c < '0' || c > '9' {
			break
		}
		n = n*10 + int(c-'0')
	}
	return n
}

func BenchmarkMIBRawFrames(b *testing.B) {
	for depth, bytes := range map[int]int{1: 1024 * 256 / 8, 6: 1024 * 256, 12: 1024 * 256 * 2, 24: 1024 * 256 * 4} {
		path := filepath.Join(b.TempDir(), "scan.mib")
		require.NoError(b, os.WriteFile(path, mibFile(mibHeader("R64", "2x2", 768, 1024, 256, depth), ramp(16*bytes), 16), 0o600))
		s, err := source.Open(path)
		require.NoError(b, err)
		b.Run(map[int]string{1: "depth=1", 6: "depth=6", 12: "depth=12", 24: "depth=24"}[depth], func(b *testing.B) {
			f, err := s.Open(context.Background())
			require.NoError(b, err)
			defer f.Close()
			b.SetBytes(16 * 512 * 512 * int64(s.Info().DType.Size()))
			for b.Loop() {
				_, err := f.Read(context.Background(), 0, 16)
				require.NoError(b, err)
			}
		})
	}
}

func BenchmarkFortran(b *testing.B) {
	shape := []int{32, 32, 256, 256}
	path := filepath.Join(b.TempDir(), "scan.npy")
	require.NoError(b, os.WriteFile(path, npyFile(npyHeader("<u2", true, shape...), product(shape)*2), 0o600))
	s, err := source.Open(path)
	require.NoError(b, err)
	b.SetBytes(int64(product(shape)) * 2)
	for b.Loop() {
		f, err := s.Open(context.Background())
		require.NoError(b, err)
		for i := 0; i < 1024; i += 8 {
			_, err := f.Read(context.Background(), i, 8)
			require.NoError(b, err)
		}
		require.NoError(b, f.Close())
	}
}
