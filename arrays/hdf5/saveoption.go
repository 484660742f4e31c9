package hdf5

import (
	"maps"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/scheduler"
)

// A SaveOption changes how [Save] works: all datasets, or within [For] one.
type SaveOption func(*save, *layout)

// Chunks stores datasets in chunks of a shape instead of in one piece; without
// lengths, in chunks like the array's largest block. No chunk is longer than its
// dataset. Readers take whole chunks, so those of about a MiB suit most.
func Chunks(shape ...int) SaveOption {
	return func(_ *save, l *layout) { l.chunked, l.chunk = true, slices.Clone(shape) }
}

// Gzip packs each chunk with zlib's deflate at a level from 1, fast, to 9, small.
// Without [Chunks], chunks are like the array's largest block. Where packed chunks
// end up in the file depends on which are ready first, so only executors in this
// process can save them.
func Gzip(level int) SaveOption { return func(_ *save, l *layout) { l.gzip, l.level = true, level } }

// Shuffle puts the first bytes of all elements of a chunk before the second ones,
// and so on, which lets [Gzip] pack numbers better.
func Shuffle() SaveOption { return func(_ *save, l *layout) { l.shuffle = true } }

// BigEndian stores the bytes of numbers with the highest first. The default is
// the lowest first.
func BigEndian() SaveOption { return func(_ *save, l *layout) { l.order = ndarray.BigEndian } }

// Fill notes a value that stands for elements without one: behind the edge of
// the array, should a program make the dataset larger.
func Fill(value any) SaveOption { return func(_ *save, l *layout) { l.fill = value } }

// Attributes notes values at a dataset or group: within [For] at that one, else
// at the root group. A value is a bool, a number, a string, a slice of one of
// these, or an [*ndarray.Array], of at most 64 KB without the texts.
func Attributes(values map[string]any) SaveOption {
	return func(_ *save, l *layout) {
		l.attributes = maps.Clone(l.attributes)
		if l.attributes == nil {
			l.attributes = map[string]any{}
		}
		maps.Copy(l.attributes, values)
	}
}

// For applies options to one dataset, after those for all. Of a group it takes
// [Attributes] only, and makes it if there is none.
func For(name string, opts ...SaveOption) SaveOption {
	return func(s *save, _ *layout) { s.special = append(s.special, special{name, opts}) }
}

// Unsynced leaves it to the system when the file reaches the disk. By default it
// is there before it gets its name.
func Unsynced() SaveOption { return func(s *save, _ *layout) { s.unsynced = true } }

// Run passes options to the scheduler. Executors on other machines must see the
// folder under the same path.
func Run(opts ...scheduler.Option) SaveOption { return func(s *save, _ *layout) { s.run = opts } }

// special are the options of one object.
type special struct {
	name string
	opts []SaveOption
}

// A layout is how one dataset is to be stored.
type layout struct {
	chunked    bool
	chunk      []int // empty for the array's own
	gzip       bool
	level      int
	shuffle    bool
	order      ndarray.ByteOrder
	fill       any
	attributes map[string]any
}

// filtered reports whether there is anything that only chunks can have.
func (l *layout) filtered() bool { return l.gzip || l.shuffle }

// plain reports whether there are attributes at most.
func (l *layout) plain() bool {
	return !l.chunked && !l.filtered() && l.order == ndarray.LittleEndian && l.fill == nil
}
