package hdf5

import (
	"context"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/pieces"
)

// joinBytes is how far apart pieces that lie in the file as they are are read
// with a call each. See the same in package source.
const joinBytes = 8 << 10

// pieceBatch is how much is read before it is copied to its place.
const pieceBatch = 4 << 20

// A chunkReader reads boxes of a dataset.
type chunkReader struct {
	*variable
	part   int
	cache  *chunkCache
	most   int64 // bytes to keep
	counts []int
	packed []byte // a chunk as it is stored

	others map[[2]string]*chunkReader // of parts of a virtual dataset
	around *chunkReader               // of the virtual dataset that this is a part of
}

func newChunkReader(v *variable, part int, cache *chunkCache) *chunkReader {
	r := &chunkReader{variable: v, part: part, cache: cache}
	if v.how == chunked {
		r.counts = counts(v.shape, v.chunk)
	}
	return r
}

// read copies a box to dst: along each axis the positions from start on, each
// step from the one before. It writes all elements of dst.
func (r *chunkReader) read(ctx context.Context, dst *ndarray.Array, start, step []int) error {
	switch {
	case dst.Size() == 0:
		return nil
	case r.how == compact:
		whole := ndarray.New(r.dtype, r.shape...)
		if err := ndarray.DecodeBytes(whole, r.inline[:r.bytes()], r.order); err != nil {
			return err
		}
		return copyBox(dst, whole, start, step)
	case r.how == virtual:
		return r.virtual(ctx, dst, start, step)
	case r.how == contiguous && r.address == nowhere:
		return r.blank(dst)
	case r.how == contiguous:
		return r.pieces(ctx, dst, r.address, r.shape, start, step)
	}
	axes, number := make([][]pieces.Stretch, len(start)), make([]int, len(start))
	for i, n := range dst.Shape() {
		by := 1
		if step != nil {
			by = step[i]
		}
		axes[i] = pieces.Stretches(start[i], n, by, r.chunk[i])
		number[i] = len(axes[i])
	}
	for _, at := range boxes(number) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.chunkPart(ctx, dst, axes, at, step); err != nil {
			return err
		}
	}
	return nil
}

// chunkPart copies what one chunk has of a box.
func (r *chunkReader) chunkPart(ctx context.Context, dst *ndarray.Array, axes [][]pieces.Stretch, at, step []int) error {
	n := len(at)
	where, from, to, size := make([]int, n), make([]int, n), make([]int, n), make([]int, n)
	number, inside := 0, true // all elements of the chunk lie in the array
	for i, k := range at {
		s := axes[i][k]
		where[i] = s.First / r.chunk[i]
		from[i], to[i], size[i] = s.First%r.chunk[i], s.To, s.N
		number = number*r.counts[i] + where[i]
		inside = inside && (where[i]+1)*r.chunk[i] <= r.shape[i]
	}
	place, err := dst.Region(to, size)
	if err != nil {
		return err
	}
	name := chunkName{r.part, number}
	if have := r.cache.kept[name]; have != nil {
		return copyBox(place, have, from, step)
	}
	p, found, err := r.index.find(where)
	if err != nil {
		return err
	}
	if !found {
		return r.blank(place)
	}
	if r.partial && !inside {
		p.mask = ^uint32(0)
	}
	if r.plain(p) {
		if p.size < r.chunkBytes() {
			return r.at(p, where, fmt.Errorf("got a chunk of %d bytes, want %d", p.size, r.chunkBytes()))
		}
		return r.pieces(ctx, place, p.address, r.chunk, from, step)
	}
	whole := place
	direct := slices.Equal(size, r.chunk) && place.IsContiguous()
	if !direct {
		whole = ndarray.Unset(r.dtype, r.chunk...)
	}
	if err := r.decode(whole, p); err != nil {
		return r.at(p, where, err)
	}
	if direct {
		return nil
	}
	r.cache.put(name, whole, r.most)
	return copyBox(place, whole, from, step)
}

