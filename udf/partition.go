package udf

import "github.com/gloam-go/gloam/arrays"

// Boundaries cuts frames into k runs: run i is [b[i], b[i+1]). Lengths differ by
// at most one. The boundaries are those of LiberTEM's partitions
// (libertem/io/dataset/base/partition.py), which come from float64 arithmetic
// and differ from those of exact integer arithmetic for some pairs.
func Boundaries(frames, k int) []int {
	k = max(1, min(k, frames))
	b := make([]int, k+1)
	step := float64(frames) / float64(k)
	for i := range k {
		b[i] = int(float64(i) * step)
	}
	b[k] = frames
	return b
}

// A partition is long enough to make the cost of its task and of merging its
// results small, and short enough to spread over many workers and to show
// progress: 64 MiB, or less where that would give fewer than sixteen of them.
const (
	partitionBytes    = 64 << 20
	minPartitionBytes = 1 << 20
	fewPartitions     = 16
)

// defaultPartitions depends on the data only, never on the machine, so that
// results are the same bits everywhere.
func defaultPartitions(frames int, frameBytes int64) int {
	bytes := int64(frames) * frameBytes
	k := (bytes + partitionBytes - 1) / partitionBytes
	k = max(k, min(fewPartitions, bytes/minPartitionBytes), 1)
	return int(min(k, int64(max(frames, 1))))
}

// alongUnits moves boundaries to where units of storage end, so that a chunk that
// has several frames is decoded for one partition only. Where chunks reach
// across so many frames that partitions would be too large or too few, they
// stay as they are.
func alongUnits(bounds []int, info arrays.SourceInfo, frameBytes int64) []int {
	nav := info.Nav()
	if info.Unit == nil || info.Sync != 0 {
		return bounds
	}
	group, inner := 1, 1 // frames that lie in the same chunks
	for i := len(nav) - 1; i >= 0; i-- {
		if n := min(info.Unit[i], nav[i]); n > 1 {
			group = n * inner
		}
		inner *= nav[i]
	}
	if group == 1 || int64(group)*frameBytes > maxAligned {
		return bounds
	}
	out := []int{0}
	for _, b := range bounds[1 : len(bounds)-1] {
		if b = (b + group/2) / group * group; b > out[len(out)-1] && b < inner {
			out = append(out, b)
		}
	}
	if out = append(out, inner); len(out) <= leastAligned {
		return bounds
	}
	return out
}

// maxAligned bounds the bytes of frames in the same chunks, leastAligned is the
// number of partitions below which workers would have nothing to do.
const (
	maxAligned   = 256 << 20
	leastAligned = 4
)

// boundsOf returns the boundaries between chunks of the given lengths.
func boundsOf(lengths []int) []int {
	b := make([]int, len(lengths)+1)
	for i, n := range lengths {
		b[i+1] = b[i] + n
	}
	return b
}

// lengths is the inverse of boundsOf.
func lengths(bounds []int) []int {
	out := make([]int, len(bounds)-1)
	for i := range out {
		out[i] = bounds[i+1] - bounds[i]
	}
	return out
}
