package arrays_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// framesFor computes y and returns how many frames that read, which is what its
// graph predicts.
func framesFor(t require.TestingT, y *arrays.Array) (*ndarray.Array, int64) {
	before := framesRead.Load()
	got, err := y.Compute(context.Background())
	require.NoError(t, err)
	read := framesRead.Load() - before
	p, err := graph.NewPlan([]graph.Collection{y})
	require.NoError(t, err)
	predicted := int64(0)
	for id := range p.Len() {
		predicted += p.Reads(id)
	}
	require.Equal(t, read*100, predicted, "predicted bytes")
	return got, read
}

// TestPartsReadOnlyTheirFrames: a scan of 8 by 10 frames in blocks of 4 rows.
func TestPartsReadOnlyTheirFrames(t *testing.T) {
	src := counted{Shape: []int{8, 10, 3, 4}, Sig: 2, Stored: 80}
	chunks := arrays.PerAxis(arrays.Size(4), arrays.Whole, arrays.Whole, arrays.Whole)
	point := []arrays.Index{arrays.At(5), arrays.At(7)}
	every := []arrays.Index{arrays.Step(1, 8, 3), arrays.Step(arrays.Open, arrays.Open, 4)}
	type array = *arrays.Array
	for name, c := range map[string]struct {
		make  func(x array) array
		index []arrays.Index
		want  int64
	}{
		"the source":                 {func(x array) array { return x }, point, 1},
		"steps of the source":        {func(x array) array { return x }, every, 9},
		"backwards":                  {func(x array) array { return x }, []arrays.Index{arrays.Step(5, 1, -2), arrays.At(0)}, 2},
		"pixels of few frames":       {func(x array) array { return x }, []arrays.Index{arrays.At(1), arrays.Step(0, 9, 4), arrays.Step(0, 3, 2)}, 3},
		"element by element":         {func(x array) array { return must(arrays.Sqrt(must(arrays.Add(must(arrays.Mul(x, 2)), 1)))) }, point, 1},
		"steps of elements":          {func(x array) array { return must(arrays.Add(x, 1)) }, every, 9},
		"a list of elements":         {func(x array) array { return must(arrays.Add(x, 1)) }, []arrays.Index{arrays.List(6, 1, 6), arrays.At(3)}, 2},
		"choices":                    {func(x array) array { return must(arrays.Where(must(arrays.Greater(x, 4)), x, 0)) }, point, 1},
		"broadcast to a larger one":  {func(x array) array { return must(arrays.Sub(x, must(x.Mean(arrays.Over(1), arrays.KeepDims())))) }, point, 11},
		"stretched":                  {func(x array) array { return must(x.BroadcastTo(5, 8, 10, 3, 4)) }, []arrays.Index{arrays.All, arrays.At(2), arrays.At(2)}, 1},
		"transposed":                 {func(x array) array { return must(x.Transpose(2, 1, 3, 0)) }, []arrays.Index{arrays.All, arrays.At(2), arrays.All, arrays.Span(3, 5)}, 2},
		"turned around":              {func(x array) array { return must(x.Flip(0, 1)) }, []arrays.Index{arrays.At(0), arrays.Span(0, 3)}, 3},
		"part of a reduction":        {func(x array) array { return must(x.Sum(arrays.Over(2, 3))) }, point, 1},
		"part of a kept reduction":   {func(x array) array { return must(x.Std(arrays.Over(1), arrays.KeepDims())) }, []arrays.Index{arrays.At(2)}, 10},
		"places of extremes":         {func(x array) array { return must(x.ArgMax(arrays.Over(0))) }, []arrays.Index{arrays.At(2)}, 8},
		"the reduction of a part":    {func(x array) array { return must(must(x.Slice(point...)).Sum()) }, nil, 1},
		"scan axes as one":           {func(x array) array { return must(x.Reshape(80, 3, 4)) }, []arrays.Index{arrays.At(57)}, 1},
		"frames as one axis":         {func(x array) array { return must(x.Reshape(8, 10, 12)) }, point, 1},
		"within a row of one axis":   {func(x array) array { return must(x.Reshape(80, 12)) }, []arrays.Index{arrays.Step(52, 58, 2)}, 5},
		"an axis as two":             {func(x array) array { return must(x.Reshape(2, 4, 10, 12)) }, []arrays.Index{arrays.At(1), arrays.Span(1, 3), arrays.At(9)}, 2},
		"of two, within one":         {func(x array) array { return must(must(x.Reshape(80, 12)).Reshape(4, 20, 12)) }, []arrays.Index{arrays.At(2), arrays.At(3)}, 1},
		"other chunks":               {func(x array) array { return must(x.Rechunk(arrays.ChunkSize(3))) }, point, 1},
		"joined":                     {func(x array) array { return must(arrays.Concatenate([]*arrays.Array{x, must(arrays.Neg(x))}, 0)) }, []arrays.Index{arrays.Step(6, 10, 2), arrays.At(1)}, 2},
		"stacked":                    {func(x array) array { return must(arrays.Stack([]*arrays.Array{x, must(arrays.Neg(x))}, 1)) }, []arrays.Index{arrays.At(4), arrays.At(1), arrays.At(1)}, 1},
		"casts":                      {func(x array) array { return must(x.AsType(ndarray.Float32)) }, point, 1},
		"new axes":                   {func(x array) array { return must(x.ExpandDims(1, 3)) }, []arrays.Index{arrays.At(1), arrays.All, arrays.At(1)}, 1},
		"a part of a large part":     {func(x array) array { return must(x.Slice(arrays.Step(7, 0, -1))) }, point, 1},
		"a list of a part":           {func(x array) array { return must(must(x.Slice(arrays.Span(0, 7))).ExpandDims(0)) }, []arrays.Index{arrays.All, arrays.List(6, 2), arrays.At(0)}, 2},
		"the source of a small part": {func(x array) array { return must(x.Slice(every...)) }, []arrays.Index{arrays.At(1), arrays.At(2)}, 1},
		"blocks around, beyond maps": {func(x array) array { return must(x.CumSum(1)) }, point, 40},
		"blocks after a halo": {func(x array) array {
			return must(arrays.MapOverlap(sameKernel, arrays.OverlapSpec{Halos: map[int]arrays.Halo{1: arrays.Depth(1, arrays.EdgeNearest)}}, x))
		}, point, 40},
	} {
		t.Run(name, func(t *testing.T) {
			y := c.make(must(arrays.FromSource(src, arrays.Chunked(chunks))))
			dense := c.make(must(arrays.FromDense(src.dense(t), chunks)))
			if c.index != nil {
				y, dense = must(y.Slice(c.index...)), must(dense.Slice(c.index...))
			}
			got, read := framesFor(t, y)
			require.Equal(t, c.want, read, "frames read")
			require.Equal(t, dense.Chunks(), y.Chunks())
			near, err := ndarray.AllClose(compute(t, dense), got, 1e-12, 0, true)
			require.NoError(t, err)
			require.True(t, near)
		})
	}
}

