package arrays_test

import (
	"context"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// reducing is a kernel that reduces the last axis.
func reducing(name string, op ndarray.ReduceOp) *kept {
	return kernelOnce(name, func(_ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		y, err := ndarray.Reduce(op, in[0], []int{-1}, false)
		if err != nil {
			return nil, err
		}
		return y.AsType(ndarray.Float64)
	})
}

// A walkFactor is the parameter of a kernel.
type walkFactor struct{ By int }

var (
	twice = kernelOnce("twice", func(_ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		return ndarray.Mul(in[0], intArray(2))
	})
	plus = kernelOnce("plus", func(_ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) { return ndarray.Add(in[0], in[1]) })
	rows = kernelOnce("rows", func(_ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		return ndarray.Reduce(ndarray.Sum, in[0], []int{-1}, false)
	})
	boxes  = kernelOnce("boxes", box3)
	means  = reducing("means", ndarray.Mean)
	least  = reducing("least", ndarray.Min)
	most   = reducing("most", ndarray.Max)
	extent = kernelOnce("extent", func(_ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		wide, err := in[0].AsType(ndarray.Float64)
		if err != nil {
			return nil, err
		}
		return kernelRange(wide)
	})
	pairs2 = kernelOnce("pairs", func(_ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		tall, err := in[0].ExpandDims(-1)
		if err != nil {
			return nil, err
		}
		flat, err := in[1].ExpandDims(-2)
		if err != nil {
			return nil, err
		}
		return ndarray.Mul(tall, flat)
	})
	products = kernelOnce("products", func(_ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		tall, err := in[0].ExpandDims(-1)
		if err != nil {
			return nil, err
		}
		return ndarray.Mul(tall, in[1])
	})
	factor = once(arrays.RegisterKernelOf[walkFactor], "gloam/arrays_test/walk-factor",
		func(_ context.Context, p walkFactor, _ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
			by, err := intArray(p.By).AsType(in[0].DType())
			if err != nil {
				return nil, err
			}
			return ndarray.Mul(in[0], by)
		})
)

func kernelRange(a *ndarray.Array) (*ndarray.Array, error) {
	high, err := ndarray.Reduce(ndarray.Max, a, []int{-1}, false)
	if err != nil {
		return nil, err
	}
	low, err := ndarray.Reduce(ndarray.Min, a, []int{-1}, false)
	if err != nil {
		return nil, err
	}
	return ndarray.Sub(high, low)
}

func halosOf(h arrays.Halo) map[int]arrays.Halo { return map[int]arrays.Halo{0: h, -1: h} }

func overlapSpec(h arrays.Halo) arrays.OverlapSpec { return arrays.OverlapSpec{Halos: halosOf(h)} }

func labelled(a *arrays.Array, labels string) arrays.Labelled {
	return arrays.Labelled{Array: a, Labels: labels}
}

func kernelsOf(k ...arrays.Kernel) []arrays.Kernel { return k }

func wide(a any) calling { return do((*arrays.Array).AsType, a, ndarray.Int64) }

var (
	gufuncMeans    = arrays.GUFuncSpec{Signature: "(i)->()", DTypes: []ndarray.DType{ndarray.Float64}, Rechunk: true}
	gufuncExtremes = arrays.GUFuncSpec{Signature: "(i)->(),()", DTypes: []ndarray.DType{ndarray.Float64, ndarray.Float64}, Rechunk: true, Axes: [][]int{{0}}}
	gufuncOuter    = arrays.GUFuncSpec{Signature: "(i),(j)->(i,j)", DTypes: []ndarray.DType{ndarray.Int32}, Rechunk: true}
)

var mappingVisits = []visit{
	{"mapblocks", arrays.MapBlocks, list{twice, arrays.MapSpec{}, in("f8")}},
	{"mapblocks-drop", arrays.MapBlocks, list{rows, arrays.MapSpec{Drop: []int{2}}, cutBy(in("f4"), arrays.OnAxes(map[int]arrays.AxisChunks{-1: arrays.Whole}))}},
	{"mapblocks-two", arrays.MapBlocks, list{plus, arrays.MapSpec{DType: ndarray.Float64}, in("f8"), in("j4")}},
	{"blockwise", arrays.Blockwise, list{products, arrays.BlockwiseSpec{Labels: "ij", DType: ndarray.Float64}, do(labelled, in("v8"), "i"), do(labelled, in("w8"), "j")}},
	{"kernelof", arrays.MapBlocks, list{do(arrays.KernelOf[walkFactor].With, factor, walkFactor{3}), arrays.MapSpec{}, in("i4")}},
	{"overlap-nearest", arrays.MapOverlap, list{boxes, do(overlapSpec, do(arrays.Depth, 1, arrays.EdgeNearest)), wide(in("i4"))}},
	{"overlap-reflect", arrays.MapOverlap, list{boxes, do(overlapSpec, do(arrays.Depth, 1, arrays.EdgeReflect)), wide(in("i4"))}},
	{"overlap-periodic", arrays.MapOverlap, list{boxes, do(overlapSpec, do(arrays.Depth, 1, arrays.EdgePeriodic)), wide(in("i4"))}},
	{"overlap-constant", arrays.MapOverlap, list{boxes, do(overlapSpec, do(arrays.Depth, 1, do(arrays.EdgeConstant, 5))), wide(in("i4"))}},
	{"overlap-none", arrays.MapOverlap, list{boxes, do(overlapSpec, do(arrays.Depth, 1, arrays.EdgeNone)), wide(in("i4"))}},
	{"overlap-trim", (*arrays.Array).TrimOverlap, list{do((*arrays.Array).Overlap, in("f8"), do(halosOf, do(arrays.Depth, 1, arrays.EdgeReflect))), do(halosOf, do(arrays.Depth, 1, arrays.EdgeReflect))}},
	{"windows", (*arrays.Array).SlidingWindows, list{in("f8"), 3, 1}},
	{"windows-v", (*arrays.Array).SlidingWindows, list{in("v8"), 7, 0}},
	{"gufunc", arrays.ApplyGUFunc, list{gufuncMeans, do(kernelsOf, means), do((*arrays.Array).AsType, in("f4"), ndarray.Float64)}},
	{"gufunc-two", arrays.ApplyGUFunc, list{gufuncExtremes, do(kernelsOf, least, most), in("f8")}},
	{"gufunc-outer", arrays.ApplyGUFunc, list{gufuncOuter, do(kernelsOf, pairs2), in("i4"), in("i4")}},
	{"along", arrays.ApplyAlongAxis, list{extent, -2, []int{}, ndarray.Float64, in("f4")}},
	{"over", arrays.ApplyOverAxes, list{func(a *arrays.Array, axis int) (*arrays.Array, error) { return a.Sum(arrays.Over(axis)) }, in("f4"), 0, -1}},
}
