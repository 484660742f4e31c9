package udf

import "github.com/gloam-go/gloam/arrays/ndarray"

// regionViews are the sig buffers of a UDF cut to one detector region.
type regionViews struct {
	view []*ndarray.Array // by declaration, nil if not a sig buffer
	copy []bool           // view is contiguous memory of its own, see flush
}

// showRegion cuts the views of sig buffers to a detector region. Regions whose
// pixels do not lie together in the buffer are kept as contiguous copies until
// flush.
func (u *running) showRegion(index int, regions []region) error {
	if u.regions == nil {
		u.regions = make([]regionViews, len(regions))
	}
	rv := &u.regions[index]
	if rv.view == nil {
		if err := u.cutRegion(rv, regions[index]); err != nil {
			return err
		}
	}
	for i, v := range rv.view {
		if v != nil {
			u.state.view[i].Alias(v)
		}
	}
	return nil
}

func (u *running) cutRegion(rv *regionViews, reg region) error {
	rv.view = make([]*ndarray.Array, len(u.state.decls))
	rv.copy = make([]bool, len(u.state.decls))
	for i, d := range u.state.decls {
		if d.Kind != KindSig || u.state.whole[i] == nil {
			continue
		}
		v, err := u.state.whole[i].Region(boxOf(d, reg))
		if err != nil {
			return err
		}
		if !v.IsContiguous() {
			v, rv.copy[i] = v.Copy(), true
		}
		rv.view[i] = v
	}
	return nil
}

// boxOf extends a detector region over the extra axes of a sig buffer.
func boxOf(d Decl, reg region) (origin, shape []int) {
	origin = append(append([]int(nil), reg.origin...), make([]int, len(d.Extra))...)
	shape = append(append([]int(nil), reg.shape...), d.Extra...)
	return origin, shape
}

// flush writes the copies of regions back.
func (u *running) flush(regions []region) error {
	for r, rv := range u.regions {
		for i, v := range rv.view {
			if v == nil || !rv.copy[i] {
				continue
			}
			dst, err := u.state.whole[i].Region(boxOf(u.state.decls[i], regions[r]))
			if err != nil {
				return err
			}
			if err := ndarray.CopyInto(dst, v); err != nil {
				return err
			}
		}
	}
	return nil
}
