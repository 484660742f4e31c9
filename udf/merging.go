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
	trees   []*mergeTree       // by UDF: its sig and single buffers, nil if they are in merged
	leaves  map[int]int        // where partitions are in trees
	valid   []bool             // by selected position: its partition is merged
	done    map[int]bool
}

// MergesPartitions reports why partitions cannot be merged one by one: a UDF has
// MergeAll, which needs all of them, and no Merge.
func (r *Run) MergesPartitions() error {
	for u, p := range r.plans {
		if p.mode == MergeLazy && !p.merges {
			return &UDFError{UDF: r.specs[u].name, Err: fmt.Errorf("%w: it merges lazy arrays only", ErrNoMerge)}
		}
	}
	return nil
}

// StartMerging returns the state before any partition is merged. It fails for
// UDFs that merge with MergeAll only.
func (r *Run) StartMerging() (*Merging, error) {
	if err := r.MergesPartitions(); err != nil {
		return nil, err
	}
	parts := r.Parts()
	m := &Merging{run: r, valid: make([]bool, r.meta.Frames), done: map[int]bool{},
		trees: make([]*mergeTree, len(r.specs)), leaves: map[int]int{}}
	for i, p := range parts {
		m.leaves[p] = i
	}
	for u := range r.specs {
		var first []*ndarray.Array
		err := guard(r.specs[u].name, func() (err error) {
			first, err = r.Initial(u)
			return err
		})
		if err != nil {
			return nil, err
		}
		if r.plans[u].mode == MergeTree {
			m.trees[u] = newMergeTree(r, u, len(parts))
		}
		m.initial = append(m.initial, first)
		m.merged = append(m.merged, copies(first))
	}
	return m, nil
}

// Add merges the buffers of all UDFs that [Run.Partition] returned for a
// partition. They must not be used afterwards. A partition that has no selected
// positions, or comes again, is a [*ValueError].
func (m *Merging) Add(partition int, list []*ndarray.Array) error {
	if err := m.awaited(partition); err != nil {
		return err
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

// awaited refuses partitions that are not to be merged.
func (m *Merging) awaited(partition int) error {
	const subject = "udf: partition to merge"
	if _, ok := m.leaves[partition]; !ok {
		return BadValue(subject, fmt.Sprintf("one of the %d with selected positions", len(m.leaves)), "%d", partition)
	}
	if m.done[partition] {
		return BadValue(subject, "one that is not merged yet", "%d", partition)
	}
	return nil
}

// add merges the buffers of one UDF.
func (m *Merging) add(u, partition int, src []*ndarray.Array) error {
	r := m.run
	decls, dst := r.plans[u].decls, m.merged[u]
	switch {
	case m.trees[u] != nil:
		if err := m.trees[u].add(m.leaves[partition], src); err != nil {
			return err
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
// [Run.ResultsOf]. After the last partition they have the same bits as those
// of a graph of the run, if UDFs that are not [Associative] were merged in scan
// order.
func (m *Merging) Snapshot() ([][]*ndarray.Array, error) {
	out := make([][]*ndarray.Array, len(m.merged))
	for u, list := range m.merged {
		now := append([]*ndarray.Array(nil), list...)
		if err := guard(m.run.specs[u].name, func() error { return m.treeInto(u, now) }); err != nil {
			return nil, err
		}
		out[u] = copies(now)
	}
	return out, nil
}

// treeInto replaces the buffers that are merged in a tree.
func (m *Merging) treeInto(u int, list []*ndarray.Array) error {
	if m.trees[u] == nil {
		return nil
	}
	got, err := m.trees[u].state()
	if err != nil || got == nil {
		return err
	}
	for i, d := range m.run.plans[u].decls {
		if d.Kind != KindNav {
			list[i] = got[i]
		}
	}
	return nil
}

// Update goes on with the UDFs of another run over the same data, which must
// have the same buffers, input dtype and way of merging. Partitions may come
// from either.
func (m *Merging) Update(r *Run) error {
	if err := m.run.Replaceable(r); err != nil {
		return err
	}
	m.run = r
	for _, t := range m.trees {
		if t != nil {
			t.run = r
		}
	}
	return nil
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
