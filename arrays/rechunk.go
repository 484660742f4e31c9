package arrays

import (
	"math"
	"slices"
)

// Rechunk returns the same values cut as spec says. Each new block is one task
// that reads only the old blocks it overlaps and copies their parts into
// place. Where that would be very many reads, as from long rows to long
// columns, chunks between the old and the new ones come first; in an array of
// less than 1 MiB those may be as large as it. An array that
// already has these chunks is returned itself. [Limit] keeps memory bounded.
//
// An array that comes straight from a source, or a box of one, is read in the
// new blocks instead if that takes at most half as many bytes again as reading
// the old ones, each chunk of storage counted whenever a block needs any of it.
// No old block is then in memory, and nothing is shared with what else reads
// the old ones.
func (a *Array) Rechunk(spec Chunking, opts ...RechunkOption) (*Array, error) {
	if err := present("rechunk", a); err != nil {
		return nil, err
	}
	var c rechunkConfig
	for _, o := range opts {
		o(&c)
	}
	chunks, err := normalize("rechunk", a.grid.shape, spec, a.dtype, a.grid.chunks)
	if err != nil {
		return nil, err
	}
	if c.limited {
		return a.rechunkWithin(chunks, c)
	}
	return a.rechunk(chunks)
}

// RechunkBalanced is [Array.Rechunk] with chunk lengths changed a little, per
// axis, so that a short last chunk is avoided where possible.
func (a *Array) RechunkBalanced(spec Chunking) (*Array, error) {
	if err := present("rechunk", a); err != nil {
		return nil, err
	}
	chunks, err := normalize("rechunk", a.grid.shape, spec, a.dtype, a.grid.chunks)
	if err != nil {
		return nil, err
	}
	even := make([][]int, len(chunks))
	for i, c := range chunks {
		even[i] = balance(c)
	}
	return a.rechunk(even)
}

func (a *Array) rechunk(chunks [][]int) (*Array, error) { return a.rechunkVia(chunks, coarserBytes) }

// rechunkVia may make blocks of so many bytes on the way, also where neither
// the old nor the new ones are as large.
func (a *Array) rechunkVia(chunks [][]int, room int) (*Array, error) {
	y, err := a.rechunkRoomy(chunks, room)
	if err == nil && y != a && y.origin == nil {
		y.projectRechunk(a)
	}
	return y, err
}

func (a *Array) rechunkRoomy(chunks [][]int, room int) (*Array, error) {
	if same(a.grid.chunks, chunks) {
		return a, nil
	}
	if err := a.known("rechunk"); err != nil {
		return nil, err
	}
	if y, err := a.remadeIn(chunks); y != nil || err != nil {
		return y, err
	}
	g := newGrid(chunks)
	if a.origin != nil && a.origin.anew(a.grid, g) {
		return a.origin.array(g)
	}
	if between := coarser(a.grid, g, a.dtype.Size(), room); between != nil {
		stage, err := a.gather("rechunk", between, between)
		if err != nil {
			return nil, err
		}
		return stage.gather("rechunk", g, g)
	}
	if between := halfway(a.grid, g); between != nil {
		stage, err := a.rechunkVia(between, room)
		if err != nil {
			return nil, err
		}
		return stage.rechunkVia(chunks, room)
	}
	return a.gather("rechunk", g, g)
}

// anew reports whether reading the box of an origin in new blocks beats reading
// it in old ones and copying these: where it reads little more.
func (o origin) anew(old, new *grid) bool { return 2*o.cost(new) <= 3*o.cost(old) }

// A rechunk in one stage reads each old block once for each new block that it
// overlaps. That is cheap until blocks are long in one direction before and in
// another after it: n rows to n columns are n² reads.
const (
	rechunkReads = 4    // for each old and new block, before stages pay
	rechunkSmall = 4096 // reads that are never too many
)

