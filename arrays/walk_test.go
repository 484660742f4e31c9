package arrays_test

import (
	"context"
	"fmt"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/stretchr/testify/require"
)

const walkPath = "golden/walk/walk.npz"

// A visit is one call of the public surface, whose results are in the reference
// data under its name. Arguments are as the call takes them, but for in, entire,
// several and do, which stand for what depends on how inputs are cut.
type visit struct {
	name string
	call any
	args []any
}

type (
	in      string   // an input, cut
	entire  string   // an input in one block
	several []any    // arrays, as a slice
	list    = []any  // arguments
	calling struct { // the first result of another call
		call any
		args list
	}
	gathering struct{ calling } // all its results, as a slice of arrays
	kept      struct {          // the first result, made once for all cuts
		calling
		value *reflect.Value
	}
)

func do(call any, args ...any) calling      { return calling{call, args} }
func allOf(call any, args ...any) gathering { return gathering{calling{call, args}} }
func once(call any, args ...any) *kept      { return &kept{calling: calling{call, args}} }
func cutBy(a any, spec arrays.Chunking) calling {
	return do((*arrays.Array).Rechunk, a, spec)
}

// A walk makes calls with inputs cut in one way.
type walk struct {
	t    *testing.T
	file *ndarray.NPZ
	cut  func(n int) []int
	on   scheduler.Executor
}

// walkExecutors run every call: in order on one goroutine, and on several.
var walkExecutors = map[string]scheduler.Executor{"sync": scheduler.Sync{}, "local": scheduler.NewLocal(scheduler.Workers(3))}

// cuts are ways to cut an axis: unevenly with an empty chunk, into pairs, not at
// all.
var cuts = map[string]func(n int) []int{
	"uneven": func(n int) []int {
		if n < 2 {
			return []int{n}
		}
		return []int{1, 0, n - 1}
	},
	"pairs": func(n int) []int {
		out := slices.Repeat([]int{2}, n/2)
		if n%2 == 1 || n == 0 {
			out = append(out, n%2)
		}
		return out
	},
	"whole": func(n int) []int { return []int{n} },
}

func (w walk) load(name string, cut func(n int) []int) *arrays.Array {
	dense, err := w.file.Load("in." + name)
	require.NoError(w.t, err)
	chunks := [][]int{}
	for _, n := range dense.Shape() {
		chunks = append(chunks, cut(n))
	}
	return lazy(w.t, dense, arrays.Explicit(chunks))
}

func (w walk) value(v any) reflect.Value {
	switch v := v.(type) {
	case in:
		return reflect.ValueOf(w.load(string(v), w.cut))
	case entire:
		return reflect.ValueOf(w.load(string(v), cuts["whole"]))
	case several:
		all := []*arrays.Array{}
		for _, x := range v {
			all = append(all, w.value(x).Interface().(*arrays.Array))
		}
		return reflect.ValueOf(all)
	case calling:
		return w.first(v)
	case gathering:
		found := []*arrays.Array{}
		for _, r := range w.results(v.call, v.args) {
			found = append(found, r.Interface().(*arrays.Array))
		}
		return reflect.ValueOf(found)
	case *kept:
		if v.value == nil {
			made := w.first(v.calling)
			v.value = &made
		}
		return *v.value
	}
	return reflect.ValueOf(v)
}

func (w walk) first(c calling) reflect.Value {
	out := w.results(c.call, c.args)
	if len(out) == 0 {
		return reflect.ValueOf(struct{}{})
	}
	return out[0]
}

// results makes a call, which must not fail, and returns all but its error.
func (w walk) results(call any, args list) []reflect.Value {
	f := reflect.ValueOf(call)
	values := make([]reflect.Value, len(args))
	for i, a := range args {
		values[i] = w.value(a)
	}
	out := f.Call(values)
	if n := len(out); n > 0 && f.Type().Out(n-1) == reflect.TypeFor[error]() {
		require.NoError(w.t, errorOf(out[n-1]), calledName(call))
		out = out[:n-1]
	}
	return out
}

func errorOf(v reflect.Value) error {
	err, _ := v.Interface().(error)
	return err
}

// arraysOf flattens what a call gives to lazy arrays.
func (w walk) arraysOf(v reflect.Value) []*arrays.Array {
	switch v := v.Interface().(type) {
	case *arrays.Array:
		return []*arrays.Array{v}
	case []*arrays.Array:
		return v
	case arrays.Masked:
		return []*arrays.Array{must(v.Filled(0)), v.Mask}
	case arrays.Uniques:
		return []*arrays.Array{v.Values, v.Index, v.Inverse, v.Counts}
	case []*ndarray.Array:
		var all []*arrays.Array
		for _, dense := range v {
			all = append(all, lazy(w.t, dense, arrays.EveryAxis(arrays.Whole)))
		}
		return all
	case *ndarray.Array:
		return []*arrays.Array{lazy(w.t, v, arrays.EveryAxis(arrays.Whole))}
	case float64:
		return []*arrays.Array{must(arrays.Full(nil, v, ndarray.Float64, arrays.Chunking{}))}
	case []float64:
		return []*arrays.Array{lazy(w.t, must(ndarray.FromSlice(v)), arrays.EveryAxis(arrays.Whole))}
	default:
		require.Failf(w.t, "no array", "%T", v)
		return nil
	}
}

