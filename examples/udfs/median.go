package main

import (
	"context"
	"slices"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// Deviation is for each frame the difference between its sum and the median of
// its neighbours in the partition: a UDF that needs many frames at once.
var Deviation = udf.Register("example.com/deviation",
	func(struct{}) (udf.UDF, error) { return deviation{}, nil })

type deviation struct{}

func (deviation) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"difference": udf.Nav(ndarray.Float64)}
}

// ProcessPartition gets all frames of a partition. What it makes of frames that
// happen to lie in one partition depends on the partitioning.
func (deviation) ProcessPartition(_ context.Context, part *ndarray.Array, out udf.View) error {
	wide, err := part.AsType(ndarray.Float64)
	if err != nil {
		return err
	}
	sums, err := ndarray.Reduce(ndarray.Sum, wide, signalAxes(part), false)
	if err != nil {
		return err
	}
	v, err := ndarray.Float64s(sums)
	if err != nil {
		return err
	}
	sorted := slices.Sorted(slices.Values(v))
	result, err := ndarray.Values[float64](out.Buffer("difference"))
	for i := range result {
		result[i] = v[i] - sorted[len(sorted)/2]
	}
	return err
}

// SumAll adds up frames and merges partitions as lazy arrays.
var SumAll = udf.Register("example.com/sum-all",
	func(struct{}) (udf.UDF, error) { return sumAll{}, nil })

type sumAll struct{}

func (sumAll) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"sum": udf.Sig(ndarray.Float64)}
}

func (sumAll) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	return ndarray.AddInto(out.Buffer("sum"), frame)
}

// MergeAll is called while the graph is built. Nothing is computed here.
func (sumAll) MergeAll(_ udf.Meta, parts []udf.Part) (map[string]*arrays.Array, error) {
	var sums []*arrays.Array
	for _, p := range parts {
		sums = append(sums, p.Arrays["sum"])
	}
	stack, err := arrays.Stack(sums, 0)
	if err != nil {
		return nil, err
	}
	sum, err := stack.Sum(arrays.Over(0))
	return map[string]*arrays.Array{"sum": sum}, err
}
