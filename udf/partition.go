package udf

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
