package arrays

// Rechunk returns the same values cut as spec says. Each new block is one task
// that reads only the old blocks it overlaps and copies their parts into
// place. An array that already has these chunks is returned itself.
func (a *Array) Rechunk(spec Chunking) (*Array, error) {
	chunks, err := normalize("rechunk", a.grid.shape, spec, a.dtype, a.grid.chunks)
	if err != nil {
		return nil, err
	}
	return a.rechunk(chunks)
}

// RechunkBalanced is [Array.Rechunk] with chunk lengths changed a little, per
// axis, so that a short last chunk is avoided where possible.
func (a *Array) RechunkBalanced(spec Chunking) (*Array, error) {
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

func (a *Array) rechunk(chunks [][]int) (*Array, error) {
	if same(a.grid.chunks, chunks) {
		return a, nil
	}
	g := newGrid(chunks)
	return a.gather("rechunk", g, g)
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
