package source_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/stretchr/testify/require"
)

func FuzzMIBHeader(f *testing.F) {
	f.Add(mibHeader("U08", "1x1", 384, 256, 256, 6))
	f.Add(mibHeader("R64", "2x2G", 768, 1024, 256, 24))
	f.Add([]byte("MQ1,1,384,1,9999999999999999999,,,"))
	f.Add([]byte("MQ1,,,,,,,,,,"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := source.ParseMIBHeader(b); err == nil {
			require.GreaterOrEqual(t, len(b), 20)
		}
	})
}

func FuzzBLO(f *testing.F) {
	f.Add(bloFile(2, 3, 4, 16, "Blo Bit Depth: 16 bits\r\n"))
	f.Add(bloFile(1, 1, 8, 8, ""))
	f.Add([]byte("IMGBLO"))
	f.Fuzz(func(t *testing.T, b []byte) { source.ParseBLO(b) })
}

func FuzzEMPADXML(f *testing.F) {
	f.Add([]byte(empadXML))
	f.Add([]byte(`<root><type>series</type><count>5</count><raw_file filename="C:\a\b.raw"/></root>`))
	f.Add([]byte(`<root><pix_x>-1</pix_x><pix_y>99999999999999</pix_y></root>`))
	f.Fuzz(func(t *testing.T, b []byte) { source.ParseEMPADMeta(b) })
}

func FuzzHDR(f *testing.F) {
	f.Add([]byte("HDR,\t\r\nScanX:\t4\r\nScanY:\t3\r\nEnd\t"), 12)
	f.Add([]byte("Frames in Acquisition (Number):\t9\nFrames per Trigger (Number):\t3\n"), 9)
	f.Fuzz(func(t *testing.T, b []byte, frames int) {
		n := 1
		for _, e := range source.ParseHDR(b, frames) {
			require.Positive(t, e)
			n *= e
		}
		require.Positive(t, n)
	})
}

func FuzzTOML(f *testing.F) {
	f.Add([]byte("[params]\nfiletype = \"raw_csr\"\nnav_shape = [32, 0x20, # a\n 1_0,]\n[a.'b c'.d]\nx.y = -1.5e3\n"))
	f.Add([]byte(`a = "\u00e4\\\"" # b` + "\r\nb = true\nc = [[1], 'x']"))
	f.Add([]byte("[[["))
	f.Fuzz(func(t *testing.T, b []byte) {
		table, err := source.ParseTOML(b)
		var e *source.TOMLError
		if err != nil {
			require.ErrorAs(t, err, &e)
			require.Positive(t, e.Line)
			require.LessOrEqual(t, e.Line, 1+bytes.Count(b, []byte("\n")))
			return
		}
		require.LessOrEqual(t, len(table), len(b))
	})
}

// FuzzOpen feeds damaged files to every format.
func FuzzOpen(f *testing.F) {
	for _, name := range []string{"npy", "npz", "mib", "blo", "empad", "raw_csr", "mrc", "dm", "seq", "tvips", "ser", "tiff"} {
		f.Add(name, append(mibHeader("U08", "1x1", 384, 4, 4, 6), make([]byte, 16)...))
		f.Add(name, bloFile(2, 3, 4, 8, ""))
	}
	f.Add("mrc", mrcFile(binary.BigEndian, mrcFields{nx: 4, ny: 3, nz: 2, mode: 1}, ramp(48)))
	f.Add("dm", dmFile(4, dmScan([]int{3, 4, 2, 2}, ndarray.Uint16), ramp(96)))
	f.Add("seq", seqFile(seqGood, ramp(40)))
	f.Add("tvips", tvipsFile(tvipsGood, ramp(2*(80+24))))
	f.Add("ser", serFile(serFields{kind: 2, shape: []int{3, 4}, dims: []int{2}, total: 2, valid: 2}, ramp(48)))
	f.Add("tiff", tiffFile(binary.LittleEndian, tiffFields{shape: []int{3, 4}, bits: 16, pages: 2}, ramp(48)))
	f.Add("raw_csr", []byte(csrTOML("file.raw", "|u1", "file.raw", "|u1", "file.raw", "|u1")))
	f.Add("npy", npyFile(npyHeader("<u2", true, 2, 3, 4), 48))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, format string, b []byte) {
		path := filepath.Join(dir, "file.raw")
		require.NoError(t, os.WriteFile(path, b, 0o600))
		s, err := source.Open(path, source.Format(format))
		if err != nil {
			return
		}
		info := s.Info()
		require.True(t, info.DType.Valid())
		require.Positive(t, info.Stored)
		frame, err := ndarray.CheckShape(info.DType, info.Frame())
		require.NoError(t, err)
		if format == "raw_csr" && frame < 1<<16 {
			readSparse(t, s)
		} else if frame < 1<<20 {
			digest(t, s, max(1, info.Stored/3))
		}
	})
}

// readSparse reads frames one by one: their entries may contradict each other.
func readSparse(t *testing.T, s arrays.Source) {
	f, err := s.Open(t.Context())
	require.NoError(t, err)
	for i := range min(s.Info().Stored, 8) {
		if _, err := f.Read(t.Context(), i, 1); err != nil {
			var e *source.CSRError
			require.ErrorAs(t, err, &e)
		}
	}
	require.NoError(t, f.Close())
}
