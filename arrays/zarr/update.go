package zarr

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/scheduler"
)

// Create makes an array of zeros in a folder: its metadata, without chunks.
// [Store.Update] fills it. The options are those of [Save]; without [Chunks],
// chunks have about 16 MiB. What is there already is [ErrExists].
func Create(path string, shape []int, dtype ndarray.DType, opts ...SaveOption) error {
	zeros, err := arrays.Zeros(shape, dtype, arrays.AutoChunks(createdChunk))
	if err != nil {
		return at(path, "", err)
	}
	s := save{path: path, format: 3, compressor: BloscLZ4(ByteShuffle), array: zeros}
	for _, o := range opts {
		o(&s)
	}
	if namesZip(path) {
		return at(path, s.name, &UnsupportedError{What: "creating an array without chunks in", Name: "zip"})
	}
	if err := s.prepare(); err != nil {
		return at(path, s.name, err)
	}
	if _, err := s.begin(); err != nil {
		return at(path, s.name, err)
	}
	return at(path, s.name, s.finish())
}

// createdChunk is the most bytes of a chunk of an array without values: readers
// take chunks whole.
const createdChunk = 16 << 20

// A RegionError says that a region of an array cannot be written, because it
// does not consist of whole chunks, or whole shards.
type RegionError struct {
	Start, Shape []int // of the region
	Array, Chunk []int // shapes
}

func (e *RegionError) Error() string {
	return fmt.Sprintf("region at %s of shape %s, want whole chunks of %s, or up to the edge of shape %s", wording.Shape(e.Start), wording.Shape(e.Shape), wording.Shape(e.Chunk), wording.Shape(e.Array))
}

// Update computes a and writes it into an array that is there, its first
// element at start. The region must consist of whole chunks, or shards where
// there are such, but for the edge of the array; else it is a [*RegionError]:
// so no two regions share a chunk, and several goroutines, processes or
// machines may write theirs at once. Each chunk is replaced at one moment;
// readers see the old one or the new one. Chunks already replaced stay so if a
// later one fails. Zip files cannot be updated.
func (s *Store) Update(ctx context.Context, name string, start []int, a *arrays.Array, run ...scheduler.Option) error {
	m, doc, err := s.array(name)
	if err != nil {
		return err
	}
	u := save{path: s.path, name: name, array: a, document: doc, meta: m, chunk: m.chunk, origin: slices.Clone(start), run: run}
	if err := u.checkRegion(); err != nil {
		return at(s.path, name, err)
	}
	if u.array, err = u.wholeFiles(); err != nil {
		return at(s.path, name, err)
	}
	u.cuts = newCuts(u.array.Chunks())
	blocks := make([]int, product(u.cuts.counts))
	for i := range blocks {
		blocks[i] = i
	}
	return u.compute(ctx, blocks)
}

// checkRegion refuses what cannot be written in whole files.
func (s *save) checkRegion() error {
	shape, m := s.array.Shape(), s.meta
	if info, err := os.Stat(s.path); err != nil || !info.IsDir() {
		return errors.Join(&UnsupportedError{What: "updating", Name: "zip"}, err)
	}
	if s.array.DType() != m.dtype {
		return fmt.Errorf("got %s, want %s", s.array.DType(), m.dtype)
	}
	if !m.wholeChunks(s.origin, shape) {
		return &RegionError{Start: s.origin, Shape: shape, Array: m.shape, Chunk: m.chunk}
	}
	return nil
}

// wholeChunks reports whether a region consists of whole chunks, or shards, but
// for the edge of the array.
func (m *arrayMeta) wholeChunks(start, shape []int) bool {
	if len(shape) != len(m.shape) || len(start) != len(m.shape) {
		return false
	}
	for i, n := range shape {
		end := start[i] + n
		if n == arrays.Unknown || start[i] < 0 || end > m.shape[i] || start[i]%m.chunk[i] != 0 || end%m.chunk[i] != 0 && end != m.shape[i] {
			return false
		}
	}
	return true
}
