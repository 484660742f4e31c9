package zarr

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/scheduler"
)

// A ResumeError says that what is stored already was meant to be something
// else.
type ResumeError struct {
	Key        string
	Have, Want string // metadata
}

func (e *ResumeError) Error() string {
	return fmt.Sprintf("%s of another array: have %s, want %s", e.Key, e.Have, e.Want)
}

// ErrExists is the cause of saving where there is something already.
var ErrExists = errors.New("there is an array already, want an empty place or Resume")

// Save writes an array into a folder, or into a zip file if path ends in .zip.
// Every chunk, or shard, is a file of its own, written under a temporary name
// and renamed when it is complete, by the task that has its values. Blocks that
// do not consist of whole chunks are cut anew before. The array's metadata
// appear last: until then readers see no array, and [Resume] can go on after a
// failure, a cancelled ctx, the end of the process or a power cut: files are on
// the disk before they get their names, see [Unsynced]. Errors are an [*Error] or
// those of the computation, with the cause, such as a full disk, inside.
//
// A zip file comes about in a folder beside it, as a whole, from which the
// chunks are then copied: that takes the room of both for a while. A zip file
// that is there is copied with the new array added and replaced. Only one
// process at a time may save into it.
func Save(ctx context.Context, path string, a *arrays.Array, opts ...SaveOption) error {
	if a == nil {
		return at(path, "", &arrays.NilError{Op: "save", What: "array"})
	}
	s := save{path: path, format: 3, compressor: BloscLZ4(ByteShuffle), array: a}
	for _, o := range opts {
		o(&s)
	}
	if err := s.prepare(); err != nil {
		return at(path, s.name, err)
	}
	if namesZip(path) {
		return s.zipped(ctx)
	}
	return s.write(ctx)
}

// write saves into the folder.
func (s *save) write(ctx context.Context) error {
	path := s.path
	missing, err := s.begin()
	if err != nil {
		return at(path, s.name, err)
	}
	if len(missing) > 0 {
		if err := s.compute(ctx, missing); err != nil {
			return err
		}
	}
	return at(path, s.name, s.finish())
}

type save struct {
	path, name string
	format     int
	chunk      []int
	shard      []int // nil without shards
	indexFirst bool
	perm       []int // nil for C order
	compressor Compressor
	separator  string
	attributes map[string]any
	axes       []string
	resume     bool
	unsynced   bool
	run        []scheduler.Option

	array    *arrays.Array // its blocks consist of whole files
	cuts     *cuts
	origin   []int // of the array within what is stored; nil means its start
	document []byte
	meta     *arrayMeta
}

// prepare checks everything that can be wrong before the first byte is written.
func (s *save) prepare() error {
	shape := s.array.Shape()
	if slices.Contains(shape, arrays.Unknown) {
		return fmt.Errorf("shape %s is not known before computing", wording.Shape(shape))
	}
	if s.array.DType() == ndarray.Object {
		return &UnsupportedError{What: "data type", Name: "object"}
	}
	if s.chunk == nil {
		s.chunk = largest(s.array.Chunks())
	}
	if len(s.chunk) != len(shape) {
		return fmt.Errorf("chunks %s for shape %s", wording.Shape(s.chunk), wording.Shape(shape))
	}
	if s.shard != nil && len(s.shard) != len(shape) {
		return fmt.Errorf("shards %s for shape %s", wording.Shape(s.shard), wording.Shape(shape))
	}
	if s.axes != nil && len(s.axes) != len(shape) {
		return fmt.Errorf("axes %q for shape %s", s.axes, wording.Shape(shape))
	}
	var err error
	if s.document, err = s.describe(); err != nil {
		return err
	}
	if s.meta, err = parseArray(s.document); err != nil {
		return err
	}
	if _, err := s.notes(); err != nil {
		return err
	}
	if s.array, err = s.wholeFiles(); err != nil {
		return err
	}
	s.cuts = newCuts(s.array.Chunks())
	return nil
}

// wholeFiles returns the array cut so that no file lies in two blocks.
func (s *save) wholeFiles() (*arrays.Array, error) {
	if aligned(s.array.Chunks(), s.meta.chunk) {
		return s.array, nil
	}
	axes := make([]arrays.AxisChunks, len(s.meta.chunk))
	for i, n := range s.meta.chunk {
		axes[i] = arrays.Size(n)
	}
	return s.array.Rechunk(arrays.PerAxis(axes...))
}

// largest returns the longest chunk of each axis.
func largest(chunks [][]int) []int {
	out := make([]int, len(chunks))
	for i, c := range chunks {
		out[i] = max(1, slices.Max(c))
	}
	return out
}

// aligned reports whether no chunk of the file lies in two blocks.
func aligned(blocks [][]int, chunk []int) bool {
	for i, lengths := range blocks {
		for _, n := range lengths[:len(lengths)-1] {
			if n%chunk[i] != 0 {
				return false
			}
		}
	}
	return true
}
