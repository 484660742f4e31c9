package udf

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// Own returns the buffers of the u-th UDF out of a partition's list.
func (r *Run) Own(u int, partition []*ndarray.Array) ([]*ndarray.Array, error) {
	p := r.plans[u]
	last := r.plans[len(r.plans)-1]
	if want := last.offset + len(last.decls); len(partition) != want {
		return nil, BadValue("udf: result of a partition", fmt.Sprint(want), "%d buffers", len(partition))
	}
	return partition[p.offset : p.offset+len(p.decls)], nil
}

// Initial returns what partitions of the u-th UDF are merged into: buffers for
// the whole scan after Preprocess.
func (r *Run) Initial(u int) ([]*ndarray.Array, error) {
	x, err := r.specs[u].New()
	if err != nil {
		return nil, err
	}
	s := newState(r.specs[u].name, &r.meta, r.plans[u].decls, r.meta.Frames, ownStorage)
	if s.aux, err = r.aux(u, x, r.data.roi, 0, r.meta.Positions()); err != nil {
		return nil, err
	}
	s.showAll()
	if t, ok := x.(TaskDataer); ok {
		if s.task, err = t.TaskData(View{s}); err != nil {
			return nil, err
		}
	}
	if p, ok := x.(Preprocessor); ok {
		if err := p.Preprocess(View{s}); err != nil {
			return nil, err
		}
	}
	return s.whole, nil
}

// MergeAll lets a UDF that is an [AllMerger] merge the buffers of all partitions
// with selected positions. What it returns is not checked.
func (r *Run) MergeAll(u int, parts []Part) (all map[string]*arrays.Array, err error) {
	err = guard(r.specs[u].name, func() error {
		x, err := r.specs[u].New()
		if err != nil {
			return err
		}
		m, ok := x.(AllMerger)
		if !ok {
			return &UDFError{UDF: r.specs[u].name, Err: ErrNoMerge}
		}
		if all, err = m.MergeAll(r.meta, parts); err != nil {
			return &UDFError{UDF: r.specs[u].name, Err: err}
		}
		return nil
	})
	return all, err
}

// MergeGroup merges partial results of neighbouring partitions of an
// associative UDF, in order, into new buffers. Nav buffers are nil.
func (r *Run) MergeGroup(u int, group [][]*ndarray.Array) ([]*ndarray.Array, error) {
	m, err := r.merger(u)
	if err != nil {
		return nil, err
	}
	decls := r.plans[u].decls
	dst := merged(decls, group[0])
	aux, err := r.aux(u, m.(UDF), nil, 0, 0)
	if err != nil {
		return nil, err
	}
	if aux != nil {
		aux.hideNav()
	}
	for _, src := range group[1:] {
		into, from := r.view(u, dst), r.view(u, withoutNav(decls, src))
		into.s.aux, from.s.aux = aux, aux
		if err := m.Merge(into, from); err != nil {
			return nil, err
		}
	}
	return dst, nil
}

// MergeNext merges one partition into a copy of what came before it. before
// holds the merged sig and single buffers, initial the whole scan's buffers as
// [Run.Initial] made them. The returned nav buffers are those of the partition.
func (r *Run) MergeNext(u, partition int, before, initial, src []*ndarray.Array) ([]*ndarray.Array, error) {
	valid := make([]bool, r.meta.Frames)
	for i := range valid[:r.Slice(partition).Start] {
		valid[i] = true
	}
	return r.mergeNext(u, partition, before, initial, src, valid)
}

// mergeNext is MergeNext with those positions merged before that valid says.
func (r *Run) mergeNext(u, partition int, before, initial, src []*ndarray.Array, valid []bool) ([]*ndarray.Array, error) {
	m, err := r.merger(u)
	if err != nil {
		return nil, err
	}
	slice := r.Slice(partition)
	dst := make([]*ndarray.Array, len(before))
	for i, d := range r.plans[u].decls {
		switch {
		case d.Use == ResultOnly:
		case d.Kind == KindNav:
			var rows ndarray.Array
			rows.Window(initial[i], slice.Start, slice.Frames, false)
			dst[i] = rows.Copy()
		default:
			dst[i] = before[i].Copy()
		}
	}
	d, s := r.view(u, dst), r.view(u, src)
	d.s.valid, s.s.valid = valid, valid
	if d.s.aux, err = r.aux(u, m.(UDF), r.data.roi, r.data.bounds[partition], r.data.bounds[partition+1]); err != nil {
		return nil, err
	}
	s.s.aux = d.s.aux
	if err := m.Merge(d, s); err != nil {
		return nil, err
	}
	for i, decl := range r.plans[u].decls {
		if decl.Kind == KindNav && !d.s.asked[i] {
			dst[i] = src[i]
		}
	}
	return dst, nil
}

func (r *Run) merger(u int) (Merger, error) {
	x, err := r.specs[u].New()
	if err != nil {
		return nil, err
	}
	m, ok := x.(Merger)
	if !ok {
		return nil, &UDFError{UDF: r.specs[u].name, Err: ErrNoMerge}
	}
	return m, nil
}

// aux returns the auxiliary data of a UDF, see auxOf.
func (r *Run) aux(u int, x UDF, roi []bool, from, to int) (*state, error) {
	return auxOf(r.specs[u].name, x, &r.meta, roi, from, to)
}

// hideNav takes the views of nav data away.
func (s *state) hideNav() {
	for i, d := range s.decls {
		s.shown[i] = s.shown[i] && d.Kind != KindNav
	}
}

// view wraps buffers for user code. Task data is absent.
func (r *Run) view(u int, buffers []*ndarray.Array) View {
	return View{stateOf(r.specs[u].name, &r.meta, r.plans[u].decls, buffers)}
}

// merged copies the buffers that take part in merging.
func merged(decls []Decl, src []*ndarray.Array) []*ndarray.Array {
	dst := withoutNav(decls, src)
	for i, a := range dst {
		if a != nil {
			dst[i] = a.Copy()
		}
	}
	return dst
}

func withoutNav(decls []Decl, src []*ndarray.Array) []*ndarray.Array {
	out := make([]*ndarray.Array, len(src))
	for i, d := range decls {
		if d.Kind != KindNav {
			out[i] = src[i]
		}
	}
	return out
}
