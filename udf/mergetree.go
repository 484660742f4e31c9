package udf

import "github.com/gloam-go/gloam/arrays/ndarray"

// MergeFanIn is how many neighbours one merge of an [Associative] UDF takes.
// The groups depend on the number of partitions only, so that results have the
// same bits wherever and in whatever order partitions are processed.
const MergeFanIn = 8

// A mergeTree merges the partitions of an associative UDF in the groups in
// which a graph of the run merges them, as soon as a group is there.
type mergeTree struct {
	run    *Run
	udf    int
	sizes  []int // lists on each level, leaves first
	levels []map[int][]*ndarray.Array
}

func newMergeTree(r *Run, u, leaves int) *mergeTree {
	t := &mergeTree{run: r, udf: u}
	for n := leaves; ; n = (n + MergeFanIn - 1) / MergeFanIn {
		t.sizes, t.levels = append(t.sizes, n), append(t.levels, map[int][]*ndarray.Array{})
		if n <= 1 {
			return t
		}
	}
}

// add puts in the list of the leaf-th partition and merges what is complete.
func (t *mergeTree) add(leaf int, list []*ndarray.Array) error {
	list = withoutNav(t.run.plans[t.udf].decls, list)
	for level, at := 0, leaf; ; level, at = level+1, at/MergeFanIn {
		t.levels[level][at] = list
		if level == len(t.levels)-1 {
			return nil
		}
		first := at - at%MergeFanIn
		var group [][]*ndarray.Array
		for i := first; i < min(first+MergeFanIn, t.sizes[level]); i++ {
			member := t.levels[level][i]
			if member == nil {
				return nil
			}
			group = append(group, member)
		}
		var err error
		if list, err = t.run.MergeGroup(t.udf, group); err != nil {
			return err
		}
		for i := range group {
			delete(t.levels[level], first+i)
		}
	}
}

// state merges what there is so far, in scan order; nil if that is nothing.
// The arrays must not be modified.
func (t *mergeTree) state() ([]*ndarray.Array, error) {
	var lists [][]*ndarray.Array
	for i := len(t.levels) - 1; i >= 0; i-- {
		lists = append(lists, t.ordered(i)...)
	}
	switch len(lists) {
	case 0:
		return nil, nil
	case 1:
		return lists[0], nil
	}
	return t.run.MergeGroup(t.udf, lists)
}

// ordered lists what there is on a level.
func (t *mergeTree) ordered(level int) [][]*ndarray.Array {
	var out [][]*ndarray.Array
	for i := range t.sizes[level] {
		if list := t.levels[level][i]; list != nil {
			out = append(out, list)
		}
	}
	return out
}