// halfway returns chunks between two chunkings through which fewer reads lead,
// or nil if one stage is best. Along each axis they are as many as the
// geometric mean of both, so blocks are no larger than the largest old or new
// one and hardly fewer than there are: stages need neither more memory nor
// leave processors idle.
func halfway(old, new *grid) [][]int {
	direct := readsBetween(old, new)
	if direct <= rechunkSmall || direct <= rechunkReads*float64(old.blocks()+new.blocks()) {
		return nil
	}
	chunks := make([][]int, len(old.shape))
	for i := range chunks {
		fine, n := old.chunks[i], math.Sqrt(float64(old.counts[i]*new.counts[i]))
		if new.counts[i] > old.counts[i] {
			fine = new.chunks[i]
		}
		chunks[i] = joinChunks(fine, int(math.Round(n)))
	}
	between := newGrid(chunks)
	limit := max(product(old.largest()), product(new.largest()))
	if 2*(readsBetween(old, between)+readsBetween(between, new)) > direct || 4*product(between.largest()) > 5*limit {
		return nil
	}
	return chunks
}

// A read costs about a microsecond, in which coarserRead bytes are copied. In a
// small array of very small blocks that is nearly all the time there is.
const (
	coarserRead  = 4096
	coarserBytes = 1 << 20 // of arrays that may be in one block
)

// coarser returns the chunks of a small array that are as long along each axis
// as the longer of both chunkings, or nil if a stage of them gains nothing.
// Then nearly every old block is read once and every new one reads one block.
// No new block comes to need old blocks that it has not needed before.
func coarser(old, new *grid, item, room int) *grid {
	bytes := float64(item) * float64(product(old.shape))
	if bytes > float64(room) {
		return nil
	}
	chunks := make([][]int, len(old.shape))
	for i := range chunks {
		chunks[i] = new.chunks[i]
		if old.counts[i] < new.counts[i] {
			chunks[i] = old.chunks[i]
		}
	}
	between := newGrid(chunks)
	if 2*(pairs(old, between)+pairs(between, new)+bytes/coarserRead) > pairs(old, new) {
		return nil
	}
	return between
}

// pairs counts the old and new blocks that overlap.
func pairs(old, new *grid) float64 {
	n := 1.0
	for i := range old.shape {
		pieces, k := 0, 0
		for _, start := range old.starts[i][1:] {
			for ; new.starts[i][k] < start; k++ {
				pieces++ // begins with a new chunk
			}
			if new.starts[i][k] > start && start < old.shape[i] {
				pieces++ // begins with an old one
			}
		}
		n *= float64(pieces)
	}
	return n
}

// readsBetween counts the pairs of an old and a new block that overlap, if no
// breakpoints agree.
func readsBetween(old, new *grid) float64 {
	n := 1.0
	for i := range old.shape {
		if slices.Equal(old.chunks[i], new.chunks[i]) {
			n *= float64(old.counts[i])
		} else {
			n *= float64(old.counts[i] + new.counts[i] - 1)
		}
	}
	return n
}

// joinChunks joins neighbours into n groups of about the same length.
func joinChunks(chunks []int, n int) []int {
	out, sum, done := make([]int, 0, n), total(chunks), 0
	length := 0
	for i, c := range chunks {
		length += c
		left := len(chunks) - 1 - i
		if (done+length)*n >= sum*(len(out)+1) && len(out) < n-1 || left == 0 {
			out, done, length = append(out, length), done+length, 0
		}
	}
	return out
}

// balance returns chunks of nearly equal length: of all lengths near the
// median, the one whose longest and shortest chunks differ least. Chunks of
// which one is no longer than half of another give up one of their number.
func balance(chunks []int) []int {
	sum, longest, shortest := 0, 0, chunks[0]
	for _, n := range chunks {
		sum, longest, shortest = sum+n, max(longest, n), min(shortest, n)
	}
	count, mid := len(chunks), int(median(chunks))
	if 2*shortest <= longest {
		count--
	}
	best, spread := chunks, -1
	for n := max(mid-mid/2, 1); n <= mid+mid/2; n++ {
		if (sum+n-1)/n != count {
			continue
		}
		if c := chunksOf(sum, n); spread < 0 || n-c[len(c)-1] < spread {
			best, spread = c, n-c[len(c)-1]
		}
	}
	return best
}
