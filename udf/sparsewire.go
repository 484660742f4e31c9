package udf

import (
	"github.com/vmihailenco/msgpack/v5"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// sparseWire is a SparseMemory as it travels: its lists are arrays, which are
// encoded as bytes and not number by number.
type sparseWire struct {
	Nav, Sig             []int
	Start, Index, Values *ndarray.Array
}

// EncodeMsgpack implements msgpack.CustomEncoder.
func (m SparseMemory) EncodeMsgpack(e *msgpack.Encoder) (err error) {
	w := sparseWire{Nav: m.Nav, Sig: m.Sig, Values: m.Values}
	starts := make([]int64, len(m.Start))
	for i, s := range m.Start {
		starts[i] = int64(s)
	}
	if w.Start, err = ndarray.FromSlice(starts); err != nil {
		return err
	}
	if w.Index, err = ndarray.FromSlice(m.Index); err != nil {
		return err
	}
	return e.Encode(&w)
}

// DecodeMsgpack implements msgpack.CustomDecoder.
func (m *SparseMemory) DecodeMsgpack(d *msgpack.Decoder) error {
	var w sparseWire
	if err := d.Decode(&w); err != nil {
		return err
	}
	if w.Start == nil || w.Index == nil {
		return sparseError("no row starts or pixels", "both")
	}
	starts, err := ndarray.Values[int64](w.Start)
	if err != nil {
		return err
	}
	pixels, err := ndarray.Values[int32](w.Index)
	if err != nil {
		return err
	}
	*m = SparseMemory{Nav: w.Nav, Sig: w.Sig, Start: make([]int, len(starts)), Index: pixels, Values: w.Values}
	for i, s := range starts {
		m.Start[i] = int(s)
	}
	return nil
}
