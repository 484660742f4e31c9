package zarr

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A Target is an array of a store as a place to store others in, by
// [arrays.Store] and [arrays.StoreItem.Lazy]. It is an [arrays.PlainTarget], so
// workers that have the store under the same path write their blocks themselves,
// and an [arrays.ReadTarget]. Regions follow the rule of [Store.Update]: whole
// chunks, or up to the edge; arrays are cut so and cast to the dtype of what is
// there. Make one with [Store.Target].
type Target struct {
	Path     string
	Name     string
	Document []byte // metadata of the array
	// Unsynced leaves it to the system when files reach the disk, see [Unsynced].
	Unsynced bool
}

func init() { arrays.RegisterTarget[Target]("zarr") }

// Target describes an array that is there, empty for one at the root; [Create]
// makes one. Zip files are an error when something is to be written.
func (s *Store) Target(name string) (Target, error) {
	_, doc, err := s.array(name)
	if err != nil {
		return Target{}, err
	}
	return Target{Path: s.path, Name: strings.Trim(name, "/"), Document: doc}, nil
}

// Kind implements [arrays.PlainTarget].
func (Target) Kind() string { return "zarr" }

// DType implements [arrays.ReadTarget].
func (t Target) DType() ndarray.DType {
	m, err := parseArray(t.Document)
	if err != nil {
		return ndarray.Invalid
	}
	return m.dtype
}

// Fit implements [arrays.FitTarget]. A region that does not consist of whole
// chunks is a [*RegionError].
func (t Target) Fit(item arrays.StoreItem) (*arrays.Array, error) {
	m, err := parseArray(t.Document)
	if err != nil {
		return nil, at(t.Path, t.Name, err)
	}
	s := save{path: t.Path, name: t.Name, meta: m, origin: item.At}
	if s.array, err = item.Array.AsType(m.dtype); err != nil {
		return nil, err
	}
	if s.origin == nil {
		s.origin = make([]int, len(m.shape))
	}
	if err := s.checkRegion(); err != nil {
		return nil, at(t.Path, t.Name, err)
	}
	return s.wholeFiles()
}

// Write implements [arrays.Target]. Each chunk is replaced at one moment.
func (t Target) Write(ctx context.Context, start []int, block *ndarray.Array) error {
	m, err := parseArray(t.Document)
	if err == nil && block.Size() > 0 {
		err = m.replace(ctx, t.Path, t.Name, start, block, !t.Unsynced)
	}
	return at(t.Path, t.Name, err)
}

// replace is write for blocks of which nobody has checked where they go.
func (m *arrayMeta) replace(ctx context.Context, path, name string, start []int, block *ndarray.Array, synced bool) error {
	if !m.wholeChunks(start, block.Shape()) {
		return &RegionError{Start: start, Shape: block.Shape(), Array: m.shape, Chunk: m.chunk}
	}
	return m.write(ctx, path, name, start, block, synced)
}

// Read implements [arrays.ReadTarget]. It reads the chunks that the box touches.
func (t Target) Read(ctx context.Context, start, step, shape []int) (*ndarray.Array, error) {
	m, err := parseArray(t.Document)
	if err == nil && slices.ContainsFunc(step, func(n int) bool { return n != 1 }) {
		err = fmt.Errorf("got steps %v, want 1", step)
	}
	if err != nil {
		return nil, at(t.Path, t.Name, err)
	}
	return m.read(ctx, t.Path, t.Name, start, shape)
}
