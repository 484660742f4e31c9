package zarr

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// encode packs a chunk of a shape. part holds its elements but for those behind
// the edge of the array, which become zeros.
func (p *pipeline) encode(part *ndarray.Array, chunk []int) ([]byte, error) {
	if len(p.filters) > 0 {
		return nil, &UnsupportedError{What: "writing with filters to", Name: part.DType().String()}
	}
	if p.perm != nil {
		turned, err := part.Transpose(p.perm...)
		if err != nil {
			return nil, err
		}
		part, chunk = turned, permuted(chunk, p.perm)
	}
	var b []byte
	var err error
	if p.shard != nil {
		b, err = p.shard.encode(part, chunk)
	} else {
		b, err = p.lay(part, chunk)
	}
	for i := 0; i < len(p.codecs) && err == nil; i++ {
		b, err = p.codecs[i].encode(b)
	}
	return b, err
}

// lay returns the elements of a whole chunk.
func (p *pipeline) lay(part *ndarray.Array, chunk []int) ([]byte, error) {
	if slices.Equal(part.Shape(), chunk) {
		return ndarray.EncodeBytes(nil, part, p.order)
	}
	whole := ndarray.New(part.DType(), chunk...)
	inside, err := whole.Region(make([]int, len(chunk)), part.Shape())
	if err != nil {
		return nil, err
	}
	if err := ndarray.CopyInto(inside, part); err != nil {
		return nil, err
	}
	return ndarray.EncodeBytes(nil, whole, p.order)
}

// encode packs the chunks of a shard and its index. Chunks behind the edge of
// the array are noted as missing.
func (s *sharding) encode(part *ndarray.Array, chunk []int) ([]byte, error) {
	index := make([]uint64, 2*s.count(chunk))
	for i := range index {
		index[i] = math.MaxUint64
	}
	out := []byte{}
	if s.atStart {
		out = make([]byte, s.indexBytes(chunk))
	}
	hi := make([]int, len(chunk))
	for i, n := range part.Shape() {
		hi[i] = ceil(n, s.inner[i])
	}
	err := eachIn(make([]int, len(chunk)), hi, func(coords []int) error {
		b, err := s.encodeOne(part, coords)
		if err != nil {
			return err
		}
		row := s.row(chunk, coords)
		index[2*row], index[2*row+1] = uint64(len(out)), uint64(len(b))
		out = append(out, b...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	b, err := s.packIndex(index)
	if err != nil {
		return nil, err
	}
	if s.atStart {
		copy(out, b)
		return out, nil
	}
	return append(out, b...), nil
}

// encodeOne packs a chunk inside the shard whose elements part holds.
func (s *sharding) encodeOne(part *ndarray.Array, coords []int) ([]byte, error) {
	from, size := make([]int, len(coords)), make([]int, len(coords))
	for i, c := range coords {
		from[i] = c * s.inner[i]
		size[i] = min(s.inner[i], part.Shape()[i]-from[i])
	}
	inside, err := part.Region(from, size)
	if err != nil {
		return nil, err
	}
	return s.pipe.encode(inside, s.inner)
}

// packIndex lays out offset and length of each chunk.
func (s *sharding) packIndex(index []uint64) ([]byte, error) {
	var order binary.AppendByteOrder = binary.LittleEndian
	if s.index.order == ndarray.BigEndian {
		order = binary.BigEndian
	}
	b := make([]byte, 0, 8*len(index)+4*len(s.index.codecs))
	for _, v := range index {
		b = order.AppendUint64(b, v)
	}
	var err error
	for i := 0; i < len(s.index.codecs) && err == nil; i++ {
		b, err = s.index.codecs[i].encode(b)
	}
	return b, err
}
