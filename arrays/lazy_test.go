package arrays_test

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A prober calls functions with made-up arguments until one call succeeds.
type prober struct {
	values map[reflect.Type][]any // candidates by type
	name   string
	seen   func(name string, out []reflect.Value) // what each call returned
	done   []string
	failed []string
}

func newProber(t *testing.T) *prober {
	source := func(shape ...int) *arrays.Array {
		sig := len(shape) - 1
		return must(arrays.FromSource(counted{Shape: shape, Sig: sig, Stored: shape[0]}, arrays.Chunked(arrays.ChunkSize(2))))
	}
	square := source(6, 6)
	line := must(square.Slice(arrays.At(1)))
	wide := must(square.Rechunk(arrays.EveryAxis(arrays.Whole)))
	ints, flags := must(square.AsType(ndarray.Int64)), must(arrays.Greater(square, 3))
	unknown := must(square.Slice(arrays.Lazy(flags)))
	deep, counts, someFlags := source(4, 6, 6), must(line.AsType(ndarray.Int64)), must(arrays.Greater(line, 3))
	complexes, half := must(wide.AsType(ndarray.Complex128)), must(line.Slice(arrays.Span(0, 3)))
	all := []any{square, line, wide, ints, flags, deep, counts, someFlags, complexes, unknown, half}
	kernel := kernels["same"]
	of := map[reflect.Type][]any{}
	for _, v := range []any{
		0, 1, 2, []int{6, 6}, []int{0}, []int{1}, []int{36}, []int{6}, []int{144}, []int{3}, []int{}, 0.5, 2.0, []float64{0.25, 0.5}, []float64{0.5, 0.5}, []float64{0, 1, 2}, true, false,
		"ij->ji", "i->i", ndarray.Float64, ndarray.Int64, arrays.ChunkSize(2), arrays.Span(0, 2), arrays.Lazy(someFlags), arrays.List(0, 2),
		[]bool{true, false, true, false, true, false}, slices.Repeat([]bool{true, false, false}, 2), [][]int{{6}, {6}}, [][]int{{2, 2, 2}, {2, 2, 2}},
		[]*arrays.Array{square}, []*arrays.Array{line}, []*arrays.Array{flags}, [][]*arrays.Array{{square}}, [][]float64{{0, 1, 2}},
		map[int]int{0: 2}, arrays.PadEdge, [][2]int{{1, 1}, {1, 1}}, ndarray.Sum, ndarray.OpAdd, ndarray.Sqrt, uint64(3), int64(1 << 20),
		map[int]arrays.Halo{0: arrays.Depth(1, arrays.EdgeReflect)}, arrays.Depth(1, arrays.EdgeNearest), arrays.EdgeReflect,
		kernel, []arrays.Kernel{kernel}, arrays.GUFuncSpec{Signature: "(i,j)->(i,j)", DTypes: []ndarray.DType{ndarray.Float64}, Rechunk: true},
		arrays.MapSpec{}, arrays.OverlapSpec{Halos: map[int]arrays.Halo{0: arrays.Depth(1, arrays.EdgeReflect)}},
		arrays.BlockwiseSpec{Labels: "ij", DType: ndarray.Float64}, arrays.Labelled{Array: square, Labels: "ij"}, square.Layer(),
		counted{Shape: []int{4, 3}, Sig: 1, Stored: 4}, []*ndarray.Array{ndarray.New(ndarray.Float64, 6, 6)}, ndarray.New(ndarray.Float64, 6),
		arrays.Whole, map[int]arrays.AxisChunks{0: arrays.Whole}, arrays.NormOrtho, arrays.Hazen, [][2]any{{1, 2}}, arrays.Add, arrays.Abs, (*arrays.Array).CumSum, arrays.DenseTarget(ndarray.New(ndarray.Float64, 6, 6)), "arrays", func() error { return nil },
		arrays.BlockFunc(func(context.Context, arrays.Block, []*ndarray.Array) (*ndarray.Array, error) { return nil, nil }),
	} {
		of[reflect.TypeOf(v)] = append(of[reflect.TypeOf(v)], v)
	}
	of[reflect.TypeOf(square)] = all
	of[reflect.TypeFor[any]()] = append(slices.Clone(all), 1, []any{})
	return &prober{values: of}
}

var registered atomic.Bool

// probe calls f, whose name is for messages.
func (p *prober) probe(name string, f reflect.Value) {
	if name == "RegisterKernel" && registered.Swap(true) { // a name can be taken only once
		p.done = append(p.done, name)
		return
	}
	t := f.Type()
	p.name = name
	choices := make([][]reflect.Value, t.NumIn())
	for i := range choices {
		in := t.In(i)
		if t.IsVariadic() && i == t.NumIn()-1 {
			choices[i] = append(choices[i], reflect.Value{}) // none
			for _, v := range p.values[in] {
				choices[i] = append(choices[i], reflect.ValueOf(v))
			}
			in = in.Elem()
		}
		for _, as := range slices.SortedFunc(maps.Keys(p.values), func(a, b reflect.Type) int { return strings.Compare(a.String(), b.String()) }) {
			if as != in && !(in.Kind() == reflect.Interface && in.NumMethod() > 0 && as.Implements(in)) && !(in.Kind() == reflect.Func && as.ConvertibleTo(in)) {
				continue
			}
			for _, v := range p.values[as] {
				choices[i] = append(choices[i], reflect.ValueOf(v).Convert(in))
			}
		}
		if len(choices[i]) == 0 {
			p.failed = append(p.failed, name)
			return
		}
	}
	if p.search(f, choices, nil) {
		p.done = append(p.done, name)
	} else {
		p.failed = append(p.failed, name)
	}
}

