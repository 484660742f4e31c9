package source_test

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
)

// imagePartCases are the cases of images, stacks and camera streams for tests of
// what parts of frames read.
func imagePartCases(t testing.TB) []partCase {
	open := func(name string, file []byte, opts ...source.Option) arrays.Source {
		s, err := source.Open(write(t, name, file), append(opts, source.NavShape(5, 6))...)
		require.NoError(t, err)
		return s
	}
	const pixels = 30 * 128 * 128
	return []partCase{
		{"mrc big-endian", open("a.mrc", mrcFile(binary.BigEndian, mrcFields{nx: 128, ny: 128, nz: 30, mode: 6, extended: 3}, ramp(2*pixels))), 2, 1},
		{"dm big-endian stack", open("a.dm4", dmFile(4, dmFields{dims: []int{128, 128, 30}, kind: 7, big: true}, ramp(4*pixels))), 4, 1},
		{"dm scan in pieces", open("a.dm4", dmFile(4, dmScan([]int{6, 5, 128, 128}, ndarray.Float32), ramp(4*pixels))), 4, 0},
		{"seq with time stamps", open("a.seq", seqFile(seqFields{width: 128, height: 128, bits: 12, pitch: 2*128*128 + 100, version: 5}, ramp(30*(2*128*128+100)))), 2, 1},
		{"tvips", open("a.tvips", tvipsFile(tvipsFields{width: 128, height: 128, bits: 8, before: 64}, ramp(30*(128*128+64)))), 1, 1},
		{"ser from the bottom up", open("a.ser", serFile(serFields{kind: 6, shape: []int{128, 128}, dims: []int{6, 5}, total: 30, valid: 30}, ramp(4*pixels))), 4, 1},
		{"ser with holes", open("a.ser", serFile(serFields{kind: 5, shape: []int{128, 128}, dims: []int{6, 5}, total: 30, valid: 30, holes: true}, ramp(2*pixels))), 2, 1},
		{"tiff", open("a.tif", tiffFile(binary.BigEndian, tiffFields{shape: []int{128, 128}, bits: 16, pages: 30, rows: 7}, ramp(2*pixels))), 2, 1},
	}
}
