package zarr

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
)

// A filter undoes what numcodecs did to the elements of a chunk before they
// were packed.
type filter interface {
	// stored returns the bytes of n unfiltered ones.
	stored(n int) int
	undo(src []byte) ([]byte, error)
}

type filterConfig struct {
	ID            string
	DType, AsType string
	Encode        string `json:"encode_dtype"`
	Decode        string `json:"decode_dtype"`
	ElementSize   int
	Scale, Offset float64
}

// isFilter reports whether a name is one that newFilter knows.
func isFilter(name string) bool {
	switch name {
	case "shuffle", "packbits", "delta", "fixedscaleoffset", "astype", "bitround", "quantize":
		return true
	}
	return false
}

func newFilter(name string, config json.RawMessage, dtype string) (filter, error) {
	c := filterConfig{DType: dtype, ElementSize: 4}
	if len(config) > 0 {
		if err := json.Unmarshal(config, &c); err != nil {
			return nil, &CodecError{Codec: name, Err: err}
		}
	}
	if c.AsType == "" {
		c.AsType = c.DType
	}
	switch name {
	case "shuffle":
		if c.ElementSize < 1 || c.ElementSize > 1<<16 {
			return nil, damaged(name, "elements of %d bytes", c.ElementSize)
		}
		return shuffleFilter(c.ElementSize), nil
	case "packbits":
		return packedBits{}, nil
	case "delta", "fixedscaleoffset":
		p, err := newPair(c.AsType, c.DType)
		if err != nil || name == "delta" {
			return deltaFilter(p), err
		}
		if c.Scale == 0 {
			return nil, damaged(name, "scale 0")
		}
		return scaleFilter{p, c.Scale, c.Offset}, nil
	case "astype":
		p, err := newPair(c.Encode, c.Decode)
		return castFilter{p}, err
	case "bitround", "quantize": // what was rounded off is gone
		if c.AsType == c.DType {
			return sameFilter{}, nil
		}
		p, err := newPair(c.AsType, c.DType)
		return castFilter{p}, err
	}
	return nil, &UnsupportedError{What: "filter", Name: name}
}

// A filterCodec is a filter between codecs of bytes.
type filterCodec struct{ filter filter }

func (f filterCodec) decode(src []byte, limit int) ([]byte, error) {
	b, err := f.filter.undo(src)
	if err == nil && len(b) > limit {
		err = damaged("filter", "%d bytes, want at most %d", len(b), limit)
	}
	return b, err
}

func (filterCodec) encode([]byte) ([]byte, error) {
	return nil, &UnsupportedError{What: "writing codec", Name: "filter"}
}

// packedBits are truth values, the first in the highest bit, behind the number
// of bits that the last byte has too many.
type packedBits struct{}

func (packedBits) stored(n int) int { return 1 + (n+7)/8 }

func (packedBits) undo(src []byte) ([]byte, error) {
	if len(src) < 1 || src[0] > 7 || int(src[0]) > 8*(len(src)-1) {
		return nil, damaged("packbits", "no number of spare bits in %d bytes", len(src))
	}
	dst := make([]byte, 8*(len(src)-1)-int(src[0]))
	for i := range dst {
		dst[i] = src[1+i/8] >> (7 - i%8) & 1
	}
	return dst, nil
}

type sameFilter struct{}

func (sameFilter) stored(n int) int                { return n }
func (sameFilter) undo(src []byte) ([]byte, error) { return src, nil }

type shuffleFilter int

func (shuffleFilter) stored(n int) int { return n }

func (f shuffleFilter) undo(src []byte) ([]byte, error) {
	if len(src)%int(f) != 0 {
		return nil, damaged("shuffle", "%d bytes, want a multiple of %d", len(src), int(f))
	}
	dst := make([]byte, len(src))
	simd.Unshuffle(dst, src, int(f))
	return dst, nil
}

// A scalar reads and writes single elements.
type scalar struct {
	dtype ndarray.DType
	size  int
	order binary.ByteOrder
}

func newScalar(code string) (scalar, error) {
	d, order, err := ndarray.ParseDType(code)
	if err != nil {
		return scalar{}, err
	}
	if k := d.Kind(); k != ndarray.KindInt && k != ndarray.KindUint && d != ndarray.Float32 && d != ndarray.Float64 {
		return scalar{}, &UnsupportedError{What: "filter of data type", Name: code}
	}
	s := scalar{d, d.Size(), binary.LittleEndian}
	if order == ndarray.BigEndian {
		s.order = binary.BigEndian
	}
	return s, nil
}

