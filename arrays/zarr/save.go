package zarr

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/scheduler"
)

// A SaveOption changes how [Save] works.
type SaveOption func(*save)

// Format chooses the version of Zarr, 2 or 3. The default is 3.
func Format(version int) SaveOption { return func(s *save) { s.format = version } }

// Name puts the array below the root, which becomes a group. The name may have
// slashes.
func Name(name string) SaveOption { return func(s *save) { s.name = name } }

// Chunks sets the shape of the stored chunks. The default is the shape of the
// array's largest block.
func Chunks(shape ...int) SaveOption { return func(s *save) { s.chunk = slices.Clone(shape) } }

// Compress chooses how chunks are packed. The default is
// [BloscLZ4] with shuffled bytes.
func Compress(c Compressor) SaveOption { return func(s *save) { s.compressor = c } }

// Separator sets what stands between the numbers in keys of chunks: "/" or
// ".". The default is "/" in version 3 and "." in version 2.
func Separator(text string) SaveOption { return func(s *save) { s.separator = text } }

// Attributes notes something at the array. Values must be what JSON can hold.
func Attributes(a map[string]any) SaveOption { return func(s *save) { s.attributes = a } }

// Axes names the axes.
func Axes(names ...string) SaveOption { return func(s *save) { s.axes = slices.Clone(names) } }

// Resume goes on with an unfinished store: chunks that are there are neither
// computed nor written again. What is there must have been begun with the same
// shape, dtype, chunks and compression, else it is a [*ResumeError]; that the
// values are of the same array is the caller's word.
func Resume() SaveOption { return func(s *save) { s.resume = true } }

// Run passes options to the scheduler. Executors on other machines must see
// the store under the same path.
func Run(opts ...scheduler.Option) SaveOption { return func(s *save) { s.run = opts } }

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

// Save writes an array into a folder. Every chunk is a file of its own, written
// under a temporary name and renamed when it is complete, by the task that has
// its values. Blocks that do not consist of whole chunks are cut anew before.
// The array's metadata appear last: until then readers see no array, and
// [Resume] can go on after a failure or a cancelled ctx. Errors are an [*Error]
// or those of the computation.
func Save(ctx context.Context, path string, a *arrays.Array, opts ...SaveOption) error {
	s := save{path: path, format: 3, compressor: BloscLZ4(ByteShuffle), array: a}
	for _, o := range opts {
		o(&s)
	}
	if err := s.prepare(); err != nil {
		return at(path, s.name, err)
	}
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
	compressor Compressor
	separator  string
	attributes map[string]any
	axes       []string
	resume     bool
	run        []scheduler.Option

	array    *arrays.Array // its blocks consist of whole chunks
	cuts     *cuts
	document []byte
	meta     *arrayMeta
}

// prepare checks everything that can be wrong before the first byte is written.
func (s *save) prepare() error {
	shape := s.array.Shape()
	if slices.Contains(shape, arrays.Unknown) {
		return fmt.Errorf("shape %v is not known before computing", shape)
	}
	if s.array.DType() == ndarray.Object {
		return &UnsupportedError{What: "data type", Name: "object"}
	}
	if s.chunk == nil {
		s.chunk = largest(s.array.Chunks())
	}
	if len(s.chunk) != len(shape) {
		return fmt.Errorf("chunks %v for shape %v", s.chunk, shape)
	}
	if s.axes != nil && len(s.axes) != len(shape) {
		return fmt.Errorf("axes %q for shape %v", s.axes, shape)
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
	if !aligned(s.array.Chunks(), s.chunk) {
		axes := make([]arrays.AxisChunks, len(s.chunk))
		for i, n := range s.chunk {
			axes[i] = arrays.Size(n)
		}
		if s.array, err = s.array.Rechunk(arrays.PerAxis(axes...)); err != nil {
			return err
		}
	}
	s.cuts = newCuts(s.array.Chunks())
	return nil
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