// TestReferenceWalk calls the whole surface with inputs cut in three ways, on
// one goroutine and on several, and compares values, dtypes and shapes with NumPy's.
func TestReferenceWalk(t *testing.T) {
	for _, path := range golden.Files(t, walkPath) {
		file, err := ndarray.OpenNPZ(path)
		require.NoError(t, err)
		defer func() { require.NoError(t, file.Close()) }()
		for how, cut := range cuts {
			for on, executor := range walkExecutors {
				t.Run(how+"/"+on, func(t *testing.T) {
					for _, v := range visits {
						t.Run(v.name, func(t *testing.T) { walk{t, file, cut, executor}.compare(v) })
					}
				})
			}
		}
	}
}

func (w walk) compare(v visit) {
	var got []*arrays.Array
	for _, r := range w.results(v.call, v.args) {
		got = append(got, w.arraysOf(r)...)
	}
	for i, a := range got {
		name := "out." + v.name
		if len(got) > 1 {
			name += fmt.Sprintf(".%d", i)
		}
		want, err := w.file.Load(name)
		require.NoError(w.t, err)
		require.Equal(w.t, want.DType(), a.DType(), "dtype of result %d", i)
		if a.Size() != arrays.Unknown {
			require.Equal(w.t, fmt.Sprint(want.Shape()), fmt.Sprint(a.Shape()), "shape of result %d", i)
		}
		dense := computed(w.t, a, w.on)
		require.Equal(w.t, want.DType(), dense.DType(), "dtype of values %d", i)
		require.Equal(w.t, fmt.Sprint(want.Shape()), fmt.Sprint(dense.Shape()), "shape of values %d", i)
		tol := walkTolerance[dense.DType()]
		same, err := ndarray.AllClose(dense, want, tol, tol, true)
		require.NoError(w.t, err)
		require.True(w.t, same, "result %d: got\n%v\nwant\n%v", i, dense, want)
	}
}

// walkTolerance is 0 for exact dtypes.
var walkTolerance = map[ndarray.DType]float64{
	ndarray.Float16: 2e-3, ndarray.Float32: 3e-6, ndarray.Complex64: 3e-6, ndarray.Float64: 1e-9, ndarray.Complex128: 1e-9,
}

// calledName is the name that docs/array-api.md has for a function.
func calledName(call any) string {
	name := runtime.FuncForPC(reflect.ValueOf(call).Pointer()).Name()
	name, ok := strings.CutPrefix(name, "github.com/gloam-go/gloam/arrays.")
	if !ok {
		return ""
	}
	name, _, _ = strings.Cut(name, "[")
	return strings.NewReplacer("(*", "", ")", "", "-fm", "").Replace(name)
}

// callsOf collects the names of all calls that arguments hold.
func callsOf(into map[string]bool, call any, args list) {
	into[calledName(call)] = true
	for _, a := range args {
		switch a := a.(type) {
		case several:
			callsOf(into, background, list(a))
		case calling:
			callsOf(into, a.call, a.args)
		case gathering:
			callsOf(into, a.call, a.args)
		case *kept:
			callsOf(into, a.call, a.args)
		}
	}
}

// TestTheWalkCallsEveryNameOfTheTable: a function or method that
// docs/array-api.md names is called by a visit, and every reference is compared.
func TestTheWalkCallsEveryNameOfTheTable(t *testing.T) {
	called, known := map[string]bool{}, map[string]bool{}
	for _, v := range slices.Concat(visits, facts, laws) {
		require.False(t, known[v.name], "%s is there twice", v.name)
		callsOf(called, v.call, v.args)
		known[v.name] = true
	}
	functions := exported(t)
	for _, name := range namesOfTheTable(t) {
		if functions[name] {
			require.True(t, called[name], "no visit calls %s", name)
		}
	}
	for _, path := range golden.Files(t, walkPath) {
		file, err := ndarray.OpenNPZ(path)
		require.NoError(t, err)
		for _, member := range file.Names() {
			if name, ok := strings.CutPrefix(member, "out."); ok {
				name = regexp.MustCompile(`\.\d+$`).ReplaceAllString(name, "")
				require.True(t, known[name], "nothing is compared with %s", member)
			}
		}
		require.NoError(t, file.Close())
	}
}

// background is what calls take that compute.
func background() context.Context { return context.Background() }
