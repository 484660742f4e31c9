package arrays_test

import (
	"slices"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/stretchr/testify/require"
)

// A functionCase is one call of one of Dask's own chunk functions; which
// fields it has depends on the function.
type functionCase struct {
	ID     string `json:"id"`
	Fn     string `json:"fn"`
	Expect any    `json:"expect"`
	DType  string `json:"dtype"`

	Chunks   any     `json:"chunks"`
	Shape    []int   `json:"shape"`
	Limit    any     `json:"limit"`
	Previous [][]int `json:"previous"`

	Shapes [][]int `json:"shapes"`
	A      string  `json:"a"`
	B      string  `json:"b"`

	Indices []string `json:"indices"`

	Old  [][]int `json:"old"`
	New  [][]int `json:"new"`
	Item int     `json:"itemsize"`
	// DaskSteps are the chunks after each stage of a rechunking.
	DaskSteps [][][]int `json:"dask_steps"`

	InShape      []int   `json:"in_shape"`
	OutShape     []int   `json:"out_shape"`
	InChunks     [][]int `json:"in_chunks"`
	Rechunk      [][]int `json:"rechunk_input_to"`
	OutputChunks [][]int `json:"output_chunks"`

	Slice        []any `json:"slice"`
	ExpectChunks []int `json:"expect_chunks"`
	Blocks       []int `json:"source_blocks_in_order"`
}

var functions = map[string]func(t *testing.T, c functionCase){
	"normalize_chunks":    checkNormalize,
	"promote_types":       checkPromotion,
	"slice_chunks":        checkSliceChunks,
	"reshape_rechunk":     checkReshape,
	"rechunk_plan":        checkRechunkPlan,
	"broadcast_shapes":    checkBroadcast,
	"unify_chunks":        checkUnify,
	"chunk_intersections": checkOverlaps,
}

// TestReferenceChunkFunctions compares chunk decisions with Dask's.
func TestReferenceChunkFunctions(t *testing.T) {
	for _, file := range golden.Files(t, manifestPath) {
		m := readManifest(t, file)
		require.NotEmpty(t, m.FunctionCases)
		for _, c := range m.FunctionCases {
			check := functions[c.Fn]
			require.NotNil(t, check, c.Fn)
			t.Run(c.ID, func(t *testing.T) { check(t, c) })
		}
		t.Logf("%s: %d of %d function cases ran", file, len(m.FunctionCases), len(m.FunctionCases))
	}
}

func (c functionCase) dtype(t *testing.T) ndarray.DType {
	t.Helper()
	d, _, err := ndarray.ParseDType(c.DType)
	require.NoError(t, err)
	return d
}

// expected returns a field of Expect, or nil if the case must fail.
func (c functionCase) expected(field string) any {
	m, _ := c.Expect.(map[string]any)
	return m[field]
}

func checkNormalize(t *testing.T, c functionCase) {
	got, err := arrays.NormalizeChunks(c.Shape, chunking(c.Chunks, byteSize(c.Limit)), c.dtype(t), c.Previous)
	if c.expected("error") != nil {
		var chunkErr *arrays.ChunkError
		require.ErrorAs(t, err, &chunkErr)
		return
	}
	require.NoError(t, err)
	want := [][]int{}
	for _, axis := range c.expected("chunks").([]any) {
		want = append(want, toInts(axis))
	}
	require.Equal(t, want, got)
}

func checkPromotion(t *testing.T, c functionCase) {
	pair := make([]*arrays.Array, 2)
	for i, name := range []string{c.A, c.B} {
		d, _, err := ndarray.ParseDType(name)
		require.NoError(t, err)
		pair[i], err = arrays.Zeros([]int{2}, d, arrays.ChunkSize(1))
		require.NoError(t, err)
	}
	sum, err := arrays.Concatenate(pair, 0)
	require.NoError(t, err)
	require.Equal(t, c.Expect, sum.DType().String())
}

func checkSliceChunks(t *testing.T, c functionCase) {
	lengths := toInts(c.Chunks)
	x, err := arrays.Zeros([]int{sum(lengths)}, ndarray.Uint8, arrays.PerAxis(arrays.Lengths(lengths...)))
	require.NoError(t, err)
	bounds := []int{arrays.Open, arrays.Open, 1}
	for i, b := range c.Slice {
		if n, ok := b.(float64); ok {
			bounds[i] = int(n)
		}
	}
	y, err := x.Slice(arrays.Step(bounds[0], bounds[1], bounds[2]))
	require.NoError(t, err)
	require.Equal(t, c.ExpectChunks, y.Chunks()[0])
	if y == x { // the slice of everything
		require.Len(t, lengths, len(c.Blocks))
		return
	}
	require.Equal(t, c.Blocks, sources(y.Layer()))
}

