package zarr

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// A sharding packs chunks into one value, with an index of where they are.
type sharding struct {
	inner   []int // shape of the chunks inside
	pipe    *pipeline
	index   *pipeline
	atStart bool
}

func newSharding(c namedV3, dtype ndarray.DType, chunk []int, depth int) (*sharding, error) {
	var conf struct {
		Shape    []int     `json:"chunk_shape"`
		Codecs   []namedV3 `json:"codecs"`
		Index    []namedV3 `json:"index_codecs"`
		Location string    `json:"index_location"`
	}
	if err := c.read(&conf); err != nil {
		return nil, err
	}
	s := &sharding{inner: nonNil(conf.Shape)}
	switch conf.Location {
	case "start":
		s.atStart = true
	case "end", "":
	default:
		return nil, &UnsupportedError{What: "index location", Name: conf.Location}
	}
	if len(s.inner) != len(chunk) {
		return nil, fmt.Errorf("metadata: chunks %s in shards %s", wording.Shape(s.inner), wording.Shape(chunk))
	}
	for i, n := range s.inner {
		if n < 1 || chunk[i]%n != 0 {
			return nil, fmt.Errorf("metadata: chunks %s do not fill shards %s", wording.Shape(s.inner), wording.Shape(chunk))
		}
	}
	var err error
	if s.pipe, err = newPipeline(conf.Codecs, dtype, s.inner, depth+1); err != nil {
		return nil, err
	}
	s.index, err = newPipeline(conf.Index, ndarray.Uint64, []int{1}, maxNesting)
	if err == nil && (s.index.perm != nil || len(s.index.filters) > 0) {
		err = &UnsupportedError{What: "codecs of a shard's index", Name: fmt.Sprint(conf.Index)}
	}
	return s, err
}

func (s *sharding) check(dtype ndarray.DType, chunk []int) error {
	for _, c := range s.index.codecs {
		if _, ok := c.(checksum); !ok {
			return &UnsupportedError{What: "codec of a shard's index", Name: fmt.Sprintf("%T", c)}
		}
	}
	if n := s.count(chunk); n > maxChunk/16 {
		return fmt.Errorf("metadata: %d chunks in a shard", n)
	}
	return s.pipe.check(dtype, s.inner)
}

// count returns the number of chunks in a shard.
func (s *sharding) count(chunk []int) int {
	n := 1
	for i := range chunk {
		n *= chunk[i] / s.inner[i]
	}
	return n
}

// row returns which entry of the index is that of a chunk.
func (s *sharding) row(chunk, coords []int) int {
	row := 0
	for i, c := range coords {
		row = row*(chunk[i]/s.inner[i]) + c
	}
	return row
}

// indexBytes returns the length of the index; its codecs are checksums.
func (s *sharding) indexBytes(chunk []int) int { return 16*s.count(chunk) + 4*len(s.index.codecs) }

// read decodes those chunks of a shard that the box touches.
func (s *sharding) read(ctx context.Context, b box, chunk []int, fill *ndarray.Array, src io.ReaderAt, size int64) error {
	index, err := s.readIndex(chunk, src, size)
	if err != nil {
		return fmt.Errorf("index of shard: %w", err)
	}
	n := len(chunk)
	lo, hi := make([]int, n), make([]int, n)
	for i := range n {
		lo[i], hi[i] = b.start[i]/s.inner[i], ceil(b.start[i]+b.dst.Shape()[i], s.inner[i])
	}
	return eachIn(lo, hi, func(coords []int) error {
		row, corner := s.row(chunk, coords), make([]int, n)
		for i, c := range coords {
			corner[i] = c * s.inner[i]
		}
		part, err := b.inner(corner, s.inner)
		if err != nil || part == nil {
			return err
		}
		if err := s.readOne(ctx, *part, index[2*row], index[2*row+1], fill, src, size); err != nil {
			return fmt.Errorf("chunk %s of shard: %w", wording.Shape(coords), err)
		}
		return nil
	})
}

func (s *sharding) readOne(ctx context.Context, b box, offset, n uint64, fill *ndarray.Array, src io.ReaderAt, size int64) error {
	if offset == math.MaxUint64 && n == math.MaxUint64 {
		return b.fillWith(fill)
	}
	if n > uint64(size) || offset > uint64(size)-n {
		return fmt.Errorf("%d bytes at %d of %d", n, offset, size)
	}
	return s.pipe.read(ctx, b, s.inner, fill, io.NewSectionReader(src, int64(offset), int64(n)), int64(n))
}

// readIndex returns offset and length of each chunk.
func (s *sharding) readIndex(chunk []int, src io.ReaderAt, size int64) ([]uint64, error) {
	plain := 16 * s.count(chunk)
	n := int64(s.indexBytes(chunk))
	if n > size {
		return nil, fmt.Errorf("%d bytes in a shard of %d", n, size)
	}
	at := size - n
	if s.atStart {
		at = 0
	}
	b, err := readAll(io.NewSectionReader(src, at, n), n, n)
	if err != nil {
		return nil, err
	}
	for i := len(s.index.codecs) - 1; i >= 0; i-- {
		if b, err = s.index.codecs[i].decode(b, plain+4*i); err != nil {
			return nil, err
		}
	}
	var order binary.ByteOrder = binary.LittleEndian
	if s.index.order == ndarray.BigEndian {
		order = binary.BigEndian
	}
	index := make([]uint64, len(b)/8)
	for i := range index {
		index[i] = order.Uint64(b[8*i:])
	}
	return index, nil
}

// eachIn calls fn for all coordinates from lo to before hi, in C order. fn must
// not keep or change them.
func eachIn(lo, hi []int, fn func(coords []int) error) error {
	at := append([]int{}, lo...)
	for i := range lo {
		if lo[i] >= hi[i] {
			return nil
		}
	}
	for {
		if err := fn(at); err != nil {
			return err
		}
		i := len(at) - 1
		for ; i >= 0; i-- {
			if at[i]++; at[i] < hi[i] {
				break
			}
			at[i] = lo[i]
		}
		if i < 0 {
			return nil
		}
	}
}