var sameKernel = arrays.NewKernel("same", func(_ context.Context, _ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
	return in[0].Copy(), nil
})

func TestPersistedArraysAreNotReadAgain(t *testing.T) {
	x := must(arrays.FromSource(counted{Shape: []int{6, 5, 4}, Sig: 1, Stored: 30}))
	y, err := must(arrays.Add(x, 1)).Persist(context.Background())
	require.NoError(t, err)
	_, read := framesFor(t, must(y.Slice(arrays.At(2), arrays.At(1))))
	require.Zero(t, read)
}

// TestProjectionsEqualTheOperations: parts of parts of random chains have the
// values and chunks that arrays in memory give.
func TestProjectionsEqualTheOperations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := counted{Shape: []int{rapid.SampledFrom([]int{4, 6}).Draw(t, "ny"), rapid.IntRange(2, 6).Draw(t, "nx"), 4}, Sig: 1, Sync: rapid.IntRange(-2, 2).Draw(t, "sync")}
		src.Stored = src.Shape[0]*src.Shape[1] - 1
		chunks := drawChunks(t, src.Shape)
		x, err := arrays.FromSource(src, arrays.Chunked(chunks))
		require.NoError(t, err)
		d, err := arrays.FromDense(src.dense(t), chunks)
		require.NoError(t, err)
		for range rapid.IntRange(1, 5).Draw(t, "steps") {
			f := drawProjected(t, d)
			x, d = must(f(x)), must(f(d))
			require.Equal(t, d.Chunks(), x.Chunks())
		}
		got, err := x.Compute(context.Background())
		require.NoError(t, err)
		want, err := d.Compute(context.Background())
		require.NoError(t, err)
		near, err := ndarray.AllClose(want, got, 1e-12, 1e-12, true)
		require.NoError(t, err)
		require.True(t, near, "%v %v", want, got)
		require.Equal(t, opened.Load(), closed.Load())
	})
}

