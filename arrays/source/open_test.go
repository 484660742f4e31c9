package source_test

import (
	"archive/zip"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/stretchr/testify/require"
)

func TestOpenFindsOutTheFormat(t *testing.T) {
	npy := npyFile(npyHeader("<u2", false, 6, 4, 5), 240)
	npz := npzFile(t, zip.Store, "a.npy", npy)
	mib := mibFile(mibHeader("U08", "1x1", 384, 4, 4, 6), ramp(32), 2)
	blo := bloFile(2, 3, 4, 8, "")
	u1 := source.DType(ndarray.Uint8)
	for name, c := range map[string]struct {
		file string
		data []byte
		opts []source.Option
		want string
	}{
		"npy":                      {"a.npy", npy, nil, "npy"},
		"upper case":               {"a.NPY", npy, nil, "npy"},
		"npz":                      {"a.npz", npz, nil, "npz"},
		"mib":                      {"a.mib", mib, nil, "mib"},
		"blo":                      {"a.blo", blo, nil, "blo"},
		"npy without extension":    {"a", npy, nil, "npy"},
		"npz without extension":    {"a", npz, nil, "npz"},
		"mib with another":         {"a.bak", mib, nil, "mib"},
		"blo called data":          {"a.dat", blo, nil, "blo"},
		"raw":                      {"a.raw", ramp(64), []source.Option{u1, source.SigShape(4, 4)}, "raw"},
		"raw without extension":    {"a", ramp(64), []source.Option{u1, source.SigShape(4, 4)}, "raw"},
		"raw whatever it contains": {"a", npy, []source.Option{u1, source.SigShape(4, 4)}, "raw"},
		"by name":                  {"a.npy", npy, []source.Option{u1, source.SigShape(4, 4), source.Format("raw")}, "raw"},
		"EMPAD":                    {"scan_x2_y1.raw", make([]byte, 2*130*128*4), nil, "empad"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := source.Open(write(t, c.file, c.data), c.opts...)
			require.NoError(t, err)
			require.Equal(t, c.want, s.Info().Format)
			require.True(t, filepath.IsAbs(s.Info().Path))
		})
	}
}

func TestOpenReportsWhatIsMissingOrUnknown(t *testing.T) {
	path := write(t, "scan.raw", ramp(64))
	for name, c := range map[string]struct {
		path string
		opts []source.Option
		want string
	}{
		"nothing known":  {path, nil, "option DType and SigShape needed"},
		"no dtype":       {path, []source.Option{source.NavShape(2), source.SigShape(4, 4)}, "option DType needed"},
		"no frame":       {path, []source.Option{source.DType(ndarray.Uint8)}, "option SigShape needed"},
		"empty frame":    {path, []source.Option{source.DType(ndarray.Uint8), source.SigShape()}, "signal shape has no axes"},
		"too short":      {path, []source.Option{source.DType(ndarray.Uint8), source.SigShape(8, 9)}, "file has 64 bytes, needs at least 72"},
		"too few":        {path, []source.Option{source.DType(ndarray.Uint8), source.SigShape(4, 4), source.NavShape(5)}, "scan shape (5,) needs 5 frames, 4 are stored"},
		"format":         {path, []source.Option{source.Format("jpeg")}, `unknown format "jpeg", want one of raw, npy`},
		"option":         {path, []source.Option{source.DType(ndarray.Uint8), source.SigShape(4, 4), source.Flip()}, "option Flip does not apply to format raw"},
		"missing file":   {path + "x", nil, "no such file"},
		"unknown":        {write(t, "scan.xyz", ramp(64)), nil, `unknown format: extension "xyz"`},
		"HDF5":           {write(t, "scan.h5", append([]byte("\x89HDF\r\n\x1a\n"), ramp(64)...)), nil, `superblock: at byte 15: got addresses of`},
		"folder":         {filepath.Dir(path), nil, "is a folder"},
		"not what it is": {write(t, "scan.npy", ramp(64)), nil, "npy header"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := source.Open(c.path, c.opts...)
			require.ErrorContains(t, err, c.want)
			var fe *source.FormatError
			require.ErrorAs(t, err, &fe)
			require.Equal(t, c.path, fe.Path)
		})
	}
	_, err := source.Open(path)
	var missing *source.MissingOptionsError
	require.ErrorAs(t, err, &missing)
	require.Equal(t, []string{"DType", "SigShape"}, missing.Options)
	_, err = source.Open(path, source.Format("x"))
	require.ErrorIs(t, err, source.ErrUnknownFormat)
	_, err = source.Open(path + "x")
	require.True(t, errors.Is(err, os.ErrNotExist))
}

func TestOpenRawOptions(t *testing.T) {
	// A header of 10 bytes before each of five frames of 16.
	var file []byte
	for i := range 5 {
		file = append(append(file, make([]byte, 10)...), ramp(80)[i*16:][:16]...)
	}
	path := write(t, "scan.bin", file)
	opts := []source.Option{
		source.DType(ndarray.Uint16), source.ByteOrder(ndarray.BigEndian), source.SigShape(2, 4), source.Offset(10), source.Gap(10),
	}
	s, err := source.Open(path, opts...)
	require.NoError(t, err)
	require.Equal(t, []int{5, 2, 4}, s.Info().Shape)
	require.Equal(t, plain(ramp(80), ndarray.Uint16, ndarray.BigEndian), frames(t, path, opts...))

	s, err = source.Open(path, append(opts, source.NavShape(2, 3), source.Sync(-1), source.AllowShort())...)
	require.NoError(t, err)
	require.Equal(t, []int{2, 3, 2, 4}, s.Info().Shape)
	require.Equal(t, -1, s.Info().Sync)
	require.Equal(t, 5, s.Info().Stored)
	require.EqualValues(t, 26, s.Info().FrameBytes)
}

func TestFormatsAreDescribed(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range source.Formats() {
		require.NotEmpty(t, f.Description)
		require.Contains(t, f.Options, "NavShape")
		for _, e := range append(f.Extensions, f.Name) {
			require.False(t, seen[e] && e != f.Name, "%s twice", e)
			seen[e] = true
		}
	}
	require.True(t, seen["npy"] && seen["mib"] && seen["blo"] && seen["xml"])
}
