package dask_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler/dask"
)

var update = flag.Bool("update", false, "rewrite golden files")

var (
	opSource = graph.Register("gloam/dask_test/source", echo)
	opOne    = graph.Register("gloam/dask_test/one", echo)
	opTwo    = graph.Register("gloam/dask_test/two", echo)
)

// echo returns its first argument.
func echo(_ context.Context, args []any) (any, error) {
	if len(args) == 0 {
		return 0, nil
	}
	return args[0], nil
}

// whole wants some blocks of a layer, nil for all.
type whole struct {
	layer  *graph.Layer
	blocks []int
}

func (w whole) Layer() *graph.Layer              { return w.layer }
func (w whole) Blocks() []int                    { return w.blocks }
func (w whole) Collect(parts []any) (any, error) { return append([]any(nil), parts...), nil }

// layer makes a blockwise layer over a grid; refs say which layers each block
// reads, at the same block.
func layer(t testing.TB, label string, op *graph.Op, n int, lits []any, refs ...*graph.Layer) *graph.Layer {
	token := []any{label, op.Name(), n}
	token = append(token, lits...)
	for _, r := range refs {
		token = append(token, r)
	}
	seen := map[*graph.Layer]int{}
	var deps []*graph.Layer
	for _, r := range refs {
		if _, ok := seen[r]; !ok {
			seen[r] = len(deps)
			deps = append(deps, r)
		}
	}
	l, err := graph.NewLayer(graph.LayerSpec{
		Label: label, Token: graph.Token(token...), Grid: []int{n}, Op: op, Deps: deps, Blockwise: true, Site: "user.go:" + label,
		Args: func(block int, dst []graph.Arg) []graph.Arg {
			for _, r := range refs {
				dst = append(dst, graph.Ref(seen[r], block))
			}
			for _, v := range lits {
				dst = append(dst, graph.Lit(v))
			}
			return dst
		},
	})
	require.NoError(t, err)
	return l
}

func TestLoweredGraphs(t *testing.T) {
	source := layer(t, "load", opSource, 2, []any{7})
	one := layer(t, "one", opOne, 2, []any{1.5, "text", []byte("ab"), []int{3, 4}, nil, true}, source)
	two := layer(t, "two", opTwo, 2, nil, one)
	square := layer(t, "square", opOne, 2, nil, two, two)
	above := layer(t, "above", opTwo, 2, nil, square)
	data, err := graph.NewData("data", graph.Token("data"), []int{2}, []any{[]any{1, "x"}, map[string]any{"k": 2.5}})
	require.NoError(t, err)
	reads := layer(t, "reads", opOne, 2, nil, data)
	array, err := ndarray.FromSlice([]float32{1, 2, 3, 4}, 2, 2)
	require.NoError(t, err)
	lazy := layer(t, "array", opOne, 1, []any{array})
	big := layer(t, "big", opOne, 2, []any{make([]byte, 70_000)})
	long := layer(t, "first", opSource, 1, nil)
	for range 30 {
		long = layer(t, "next", opOne, 1, nil, long)
	}
	for name, wanted := range map[string][]graph.Collection{
		"literals":          {whole{one, nil}, whole{source, nil}},
		"fused":             {whole{two, nil}},
		"read-twice":        {whole{above, nil}},
		"data":              {whole{reads, nil}},
		"data-alone":        {whole{data, nil}},
		"array":             {whole{lazy, nil}},
		"large-literal":     {whole{big, nil}},
		"long-chain":        {whole{long, nil}},
		"one-block":         {whole{two, []int{1}}},
		"wanted-in-between": {whole{one, nil}, whole{above, []int{0}}},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := graph.NewPlan(wanted)
			require.NoError(t, err)
			got, err := dask.Lowered(p)
			require.NoError(t, err)
			requireGolden(t, name, got)
		})
	}
}

func requireGolden(t *testing.T, name, got string) {
	file := filepath.Join("testdata", "lowered", name+".txt")
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func TestInProcessOperationsAreRefused(t *testing.T) {
	op := graph.InProcess("closure", echo)
	p, err := graph.NewPlan([]graph.Collection{whole{layer(t, "local", op, 1, nil), nil}})
	require.NoError(t, err)
	_, err = dask.Lowered(p)
	var refused *dask.InProcessError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "closure", refused.Op)
	require.Contains(t, refused.Site, "lower_test.go:")
	require.ErrorIs(t, err, dask.ErrInProcessOnly)
}

func TestLiteralsThatCannotTravelAreRefused(t *testing.T) {
	p, err := graph.NewPlan([]graph.Collection{whole{layer(t, "odd", opOne, 1, []any{struct{ A int }{1}}), nil}})
	require.NoError(t, err)
	_, err = dask.Lowered(p)
	require.ErrorContains(t, err, "argument 1 of gloam/dask_test/one: dask: struct { A int } cannot travel")
	require.ErrorContains(t, err, "user.go:odd")
}

