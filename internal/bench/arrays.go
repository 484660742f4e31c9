package main

import (
	"context"
	"fmt"
	"math"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/scheduler"
)

// arraysGroup is array expressions: their overhead with tiny chunks, their
// speed and memory with big ones.
var arraysGroup = group{name: "arrays", kinds: []string{"dask"}, open: openArrays}

func openArrays(_ context.Context, o options) (*field, error) {
	local := scheduler.On(scheduler.NewLocal(scheduler.Workers(o.workers)))
	side := max(int(math.Sqrt(o.gib*(1<<28)))/bigChunk, 1) * bigChunk
	trials := append(bigArrays(side, local), overheads(local)...)
	trials = append(trials, millions()...)
	return &field{
		about: fmt.Sprintf("Arrays of %d × %d float32, %.2f GiB, are made as they are read, in chunks of %d × %d; opaque ones pass through "+
			"a kernel that returns its block, so that both know nothing of how they are made. Arrays of the overheads have chunks of a few elements. Times to plan are processor times.",
			side, side, float64(side)*float64(side)/(1<<28), bigChunk, bigChunk),
		config: map[string]any{"workers": o.workers, "threads": 1, "side": side, "chunk": bigChunk},
		trials: trials,
	}, nil
}

// bigChunk is the side of a chunk of 64 MiB.
const bigChunk = 4096

// outerSum is row[:, nil] + column[nil, :] of two ranges.
func outerSum(side, chunk int) (*arrays.Array, error) {
	r, err := arrays.Arange(0, float64(side), 1, ndarray.Float32, arrays.ChunkSize(chunk))
	if err != nil {
		return nil, err
	}
	column, err := r.ExpandDims(1)
	if err != nil {
		return nil, err
	}
	return arrays.Add(column, r)
}

// A bigCase is an expression over a big array.
type bigCase struct {
	name  string
	build func(x *arrays.Array) (*arrays.Array, error)
}

var bigCases = []bigCase{
	{"(x + x.T).sum()", func(x *arrays.Array) (*arrays.Array, error) {
		t, err := x.Transpose()
		if err != nil {
			return nil, err
		}
		return total(arrays.Add(x, t))
	}},
	{"rechunk to columns", toColumns},
	{"rechunk to columns, opaque", opaque(toColumns)},
	{"map overlap", smoothed},
	{"map overlap, opaque", opaque(smoothed)},
	{"tensordot", func(x *arrays.Array) (*arrays.Array, error) {
		n := x.Shape()[0]
		w, err := arrays.Arange(0, float64(n)*64, 1, ndarray.Float32, arrays.ChunkSize(bigChunk*64))
		if err != nil {
			return nil, err
		}
		if w, err = arrays.Div(w, float64(n)*64); err != nil {
			return nil, err
		}
		if w, err = w.Reshape(n, 64); err != nil {
			return nil, err
		}
		return total(arrays.TensorDot(x, w, []int{1}, []int{0}))
	}},
	{"mean over axis 0", func(x *arrays.Array) (*arrays.Array, error) { return x.Mean(arrays.Over(0)) }},
	{"mean over axis 1", func(x *arrays.Array) (*arrays.Array, error) { return x.Mean(arrays.Over(1)) }},
}

func toColumns(x *arrays.Array) (*arrays.Array, error) {
	return total(x.Rechunk(arrays.PerAxis(arrays.Whole, arrays.Size(bigChunk/8))))
}

func smoothed(x *arrays.Array) (*arrays.Array, error) {
	return total(arrays.MapOverlap(smooth, arrays.OverlapSpec{Halos: arrays.EveryHalo(x, arrays.Depth(1, arrays.EdgeReflect))}, x))
}

// opaque has an expression start from blocks that pass through a kernel, of
// which nothing is known: each must be there as a whole before it is read.
func opaque(build func(x *arrays.Array) (*arrays.Array, error)) func(x *arrays.Array) (*arrays.Array, error) {
	return func(x *arrays.Array) (*arrays.Array, error) {
		y, err := arrays.MapBlocks(same, arrays.MapSpec{}, x)
		if err != nil {
			return nil, err
		}
		return build(y)
	}
}

var same = arrays.RegisterKernel("gloam/bench/same", func(_ context.Context, _ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
	return in[0], nil
})

func total(x *arrays.Array, err error) (*arrays.Array, error) {
	if err != nil {
		return nil, err
	}
	return x.Sum()
}

// smooth is the mean of four neighbours, away from the edges of a block.
var smooth = arrays.RegisterKernel("gloam/bench/smooth", func(_ context.Context, _ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
	b := in[0].AsContiguous()
	v, err := ndarray.Values[float32](b)
	if err != nil {
		return nil, err
	}
	rows, columns := b.Shape()[0], b.Shape()[1]
	y := ndarray.Unset(ndarray.Float32, rows, columns)
	out, err := ndarray.Values[float32](y)
	if err != nil {
		return nil, err
	}
	copy(out[:columns], v)
	copy(out[(rows-1)*columns:], v[(rows-1)*columns:])
	for y := 1; y < rows-1; y++ {
		up, row, down := v[(y-1)*columns:y*columns], v[y*columns:(y+1)*columns], v[(y+1)*columns:(y+2)*columns]
		to := out[y*columns:][:len(row)]
		down, up = down[:len(row)], up[:len(row)]
		to[0], to[columns-1] = row[0], row[columns-1]
		for x := 1; x < len(row)-1; x++ {
			to[x] = 0.25 * (up[x] + down[x] + row[x-1] + row[x+1])
		}
	}
	return y, nil
})

// bigArrays are the cases over an array of side × side.
func bigArrays(side int, on scheduler.Option) []*trial {
	var list []*trial
	for _, c := range bigCases {
		list = append(list, &trial{
			name: c.name, bytes: 4 * int64(side) * int64(side), memory: true, rtol: 1e-3, ask: map[string]any{"big": c.name},
			run: func(ctx context.Context) (values, error) {
				x, err := outerSum(side, bigChunk)
				if err != nil {
					return nil, err
				}
				return computed(ctx, on)(c.build(x))
			},
			targets: []target{{"dask", 2}},
		})
	}
	return list
}

// computed evaluates an array under the name that the script uses.
func computed(ctx context.Context, on scheduler.Option) func(y *arrays.Array, err error) (values, error) {
	return func(y *arrays.Array, err error) (values, error) {
		if err != nil {
			return nil, err
		}
		v, err := y.Compute(ctx, on)
		return values{"result": v}, err
	}
}
