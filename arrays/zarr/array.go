package zarr

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/wording"
)

// An ArrayOption changes how [Store.Array] makes an array.
type ArrayOption func(*arrayConfig)

type arrayConfig struct{ chunking *arrays.Chunking }

// Chunked cuts the array as spec says instead of as it is stored. Each task
// then reads all stored chunks that its block touches, so cuts through chunks
// make several tasks decode the same chunk.
func Chunked(spec arrays.Chunking) ArrayOption {
	return func(c *arrayConfig) { c.chunking = &spec }
}

// Array returns the lazy array of a name, empty for one at the root. Nothing
// but metadata is read: each block reads its own chunks when it is computed,
// also on other machines that have the store under the same path. Parts of the
// array read the chunks that they touch, and of those stored as they are only
// the rows. Blocks are the stored chunks. Shards of more than [arrays.DefaultBlockBytes] bytes are
// cut between the chunks inside. Missing chunks hold the fill value.
func (s *Store) Array(name string, opts ...ArrayOption) (*arrays.Array, error) {
	var c arrayConfig
	for _, o := range opts {
		o(&c)
	}
	m, doc, err := s.array(name)
	if err != nil {
		return nil, err
	}
	chunks, err := m.blocks(c.chunking)
	if err != nil {
		return nil, at(s.path, name, err)
	}
	if n := len(m.shape); n > 0 && product(m.shape) > 0 {
		src := Source{Path: s.path, Name: strings.Trim(name, "/"), Document: doc, Sig: n, Shape: m.shape, Type: m.dtype, Unit: m.unpacked()}
		return arrays.FromSource(src, arrays.Chunked(arrays.Explicit(chunks)))
	}
	g := newCuts(chunks)
	item := int64(m.dtype.Size())
	bytes := func(block int) int64 { _, shape := g.box(block); return int64(product(shape)) * item }
	layer, err := graph.NewLayer(graph.LayerSpec{
		Label: "zarr", Op: readOp, Grid: g.counts,
		Token: graph.Token(readOp.Name(), s.path, name, doc, chunks),
		Args: func(block int, dst []graph.Arg) []graph.Arg {
			start, shape := g.box(block)
			return append(dst, graph.Lit(s.path), graph.Lit(name), graph.Lit(doc), graph.Lit(start), graph.Lit(shape))
		},
		Bytes: bytes, Reads: bytes,
		Note: graph.Note{Shape: m.shape, DType: m.dtype.String(), Chunks: wording.Shape(m.chunk), Text: s.path},
	})
	if err != nil {
		return nil, at(s.path, name, err)
	}
	return arrays.New(layer, chunks, m.dtype)
}

// Read returns the box of the given start and shape of an array, as a new
// array. It reads only the chunks that the box touches.
func (s *Store) Read(ctx context.Context, name string, start, shape []int) (*ndarray.Array, error) {
	m, _, err := s.array(name)
	if err != nil {
		return nil, err
	}
	return m.read(ctx, s.path, name, start, shape)
}

var readOp = graph.Register("gloam/zarr/read", func(ctx context.Context, args []any) (any, error) {
	if len(args) != 5 {
		return nil, fmt.Errorf("zarr: read has %d arguments, want 5", len(args))
	}
	path, ok1 := args[0].(string)
	name, ok2 := args[1].(string)
	doc, ok3 := args[2].([]byte)
	start, ok4 := args[3].([]int)
	shape, ok5 := args[4].([]int)
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 {
		return nil, fmt.Errorf("zarr: read got %T, %T, %T, %T, %T, want path, name, document, start, shape", args...)
	}
	m, err := parseArray(doc)
	if err != nil {
		return nil, at(path, name, err)
	}
	return m.read(ctx, path, name, start, shape)
})

// read opens the store and decodes a box.
func (m *arrayMeta) read(ctx context.Context, path, name string, start, shape []int) (*ndarray.Array, error) {
	if len(start) != len(m.shape) || len(shape) != len(m.shape) {
		return nil, at(path, name, fmt.Errorf("box at %s of shape %s in shape %s", wording.Shape(start), wording.Shape(shape), wording.Shape(m.shape)))
	}
	for i := range start {
		if start[i] < 0 || shape[i] < 0 || start[i] > m.shape[i]-shape[i] {
			return nil, at(path, name, fmt.Errorf("box at %s of shape %s in shape %s", wording.Shape(start), wording.Shape(shape), wording.Shape(m.shape)))
		}
	}
	keys, err := openKeys(path)
	if err != nil {
		return nil, at(path, "", err)
	}
	defer keys.Close()
	out := ndarray.New(m.dtype, shape...)
	return out, at(path, name, m.readInto(ctx, keys, strings.Trim(name, "/"), box{start, out}))
}

// readInto decodes all chunks that the box touches.
func (m *arrayMeta) readInto(ctx context.Context, keys keyStore, name string, b box) error {
	n := len(m.chunk)
	lo, hi := make([]int, n), make([]int, n)
	for i, c := range m.chunk {
		lo[i], hi[i] = b.start[i]/c, ceil(b.start[i]+b.dst.Shape()[i], c)
	}
	return eachIn(lo, hi, func(coords []int) error {
		corner := make([]int, n)
		for i, c := range coords {
			corner[i] = c * m.chunk[i]
		}
		part, err := b.inner(corner, m.chunk)
		if err != nil || part == nil {
			return err
		}
		key := join(name, m.keys.key(coords))
		if err := m.readChunk(ctx, keys, key, *part); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		return nil
	})
}

func (m *arrayMeta) readChunk(ctx context.Context, keys keyStore, key string, b box) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	o, err := keys.open(key)
	if errors.Is(err, fs.ErrNotExist) {
		if m.fill == nil {
			return nil // new arrays are zeros
		}
		return b.fillWith(m.fill)
	}
	if err != nil {
		return err
	}
	defer o.Close()
	return m.pipe.read(ctx, b, m.chunk, m.fill, o, o.Size())
}