// sources returns the input blocks of each block of a layer.
func sources(l *graph.Layer) []int {
	var out []int
	for b := range l.Len() {
		for _, a := range l.Args(b, nil) {
			if _, block, ok := a.IsRef(); ok {
				out = append(out, block)
			}
		}
	}
	return out
}

func checkReshape(t *testing.T, c functionCase) {
	boxes, out := arrays.ReshapeChunks(c.InShape, c.OutShape, c.InChunks)
	if slices.EqualFunc(c.Rechunk, boxes, slices.Equal) && slices.EqualFunc(c.OutputChunks, out, slices.Equal) {
		return
	}
	require.LessOrEqual(t, largestBlock(boxes), max(largestBlock(c.Rechunk), largestBlock(c.InChunks)), "input %v, Dask has %v", boxes, c.Rechunk)
	require.LessOrEqual(t, largestBlock(out), max(largestBlock(c.OutputChunks), largestBlock(c.InChunks)), "output %v, Dask has %v", out, c.OutputChunks)
	for i, axis := range out {
		require.Equal(t, c.OutShape[i], sum(axis))
	}
}

// checkRechunkPlan: one stage never has more tasks, or larger blocks, than
// Dask's stages.
func checkRechunkPlan(t *testing.T, c functionCase) {
	d := map[int]ndarray.DType{1: ndarray.Uint8, 4: ndarray.Float32, 8: ndarray.Float64}[c.Item]
	shape := make([]int, len(c.Old))
	for i, axis := range c.Old {
		shape[i] = sum(axis)
	}
	x, err := arrays.Zeros(shape, d, arrays.Explicit(c.Old))
	require.NoError(t, err)
	y, err := x.Rechunk(arrays.Explicit(c.New))
	require.NoError(t, err)
	require.Equal(t, c.New, y.Chunks())
	tasks := 0
	for _, stage := range c.DaskSteps {
		n := 1
		for _, axis := range stage {
			n *= len(axis)
		}
		tasks += n
	}
	require.LessOrEqual(t, y.Layer().Len(), tasks)
}

func checkBroadcast(t *testing.T, c functionCase) {
	var all []*arrays.Array
	for _, s := range c.Shapes {
		x, err := arrays.Zeros(s, ndarray.Uint8, arrays.EveryAxis(arrays.Whole))
		require.NoError(t, err)
		all = append(all, x)
	}
	x, err := arrays.Add(all[0], all[1])
	if c.expected("error") != nil {
		var shapeErr *arrays.ShapeError
		require.ErrorAs(t, err, &shapeErr)
		return
	}
	require.NoError(t, err)
	require.Equal(t, toInts(c.expected("shape")), x.Shape())
}

func checkUnify(t *testing.T, c functionCase) {
	var chunks [][][]int
	labels := make([][]int, len(c.Indices))
	for i, a := range c.Chunks.([]any) {
		var array [][]int
		for _, axis := range a.([]any) {
			array = append(array, toInts(axis))
		}
		chunks = append(chunks, array)
		for _, l := range c.Indices[i] {
			labels[i] = append(labels[i], int(l))
		}
	}
	got, err := arrays.Unify("unify", chunks, labels)
	require.NoError(t, err)
	want := map[int][]int{}
	for l, axis := range c.Expect.(map[string]any) {
		want[int(l[0])] = toInts(axis)
	}
	require.Equal(t, want, got)
}

func checkOverlaps(t *testing.T, c functionCase) {
	for axis, want := range c.Expect.([]any) {
		spans := arrays.Overlaps(c.Old[axis], c.New[axis])
		require.Len(t, spans, len(want.([]any)))
		for i, chunk := range want.([]any) {
			var list [][]int
			for _, s := range chunk.([]any) {
				list = append(list, toInts(s))
			}
			var got [][]int
			for _, s := range spans[i] {
				got = append(got, s.Ints())
			}
			require.Equal(t, list, got)
		}
	}
}

func sum(v []int) int {
	n := 0
	for _, e := range v {
		n += e
	}
	return n
}
