package source_test

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
)

func TestOpenFindsOutImageFormats(t *testing.T) {
	le, be := byteOrder(binary.LittleEndian), byteOrder(binary.BigEndian)
	mrc := mrcFields{nx: 4, ny: 3, nz: 2, mode: 6}
	tiff := tiffFields{shape: []int{3, 4}, bits: 16, pages: 2}
	big := tiff
	big.big = true
	for name, c := range map[string]struct {
		file       []byte
		extensions []string
		want       string
	}{
		"MRC":            {mrcFile(le, mrc, ramp(48)), []string{"mrc", "map", "mrcs", "MRC", "bak", "raw", ""}, "mrc"},
		"MRC big-endian": {mrcFile(be, mrc, ramp(48)), []string{"mrc", "dat"}, "mrc"},
		"DM3":            {dmFile(3, dmScan([]int{2, 3}, ndarray.Int16), ramp(12)), []string{"dm3", "bak", ""}, "dm"},
		"DM4":            {dmFile(4, dmScan([]int{2, 3}, ndarray.Int16), ramp(12)), []string{"dm4", "bak", ""}, "dm"},
		"SEQ":            {seqFile(seqGood, ramp(40)), []string{"seq", "bak"}, "seq"},
		"TVIPS":          {tvipsFile(tvipsGood, ramp(104)), []string{"tvips", "bak"}, "tvips"},
		"SER":            {serFile(serFields{kind: 2, shape: []int{3, 4}, total: 1, valid: 1}, ramp(24)), []string{"ser", "bak"}, "ser"},
		"TIFF":           {tiffFile(le, tiff, ramp(48)), []string{"tif", "tiff", "bak"}, "tiff"},
		"TIFF for Macs":  {tiffFile(be, tiff, ramp(48)), []string{"tif", "bak"}, "tiff"},
		"BigTIFF":        {tiffFile(be, big, ramp(48)), []string{"tif", "btf"}, "tiff"},
	} {
		for _, e := range c.extensions {
			t.Run(name+"/"+e, func(t *testing.T) {
				path := write(t, "a."+e, c.file)
				s, err := source.Open(path)
				require.NoError(t, err)
				require.Equal(t, c.want, s.Info().Format)
				s, err = source.Open(path, source.Format("raw"), source.DType(ndarray.Uint8), source.SigShape(2, 2))
				require.NoError(t, err)
				require.Equal(t, "raw", s.Info().Format)
			})
		}
	}
}

// TestHeaderlessFilesAreNotTakenForImages: numbers that happen to begin like a
// format's do not suffice.
func TestHeaderlessFilesAreNotTakenForImages(t *testing.T) {
	for name, b := range map[string][]byte{
		"zeros":      make([]byte, 4096),
		"ramp":       ramp(4096),
		"DM version": append([]byte{0, 0, 0, 3, 0, 0, 0, 9, 0, 0, 0, 7}, make([]byte, 4096)...),
		"TVIPS size": append([]byte{0, 1, 0, 0, 9}, make([]byte, 4096)...),
		"SEQ magic":  append([]byte{0xed, 0xfe, 0, 0}, make([]byte, 4096)...),
	} {
		_, err := source.Open(write(t, "a.raw", b))
		var missing *source.MissingOptionsError
		require.ErrorAs(t, err, &missing, name)
	}
}
