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

// Stream returns the seed words and the first numbers of a block's stream.
func Stream(seed uint64, child, raw, random int) (state [4]uint64, words []uint64, floats []float64) {
	s := newStream(seed, uint32(child))
	for range raw {
		words = append(words, s.next())
	}
	s = newStream(seed, uint32(child))
	for range random {
		floats = append(floats, s.float())
	}
	return childState(seed, uint32(child)), words, floats
}
