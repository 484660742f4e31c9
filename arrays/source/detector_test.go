package source_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/stretchr/testify/require"
)

func frames(t testing.TB, path string, opts ...source.Option) []byte {
	t.Helper()
	src, err := source.Open(path, opts...)
	require.NoError(t, err)
	f, err := src.Open(t.Context())
	require.NoError(t, err)
	defer f.Close()
	a, err := f.Read(t.Context(), 0, src.Info().Stored)
	require.NoError(t, err)
	return littleEndian(t, a)
}

// words reverses the bytes of each 64-bit word, as raw Merlin frames have them.
func words(b []byte) []byte {
	out := make([]byte, len(b))
	for i := 0; i < len(b); i += 8 {
		binary.BigEndian.PutUint64(out[i:], binary.LittleEndian.Uint64(b[i:]))
	}
	return out
}

// rawQuad stores an image of four chips the way the detector sends it.
func rawQuad(image []uint16, edge int) []byte {
	pixel := func(y, x int) uint16 { return image[y*2*edge+x] }
	var b []byte
	for y := range edge {
		low := 2*edge - 1 - y
		for x := range edge {
			b = binary.LittleEndian.AppendUint16(b, pixel(low, 2*edge-1-x))
		}
		for x := range edge {
			b = binary.LittleEndian.AppendUint16(b, pixel(low, edge-1-x))
		}
		for x := range edge {
			b = binary.LittleEndian.AppendUint16(b, pixel(y, edge+x))
		}
		for x := range edge {
			b = binary.LittleEndian.AppendUint16(b, pixel(y, x))
		}
	}
	return words(b)
}

func TestMIBDecodes24BitRawFrames(t *testing.T) {
	const edge, n = 8, 3
	for _, c := range []struct {
		layout        string
		width, height int
		quad          bool
	}{
		{"1x1", edge, edge, false},
		{"1x1", 2 * edge, edge, false}, // the header counts both images
		{"2x2", 4 * edge, edge, true},
		{"2x2G", 8 * edge, edge, true},
	} {
		pixels := edge * edge
		if c.quad {
			pixels *= 4
		}
		var stored, want []byte
		for i := range n {
			var half [2][]uint16
			for k := range pixels {
				high, low := uint16((i*971+k*37)%4096), uint16((i*13+k*7)%4096)
				half[0], half[1] = append(half[0], high), append(half[1], low)
				want = binary.LittleEndian.AppendUint32(want, uint32(high)<<12+uint32(low))
			}
			for _, h := range half {
				if c.quad {
					stored = append(stored, rawQuad(h, edge)...)
					continue
				}
				var plain []byte
				for _, v := range h {
					plain = binary.LittleEndian.AppendUint16(plain, v)
				}
				stored = append(stored, words(plain)...)
			}
		}
		path := write(t, "scan.mib", mibFile(mibHeader("R64", c.layout, 384, c.width, c.height, 24), stored, n))
		require.Equal(t, want, frames(t, path), "%+v", c)
	}
}

func TestMIBFlipTurnsRowsOver(t *testing.T) {
	const width, height, n = 64, 6, 4
	for _, c := range []struct {
		pixel string
		depth int
		bytes int // of a frame
		item  int
	}{
		{"U08", 6, width * height, 1},
		{"U16", 12, width * height * 2, 2},
		{"U32", 24, width * height * 4, 4},
		{"R64", 1, width * height / 8, 1},
		{"R64", 6, width * height, 1},
		{"R64", 12, width * height * 2, 2},
		{"R64", 24, width * height * 4, 4},
	} {
		path := write(t, "scan.mib", mibFile(mibHeader(c.pixel, "1x1", 384, width, height, c.depth), ramp(n*c.bytes), n))
		plain, flipped := frames(t, path), frames(t, path, source.Flip())
		row := width * c.item
		require.Len(t, plain, n*height*row)
		for i := range n {
			for y := range height {
				require.Equal(t, plain[(i*height+y)*row:][:row], flipped[(i*height+height-1-y)*row:][:row], "%+v", c)
			}
		}
	}
}

