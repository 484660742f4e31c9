package arrays

// What the reference tests compare with Dask's own functions.
var (
	Unify    = unify
	Overlaps = overlaps
)

// ReshapeChunks returns how Reshape cuts its input into boxes and its output
// into blocks.
func ReshapeChunks(old, new []int, chunks [][]int) (boxes, out [][]int) {
	return reshapeChunks(matchAxes(old, new), chunks)
}

// Ints returns the old chunk and the range in it.
func (s span) Ints() []int { return []int{s.chunk, s.start, s.stop} }
