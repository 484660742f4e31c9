package codec

import (
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/internal/wording"
)

// encodeArray returns the payload of an array. Contiguous ones are not copied.
func encodeArray(a *ndarray.Array) (*daskproto.Serialized, error) {
	if a.DType() == ndarray.Object {
		return encodeObjects(a)
	}
	a = a.AsContiguous()
	b, err := a.Bytes()
	if err != nil {
		return nil, err
	}
	if b == nil {
		b = []byte{} // an empty array has a frame too
	}
	sub := daskproto.Map{
		daskproto.F("dtype", []any{int64(0), a.DType().Code('<')}),
		daskproto.F("shape", wireInts(a.Shape())),
		daskproto.F("strides", wireInts(cStrides(a.Shape(), a.DType().Size()))),
		daskproto.F("writeable", []any{true}),
	}
	return &daskproto.Serialized{Header: arrayHeader(sub), Frames: [][]byte{b}}, nil
}

// wireInts returns integers as they come out of a message, so that a payload
// can be decoded without having travelled.
func wireInts(list []int) []any {
	out := make([]any, len(list))
	for i, n := range list {
		out[i] = int64(n)
	}
	return out
}

func arrayHeader(sub daskproto.Map) daskproto.Map {
	return daskproto.Map{
		daskproto.F("sub-header", sub), daskproto.F("type", "numpy.ndarray"),
		daskproto.F("type-serialized", ndarrayClass), daskproto.F("serializer", "dask"),
	}
}

// encodeObjects returns the payload of an array of objects, which is a pickle.
func encodeObjects(a *ndarray.Array) (*daskproto.Serialized, error) {
	v, err := ToPickle(a)
	if err != nil {
		return nil, err
	}
	b, err := pickle.Encode(v)
	return &daskproto.Serialized{Header: arrayHeader(daskproto.Map{daskproto.F("pickle", true)}), Frames: [][]byte{b}}, err
}

// decodeArray returns the array, or s itself if ndarray has no such dtype.
func decodeArray(s *daskproto.Serialized) (any, error) {
	h := daskproto.Read("array header", s.Header)
	f := daskproto.Read("array sub-header", h.Map("sub-header"))
	if h.Err() != nil {
		return nil, h.Err()
	}
	if f.Flag("pickle") {
		return decodePickle(s)
	}
	l := layout{shape: ints(f, "shape")}
	if f.Has("strides") {
		l.strides = ints(f, "strides")
	}
	if f.Has("broadcast_to") {
		full := ints(f, "broadcast_to")
		if err := broadcast(l, full); err != nil {
			return nil, err
		}
		l.shape = full
	}
	known := headerDType(f, &l)
	if f.Err() != nil {
		return nil, f.Err()
	}
	if !known {
		return s, nil
	}
	l.data = joined(s.Frames)
	return l.array()
}

// broadcast checks that the array can be stretched: axes of length 1 only,
// along which the elements do not move.
func broadcast(l layout, full []int) error {
	if len(full) != len(l.shape) || len(l.strides) != len(l.shape) {
		return malformed("shape %s with strides %s stretched to %s", wording.Shape(l.shape), wording.Shape(l.strides), wording.Shape(full))
	}
	for i, e := range full {
		if e != l.shape[i] && (l.shape[i] != 1 || l.strides[i] != 0) {
			return malformed("shape %s with strides %s stretched to %s", wording.Shape(l.shape), wording.Shape(l.strides), wording.Shape(full))
		}
	}
	return nil
}

// headerDType reads the dtype and reports whether ndarray has it.
func headerDType(f *daskproto.Fields, l *layout) bool {
	list := f.List("dtype")
	if len(list) != 2 {
		return false
	}
	text, ok := list[1].(string)
	if packed, isPickle := list[1].([]byte); isPickle {
		v, err := pickle.Decode(packed, nil, pickleLimits)
		if err != nil {
			return false
		}
		d, err := pickle.AsDType(v)
		if err != nil {
			return false
		}
		text, ok = simpleDType(d)
	}
	if !ok {
		return false
	}
	var err error
	l.dtype, l.order, err = ndarray.ParseDType(text)
	return err == nil && l.dtype != ndarray.Object
}

// simpleDType returns the type string of a dtype without fields and units.
func simpleDType(d pickle.DType) (string, bool) {
	if len(d.Fields) > 0 || d.Sub != nil || d.Unit != "" {
		return "", false
	}
	return string(d.Order) + d.Code, true
}

// ints reads an array of integers that fit an int.
func ints(f *daskproto.Fields, name string) []int {
	list := f.List(name)
	out := make([]int, len(list))
	for i, v := range list {
		n, ok := v.(int64)
		if out[i] = int(n); !ok || int64(out[i]) != n {
			f.Reject(name, v, "int")
		}
	}
	return out
}

// joined returns the bytes of several frames.
func joined(frames [][]byte) []byte {
	if len(frames) == 1 {
		return frames[0]
	}
	var out []byte
	for _, f := range frames {
		out = append(out, f...)
	}
	return out
}