// plain reports whether no filter was used for a chunk.
func (r *chunkReader) plain(p chunkPlace) bool {
	for i := range r.filters {
		if p.mask&(1<<i) == 0 {
			return false
		}
	}
	return true
}

// at says which chunk an error is about.
func (r *chunkReader) at(p chunkPlace, where []int, err error) error {
	return &ChunkError{Chunk: slices.Clone(where), Offset: r.in.base + p.address, Err: err}
}

// decode reads and unpacks a chunk.
func (r *chunkReader) decode(dst *ndarray.Array, p chunkPlace) error {
	if p.size > int64(cap(r.packed)) && p.size <= r.in.size {
		r.packed = make([]byte, p.size)
	}
	b, err := r.in.bytes(r.packed[:cap(r.packed)], p.address, p.size)
	if err != nil {
		return err
	}
	if b, err = r.unpack(b, p.mask, int(r.chunkBytes())); err != nil {
		return err
	}
	return ndarray.DecodeBytes(dst, b, r.order)
}

// blank fills a box that nobody wrote.
func (r *chunkReader) blank(dst *ndarray.Array) error {
	one := ndarray.New(r.dtype)
	if r.fill != nil {
		if err := ndarray.DecodeBytes(one, r.fill, r.order); err != nil {
			return err
		}
	}
	return ndarray.CopyInto(dst, one)
}

// copyBox copies a box of whole to dst.
func copyBox(dst, whole *ndarray.Array, start, step []int) error {
	ranges := make([]ndarray.Range, len(start))
	for i, first := range start {
		by := 1
		if step != nil {
			by = step[i]
		}
		ranges[i] = ndarray.Range{Start: first, Stop: first + (dst.Shape()[i]-1)*by + 1, Step: by}
	}
	part, err := whole.Slice(ranges...)
	if err != nil {
		return err
	}
	return ndarray.CopyInto(dst, part)
}

// pieces copies a box of an array that lies at an address as it is.
func (r *chunkReader) pieces(ctx context.Context, dst *ndarray.Array, address int64, shape, start, step []int) error {
	item := r.dtype.Size()
	size := dst.Shape()
	cut := pieces.New(item, pieces.Pitches(shape, item), start, size, step, joinBytes)
	if cut.Count == 1 && dst.IsContiguous() && cut.Run == int64(dst.Size()*item) {
		b, err := dst.Bytes()
		if err != nil {
			return err
		}
		if _, err := r.in.bytes(b, address+cut.Offset(0), cut.Run); err != nil {
			return err
		}
		return ndarray.DecodeBytes(dst, b, r.order)
	}
	axis := slices.IndexFunc(size, func(n int) bool { return n > 1 })
	if cut.Bytes() > pieceBatch && axis >= 0 {
		return r.halves(ctx, dst, axis, address, shape, start, step)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	flat := ndarray.Get(r.dtype, int(cut.Bytes())/item)
	defer flat.Release()
	memory, err := flat.Bytes()
	if err != nil {
		return err
	}
	for run := range cut.Count {
		if _, err := r.in.bytes(memory[int64(run)*cut.Run:][:cut.Run], address+cut.Offset(run), cut.Run); err != nil {
			return err
		}
	}
	if err := ndarray.DecodeBytes(flat, memory, r.order); err != nil {
		return err
	}
	have, err := ndarray.FromBytes(r.dtype, memory, size, cut.Strides)
	if err != nil {
		return err
	}
	return ndarray.CopyInto(dst, have)
}

// halves reads a box in two steps.
func (r *chunkReader) halves(ctx context.Context, dst *ndarray.Array, axis int, address int64, shape, start, step []int) error {
	size, from, origin := slices.Clone(dst.Shape()), slices.Clone(start), make([]int, len(start))
	n := size[axis]
	for _, k := range []int{n / 2, n - n/2} {
		size[axis] = k
		part, err := dst.Region(origin, size)
		if err != nil {
			return err
		}
		if err := r.pieces(ctx, part, address, shape, from, step); err != nil {
			return err
		}
		by := 1
		if step != nil {
			by = step[axis]
		}
		origin[axis] += k
		from[axis] += k * by
	}
	return nil
}
