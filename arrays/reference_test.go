package arrays_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/stretchr/testify/require"
)

const manifestPath = "golden/arrays/manifest.json"

type manifest struct {
	Cases         []arrayCase    `json:"cases"`
	FunctionCases []functionCase `json:"function_cases"`
}

type arrayCase struct {
	ID     string               `json:"id"`
	Inputs map[string]arrayFile `json:"inputs"`
	Steps  []step               `json:"steps"`
	RTol   float64              `json:"rtol"`
	ATol   float64              `json:"atol"`
	Expect map[string]arrayFile `json:"expect"`
	Error  *struct {
		Raised string `json:"raised"`
	} `json:"expect_error"`
}

type arrayFile struct {
	File       string  `json:"file"`
	DType      string  `json:"dtype"`
	NumpyDType string  `json:"numpy_dtype"`
	Shape      []int   `json:"shape"`
	Chunks     lengths `json:"chunks"`
	Tasks      int     `json:"tasks_optimized"` // of Dask
}

// lengths are chunk lengths, of which unknown ones are null.
type lengths [][]int

func (l *lengths) UnmarshalJSON(b []byte) error {
	var raw [][]*int
	if err := json.Unmarshal(b, &raw); err != nil || raw == nil {
		return err
	}
	*l = lengths{}
	for _, axis := range raw {
		chunks := []int{}
		for _, n := range axis {
			if n == nil {
				chunks = append(chunks, arrays.Unknown)
			} else {
				chunks = append(chunks, *n)
			}
		}
		*l = append(*l, chunks)
	}
	return nil
}

type step struct {
	Out    any      `json:"out"`
	Op     string   `json:"op"`
	Args   []string `json:"args"`
	Params params   `json:"params"`
}

func readManifest(t *testing.T, file string) manifest {
	t.Helper()
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	var m manifest
	require.NoError(t, json.Unmarshal(b, &m))
	require.NotEmpty(t, m.Cases, file)
	return m
}

// TestReferenceArrays runs every case; TestReferenceArraysOnDask does so on a
// cluster.
func TestReferenceArrays(t *testing.T) {
	eachCase(t, func(t *testing.T, c arrayCase, dir string) {
		c.run(t, dir, func(t *testing.T, got *arrays.Array) []*ndarray.Array {
			return []*ndarray.Array{computed(t, got, scheduler.Sync{}), computed(t, got, scheduler.NewLocal())}
		})
	})
}

// eachCase runs a test for each case of all reference data.
func eachCase(t *testing.T, test func(t *testing.T, c arrayCase, dir string)) {
	for _, file := range golden.Files(t, manifestPath) {
		m := readManifest(t, file)
		for _, c := range m.Cases {
			t.Run(c.ID, func(t *testing.T) { test(t, c, filepath.Dir(file)) })
		}
		t.Logf("%s: %d of %d cases ran", file, len(m.Cases), len(m.Cases))
		require.GreaterOrEqual(t, len(m.Cases), referenceCases)
	}
}

func computed(t *testing.T, a *arrays.Array, e scheduler.Executor) *ndarray.Array {
	t.Helper()
	dense, err := a.Compute(t.Context(), scheduler.On(e))
	require.NoError(t, err)
	return dense
}

// referenceCases is how many cases the reference data has at least.
const referenceCases = 332

// kind is the operation, with the form of the arguments where only some forms
// are supported.
func (s step) kind() string {
	if s.Op == "getitem" {
		for _, x := range s.Params.index() {
			for _, form := range []string{"ints", "bools", "array"} {
				if _, ok := x[form]; ok {
					return "getitem " + form
				}
			}
		}
	}
	if _, ok := s.Params["merge_chunks"]; ok {
		return s.Op + " merge_chunks"
	}
	return s.Op
}

// An evaluate computes an array in all ways that have to give the same bits.
type evaluate func(t *testing.T, a *arrays.Array) []*ndarray.Array

