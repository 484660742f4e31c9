package arrays

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/vmihailenco/msgpack/v5"
)

// A Block says which block of the result a kernel is asked for.
type Block struct {
	Coords []int // in the grid of blocks
	Start  []int // index of its first element in the array
	Shape  []int
	DType  ndarray.DType
	Array  []int // shape of the array, in which lengths may be [Unknown]
	Grid   []int // how many blocks there are along each axis
}

// A BlockFunc computes a block of the result of [MapBlocks], [Blockwise] or
// [FromFunc]. It must not write to its inputs, which are shared and may be
// views with gaps. Its result must have the shape that at says and the declared
// dtype; anything else is a [*BlockError]. Long calls watch ctx.
type BlockFunc func(ctx context.Context, at Block, in []*ndarray.Array) (*ndarray.Array, error)

// A Kernel is a function of blocks with a name. Make one with [NewKernel],
// [RegisterKernel] or [KernelOf.With].
type Kernel struct {
	name   string
	id     string // what stands for the code in tokens
	op     *graph.Op
	params []byte
}

// NewKernel wraps a function that can run in this process only, such as a
// closure. Every call makes a different kernel: arrays made with two of them
// never share work.
func NewKernel(name string, fn BlockFunc) Kernel {
	if fn == nil {
		return Kernel{name: name}
	}
	return Kernel{name: name, id: unique(name), op: graph.InProcessAt(graph.Site(), name, plain(fn))}
}

// RegisterKernel makes fn available under a stable, namespaced name, here and
// in every worker that runs the same registration. Call it from a
// package-level variable. It panics if the name is taken.
func RegisterKernel(name string, fn BlockFunc) Kernel {
	return Kernel{name: name, id: name, op: graph.RegisterAt(graph.Site(), name, plain(fn))}
}

// A KernelOf is a registered kernel that takes parameters of type P.
type KernelOf[P any] struct {
	name string
	op   *graph.Op
}

// RegisterKernelOf is [RegisterKernel] for kernels with parameters: a struct
// with plain exported fields, which travels with each task.
func RegisterKernelOf[P any](name string, fn func(ctx context.Context, p P, at Block, in []*ndarray.Array) (*ndarray.Array, error)) KernelOf[P] {
	run := kernelFunc(func(ctx context.Context, params []byte, at Block, in []*ndarray.Array) (*ndarray.Array, error) {
		var p P
		if err := msgpack.Unmarshal(params, &p); err != nil {
			return nil, fmt.Errorf("arrays: parameters of kernel %q: %w", name, err)
		}
		return fn(ctx, p, at, in)
	})
	return KernelOf[P]{name: name, op: graph.RegisterAt(graph.Site(), name, run)}
}

// With returns the kernel with its parameters, which are encoded here: what
// cannot travel is an error of this call.
func (k KernelOf[P]) With(p P) (Kernel, error) {
	b, err := msgpack.Marshal(p)
	if err != nil {
		return Kernel{}, asked(fmt.Errorf("arrays: parameters of kernel %q: %w", k.name, err))
	}
	return Kernel{name: k.name, id: k.name, op: k.op, params: b}, nil
}

func plain(fn BlockFunc) graph.Func {
	return kernelFunc(func(ctx context.Context, _ []byte, at Block, in []*ndarray.Array) (*ndarray.Array, error) {
		return fn(ctx, at, in)
	})
}

// kernelFunc reads the arguments that layer writes and checks the result.
func kernelFunc(fn func(ctx context.Context, params []byte, at Block, in []*ndarray.Array) (*ndarray.Array, error)) graph.Func {
	return func(ctx context.Context, args []any) (any, error) {
		var r reader
		name, dtype, params := r.text(args, 0), r.dtype(args, 1), r.bytes(args, 2)
		at := Block{Coords: r.ints(args, 3), Start: r.ints(args, 4), Shape: r.ints(args, 5), DType: dtype, Array: r.ints(args, 6), Grid: r.ints(args, 7)}
		if r.err != nil {
			return nil, r.err
		}
		in, err := blocksOf(args[8:])
		if err != nil {
			return nil, err
		}
		out, err := fn(ctx, params, at, in)
		if err != nil {
			return nil, err
		}
		return CheckBlock(out, name, at.Coords, at.Shape, dtype)
	}
}

// layer completes a blockwise layer that runs the kernel.
func (k Kernel) layer(b blockwise) (*Array, error) {
	if k.op == nil {
		return nil, asked(fmt.Errorf("arrays: got a kernel without a function, want one made by NewKernel or RegisterKernel"))
	}
	params, out := k.params, b.out
	if params == nil {
		params = []byte{}
	}
	name, dtype, encoded := graph.Lit(k.name), graph.Lit(b.dtype.String()), graph.Lit(params) // the same for all tasks
	shape, counts := graph.Lit(out.shape), graph.Lit(out.counts)
	b.label, b.op, b.params = labelText(k.name), k.op, []any{k.id, params}
	b.args = func(at []int, refs, dst []graph.Arg) []graph.Arg {
		dst = append(dst, name, dtype, encoded,
			graph.Lit(at), graph.Lit(out.start(at)), graph.Lit(out.blockShape(at)), shape, counts)
		return append(dst, refs...)
	}
	return b.array()
}

// labelText keeps the letters behind the last slash of a name and puts dashes
// between them, as layer labels are written.
func labelText(name string) string {
	label := make([]byte, 0, len(name))
	for _, c := range []byte(name) {
		switch {
		case c == '/':
			label = label[:0]
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			label = append(label, c)
		case len(label) > 0 && label[len(label)-1] != '-':
			label = append(label, '-')
		}
	}
	if len(label) == 0 {
		return "kernel"
	}
	return string(label)
}

// FromFunc makes an array of which each block is computed by a kernel from its
// place alone.
func FromFunc(k Kernel, shape []int, dtype ndarray.DType, spec Chunking) (*Array, error) {
	if err := checkDType("from func", dtype); err != nil {
		return nil, err
	}
	if err := checkShape("from func", shape, dtype); err != nil {
		return nil, err
	}
	chunks, err := normalize("from func", shape, spec, dtype, nil)
	if err != nil {
		return nil, err
	}
	return k.layer(blockwise{out: newGrid(chunks), dtype: dtype})
}
