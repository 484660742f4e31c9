package arrays_test

import (
	"context"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

var (
	byTwo   = arrays.ChunkSize(2)
	byThree = arrays.ChunkSize(3)
	oddCuts = arrays.PerAxis(arrays.Lengths(3, 1), arrays.Lengths(1, 4))
)

// A block is a kernel of a walk.
type block = func(at arrays.Block, in []*ndarray.Array) (*ndarray.Array, error)

// kernelOnce makes a kernel that stays in this process.
func kernelOnce(name string, f block) *kept {
	return once(arrays.NewKernel, "walk-"+name, arrays.BlockFunc(func(_ context.Context, at arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		return f(at, in)
	}))
}

var (
	rowKernel = kernelOnce("row", func(at arrays.Block, _ []*ndarray.Array) (*ndarray.Array, error) {
		y := ndarray.New(ndarray.Int64, at.Shape...)
		for i := range at.Shape[0] {
			row, err := y.Slice(ndarray.Range{Start: i, Stop: i + 1, Step: 1})
			if err != nil {
				return nil, err
			}
			if err := ndarray.AddInto(row, intArray(at.Start[0]+i)); err != nil {
				return nil, err
			}
		}
		return y, nil
	})
	placeKernel = once(arrays.RegisterKernel, "gloam/arrays_test/walk-place", arrays.BlockFunc(func(_ context.Context, _ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		ten, err := ndarray.Mul(in[0], intArray(10))
		if err != nil {
			return nil, err
		}
		return ndarray.Add(ten, in[1])
	}))
)

var makingVisits = []visit{
	{"zeros", arrays.Zeros, list{[]int{3, 0, 2}, ndarray.Uint16, byTwo}},
	{"ones", arrays.Ones, list{[]int{3, 4}, ndarray.Complex64, byTwo}},
	{"full", arrays.Full, list{[]int{5}, -7, ndarray.Int16, byTwo}},
	{"zeros-like", arrays.ZerosLike, list{in("c8")}},
	{"ones-like", arrays.OnesLike, list{in("b")}},
	{"full-like", arrays.FullLike, list{in("f4"), 2.5}},
	{"arange", arrays.Arange, list{3.0, -5.0, -2.0, ndarray.Int64, byThree}},
	{"arange-step", arrays.Arange, list{0.5, 3.0, 0.3, ndarray.Float32, byTwo}},
	{"linspace", arrays.Linspace, list{-1.0, 2.0, 7, true, byThree}},
	{"linspace-open", arrays.Linspace, list{2.0, -1.0, 5, false, byTwo}},
	{"eye", arrays.Eye, list{4, 6, -2, ndarray.Int32, byThree}},
	{"tri", arrays.Tri, list{4, 5, 1, ndarray.Float32, oddCuts}},
	{"tril", arrays.Tril, list{in("f4"), -1}},
	{"triu", arrays.Triu, list{in("i4"), 2}},
	{"diag", arrays.Diag, list{in("v8"), -2}},
	{"diag-of", arrays.Diag, list{in("f8"), 1}},
	{"diagonal", arrays.Diagonal, list{in("f4"), 1, -1, 0}},
	{"trace", arrays.Trace, list{in("i4"), -1}},
	{"indices", arrays.Indices, list{[]int{2, 3}, byTwo}},
	{"meshgrid", arrays.Meshgrid, list{true, in("j4"), in("v8")}},
	{"meshgrid-ij", arrays.Meshgrid, list{false, in("v8"), in("j4"), in("i8")}},
	{"fromfunction", arrays.FromFunction, list{placeKernel, []int{4, 5}, ndarray.Int64, oddCuts}},
	{"fromfunc", arrays.FromFunc, list{rowKernel, []int{4, 5}, ndarray.Int64, oddCuts}},
	{"fromdense", arrays.FromDense, list{do((*arrays.Array).Compute, in("f8"), do(background)), oddCuts, do(arrays.Unnamed)}},
	{"fromblocks", arrays.FromBlocks, list{do(twoBlocks, do((*arrays.Array).Compute, in("f8"), do(background))), [][]int{{4, 4}, {5}}, ndarray.Float64}},
	{"fromsource", arrays.FromSource, list{arrays.Source(counted{Shape: []int{4, 2, 3, 3}, Sig: 2, Stored: 8}), do(arrays.Chunked, arrays.PerAxis(arrays.Size(3), arrays.Keep, arrays.Keep, arrays.Keep))}},
	{"random", (*arrays.Generator).Random, list{do(arrays.NewGenerator, uint64(7)), []int{7}, byThree}},
	{"random-uniform", (*arrays.Generator).Uniform, list{do(arrays.NewGenerator, uint64(7)), -1.0, 2.0, []int{7}, arrays.ChunkSize(4)}},
}

func twoBlocks(a *ndarray.Array) []*ndarray.Array { return []*ndarray.Array{a, a} }

var indexVisits = []visit{
	{"slice", (*arrays.Array).Slice, list{in("f8"), do(arrays.Span, 1, 3), do(arrays.Step, arrays.Open, arrays.Open, -2)}},
	{"slice-new", (*arrays.Array).Slice, list{in("f4"), do(arrays.At, -1), arrays.NewAxis, arrays.Ellipsis, do(arrays.Step, 3, 0, -1)}},
	{"slice-open", (*arrays.Array).Slice, list{in("f4"), do(arrays.Step, arrays.Open, arrays.Open, 2), arrays.All, do(arrays.Span, -2, arrays.Open)}},
	{"slice-empty", (*arrays.Array).Slice, list{in("f8"), do(arrays.Span, 3, 1)}},
	{"slice-all", (*arrays.Array).Slice, list{in("f8"), do(arrays.At, 0), do(arrays.At, 0)}},
	{"slice-e", (*arrays.Array).Slice, list{in("e8"), arrays.All, do(arrays.Step, arrays.Open, arrays.Open, -1)}},
	{"list", (*arrays.Array).Slice, list{in("f8"), do(arrays.List, 3, 0, -1, 0)}},
	{"list-axis1", (*arrays.Array).Slice, list{in("f4"), arrays.All, do(arrays.List, 1, 1)}},
	{"list-pair", (*arrays.Array).Slice, list{in("f4"), do(arrays.List, 0, 2), arrays.All, do(arrays.List, 4, 1)}},
	{"list-int", (*arrays.Array).Slice, list{in("f4"), do(arrays.List, 0, 2), arrays.NewAxis, do(arrays.At, 1)}},
	{"list-none", (*arrays.Array).Slice, list{in("f8"), do(arrays.List)}},
	{"bools", (*arrays.Array).Slice, list{in("f8"), arrays.All, do(arrays.Bools, true, false, true, true, false)}},
	{"dense", (*arrays.Array).Slice, list{in("f8"), do(arrays.Dense, must(ndarray.FromSlice([]int64{0, -1, 2, 2}, 2, 2)))}},
	{"dense-mask", (*arrays.Array).Slice, list{in("f8"), do(arrays.Dense, do((*arrays.Array).Compute, in("b"), do(background)))}},
	{"lazy", (*arrays.Array).Slice, list{in("f8"), do(arrays.Lazy, in("b"))}},
	{"lazy-axis", (*arrays.Array).Slice, list{in("f8"), arrays.All, do(arrays.Lazy, in("b5"))}},
	{"lazy-int", (*arrays.Array).Slice, list{in("v8"), do(arrays.Lazy, in("k8"))}},
	{"extract", (*arrays.Array).Extract, list{in("f8"), in("b")}},
	{"vindex", (*arrays.Array).VIndex, list{in("f8"), do(arrays.List, 0, 3, 1), do(arrays.List, -1, 2, 0)}},
	{"vindex-slice", (*arrays.Array).VIndex, list{in("f4"), do(arrays.List, 0, 2), arrays.All, do(arrays.List, 4, 1)}},
	{"take", (*arrays.Array).Take, list{in("f8"), []int{2, 0, -1}, -1}},
	{"take-0", (*arrays.Array).Take, list{in("i4"), []int{}, 0}},
	{"compress", (*arrays.Array).Compress, list{in("f4"), []bool{true, false, true}, -2}},
	{"blocks", (*arrays.Array).SelectBlocks, list{cutBy(in("f4"), arrays.ChunkSize(2)), do(arrays.At, -1)}},
	{"blocks-list", (*arrays.Array).SelectBlocks, list{cutBy(in("v8"), arrays.ChunkSize(4)), do(arrays.List, 1, 0)}},
	{"set", (*arrays.Array).Set, list{in("f8"), 9.5, do(arrays.Step, arrays.Open, arrays.Open, -2), do(arrays.At, 1)}},
	{"set-array", (*arrays.Array).Set, list{in("i4"), in("j4"), do(arrays.Span, 1, 3)}},
	{"set-list", (*arrays.Array).Set, list{in("f8"), 7, do(arrays.List, 0, 2)}},
	{"set-mask", (*arrays.Array).Set, list{in("f8"), -1, do(arrays.Lazy, in("b"))}},
	{"set-cast", (*arrays.Array).Set, list{in("u1"), 2, do(arrays.At, 0)}},
	{"insert", (*arrays.Array).Insert, list{in("f8"), 2, do((*arrays.Array).Slice, in("g8"), arrays.Span(0, 1)), 0}},
	{"insert-end", (*arrays.Array).Insert, list{in("v8"), 7, do(arrays.Arange, 1.0, 3.0, 1.0, ndarray.Float64, byTwo), 0}},
	{"delete", (*arrays.Array).Delete, list{in("f8"), []int{0, -1}, 1}},
	{"append", (*arrays.Array).Append, list{in("f8"), in("g8"), -1}},
	{"append-empty", (*arrays.Array).Append, list{in("e8"), in("tall"), 0}},
	{"chunksizes", (*arrays.Array).ComputeChunkSizes, list{do((*arrays.Array).Extract, in("v8"), do(arrays.Greater, in("v8"), 0)), do(background)}},
}