// drawProjected draws an operation that passes parts on, or a part.
func drawProjected(t *rapid.T, d *arrays.Array) func(x *arrays.Array) (*arrays.Array, error) {
	n := d.NDim()
	axis := rapid.IntRange(0, max(n-1, 0)).Draw(t, "axis")
	op := rapid.SampledFrom([]string{"slice", "slice", "slice", "add", "self", "transpose", "sum", "keep", "stack", "concat", "merge", "split", "rechunk", "flip", "expand", "stretch", "list"}).Draw(t, "op")
	if n == 0 || d.Size() == 0 {
		op = "add"
	}
	switch op {
	case "slice":
		return drawPart(t, d)
	case "self":
		return func(x *arrays.Array) (*arrays.Array, error) {
			return arrays.Sub(x, must(x.Mean(arrays.Over(axis), arrays.KeepDims())))
		}
	case "transpose":
		perm := rapid.Permutation(upTo(n)).Draw(t, "perm")
		return func(x *arrays.Array) (*arrays.Array, error) { return x.Transpose(perm...) }
	case "sum":
		return func(x *arrays.Array) (*arrays.Array, error) { return x.Sum(arrays.Over(axis)) }
	case "keep":
		return func(x *arrays.Array) (*arrays.Array, error) { return x.Max(arrays.Over(axis), arrays.KeepDims()) }
	case "stack":
		return func(x *arrays.Array) (*arrays.Array, error) {
			return arrays.Stack([]*arrays.Array{x, must(arrays.Neg(x))}, axis)
		}
	case "concat":
		return func(x *arrays.Array) (*arrays.Array, error) {
			return arrays.Concatenate([]*arrays.Array{x, must(x.Flip(axis)), x}, axis)
		}
	case "merge":
		shape := append([]int{}, d.Shape()...)
		if n > 1 {
			shape = append(append(shape[:n/2-1:n/2-1], d.Shape()[n/2-1]*d.Shape()[n/2]), d.Shape()[n/2+1:]...)
		}
		return func(x *arrays.Array) (*arrays.Array, error) { return x.Reshape(shape...) }
	case "split":
		shape := append([]int{}, d.Shape()...)
		if shape[axis]%2 == 0 {
			shape = append(append(append([]int{}, shape[:axis]...), 2, shape[axis]/2), shape[axis+1:]...)
		}
		return func(x *arrays.Array) (*arrays.Array, error) { return x.Reshape(shape...) }
	case "rechunk":
		c := rapid.IntRange(1, 4).Draw(t, "chunk")
		return func(x *arrays.Array) (*arrays.Array, error) { return x.Rechunk(arrays.ChunkSize(c)) }
	case "flip":
		return func(x *arrays.Array) (*arrays.Array, error) { return x.Flip(axis) }
	case "expand":
		return func(x *arrays.Array) (*arrays.Array, error) { return x.ExpandDims(axis) }
	case "stretch":
		shape := append([]int{3}, d.Shape()...)
		return func(x *arrays.Array) (*arrays.Array, error) { return x.BroadcastTo(shape...) }
	case "list":
		list := rapid.SliceOfN(rapid.IntRange(0, d.Shape()[axis]-1), 1, 3).Draw(t, "list")
		return func(x *arrays.Array) (*arrays.Array, error) { return x.Take(list, axis) }
	}
	return func(x *arrays.Array) (*arrays.Array, error) { return arrays.Add(x, 1) }
}

// drawPart draws a basic index, most of the time of a small part.
func drawPart(t *rapid.T, d *arrays.Array) func(x *arrays.Array) (*arrays.Array, error) {
	var index []arrays.Index
	for _, n := range d.Shape() {
		start := rapid.IntRange(0, n-1).Draw(t, "start")
		switch rapid.SampledFrom([]string{"all", "point", "span", "step", "back", "new"}).Draw(t, "kind") {
		case "all":
			index = append(index, arrays.All)
		case "point":
			index = append(index, arrays.At(start))
		case "span":
			index = append(index, arrays.Span(start, start+rapid.IntRange(0, 2).Draw(t, "n")))
		case "step":
			index = append(index, arrays.Step(start, arrays.Open, rapid.IntRange(1, 3).Draw(t, "step")))
		case "back":
			index = append(index, arrays.Step(start, arrays.Open, -rapid.IntRange(1, 3).Draw(t, "step")))
		case "new":
			index = append(index, arrays.NewAxis, arrays.All)
		}
	}
	return func(x *arrays.Array) (*arrays.Array, error) { return x.Slice(index...) }
}

func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
