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
func (s *state) showRegion(index int, regions []region) error {
	if s.regions == nil {
		s.regions = make([]regionViews, len(regions))
	}
	rv := &s.regions[index]
	if rv.view == nil {
		if err := s.cutRegion(rv, regions[index]); err != nil {
			return err
		}
	}
	for i, v := range rv.view {
		if v != nil {
			s.view[i].Alias(v)
		}
	}
	if s.aux != nil {
		return s.aux.showRegion(index, regions)
	}
	return nil
}

func (s *state) cutRegion(rv *regionViews, reg region) error {
	rv.view = make([]*ndarray.Array, len(s.decls))
	rv.copy = make([]bool, len(s.decls))
	for i, d := range s.decls {
		if d.Kind != KindSig || s.whole[i] == nil {
			continue
		}
		v, err := s.whole[i].Region(boxOf(d, reg))
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
func (s *state) flush(regions []region) error {
	for r, rv := range s.regions {
		for i, v := range rv.view {
			if v == nil || !rv.copy[i] {
				continue
			}
			dst, err := s.whole[i].Region(boxOf(s.decls[i], regions[r]))
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
