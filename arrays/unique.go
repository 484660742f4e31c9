package arrays

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// Uniques are the different elements of an array and where they are. The first
// three have one axis of unknown length, in one block.
type Uniques struct {
	Values  *Array // ascending, NaN last and once
	Index   *Array // where each occurs first, in C order
	Counts  *Array // how often each occurs
	Inverse *Array // for each element, in C order, its position in Values
}

// Unique finds the different elements: of each block in one task, then of all
// of them in another.
func Unique(a *Array) (Uniques, error) {
	if err := present("unique", a); err != nil {
		return Uniques{}, err
	}
	var u Uniques
	flat, err := a.Ravel()
	if err != nil {
		return u, err
	}
	if err := flat.known("unique"); err != nil {
		return u, err
	}
	parts, err := graph.NewLayer(graph.LayerSpec{
		Label: "unique", Token: graph.Token(uniqueOp.Name(), flat.layer), Grid: flat.grid.counts, Op: uniqueOp, Deps: []*graph.Layer{flat.layer}, Blockwise: true,
		Args: func(block int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Lit(flat.grid.starts[0][block]), graph.Ref(0, block))
		},
	})
	if err != nil {
		return u, err
	}
	merged, err := graph.NewLayer(graph.LayerSpec{
		Label: "unique-merge", Token: graph.Token(uniqueMergeOp.Name(), parts), Grid: []int{1}, Op: uniqueMergeOp, Deps: []*graph.Layer{parts},
		Args: func(_ int, dst []graph.Arg) []graph.Arg {
			for i := range parts.Len() {
				dst = append(dst, graph.Ref(0, i))
			}
			return dst
		},
	})
	if err != nil {
		return u, err
	}
	var e Expr
	pick := func(i int, dtype ndarray.DType) *Array {
		return e.Keep(work{
			label: "unique-part", op: uniquePickOp, params: []any{i}, layers: []*graph.Layer{merged}, out: newGrid([][]int{{Unknown}}), dtype: dtype,
			args: func(_ int, dst []graph.Arg) []graph.Arg { return append(dst, graph.Ref(0, 0), graph.Lit(i)) },
		}.array())
	}
	u.Values, u.Index, u.Counts = pick(0, a.dtype), pick(1, ndarray.Int64), pick(2, ndarray.Int64)
	if e.Err != nil {
		return u, e.Err
	}
	u.Inverse, err = SearchSorted(u.Values, flat, false)
	return u, err
}

var uniqueOp = graph.Register("gloam/arrays/unique", func(_ context.Context, args []any) (any, error) {
	var r reader
	start, b := r.int(args, 0), r.block(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	n := b.Size()
	at, ones := make([]int64, n), make([]int64, n)
	for i := range at {
		at[i], ones[i] = int64(start+i), 1
	}
	index, err := ndarray.FromSlice(at, n)
	if err != nil {
		return nil, err
	}
	counts, err := ndarray.FromSlice(ones, n)
	if err != nil {
		return nil, err
	}
	return uniqueOf(b, index, counts)
})

var uniqueMergeOp = graph.Register("gloam/arrays/unique-merge", func(_ context.Context, args []any) (any, error) {
	var lists [3][]*ndarray.Array
	for _, v := range args {
		p, ok := v.([]*ndarray.Array)
		if !ok || len(p) != 3 {
			return nil, fmt.Errorf("arrays: unique: input of task is %T, want %T of 3", v, p)
		}
		for i := range lists {
			lists[i] = append(lists[i], p[i])
		}
	}
	var all [3]*ndarray.Array
	for i, list := range lists {
		var err error
		if all[i], err = ndarray.Concatenate(list, 0); err != nil {
			return nil, err
		}
	}
	return uniqueOf(all[0], all[1], all[2])
})

// uniqueOf groups equal values: the first index of each, the sum of counts.
func uniqueOf(values, index, counts *ndarray.Array) (partial, error) {
	order, err := ndarray.ArgSort(values, 0)
	if err != nil {
		return nil, err
	}
	sorted, err := ndarray.TakeAlong(values, order, 0)
	if err != nil {
		return nil, err
	}
	at, err := intsOf(order)
	if err != nil {
		return nil, err
	}
	n := len(at)
	var heads []int64
	if n > 0 {
		left, _ := sorted.Slice(ndarray.Range{Start: 0, Stop: n - 1, Step: 1})
		right, _ := sorted.Slice(ndarray.Range{Start: 1, Stop: n, Step: 1})
		var c calculation
		differ := c.binary(ndarray.OpNotEqual, left, right)
		both := c.binary(ndarray.OpAnd, c.unary(ndarray.IsNaN, left), c.unary(ndarray.IsNaN, right))
		differ = c.binary(ndarray.OpAnd, differ, c.unary(ndarray.Not, both))
		if c.err != nil {
			return nil, c.err
		}
		flags, err := ndarray.Values[bool](differ)
		if err != nil {
			return nil, err
		}
		heads = append(heads, 0)
		for i, on := range flags {
			if on {
				heads = append(heads, int64(i+1))
			}
		}
	}
	where, err := intsOf(index)
	if err != nil {
		return nil, err
	}
	often, err := intsOf(counts)
	if err != nil {
		return nil, err
	}
	first, sums := make([]int64, len(heads)), make([]int64, len(heads))
	for k, h := range heads {
		end := int64(n)
		if k+1 < len(heads) {
			end = heads[k+1]
		}
		first[k] = int64(where[at[h]])
		for _, i := range at[h:end] {
			sums[k] += int64(often[i])
		}
	}
	return uniquePartial(sorted, heads, first, sums)
}

func uniquePartial(sorted *ndarray.Array, heads, first, sums []int64) (partial, error) {
	list, err := ndarray.FromSlice(heads, len(heads))
	if err != nil {
		return nil, err
	}
	values, err := takeDense(sorted, list, 0)
	if err != nil {
		return nil, err
	}
	index, err := ndarray.FromSlice(first, len(first))
	if err != nil {
		return nil, err
	}
	counts, err := ndarray.FromSlice(sums, len(sums))
	return partial{values, index, counts}, err
}

var uniquePickOp = loses(graph.Register("gloam/arrays/unique-pick", func(_ context.Context, args []any) (any, error) {
	var r reader
	p, i := take[[]*ndarray.Array](&r, args, 0), r.int(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	if i >= len(p) {
		return nil, fmt.Errorf("arrays: unique: got %d parts, want more than %d", len(p), i)
	}
	return p[i], nil
}))