func (c arrayCase) run(t *testing.T, dir string, evaluate evaluate) {
	values := map[string]*arrays.Array{}
	for name, in := range c.Inputs {
		values[name] = openFile(t, dir, in)
	}
	err := c.build(t, values)
	if c.Error != nil {
		require.Error(t, err, "must fail while building; Dask fails at %s", c.Error.Raised)
		t.Log(err)
		return
	}
	require.NoError(t, err)
	for name, want := range c.Expect {
		got := values[name]
		require.NotNil(t, got, name)
		c.compare(t, got, want, dir, evaluate)
	}
}

func (c arrayCase) build(t *testing.T, values map[string]*arrays.Array) error {
	for _, s := range c.Steps {
		in := make([]*arrays.Array, len(s.Args))
		for i, name := range s.Args {
			in[i] = values[name]
			require.NotNil(t, in[i], name)
		}
		if s.Params == nil {
			s.Params = params{}
		}
		s.Params["values"] = values // for arrays named in an index
		if names, several := s.Out.([]any); several {
			outs, err := severalKinds[s.kind()](in, s.Params)
			if err != nil {
				return err
			}
			for i, name := range names {
				values[name.(string)] = outs[i]
			}
			continue
		}
		one := stepKinds[s.kind()]
		require.NotNil(t, one, s.kind())
		out, err := one(in, s.Params)
		if err != nil {
			return err
		}
		values[s.Out.(string)] = out
	}
	return nil
}

func openFile(t *testing.T, dir string, f arrayFile) *arrays.Array {
	t.Helper()
	dense, err := ndarray.LoadNPY(filepath.Join(dir, f.File))
	require.NoError(t, err)
	a, err := arrays.FromDense(dense, arrays.Explicit(f.Chunks))
	require.NoError(t, err)
	return a
}

func (c arrayCase) compare(t *testing.T, got *arrays.Array, want arrayFile, dir string, evaluate evaluate) {
	dtype := want.DType
	if want.NumpyDType != "" {
		dtype = want.NumpyDType
	}
	require.Equal(t, dtype, got.DType().String(), "dtype")
	if got.Size() != arrays.Unknown {
		require.Equal(t, want.Shape, got.Shape(), "shape")
	}
	if want.Chunks != nil && ownChunks[c.ID] == "" {
		require.Equal(t, [][]int(want.Chunks), got.Chunks(), "chunks")
	}
	expect, err := ndarray.LoadNPY(filepath.Join(dir, want.File))
	require.NoError(t, err)
	if values := exact[c.ID]; values != nil {
		expect, err = ndarray.FromSlice(values, len(values))
		require.NoError(t, err)
	}
	var first *ndarray.Array
	for _, dense := range evaluate(t, got) {
		require.Equal(t, got.DType(), dense.DType())
		require.True(t, slices.Equal(want.Shape, dense.Shape()), "got %v, want %v", dense.Shape(), want.Shape)
		close, err := ndarray.AllClose(dense, expect, c.tolerance(got, c.RTol), c.tolerance(got, c.ATol), true)
		require.NoError(t, err)
		require.True(t, close, "got\n%v\nwant\n%v", dense, expect)
		if first != nil {
			require.True(t, ndarray.Identical(first, dense), "executors give other bits")
		}
		first = dense
	}
}

// ownChunks are the cases in which we choose other chunks than Dask, and why.
var ownChunks = map[string]string{
	"a113-diff-u8-wraps":           "a difference keeps the chunks of its input",
	"a167-diff2":                   "a difference keeps the chunks of its input",
	"a164-cumsum-flat":             "the flat array has the chunks of Ravel",
	"a204-roll-axis":               "rolling keeps the chunks of its input",
	"a205-roll-flat":               "rolling keeps the chunks of its input",
	"a210-repeat":                  "blocks stay no larger than those of the input",
	"a215-diagonal":                "as many points as the longest piece in a block of the input",
	"a219-pad-reflect":             "one block for each side",
	"a220-pad-symmetric":           "one block for each side",
	"a268-no-trim":                 "the lengths with their halo, which Dask does not announce",
	"a269-depth-larger-than-chunk": "halos reach over several blocks, so nothing is merged",
	"a272-sliding-window":          "windows are views; axes that have none keep their chunks",
	"a313-fftshift":                "shifting keeps the chunks of its input",
	"a314-ifftshift-axis":          "shifting keeps the chunks of its input",
}

