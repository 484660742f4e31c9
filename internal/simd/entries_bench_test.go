package simd_test

import (
	"math/rand/v2"
	"testing"

	"github.com/gloam-go/gloam/internal/simd"
)

// BenchmarkEntries goes over sparse frames of 256 × 256 pixels with 650 entries
// each, 8 MiB of them.
func BenchmarkEntries(b *testing.B) {
	const pixels, entries = 256 * 256, 1 << 20
	r := rand.New(rand.NewPCG(1, 2))
	index, values := make([]int32, entries), make([]uint16, entries)
	for i := range index {
		index[i], values[i] = int32(i%650*100+r.IntN(100)), uint16(r.Uint32())
	}
	sums, cover, list := make([]uint64, 2*pixels), make([]uint8, pixels), make([]int32, entries)
	for i := range cover {
		cover[i] = uint8(r.IntN(2))
	}
	bytes := entries * 6
	eachLevel(b, "op=add/", bytes, func() { simd.AddEntriesU16(sums, index, values) })
	eachLevel(b, "op=square/", bytes, func() {
		for at := 0; at+650 <= entries; at += 650 {
			simd.SquareEntriesU16(sums, index[at:at+650], values[at:at+650], -1)
		}
	})
	eachLevel(b, "op=covered/", entries*4, func() {
		for at := 0; at+650 <= entries; at += 650 {
			simd.CoveredEntries(list[at:at+650], index[at:at+650], cover)
		}
	})
}
