package zarr

import (
	"io"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/pieces"
)

// joinBytes is how far apart pieces of a chunk that is stored as it is are read
// with a call each. See the same in package source.
const joinBytes = 8 << 10

// readPlain reads those bytes of a chunk stored as it is that the box wants, if
// these are less than half of it, else it returns false. plain is the length of
// the chunk.
func (p *pipeline) readPlain(b box, chunk []int, src io.ReaderAt, plain int, size int64) (bool, error) {
	if p.shard != nil || len(p.codecs)+len(p.filters) > 0 || size != int64(plain) || b.dst.Size() == 0 {
		return false, nil
	}
	dtype := b.dst.DType()
	cut := pieces.New(dtype.Size(), pieces.Pitches(chunk, dtype.Size()), b.start, b.dst.Shape(), nil, joinBytes)
	if 2*cut.Bytes() >= int64(plain) {
		return false, nil
	}
	data := make([]byte, cut.Bytes())
	reads.bytes.Add(cut.Bytes())
	for run := range cut.Count {
		piece := data[int64(run)*cut.Run:][:cut.Run]
		if n, err := src.ReadAt(piece, cut.Offset(run)); err != nil && !(err == io.EOF && n == len(piece)) {
			return true, err
		}
	}
	flat := ndarray.Get(dtype, int(cut.Bytes())/dtype.Size())
	defer flat.Release()
	if err := ndarray.DecodeBytes(flat, data, p.order); err != nil {
		return true, err
	}
	memory, err := flat.Bytes()
	if err != nil {
		return true, err
	}
	have, err := ndarray.FromBytes(dtype, memory, b.dst.Shape(), cut.Strides)
	if err != nil {
		return true, err
	}
	return true, ndarray.CopyInto(b.dst, have)
}
