package source_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/stretchr/testify/require"
)

// readouts calls fn for every array with a hash in the folder's expected.json;
// those without are text.
func readouts(t *testing.T, folder string, fn func(t *testing.T, a golden.Readout)) {
	golden.Readouts(t, folder, func(t *testing.T, a golden.Readout) {
		if a.Digest != "" {
			fn(t, a)
		}
	})
}

// requireArray compares all that a readout knows, reading mapped and buffered,
// in several steps, here and after the source has travelled.
func requireArray(t *testing.T, a golden.Readout, opts ...source.Option) {
	t.Helper()
	for _, buffered := range []bool{false, true} {
		if buffered {
			opts = append(opts, source.Buffered())
		}
		s, err := source.Open(a.Path, opts...)
		require.NoError(t, err)
		info := s.Info()
		require.Equal(t, a.Shape, info.Shape)
		want, _, err := ndarray.ParseDType(a.DType)
		require.NoError(t, err)
		require.Equal(t, want, info.DType)
		require.Equal(t, s.Info().Stored, product(info.Nav()))
		encoded, err := arrays.EncodeSource(s)
		require.NoError(t, err)
		travelled, err := arrays.DecodeSource(encoded)
		require.NoError(t, err)
		require.Equal(t, a.Digest, digest(t, travelled, 5))
		require.Equal(t, a.Digest, digest(t, s, info.Stored))
		requireProbes(t, s, a.Probes)
	}
}

func requireProbes(t *testing.T, s arrays.Source, probes []golden.Probe) {
	t.Helper()
	f, err := s.Open(context.Background())
	require.NoError(t, err)
	defer f.Close()
	nav := s.Info().Nav()
	for _, p := range probes {
		at := 0
		for i, n := range nav {
			at = at*n + p.Index[i]
		}
		a, err := f.Read(context.Background(), at, 1)
		require.NoError(t, err)
		require.NoError(t, arrays.GuardMapped(func() error {
			v, err := a.Float(append([]int{0}, p.Index[len(nav):]...)...)
			require.Equal(t, p.Value, v, "at %v", p.Index)
			return err
		}))
	}
}

func product(shape []int) int {
	n := 1
	for _, e := range shape {
		n *= e
	}
	return n
}

func TestReferenceNPY(t *testing.T) {
	readouts(t, "npy", func(t *testing.T, a golden.Readout) {
		switch {
		case strings.HasPrefix(a.DType, "<U"):
			_, err := source.Open(a.Path, source.Member(a.Key))
			require.ErrorContains(t, err, "unknown dtype")
		case filepath.Ext(a.Path) == ".npz":
			requireArray(t, a, source.Member(a.Key))
		default:
			requireArray(t, a)
		}
	})
}

func TestReferenceBLO(t *testing.T) {
	readouts(t, "blo", func(t *testing.T, a golden.Readout) { requireArray(t, a) })
}

func TestReferenceRaw(t *testing.T) {
	readouts(t, "raw", func(t *testing.T, a golden.Readout) {
		d, order, err := ndarray.ParseDType(a.OnDisk)
		require.NoError(t, err)
		sig := len(a.Shape) - 2
		requireArray(t, a, source.DType(d), source.ByteOrder(order), source.Offset(a.Offset),
			source.NavShape(a.Shape[:sig]...), source.SigShape(a.Shape[sig:]...))
	})
}

func TestReferenceEMPAD(t *testing.T) {
	readouts(t, "empad", func(t *testing.T, a golden.Readout) {
		if a.Shape[1] == 130 { // with the rows of metadata
			requireArray(t, a, source.Format("raw"), source.DType(ndarray.Float32), source.SigShape(130, 128))
			return
		}
		requireArray(t, a, source.NavShape(a.Shape[0]))
		// The metadata, or the name, know the scan shape.
		s, err := source.Open(a.Path)
		require.NoError(t, err)
		require.Len(t, s.Info().Nav(), 2)
		require.Equal(t, a.Shape[0], product(s.Info().Nav()))
		require.Equal(t, a.Digest, digest(t, s, 1))
	})
}

func TestReferenceEMPADMetadata(t *testing.T) {
	for _, list := range golden.Files(t, "data/empad/expected.json") {
		files, err := filepath.Glob(filepath.Join(filepath.Dir(list), "*.xml"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, path := range files {
			s, err := source.Open(path)
			if errors.Is(err, os.ErrNotExist) {
				require.ErrorContains(t, err, "none of its frame files")
				continue // metadata without frames
			}
			require.NoError(t, err)
			require.Equal(t, s.Info().Stored, product(s.Info().Nav()))
		}
	}
}

func TestReferenceRawCSR(t *testing.T) {
	dense := 0
	readouts(t, "raw_csr", func(t *testing.T, a golden.Readout) {
		if !strings.HasPrefix(a.Key, "dense") {
			return // the files as they are
		}
		dense++
		requireArray(t, a)
	})
	require.Positive(t, dense)
}

func TestReferenceMIB(t *testing.T) {
	readouts(t, "mib", func(t *testing.T, a golden.Readout) {
		nav := source.NavShape(a.Shape[:len(a.Shape)-2]...)
		if a.InOrder == nil { // rows in file order only
			requireArray(t, a, nav)
			return
		}
		requireArray(t, a, nav, source.Flip())
		a.Digest, a.Probes = a.InOrder.Digest, a.InOrder.Probes
		requireArray(t, a, nav)
	})
}

func TestReferenceMIBHeaderFileGivesTheScan(t *testing.T) {
	for _, path := range golden.Files(t, "data/mib/single-u08-scan2x3.hdr") {
		s, err := source.Open(path)
		require.NoError(t, err)
		require.Equal(t, []int{2, 3, 32, 48}, s.Info().Shape)
	}
}

func TestReferenceMIBFilesAreOneScan(t *testing.T) {
	for _, path := range golden.Files(t, "data/mib/single-u08-scan2x3.mib") {
		whole, err := source.Open(path, source.NavShape(2, 3))
		require.NoError(t, err)
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		// Six frames in files of three, one and two, named so that the order
		// of names is not that of the frames.
		dir, pitch := t.TempDir(), len(b)/6
		var files []string
		for i, part := range []struct {
			name     string
			from, to int
		}{{"part3.mib", 0, 3}, {"part1.mib", 3, 4}, {"part2.mib", 4, 6}} {
			files = append(files, filepath.Join(dir, part.name))
			require.NoError(t, os.WriteFile(files[i], b[part.from*pitch:part.to*pitch], 0o600))
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, "part.txt"), nil, 0o600))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "part1a.mib"), nil, 0o600))
		for name, opts := range map[string][]source.Option{
			"listed": {source.Files(files...)},
			"found":  {source.Glob()},
		} {
			t.Run(name, func(t *testing.T) {
				s, err := source.Open(files[1], append(opts, source.NavShape(2, 3))...)
				require.NoError(t, err)
				for step := 1; step <= 6; step++ {
					require.Equal(t, digest(t, whole, 6), digest(t, s, step))
				}
			})
		}
	}
}
