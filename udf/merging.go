package udf

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A Merging is the state of a run whose partitions are merged one by one, in
// any order, in this process. It is for use by one goroutine.
type Merging struct {
	run     *Run
	initial [][]*ndarray.Array
	merged  [][]*ndarray.Array // by UDF and declaration, for the whole scan
	begun   []bool             // by UDF: merged holds a partition
	valid   []bool             // by selected position: its partition is merged
	done    map[int]bool
}

// StartMerging returns the state before any partition is merged. It fails for
// UDFs that merge with MergeAll only.
func (r *Run) StartMerging() (*Merging, error) {
	m := &Merging{run: r, valid: make([]bool, r.meta.Frames), begun: make([]bool, len(r.specs)), done: map[int]bool{}}
	for u := range r.specs {
		if r.plans[u].mode == MergeLazy && !r.plans[u].merges {
			return nil, &UDFError{UDF: r.specs[u].name, Err: fmt.Errorf("%w: it merges lazy arrays only", ErrNoMerge)}
		}
		var first []*ndarray.Array
		err := guard(r.specs[u].name, func() (err error) {
			first, err = r.Initial(u)
			return err
		})
		if err != nil {
			return nil, err
		}
		m.initial = append(m.initial, first)
		m.merged = append(m.merged, copies(first))
	}
	return m, nil
}

// Add merges the buffers of all UDFs that [Run.Partition] returned for a
// partition. They must not be used afterwards.
func (m *Merging) Add(partition int, list []*ndarray.Array) error {
	if m.done[partition] {
		return fmt.Errorf("udf: partition %d is merged already", partition)
	}
	for u := range m.run.specs {
		own, err := m.run.Own(u, list)
		if err != nil {
			return err
		}
		if err := guard(m.run.specs[u].name, func() error { return m.add(u, partition, own) }); err != nil {
			return err
		}
	}
	m.done[partition] = true
	s := m.run.Slice(partition)
	for i := range m.valid[s.Start : s.Start+s.Frames] {
		m.valid[s.Start+i] = true
	}
	return nil
}

// add merges the buffers of one UDF.
func (m *Merging) add(u, partition int, src []*ndarray.Array) error {
	r := m.run
	decls, dst := r.plans[u].decls, m.merged[u]
	switch {
	case r.plans[u].mode == MergeTree && !m.begun[u]:
		for i, d := range decls {
			if d.Kind != KindNav {
				dst[i] = src[i]
			}
		}
	case r.plans[u].mode == MergeTree:
		got, err := r.MergeGroup(u, [][]*ndarray.Array{dst, src})
		if err != nil {
			return err
		}
		for i, d := range decls {
			if d.Kind != KindNav {
				dst[i] = got[i]
			}
		}
	case r.plans[u].merges && r.plans[u].mode != MergeNone:
		var err error
		if src, err = r.mergeNext(u, partition, dst, m.initial[u], src, m.valid); err != nil {
			return err
		}
		for i, d := range decls {
			if d.Kind != KindNav {
				dst[i] = src[i]
			}
		}
	}
	m.begun[u] = true
	return m.place(u, partition, src)
}

// place copies the rows of a partition's nav buffers to where they belong.
func (m *Merging) place(u, partition int, src []*ndarray.Array) error {
	s := m.run.Slice(partition)
	for i, d := range m.run.plans[u].decls {
		if d.Kind != KindNav || d.Use == ResultOnly {
			continue
		}
		var rows ndarray.Array
		rows.Window(m.merged[u][i], s.Start, s.Frames, false)
		if err := ndarray.CopyInto(&rows, src[i]); err != nil {
			return err
		}
	}
	return nil
}

// Done returns the number of partitions that are merged.
func (m *Merging) Done() int { return len(m.done) }

// Valid tells for each selected position whether its partition is merged. The
// slice is the caller's.
func (m *Merging) Valid() []bool { return append([]bool(nil), m.valid...) }

// Snapshot returns copies of the merged buffers of all UDFs, for
// [Run.ResultsOf].
func (m *Merging) Snapshot() [][]*ndarray.Array {
	out := make([][]*ndarray.Array, len(m.merged))
	for u, list := range m.merged {
		out[u] = copies(list)
	}
	return out
}

// copies copies the arrays of a list; nil stays nil.
func copies(list []*ndarray.Array) []*ndarray.Array {
	out := make([]*ndarray.Array, len(list))
	for i, a := range list {
		if a != nil {
			out[i] = a.Copy()
		}
	}
	return out
}
