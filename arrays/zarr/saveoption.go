package zarr

import (
	"slices"

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

// Shards packs whole chunks into larger files, each with an index of where its
// chunks lie, so that readers still take single chunks. shape is that of a
// shard's content, a multiple of the chunks' on each axis. A shard is written
// by one task, as a whole. Version 3 has shards, version 2 does not.
func Shards(shape ...int) SaveOption { return func(s *save) { s.shard = slices.Clone(shape) } }

// IndexFirst puts the index of each shard before its chunks instead of behind
// them.
func IndexFirst() SaveOption { return func(s *save) { s.indexFirst = true } }

// Transpose stores the elements of each chunk with its axes in another order:
// axis i of what is stored is axis order[i] of the array. It is about the
// layout of bytes only: who reads sees the same array. Version 2 knows one such
// order, with all axes reversed.
func Transpose(order ...int) SaveOption { return func(s *save) { s.perm = slices.Clone(order) } }
