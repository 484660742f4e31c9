package udf

import "github.com/gloam-go/gloam/arrays/ndarray"

// ownStorage makes a buffer for good.
func ownStorage(d Decl, shape []int) *ndarray.Array { return ndarray.New(d.DType, shape...) }

// lentStorage takes a buffer that is merged into others from a pool.
func lentStorage(d Decl, shape []int) *ndarray.Array {
	if d.Kind == KindNav {
		return ownStorage(d, shape)
	}
	return ndarray.GetZeros(d.DType, shape...)
}

// storage returns what makes the buffers of the u-th UDF for a partition. If
// partitions are merged in groups, nothing but the merge reads the sig and single
// ones, and copies them.
func (r *Run) storage(u int) func(Decl, []int) *ndarray.Array {
	if r.plans[u].mode == MergeTree {
		return lentStorage
	}
	return ownStorage
}

// Recycle takes the memory of a partition's buffers back for the next ones: a
// quarter of a mebibyte that stays in the cache, instead of one that the system
// clears page by page. It is for what [Run.Partition] returned in this process,
// when [Run.MergeGroup] has merged it with others for each UDF; the sig and
// single buffers of UDFs in mode [MergeTree] must not be used afterwards. Other
// buffers are left alone.
func (r *Run) Recycle(partition []*ndarray.Array) {
	for u, p := range r.plans {
		own, err := r.Own(u, partition)
		if err != nil || p.mode != MergeTree {
			continue
		}
		for i, d := range p.decls {
			if d.Kind != KindNav && own[i] != nil {
				own[i].Release()
			}
		}
	}
}
