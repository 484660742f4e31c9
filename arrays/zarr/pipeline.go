package zarr

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// A pipeline is how elements of a chunk become bytes: they are transposed and
// filtered, laid out or sorted into a shard, and packed.
type pipeline struct {
	perm    []int // axis i of the stored chunk is axis perm[i]; nil for C order
	filters []filter
	order   ndarray.ByteOrder
	shard   *sharding
	codecs  []byteCodec // in the order of writing
}

// check refuses chunks of more memory than anybody meant.
func (p *pipeline) check(dtype ndarray.DType, chunk []int) error {
	n, err := ndarray.CheckShape(dtype, chunk)
	if err != nil {
		return fmt.Errorf("metadata: chunks: %w", err)
	}
	if p.shard != nil {
		return p.shard.check(dtype, permuted(chunk, p.perm))
	}
	if n > maxChunk/dtype.Size() {
		return fmt.Errorf("metadata: chunks %s of %s have more than %d bytes", wording.Shape(chunk), dtype, maxChunk)
	}
	return nil
}

// A box is a part of a chunk and where its elements go.
type box struct {
	start []int
	dst   *ndarray.Array
}

// inner returns what part of a box lies in the sub-chunk at lo of a shape, nil
// if none.
func (b box) inner(lo, shape []int) (*box, error) {
	n := len(lo)
	from, size, start := make([]int, n), make([]int, n), make([]int, n)
	for i := range lo {
		a := max(b.start[i], lo[i])
		z := min(b.start[i]+b.dst.Shape()[i], lo[i]+shape[i])
		if z <= a {
			return nil, nil
		}
		from[i], size[i], start[i] = a-b.start[i], z-a, a-lo[i]
	}
	dst, err := b.dst.Region(from, size)
	if err != nil {
		return nil, err
	}
	return &box{start, dst}, nil
}

// fillWith stores the fill value everywhere in the box.
func (b box) fillWith(fill *ndarray.Array) error {
	if fill == nil {
		fill = ndarray.New(b.dst.DType())
	}
	return ndarray.CopyInto(b.dst, fill)
}

// read decodes the part of a chunk that the box wants.
func (p *pipeline) read(ctx context.Context, b box, chunk []int, fill *ndarray.Array, src io.ReaderAt, size int64) error {
	if p.perm != nil {
		dst, err := b.dst.Transpose(p.perm...)
		if err != nil {
			return err
		}
		b, chunk = box{permuted(b.start, p.perm), dst}, permuted(chunk, p.perm)
	}
	if p.shard != nil && len(p.codecs) == 0 {
		return p.shard.read(ctx, b, chunk, fill, src, size)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	n, err := ndarray.CheckShape(b.dst.DType(), chunk)
	if err != nil {
		return err
	}
	plain := n * b.dst.DType().Size()
	for _, f := range p.filters {
		plain = f.stored(plain)
	}
	if done, err := p.readPlain(b, chunk, src, plain, size); done || err != nil {
		return err
	}
	limit := plain
	if p.shard != nil {
		limit = loose(plain)
	}
	data, err := p.unpack(src, size, limit)
	if err != nil {
		return err
	}
	if p.shard != nil {
		return p.shard.read(ctx, b, chunk, fill, bytes.NewReader(data), int64(len(data)))
	}
	if len(data) != plain {
		return fmt.Errorf("chunk of %d bytes, want %d for shape %s of %s", len(data), plain, wording.Shape(chunk), b.dst.DType())
	}
	return p.place(b, chunk, data)
}

// loose is how many bytes n ones may take before they are unpacked.
func loose(n int) int { return n + n/2 + 64<<10 }

// unpack reads a value and undoes the codecs.
func (p *pipeline) unpack(src io.ReaderAt, size int64, limit int) ([]byte, error) {
	room := limit
	if len(p.codecs) > 0 {
		room = loose(limit)
	}
	data, err := readAll(src, size, int64(room))
	for i := len(p.codecs) - 1; i >= 0 && err == nil; i-- {
		most := limit
		if i > 0 {
			most = loose(limit)
		}
		data, err = p.codecs[i].decode(data, most)
	}
	return data, err
}

// place undoes the filters and copies the elements that the box wants.
func (p *pipeline) place(b box, chunk []int, data []byte) error {
	var err error
	for _, f := range slices.Backward(p.filters) {
		if data, err = f.undo(data); err != nil {
			return err
		}
	}
	if slices.Equal(b.dst.Shape(), chunk) && b.dst.IsContiguous() {
		return ndarray.DecodeBytes(b.dst, data, p.order)
	}
	whole := ndarray.Get(b.dst.DType(), chunk...)
	defer whole.Release()
	if err := ndarray.DecodeBytes(whole, data, p.order); err != nil {
		return err
	}
	part, err := whole.Region(b.start, b.dst.Shape())
	if err != nil {
		return err
	}
	return ndarray.CopyInto(b.dst, part)
}