func (s scalar) float() bool { return s.dtype.Kind() == ndarray.KindFloat }

// bits reads an element, integers widened to 64 bits.
func (s scalar) bits(b []byte) uint64 {
	signed := s.dtype.Kind() == ndarray.KindInt
	switch s.size {
	case 1:
		if signed {
			return uint64(int8(b[0]))
		}
		return uint64(b[0])
	case 2:
		if v := s.order.Uint16(b); signed {
			return uint64(int16(v))
		} else {
			return uint64(v)
		}
	case 4:
		if v := s.order.Uint32(b); signed {
			return uint64(int32(v))
		} else {
			return uint64(v)
		}
	}
	return s.order.Uint64(b)
}

func (s scalar) putBits(b []byte, v uint64) {
	switch s.size {
	case 1:
		b[0] = byte(v)
	case 2:
		s.order.PutUint16(b, uint16(v))
	case 4:
		s.order.PutUint32(b, uint32(v))
	default:
		s.order.PutUint64(b, v)
	}
}

func (s scalar) value(b []byte) float64 {
	v := s.bits(b)
	switch {
	case s.dtype == ndarray.Float32:
		return float64(math.Float32frombits(uint32(v)))
	case s.dtype == ndarray.Float64:
		return math.Float64frombits(v)
	case s.dtype.Kind() == ndarray.KindInt:
		return float64(int64(v))
	}
	return float64(v)
}

// put stores a number and returns what is left of it.
func (s scalar) put(b []byte, v float64) float64 {
	switch {
	case s.dtype == ndarray.Float32:
		s.putBits(b, uint64(math.Float32bits(float32(v))))
	case s.dtype == ndarray.Float64:
		s.putBits(b, math.Float64bits(v))
	case s.dtype == ndarray.Uint64 && v >= 1<<63:
		s.putBits(b, uint64(v))
	default:
		s.putBits(b, uint64(int64(v)))
	}
	return s.value(b)
}

// A pair is a stored and an original element type.
type pair struct{ from, to scalar }

func newPair(from, to string) (pair, error) {
	f, err := newScalar(from)
	if err != nil {
		return pair{}, err
	}
	t, err := newScalar(to)
	return pair{f, t}, err
}

func (p pair) stored(n int) int { return n / p.to.size * p.from.size }

// each calls fn for all elements.
func (p pair) each(src []byte, fn func(dst, src []byte)) ([]byte, error) {
	if len(src)%p.from.size != 0 {
		return nil, fmt.Errorf("%d bytes, want a multiple of %d", len(src), p.from.size)
	}
	n := len(src) / p.from.size
	dst := make([]byte, n*p.to.size)
	for i := range n {
		fn(dst[i*p.to.size:], src[i*p.from.size:])
	}
	return dst, nil
}

// deltaFilter stored differences of neighbours.
type deltaFilter pair

func (f deltaFilter) stored(n int) int { return pair(f).stored(n) }

func (f deltaFilter) undo(src []byte) ([]byte, error) {
	if f.from.float() || f.to.float() {
		sum := 0.0
		return pair(f).each(src, func(d, s []byte) { sum = f.to.put(d, sum+f.from.value(s)) })
	}
	sum := uint64(0)
	return pair(f).each(src, func(d, s []byte) {
		sum += f.from.bits(s)
		f.to.putBits(d, sum)
	})
}

// scaleFilter stored rounded multiples.
type scaleFilter struct {
	pair
	scale, offset float64
}

func (f scaleFilter) undo(src []byte) ([]byte, error) {
	return f.each(src, func(d, s []byte) { f.to.put(d, f.from.value(s)/f.scale+f.offset) })
}

// castFilter stored elements of another type.
type castFilter struct{ pair }

func (f castFilter) undo(src []byte) ([]byte, error) {
	if f.from.float() || f.to.float() {
		return f.each(src, func(d, s []byte) { f.to.put(d, f.from.value(s)) })
	}
	return f.each(src, func(d, s []byte) { f.to.putBits(d, f.from.bits(s)) })
}