// search tries all combinations.
func (p *prober) search(f reflect.Value, choices [][]reflect.Value, args []reflect.Value) bool {
	if len(args) < len(choices) {
		for _, c := range choices[len(args)] {
			if p.search(f, choices, append(slices.Clip(args), c)) {
				return true
			}
		}
		return false
	}
	if n := len(args) - 1; n >= 0 && !args[n].IsValid() {
		args = args[:n]
	}
	call := f.Call
	if n := len(args) - 1; f.Type().IsVariadic() && n == f.Type().NumIn()-1 && args[n].Type() == f.Type().In(n) {
		call = f.CallSlice
	}
	out := call(args)
	if p.seen != nil {
		p.seen(p.name, out)
	}
	if n := len(out); n > 0 && out[n-1].Type() == reflect.TypeFor[error]() && !out[n-1].IsNil() {
		return false
	}
	for _, v := range out { // neither does looking at what it returns
		if a, ok := v.Interface().(*arrays.Array); ok && a != nil {
			_ = a.String()
		}
	}
	return true
}

// methods probes all methods of a value that take no context.
func (p *prober) methods(name string, v any) {
	of := reflect.ValueOf(v)
	for i := range of.NumMethod() {
		if f := of.Method(i); f.Type().NumIn() == 0 || f.Type().In(0) != reflect.TypeFor[context.Context]() {
			p.probe(name+"."+of.Type().Method(i).Name, f)
		}
	}
}

// surface probes all functions and methods of the package that take no context,
// and returns one of the arrays it takes for them.
func (p *prober) surface() *arrays.Array {
	for _, name := range slices.Sorted(maps.Keys(surfaceFunctions)) {
		p.probe(name, reflect.ValueOf(surfaceFunctions[name]))
	}
	for i, v := range p.values[reflect.TypeFor[*arrays.Array]()] {
		p.methods(fmt.Sprintf("Array %d", i), v)
	}
	square := p.values[reflect.TypeFor[*arrays.Array]()][0].(*arrays.Array)
	p.methods("Masked", must(arrays.MaskedGreater(square, 3)))
	p.methods("Generator", arrays.NewGenerator(1))
	p.methods("Expr", &arrays.Expr{})
	return square
}

// TestNothingReadsDataButWhatTakesAContext calls every function and method of
// the package that takes no context with arrays over a source that counts.
func TestNothingReadsDataButWhatTakesAContext(t *testing.T) {
	p, before := newProber(t), opened.Load()
	square := p.surface()
	require.Equal(t, before, opened.Load())
	worked := map[string]bool{}
	for _, name := range p.done {
		worked[name[strings.LastIndex(name, ".")+1:]] = true
	}
	given := []string{"CheckBlock", "DecodeSource", "Collect", "CollectOwned", "Keep"} // finished blocks, bytes or an error
	var untested []string
	for _, name := range p.failed {
		short := name[strings.LastIndex(name, ".")+1:]
		if !worked[short] && !slices.Contains(given, short) {
			untested = append(untested, name)
		}
	}
	require.Empty(t, untested, "no call of these succeeded")
	_, err := square.Compute(context.Background())
	require.NoError(t, err)
	require.Greater(t, opened.Load(), before)
}

// TestListOfFunctionsIsComplete compares the list with the sources, and says
// which take a context and so may read.
func TestListOfFunctionsIsComplete(t *testing.T) {
	var missing, contexts []string
	paths, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || !fn.Name.IsExported() || fn.Recv != nil && !isArray(fn.Recv.List[0].Type) || fn.Type.TypeParams != nil {
				continue
			}
			name := fn.Name.Name
			switch in := fn.Type.Params.List; {
			case len(in) > 0 && isContext(in[0].Type):
				contexts = append(contexts, name)
			case fn.Recv == nil && surfaceFunctions[name] == nil:
				missing = append(missing, name)
			}
		}
	}
	require.Empty(t, missing)
	slices.Sort(contexts)
	require.Equal(t, []string{"Compute", "Compute", "ComputeChunkSizes", "Persist", "Persist", "ReadBox", "Store"}, contexts,
		"ReadBox is for readers of files")
}

func isArray(e ast.Expr) bool {
	star, ok := e.(*ast.StarExpr)
	if !ok {
		return false
	}
	id, ok := star.X.(*ast.Ident)
	return ok && id.Name == "Array"
}

func isContext(e ast.Expr) bool {
	s, ok := e.(*ast.SelectorExpr)
	return ok && s.Sel.Name == "Context"
}
