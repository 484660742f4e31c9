package udf

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/vmihailenco/msgpack/v5"
)

// An Aux is auxiliary data: an array that a UDF gets with its parameters, cut
// like a buffer of the same kind. As a field of a parameter struct it travels
// with the parameters. A UDF with auxiliary data says so with [AuxUser] and
// reads it with [View.Aux]. The array must not be modified while it is in use.
// The zero Aux has no data.
type Aux struct {
	Data  *ndarray.Array
	Kind  Kind
	Extra []int // shape of one entry; none means a number
}

// NavAux returns auxiliary data with one entry per scan position, in scan
// order: data has as many elements as the scan has positions, selected or not,
// times those of extra.
func NavAux(data *ndarray.Array, extra ...int) Aux { return Aux{data, KindNav, extra} }

// SigAux returns auxiliary data with one entry per detector pixel.
func SigAux(data *ndarray.Array, extra ...int) Aux { return Aux{data, KindSig, extra} }

// SingleAux returns auxiliary data that belongs to the scan as a whole; views
// have the shape of data.
func SingleAux(data *ndarray.Array) Aux {
	a := Aux{Data: data, Kind: KindSingle}
	if data != nil {
		a.Extra = append([]int(nil), data.Shape()...)
	}
	return a
}

// An AuxUser has auxiliary data. Aux names it; it is called more than once and
// must answer the same each time. Data that does not fit the scan is refused
// with an [*AuxError] before anything runs.
type AuxUser interface{ Aux() map[string]Aux }

// An AuxError reports auxiliary data that does not fit the scan.
type AuxError struct{ UDF, Name, Got, Want string }

func (e *AuxError) Error() string {
	return fmt.Sprintf("udf: %s: auxiliary data %q: got %s, want %s", e.UDF, e.Name, e.Got, e.Want)
}

// IsZero reports whether there is no data.
func (a Aux) IsZero() bool { return a.Data == nil }

// wireAux is the form in which an Aux travels.
type wireAux struct {
	Data    []byte
	Objects []any
	Shape   []int
	Kind    Kind
	Extra   []int
}

// MarshalBinary encodes the data; no data is no bytes.
func (a Aux) MarshalBinary() ([]byte, error) {
	if a.Data == nil {
		return nil, nil
	}
	w := wireAux{Kind: a.Kind, Extra: a.Extra}
	var err error
	if a.Data.DType() == ndarray.Object {
		w.Shape = a.Data.Shape()
		w.Objects, err = a.Data.AsContiguous().Objects()
	} else {
		w.Data, err = a.Data.MarshalBinary()
	}
	if err != nil {
		return nil, err
	}
	return msgpack.Marshal(&w)
}

// UnmarshalBinary is the inverse of MarshalBinary.
func (a *Aux) UnmarshalBinary(b []byte) error {
	*a = Aux{}
	if len(b) == 0 {
		return nil
	}
	var w wireAux
	if err := unpack(b, &w); err != nil {
		return &FormatError{What: "auxiliary data", Err: err}
	}
	data := new(ndarray.Array)
	var err error
	if w.Data == nil {
		data, err = ndarray.FromObjects(w.Objects, w.Shape...)
	} else {
		err = data.UnmarshalBinary(w.Data)
	}
	if err != nil {
		return err
	}
	*a = Aux{Data: data, Kind: w.Kind, Extra: w.Extra}
	return nil
}

// decl is the declaration of a buffer that is cut in the same way.
func (a Aux) decl(name string) Decl {
	return Decl{Name: name, Buffer: Buffer{Kind: a.Kind, DType: a.Data.DType(), Extra: a.Extra}}
}

// checkAux refuses auxiliary data that does not fit the scan.
func checkAux(udf string, u UDF, m Meta) error {
	x, ok := u.(AuxUser)
	if !ok {
		return nil
	}
	all := x.Aux()
	for _, name := range sortedKeys(all) {
		a := all[name]
		if a.Data == nil {
			return &AuxError{UDF: udf, Name: name, Got: "no data", Want: "an array"}
		}
		d := a.decl(name)
		if err := d.check(udf); err != nil {
			return err
		}
		if shape := d.shape(m.Positions(), m.Sig); a.Data.Size() != product(shape) {
			return &AuxError{UDF: udf, Name: name, Got: fmt.Sprintf("shape %s", wording.Shape(a.Data.Shape())), Want: fmt.Sprintf("%d elements for %s data of shape %s", product(shape), a.Kind, wording.Shape(shape))}
		}
	}
	return nil
}

// auxOf returns a state over the auxiliary data of a UDF, nil if it has none.
// Nav data is cut to the scan positions from ≤ i < to, compressed to the
// region of interest.
func auxOf(udf string, u UDF, m *Meta, roi []bool, from, to int) (*state, error) {
	x, ok := u.(AuxUser)
	if !ok {
		return nil, nil
	}
	all := x.Aux()
	var decls []Decl
	var data []*ndarray.Array
	for _, name := range sortedKeys(all) {
		d := all[name].decl(name)
		a, err := all[name].Data.Reshape(d.shape(m.Positions(), m.Sig)...)
		if err != nil {
			return nil, err
		}
		if d.Kind == KindNav {
			if a, err = rowsOf(a, roi, from, to); err != nil {
				return nil, err
			}
		}
		decls, data = append(decls, d), append(data, a)
	}
	return stateOf(udf, m, decls, data), nil
}

// rowsOf returns the selected rows between from and to: a view if these are
// all of them.
func rowsOf(a *ndarray.Array, roi []bool, from, to int) (*ndarray.Array, error) {
	out := &ndarray.Array{}
	out.Window(a, from, to-from, false)
	if roi == nil {
		return out, nil
	}
	n := 0
	for _, in := range roi[from:to] {
		if in {
			n++
		}
	}
	out = ndarray.New(a.DType(), append([]int{n}, a.Shape()[1:]...)...)
	var dst, src ndarray.Array
	row := 0
	for p := from; p < to; p++ {
		if !roi[p] {
			continue
		}
		dst.Window(out, row, 1, false)
		src.Window(a, p, 1, false)
		if err := ndarray.CopyInto(&dst, &src); err != nil {
			return nil, err
		}
		row++
	}
	return out, nil
}