func TestMIBScanShapeComesFromHeaderFile(t *testing.T) {
	file := mibFile(mibHeader("U08", "1x1", 384, 4, 4, 6), ramp(12*16), 12)
	for name, c := range map[string]struct {
		hdr  string
		opts []source.Option
		want []int
	}{
		"none":            {"", nil, []int{12, 4, 4}},
		"scan size":       {"HDR,\t\r\nScanX:\t4\r\nScanY:\t3\r\nFrames per Trigger (Number):\t6\r\nEnd\t", nil, []int{3, 4, 4, 4}},
		"triggers":        {"Frames in Acquisition (Number):\t12\r\nFrames per Trigger (Number):\t6\r\n", nil, []int{2, 6, 4, 4}},
		"one line":        {"Frames in Acquisition (Number):\t12\r\nFrames per Trigger (Number):\t12\r\n", nil, []int{12, 4, 4}},
		"one per trigger": {"Frames in Acquisition (Number):\t12\r\nFrames per Trigger (Number):\t1\r\n", nil, []int{12, 4, 4}},
		"stopped early":   {"ScanX:\t4\r\nScanY:\t5\r\n", nil, []int{5, 4, 4, 4}},
		"too large":       {"ScanX:\t400\r\nScanY:\t500\r\n", nil, []int{12, 4, 4}},
		"too small":       {"ScanX:\t2\r\nScanY:\t2\r\n", nil, []int{12, 4, 4}},
		"after the end":   {"End\t\nScanX:\t4\r\nScanY:\t3\r\n", nil, []int{12, 4, 4}},
		"caller knows":    {"ScanX:\t4\r\nScanY:\t3\r\n", []source.Option{source.NavShape(6, 2)}, []int{6, 2, 4, 4}},
		"frame too":       {"ScanX:\t4\r\nScanY:\t3\r\n", []source.Option{source.SigShape(16)}, []int{3, 4, 16}},
	} {
		t.Run(name, func(t *testing.T) {
			path := write(t, "scan.mib", file)
			if c.hdr != "" {
				require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(path), "scan.hdr"), []byte(c.hdr), 0o600))
			}
			s, err := source.Open(path, c.opts...)
			require.NoError(t, err)
			require.Equal(t, c.want, s.Info().Shape)
			require.Equal(t, 12, s.Info().Stored)
			require.IsType(t, source.Raw{}, s)
		})
	}
}

func TestMIBReportsWhatIsWrong(t *testing.T) {
	file := func(h []byte) []byte { return mibFile(h, ramp(1<<16), 1) }
	for name, c := range map[string]struct {
		file []byte
		opts []source.Option
		want string
	}{
		"no header":   {[]byte("MQ2,"), nil, `header starts with "MQ2,"`},
		"cut header":  {[]byte("MQ1,1,2"), nil, "header has 3 fields"},
		"short":       {mibHeader("U08", "1x1", 384, 4, 4, 6), nil, "file has 384 bytes, needs at least 400"},
		"pixel":       {file(mibHeader("U64", "1x1", 384, 4, 4, 6)), nil, `pixel kind "U64"`},
		"depth":       {file(mibHeader("R64", "1x1", 384, 64, 64, 7)), nil, "counter depth 7"},
		"layout":      {file(mibHeader("R64", "3x1", 384, 192, 64, 6)), nil, `layout "3x1"`},
		"quad shape":  {file(mibHeader("R64", "2x2", 384, 64, 64, 6)), nil, "raw frames of 64×64 for 4 chips"},
		"word":        {file(mibHeader("R64", "1x1", 384, 4, 4, 1)), nil, "raw frames of 4×4"},
		"width":       {file(mibHeader("U08", "1x1", 384, 0, 4, 6)), nil, `width is "0000"`},
		"frame shape": {file(mibHeader("U08", "1x1", 384, 4, 4, 6)), []source.Option{source.SigShape(5, 3)}, "signal shape (5, 3) has 15 elements"},
		"scan":        {file(mibHeader("U08", "1x1", 384, 64, 64, 6)), []source.Option{source.NavShape(500)}, "needs 500 frames"},
		"both":        {file(mibHeader("U08", "1x1", 384, 64, 64, 6)), []source.Option{source.Glob(), source.Files("x")}, "exclude each other"},
		"no files":    {file(mibHeader("U08", "1x1", 384, 64, 64, 6)), []source.Option{source.Files()}, "names no file"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := source.Open(write(t, "scan.mib", c.file), append(c.opts, source.Format("mib"))...)
			require.ErrorContains(t, err, c.want)
		})
	}
	a := write(t, "a.mib", file(mibHeader("U08", "1x1", 384, 64, 64, 6)))
	b := write(t, "b.mib", file(mibHeader("U16", "1x1", 384, 64, 64, 12)))
	_, err := source.Open(a, source.Files(a, b))
	require.ErrorContains(t, err, "holds U16 64×64 1x1 12-bit, header of 384 bytes, the first file U08")
	require.ErrorContains(t, err, b)
}

func TestBLOReadsBothVersions(t *testing.T) {
	for bits, d := range map[int]ndarray.DType{8: ndarray.Uint8, 16: ndarray.Uint16} {
		text := ""
		if bits == 16 {
			text = "Blo Comment: none\r\nBlo Bit Depth: 16 bits\r\n"
		}
		path := write(t, "scan.blo", bloFile(2, 3, 4, bits, text))
		s, err := source.Open(path)
		require.NoError(t, err)
		require.Equal(t, []int{2, 3, 4, 4}, s.Info().Shape)
		require.Equal(t, d, s.Info().DType)
		var want []byte
		for i := range 6 * 16 * bits / 8 {
			want = append(want, byte(i%251))
		}
		require.Equal(t, want, frames(t, path))
	}
}