// exact are the results that the reference only approximates.
var exact = map[string][]float64{
	"a179-percentile-approximate": {-4.096, -0.3405, 3.7873},
}

// tolerance is 0 for exact dtypes.
func (c arrayCase) tolerance(a *arrays.Array, tol float64) float64 {
	if a.DType().Kind() < ndarray.KindFloat {
		return 0
	}
	return tol
}

// params are the named arguments of a step, as JSON has them.
type params map[string]any

func (p params) index() []map[string]any {
	list, _ := p["index"].([]any)
	out := make([]map[string]any, len(list))
	for i, x := range list {
		out[i], _ = x.(map[string]any)
	}
	return out
}

func (p params) int(name string, otherwise int) int {
	if v, ok := p[name].(float64); ok {
		return int(v)
	}
	return otherwise
}

func (p params) float(name string, otherwise float64) float64 {
	if v, ok := p[name].(float64); ok {
		return v
	}
	return otherwise
}

// ints reads one number or a list.
func (p params) ints(name string) []int {
	if v, ok := p[name].(float64); ok {
		return []int{int(v)}
	}
	return toInts(p[name])
}

func toInts(v any) []int {
	list, _ := v.([]any)
	out := make([]int, 0, len(list))
	for _, x := range list {
		out = append(out, int(x.(float64)))
	}
	return out
}

func (p params) dtype(otherwise ndarray.DType) ndarray.DType {
	if name, ok := p["dtype"].(string); ok {
		d, _, err := ndarray.ParseDType(name)
		if err != nil {
			panic(err)
		}
		return d
	}
	return otherwise
}

// chunking reads Dask's forms of a chunk specification.
func chunking(v any, limit int64) arrays.Chunking {
	switch v := v.(type) {
	case []any:
		if len(v) > 1 && !slices.ContainsFunc(v, func(x any) bool { _, ok := x.(float64); return !ok }) && limit < 0 {
			return arrays.PerAxis(arrays.Lengths(toInts(v)...))
		}
		axes := make([]arrays.AxisChunks, len(v))
		for i, x := range v {
			axes[i] = axisChunks(x, limit)
		}
		return arrays.PerAxis(axes...)
	case map[string]any:
		axes := map[int]arrays.AxisChunks{}
		for k, x := range v {
			axes[int(k[0]-'0')] = axisChunks(x, limit)
		}
		return arrays.OnAxes(axes)
	}
	return arrays.EveryAxis(axisChunks(v, limit))
}

func axisChunks(v any, limit int64) arrays.AxisChunks {
	switch v := v.(type) {
	case float64:
		if v < 0 {
			return arrays.Whole
		}
		return arrays.Size(int(v))
	case []any:
		return arrays.Lengths(toInts(v)...)
	case string:
		if v != "auto" {
			limit = byteSize(v)
		}
		return arrays.AutoBytes(max(limit, 0))
	}
	return arrays.Whole
}

// byteSize reads "64MiB" or "100kB".
func byteSize(v any) int64 {
	if n, ok := v.(float64); ok {
		return int64(n)
	}
	text, ok := v.(string)
	if !ok {
		return 0
	}
	var n int64
	var unit string
	if _, err := fmt.Sscanf(text, "%d%s", &n, &unit); err != nil {
		panic(err)
	}
	return n * map[string]int64{"kB": 1e3, "MB": 1e6, "KiB": 1 << 10, "MiB": 1 << 20}[unit]
}
