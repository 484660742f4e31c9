package delayed

import (
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// eager makes the forms of a computed result.
func (r *Results) eager(d udf.Decl, raw, mask *ndarray.Array) (Result, error) {
	res := Result{Decl: d, Raw: raw}
	if mask == nil {
		mask = ndarray.New(ndarray.Bool, raw.Shape()...)
		if err := mask.Fill(true); err != nil {
			return res, err
		}
	}
	var err error
	if res.Data, err = r.embed(d, raw, fillOf(raw.DType())); err != nil {
		return res, err
	}
	res.Valid, err = r.embed(d, mask, false)
	return res, err
}

// embed brings a computed nav result into scan shape.
func (r *Results) embed(d udf.Decl, raw *ndarray.Array, fill any) (*ndarray.Array, error) {
	m := r.run.Meta()
	if d.Kind != udf.KindNav {
		return raw, nil
	}
	shape := d.Shape(m.Nav, m.Sig)
	if m.ROI == nil {
		return raw.Reshape(shape...)
	}
	flat := ndarray.New(raw.DType(), append([]int{len(m.ROI)}, d.Extra...)...)
	if err := flat.Fill(fill); err != nil {
		return nil, err
	}
	var dst, src ndarray.Array
	row := 0
	for i, in := range m.ROI {
		if !in {
			continue
		}
		dst.Window(flat, i, 1, false)
		src.Window(raw, row, 1, false)
		if err := ndarray.CopyInto(&dst, &src); err != nil {
			return nil, err
		}
		row++
	}
	return flat.Reshape(shape...)
}