func TestBLOCutShortKeepsItsScan(t *testing.T) {
	file := bloFile(4, 3, 4, 8, "")
	path := write(t, "scan.blo", file[:len(file)-30])
	s, err := source.Open(path)
	require.NoError(t, err)
	require.Equal(t, []int{4, 3, 4, 4}, s.Info().Shape)
	require.Equal(t, 10, s.Info().Stored)
	s, err = source.Open(write(t, "scan.blo", append(file, make([]byte, 100)...)))
	require.NoError(t, err)
	require.Equal(t, 12, s.Info().Stored)
	_, err = source.Open(path, source.NavShape(12))
	var fe *source.FrameCountError
	require.ErrorAs(t, err, &fe)
	require.Equal(t, source.FrameCountError{Shape: []int{12}, Want: 12, Have: 10}, *fe)
}

func TestBLOReportsWhatIsWrong(t *testing.T) {
	change := func(at int, v uint16) []byte {
		b := bloFile(2, 3, 4, 8, "")
		binary.LittleEndian.PutUint16(b[at:], v)
		return b
	}
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"magic":   {change(0, 0), "want \"IMGBLO\""},
		"version": {change(6, 7), "version 0x0007"},
		"edge":    {change(20, 0), "frames of 0×0"},
		"scan":    {change(24, 0), "scan of 2×0"},
		"data":    {change(12, 3), "data at byte 3"},
		"beyond":  {change(14, 99), "needs at least"},
		"short":   {[]byte("IMGBLO"), "file has 6 bytes"},
		"bits":    {bloFile(2, 3, 4, 8, "Blo Bit Depth: 12 bits"), "12 bits per pixel"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := source.Open(write(t, "scan.blo", c.file))
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestEMPADScanShapeFitsTheFile(t *testing.T) {
	const size = 130 * 128 * 4
	for name, c := range map[string]struct {
		raw, xml string // names; no xml if empty
		text     string
		frames   int
		open     string
		opts     []source.Option
		want     []int
		err      string
	}{
		"smaller of two shapes": {"a.raw", "a.xml", empadXML, 6, "a.xml", nil, []int{2, 3}, ""},
		"from raw":              {"a.raw", "a.xml", empadXML, 6, "a.raw", nil, []int{2, 3}, ""},
		"by name in xml":        {"moved.raw", "b.xml", empadXML, 6, "b.xml", nil, []int{2, 3}, ""},
		"found by name in xml":  {"moved.raw", "b.xml", empadXML, 6, "moved.raw", nil, []int{2, 3}, ""},
		"renamed with scan":     {"scan_x3_y2.raw", "b.xml", empadXML, 6, "b.xml", nil, []int{2, 3}, ""},
		"file name only":        {"scan_x3_y2.raw", "", "", 6, "scan_x3_y2.raw", nil, []int{2, 3}, ""},
		"series":                {"a.raw", "a.xml", `<root><type>series</type><series_count>5</series_count></root>`, 5, "a.xml", nil, []int{5}, ""},
		"nothing fits":          {"a.raw", "a.xml", empadXML, 5, "a.xml", nil, nil, "5 frames are stored, the scan shape is (128, 128) (acquire) or (64, 64) (search) or (2, 3)"},
		"short":                 {"a.raw", "a.xml", empadXML, 5, "a.xml", []source.Option{source.AllowShort()}, []int{128, 128}, ""},
		"caller knows":          {"a.raw", "a.xml", empadXML, 5, "a.xml", []source.Option{source.NavShape(5)}, []int{5}, ""},
		"no frames":             {"a.raw", "a.xml", empadXML, 0, "a.xml", nil, nil, "file has 0 bytes, needs at least 66560"},
		"no raw":                {"other.raw", "a.xml", empadXML, 6, "a.xml", nil, nil, "none of its frame files moved.raw, a.raw, scan_x128_y128.raw"},
		"no metadata":           {"a.raw", "", "", 6, "a.raw", []source.Option{source.Format("empad")}, []int{6}, ""},
		"damaged":               {"a.raw", "a.xml", "<root", 6, "a.xml", nil, nil, "XML syntax error"},
		"other xml":             {"a.raw", "a.xml", "<root/>", 6, "a.xml", nil, nil, "names neither"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(dir, c.raw), make([]byte, c.frames*size), 0o600))
			if c.xml != "" {
				require.NoError(t, os.WriteFile(filepath.Join(dir, c.xml), []byte(c.text), 0o600))
			}
			s, err := source.Open(filepath.Join(dir, c.open), c.opts...)
			if c.err != "" {
				require.ErrorContains(t, err, c.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, append(append([]int{}, c.want...), 128, 128), s.Info().Shape)
			require.Equal(t, c.frames, s.Info().Stored)
		})
	}
}
