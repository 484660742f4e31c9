package hdf5

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/wording"
)

// A place is where the elements of a dataset lie that is not packed: plain
// data, which tasks carry.
type place struct {
	offset  int64
	shape   []int
	chunk   []int // empty for one piece
	order   ndarray.ByteOrder
	fill    []byte
	shuffle bool
}

func (d *dataset) place() place {
	return place{d.offset, d.shape, d.chunk, d.order, d.value, d.shuffle}
}

// literals are the arguments that stand for a place.
func (p place) literals(dst []graph.Arg) []graph.Arg {
	return append(dst, graph.Lit(int(p.offset)), graph.Lit(p.shape), graph.Lit(append([]int{}, p.chunk...)),
		graph.Lit(int(p.order)), graph.Lit(append([]byte{}, p.fill...)), graph.Lit(p.shuffle))
}

// placeOf is the inverse of literals.
func placeOf(args []any) (place, error) {
	if len(args) == 6 {
		offset, ok0 := args[0].(int)
		shape, ok1 := args[1].([]int)
		chunk, ok2 := args[2].([]int)
		order, ok3 := args[3].(int)
		fill, ok4 := args[4].([]byte)
		shuffle, ok5 := args[5].(bool)
		if ok0 && ok1 && ok2 && ok3 && ok4 && ok5 {
			return place{int64(offset), shape, chunk, ndarray.ByteOrder(order), fill, shuffle}, nil
		}
	}
	return place{}, fmt.Errorf("hdf5: got %d arguments for a place, want offset, shape, chunk, byte order, fill and shuffle", len(args))
}

// writeOp writes a block where it belongs. The file is there and long enough.
var writeOp = graph.Register("gloam/hdf5/write", func(ctx context.Context, args []any) (any, error) {
	if len(args) != 10 {
		return nil, fmt.Errorf("hdf5: write has %d arguments, want 10", len(args))
	}
	path, ok0 := args[0].(string)
	owner, ok1 := args[1].(int)
	start, ok2 := args[2].([]int)
	block, ok3 := args[3].(*ndarray.Array)
	if !ok0 || !ok1 || !ok2 || !ok3 {
		return nil, fmt.Errorf("hdf5: write got %T, %T, %T, %T, want path, owner, start, block", args[0], args[1], args[2], args[3])
	}
	p, err := placeOf(args[4:])
	if err != nil {
		return nil, err
	}
	return true, at(path, "", p.writeFile(ctx, path, start, block, owner != 0 && owner != self))
})

// self names this process. What its tasks write it has on the disk at the end,
// those of others do so one by one.
var self = 1 + rand.IntN(math.MaxInt32)

func (p place) writeFile(ctx context.Context, path string, start []int, block *ndarray.Array, synced bool) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	err = p.write(ctx, f, start, block)
	if err == nil && synced {
		err = syncFile(f)
	}
	return errors.Join(err, f.Close())
}

// write puts a block at its place.
func (p place) write(ctx context.Context, w io.WriterAt, start []int, block *ndarray.Array) error {
	if block.NDim() != len(p.shape) || len(start) != len(p.shape) {
		return fmt.Errorf("got a block of shape %s at %s, want one of a dataset of shape %s", wording.Shape(block.Shape()), wording.Shape(start), wording.Shape(p.shape))
	}
	if len(p.chunk) > 0 {
		return p.writeChunks(ctx, w, start, block)
	}
	return p.writeRows(ctx, w, start, block)
}

// writeRows writes what lies together in one call: rows, or more if the block
// has them whole.
func (p place) writeRows(ctx context.Context, w io.WriterAt, start []int, block *ndarray.Array) error {
	b, err := stored(block, p.order)
	if err != nil || len(b) == 0 {
		return err
	}
	shape := block.Shape()
	outer := len(shape)
	for outer > 0 && (outer == len(shape) || shape[outer] == p.shape[outer]) {
		outer--
	}
	item := block.DType().Size()
	run := product(shape[outer:]) * item
	for number, row := range boxes(shape[:outer]) {
		if number%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		at := int64(0)
		for i, n := range p.shape {
			at *= int64(n)
			at += int64(start[i])
			if i < outer {
				at += int64(row[i])
			}
		}
		if _, err := w.WriteAt(b[number*run:(number+1)*run], p.offset+at*int64(item)); err != nil {
			return err
		}
	}
	return nil
}

// stored returns the elements as the file has them. They may be those of the
// block itself.
func stored(block *ndarray.Array, order ndarray.ByteOrder) ([]byte, error) {
	if block.IsContiguous() && (block.DType().Size() == 1 || order == native) {
		return block.Bytes()
	}
	return ndarray.EncodeBytes(nil, block, order)
}

// native is the byte order of this machine.
var native = func() ndarray.ByteOrder {
	if binary.NativeEndian.Uint16([]byte{1, 0}) == 1 {
		return ndarray.LittleEndian
	}
	return ndarray.BigEndian
}()

// writeChunks writes chunks that are not packed.
func (p place) writeChunks(ctx context.Context, w io.WriterAt, start []int, block *ndarray.Array) error {
	return p.eachChunk(ctx, start, block, func(number int, b []byte) error {
		_, err := w.WriteAt(b, p.offset+int64(number)*int64(len(b)))
		return err
	})
}

// eachChunk calls fn for the chunks in a block with their elements, shuffled if
// that is wanted.
func (p place) eachChunk(ctx context.Context, start []int, block *ndarray.Array, fn func(number int, b []byte) error) error {
	if block.Size() == 0 {
		return nil
	}
	counts := make([]int, len(p.chunk))
	for i, c := range p.chunk {
		if start[i]%c != 0 {
			return fmt.Errorf("got a block at %s, want one of whole chunks of shape %s", wording.Shape(start), wording.Shape(p.chunk))
		}
		counts[i] = (block.Shape()[i] + c - 1) / c
	}
	for _, box := range boxes(counts) {
		if err := ctx.Err(); err != nil {
			return err
		}
		number := 0
		for i, c := range p.chunk {
			number = number*((p.shape[i]+c-1)/c) + start[i]/c + box[i]
		}
		b, err := p.chunkAt(block, box)
		if err != nil {
			return err
		}
		if err := fn(number, b); err != nil {
			return err
		}
	}
	return nil
}

// chunkAt returns the bytes of a chunk in a block. Elements behind the edge of
// the array are what fills it.
func (p place) chunkAt(block *ndarray.Array, box []int) ([]byte, error) {
	from, size := make([]int, len(box)), make([]int, len(box))
	for i, c := range p.chunk {
		from[i] = box[i] * c
		size[i] = min(c, block.Shape()[i]-from[i])
	}
	part, err := block.Region(from, size)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(size, p.chunk) {
		if part, err = p.widened(part); err != nil {
			return nil, err
		}
	}
	b, err := stored(part, p.order)
	if err != nil || !p.shuffle {
		return b, err
	}
	return shuffled(b, block.DType().Size()), nil
}

// widened returns a whole chunk that begins with a part of one.
func (p place) widened(part *ndarray.Array) (*ndarray.Array, error) {
	whole := ndarray.New(part.DType(), p.chunk...)
	if len(p.fill) > 0 {
		one := ndarray.New(part.DType())
		if err := ndarray.DecodeBytes(one, p.fill, p.order); err != nil {
			return nil, err
		}
		if err := whole.Fill(one.Item()); err != nil {
			return nil, err
		}
	}
	inside, err := whole.Region(make([]int, len(p.chunk)), part.Shape())
	if err != nil {
		return nil, err
	}
	return whole, ndarray.CopyInto(inside, part)
}