// What is fused differently must not have the same key.
func TestEqualKeysMeanEqualTasks(t *testing.T) {
	source := layer(t, "load", opSource, 1, []any{7})
	one := layer(t, "one", opOne, 1, nil, source)
	two := layer(t, "two", opTwo, 1, nil, one)
	seen := map[string]string{}
	for _, wanted := range [][]graph.Collection{
		{whole{two, nil}}, {whole{one, nil}, whole{two, nil}}, {whole{source, nil}, whole{two, nil}},
		{whole{source, nil}, whole{one, nil}, whole{two, nil}}, {whole{one, nil}},
	} {
		p, err := graph.NewPlan(wanted)
		require.NoError(t, err)
		text, err := dask.Lowered(p)
		require.NoError(t, err)
		for line := range strings.Lines(text) {
			key, value, ok := strings.Cut(line, " = ")
			if !ok {
				continue
			}
			if old, ok := seen[key]; ok {
				require.Equal(t, old, value, key)
			}
			seen[key] = value
		}
	}
	require.Greater(t, len(seen), 4)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// arraySample is a lazy value for each operation of package arrays.
func arraySample() map[string]*arrays.Array {
	a := must(arrays.Arange(0, 24, 1, ndarray.Float64, arrays.ChunkSize(5)))
	m := must(must(arrays.Arange(0, 48, 1, ndarray.Float32, arrays.ChunkSize(48))).Reshape(6, 8))
	m = must(m.Rechunk(arrays.ChunkSize(3)))
	ones := must(arrays.Ones([]int{6, 8}, ndarray.Float32, arrays.ChunkSize(4)))
	full := must(arrays.Full([]int{6, 8}, complex(1, 2), ndarray.Complex128, arrays.ChunkSize(4)))
	small := must(arrays.FromDense(must(ndarray.FromSlice([]int16{5, 3, 1}, 3)), arrays.ChunkSize(2)))
	waves := must(arrays.Sin(m))
	out := map[string]*arrays.Array{
		"arange": a, "reshape": m, "full": full, "small": small,
		"add":         must(arrays.Add(m, ones)),
		"mixed":       must(arrays.Add(m, full)),
		"literal":     must(arrays.Div(must(arrays.Add(m, 1.5)), 3)),
		"compare":     must(arrays.Greater(m, 20)),
		"where":       must(arrays.Where(must(arrays.Less(m, 9)), waves, -1.0)),
		"clip":        must(m.Clip(3, 30)),
		"unary":       must(arrays.Sqrt(must(arrays.Abs(waves)))),
		"transpose":   must(m.Transpose()),
		"astype":      must(m.AsType(ndarray.Int32)),
		"slice":       must(m.Slice(arrays.Step(1, 6, 2), arrays.At(3))),
		"reverse":     must(m.Slice(arrays.All, arrays.Step(7, -9, -2))),
		"broadcast":   must(a.BroadcastTo(3, 24)),
		"concatenate": must(arrays.Concatenate([]*arrays.Array{m, ones}, 0)),
		"stack":       must(arrays.Stack([]*arrays.Array{m, ones}, 1)),
		"rechunk":     must(m.Rechunk(arrays.ChunkSize(5))),
		"matmul":      must(arrays.MatMul(m, must(ones.Transpose()))),
		"matvec":      must(arrays.MatMul(m, must(arrays.Arange(0, 8, 1, ndarray.Float32, arrays.ChunkSize(8))))),
	}
	for name, reduce := range map[string]func(*arrays.Array, ...arrays.ReduceOption) (*arrays.Array, error){
		"sum": (*arrays.Array).Sum, "mean": (*arrays.Array).Mean, "min": (*arrays.Array).Min, "max": (*arrays.Array).Max,
		"var": (*arrays.Array).Var, "std": (*arrays.Array).Std, "argmax": (*arrays.Array).ArgMax, "argmin": (*arrays.Array).ArgMin,
		"any": (*arrays.Array).Any, "all": (*arrays.Array).All, "count": (*arrays.Array).CountNonzero, "prod": (*arrays.Array).Prod,
	} {
		out[name] = must(reduce(waves))
		out[name+"-rows"] = must(reduce(waves, arrays.Over(1)))
		out[name+"-block"] = must(reduce(small, arrays.KeepDims()))
	}
	return out
}

func TestArrayOperationsTravel(t *testing.T) {
	for name, a := range arraySample() {
		p, err := graph.NewPlan([]graph.Collection{a})
		require.NoError(t, err)
		_, err = dask.Lowered(p)
		require.NoError(t, err, name)
	}
}
