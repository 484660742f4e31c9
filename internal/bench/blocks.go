package main

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// blocksGroup is element-wise work on arrays in the cache, with one thread and
// its processor time. Both sides write to memory that is there already.
var blocksGroup = group{name: "blocks", kinds: []string{"numpy"}, open: openBlocks}

// blockSize is the number of elements: the operands and the result fit the
// second-level cache, and the cost of a call hardly shows.
const blockSize = 8 << 10

func openBlocks(context.Context, options) (*field, error) {
	var trials []*trial
	for _, d := range []ndarray.DType{ndarray.Float32, ndarray.Float64} {
		list, err := blockTrials(d)
		if err != nil {
			return nil, err
		}
		trials = append(trials, list...)
	}
	for _, t := range trials {
		t.ownTime = true
	}
	return &field{
		about:  fmt.Sprintf("Element-wise functions of %d numbers in the cache, one thread, in processor time.", blockSize),
		config: map[string]any{"threads": 1},
		trials: trials,
	}, nil
}

func blockTrials(d ndarray.DType) ([]*trial, error) {
	numbers := waves[float64](2 * blockSize)
	for i := range numbers {
		numbers[i]++ // positive, around 1
	}
	var in [2]*ndarray.Array
	for i := range in {
		a, err := ndarray.FromSlice(numbers[i*blockSize:(i+1)*blockSize], blockSize)
		if err != nil {
			return nil, err
		}
		if in[i], err = a.AsType(d); err != nil {
			return nil, err
		}
	}
	one, err := in[1].Slice(ndarray.Range{Start: 0, Stop: 1, Step: 1})
	if err != nil {
		return nil, err
	}
	var list []*trial
	for _, op := range []ndarray.BinaryOp{ndarray.OpAdd, ndarray.OpMul, ndarray.OpDiv, ndarray.OpMaximum, ndarray.OpLess} {
		list = append(list, binaryTrial(string(op), op, d, in[0], in[1], 1))
	}
	list = append(list, binaryTrial("add scalar", ndarray.OpAdd, d, in[0], one, 1))
	list = append(list, unaryTrial(ndarray.Sqrt, d, in[0], 1))
	for _, op := range []ndarray.UnaryOp{ndarray.Abs, ndarray.Exp, ndarray.Log} {
		list = append(list, unaryTrial(op, d, in[0], 0))
	}
	return append(list, castTrial(d, in[0])), nil
}

// blockTrial computes into the same memory in every run.
func blockTrial(name string, d, out ndarray.DType, atLeast float64, compute func(dst *ndarray.Array) error) *trial {
	dst := ndarray.New(out, blockSize)
	result := values{"result": dst}
	return &trial{
		name: fmt.Sprintf("%s %s", name, d), loops: 20000,
		ask:     map[string]any{"dtype": d.String(), "n": blockSize},
		run:     func(context.Context) (values, error) { return result, compute(dst) },
		targets: []target{{"numpy", atLeast}},
	}
}

func binaryTrial(name string, op ndarray.BinaryOp, d ndarray.DType, a, b *ndarray.Array, atLeast float64) *trial {
	out := d
	if op == ndarray.OpLess {
		out = ndarray.Bool
	}
	return blockTrial(name, d, out, atLeast, func(dst *ndarray.Array) error { return ndarray.BinaryInto(op, dst, a, b) })
}

// unaryTrial uses the kernel, as there is no such function with a destination.
func unaryTrial(op ndarray.UnaryOp, d ndarray.DType, a *ndarray.Array, atLeast float64) *trial {
	k, err := ndarray.UnaryKernelOf(op, d)
	return blockTrial(string(op), d, d, atLeast, func(dst *ndarray.Array) error {
		if err != nil {
			return err
		}
		out, err := dst.Bytes()
		if err != nil {
			return err
		}
		in, err := a.Bytes()
		if err != nil {
			return err
		}
		k.Run(out, in)
		return nil
	})
}

// castTrial converts counters to the dtype.
func castTrial(d ndarray.DType, a *ndarray.Array) *trial {
	counters, err := a.AsType(ndarray.Uint16)
	return blockTrial("cast uint16", d, d, 0, func(dst *ndarray.Array) error {
		if err != nil {
			return err
		}
		return ndarray.CopyInto(dst, counters)
	})
}
