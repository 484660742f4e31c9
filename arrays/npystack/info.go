package npystack

import (
	"errors"
	"fmt"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto/pickle"
)

// infoName is the file that describes a stack.
const infoName = "info"

// maxInfo bounds the size of that file: a chunk takes a few bytes.
const maxInfo = 64 << 20

// ErrInfo is the cause of an error about an info file that does not describe a
// stack.
var ErrInfo = errors.New("not the description of a stack")

// An Info describes a stack.
type Info struct {
	Chunks [][]int // lengths along each axis
	DType  ndarray.DType
	Axis   int // the one that is cut
}

// decodeInfo reads the pickle. Its byte order is that of the files, which say
// it themselves.
func decodeInfo(b []byte) (Info, error) {
	v, err := pickle.Decode(b, nil, pickle.Limits{})
	if err != nil {
		return Info{}, err
	}
	d, ok := v.(*pickle.Dict)
	if !ok {
		return Info{}, fmt.Errorf("%w: got %s, want a dict", ErrInfo, pickle.Format(v))
	}
	var i Info
	if i.Chunks, err = chunksOf(d); err != nil {
		return Info{}, err
	}
	if i.DType, err = dtypeOf(d); err != nil {
		return Info{}, err
	}
	axis, _ := d.Get("axis")
	n, ok := axis.(int64)
	if !ok || n < -int64(len(i.Chunks)) || n >= int64(len(i.Chunks)) {
		return Info{}, fmt.Errorf("%w: got axis %s, want one of %d axes", ErrInfo, pickle.Format(axis), len(i.Chunks))
	}
	if n < 0 {
		n += int64(len(i.Chunks))
	}
	i.Axis = int(n)
	for k, c := range i.Chunks {
		if k != i.Axis && len(c) != 1 {
			return Info{}, fmt.Errorf("%w: got %d chunks along axis %d, want only axis %d to be cut", ErrInfo, len(c), k, i.Axis)
		}
	}
	return i, nil
}

func chunksOf(d *pickle.Dict) ([][]int, error) {
	v, _ := d.Get("chunks")
	axes, ok := items(v)
	if !ok || len(axes) == 0 {
		return nil, fmt.Errorf("%w: got chunks %s, want a tuple for each axis", ErrInfo, pickle.Format(v))
	}
	chunks := make([][]int, len(axes))
	for k, axis := range axes {
		lengths, ok := items(axis)
		if !ok || len(lengths) == 0 {
			return nil, fmt.Errorf("%w: got chunks %s along axis %d, want a tuple of lengths", ErrInfo, pickle.Format(axis), k)
		}
		for _, l := range lengths {
			n, ok := l.(int64)
			if !ok || n < 0 || n > math.MaxInt32*int64(math.MaxInt16) {
				return nil, fmt.Errorf("%w: got chunk %s along axis %d, want a length", ErrInfo, pickle.Format(l), k)
			}
			chunks[k] = append(chunks[k], int(n))
		}
	}
	return chunks, nil
}

func items(v any) ([]any, bool) {
	switch v := v.(type) {
	case pickle.Tuple:
		return v, true
	case *pickle.List:
		return v.Items, true
	}
	return nil, false
}

func dtypeOf(d *pickle.Dict) (ndarray.DType, error) {
	v, _ := d.Get("dtype")
	t, err := pickle.AsDType(v)
	if err != nil {
		return ndarray.Invalid, fmt.Errorf("%w: got dtype %s", ErrInfo, pickle.Format(v))
	}
	dtype, _, err := ndarray.ParseDType(t.Code)
	if err == nil && dtype == ndarray.Object {
		return ndarray.Invalid, fmt.Errorf("%w: got objects, want numbers", ErrInfo)
	}
	return dtype, err
}

// encode is the inverse of decodeInfo.
func (i Info) encode() ([]byte, error) {
	chunks := make(pickle.Tuple, len(i.Chunks))
	for k, c := range i.Chunks {
		lengths := make(pickle.Tuple, len(c))
		for j, n := range c {
			lengths[j] = int64(n)
		}
		chunks[k] = lengths
	}
	return pickle.Encode(pickle.NewDict(
		pickle.Item{Key: "chunks", Value: chunks},
		pickle.Item{Key: "dtype", Value: pickle.NumpyDType(i.DType.Code('<'))},
		pickle.Item{Key: "axis", Value: int64(i.Axis)},
	))
}
