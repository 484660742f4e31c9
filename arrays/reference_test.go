package arrays_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime/debug"
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
	total := 0
	for _, file := range golden.Files(t, manifestPath) {
		m := readManifest(t, file)
		for _, c := range m.Cases {
			t.Run(c.ID, func(t *testing.T) { test(t, c, filepath.Dir(file)) })
		}
		t.Logf("%s: %d of %d cases ran", file, len(m.Cases), len(m.Cases))
		total += len(m.Cases)
	}
	require.GreaterOrEqual(t, total, referenceCases)
}

func computed(t *testing.T, a *arrays.Array, e scheduler.Executor) *ndarray.Array {
	t.Helper()
	dense, err := a.Compute(t.Context(), scheduler.On(e))
	require.NoError(t, err)
	return dense
}

// referenceCases is how many cases the reference data has at least.
const referenceCases = 332

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
		require.ErrorContains(t, err, "arrays: ")
		return
	}
	require.NoError(t, err)
	require.NotEmpty(t, c.Expect, "results to compare")
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
		s.Params.values = values
		names, outs, err := s.run(t, in)
		if err != nil {
			return err
		}
		require.Empty(t, s.Params.unread(), "arguments of %s that nothing reads", s.Op)
		for i, name := range names {
			values[name] = outs[i]
		}
	}
	return nil
}

// run calls the operation, which has to be known.
func (s step) run(t *testing.T, in []*arrays.Array) (names []string, outs []*arrays.Array, err error) {
	defer func() {
		if r := recover(); r != nil {
			require.FailNow(t, "panic in "+s.Op, "%v\n%s", r, debug.Stack())
		}
	}()
	list, several := s.Out.([]any)
	if !several {
		one := stepKinds[s.Op]
		if one == nil {
			one = masked(s.Op)
		}
		require.NotNil(t, one, "operation %q", s.Op)
		out, err := one(in, s.Params)
		return []string{s.Out.(string)}, []*arrays.Array{out}, err
	}
	for _, name := range list {
		names = append(names, name.(string))
	}
	all := severalKinds[s.Op]
	require.NotNil(t, all, "operation %q with several results", s.Op)
	outs, err = all(in, s.Params)
	if err == nil {
		require.Len(t, outs, len(names), s.Op)
	}
	return names, outs, err
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
	c.compareChunks(t, got, want.Chunks)
	expect, err := ndarray.LoadNPY(filepath.Join(dir, want.File))
	require.NoError(t, err)
	if values := c.exact(t, dir); values != nil {
		expect = values
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

// tolerance is 0 for exact dtypes.
func (c arrayCase) tolerance(a *arrays.Array, tol float64) float64 {
	if a.DType().Kind() < ndarray.KindFloat {
		return 0
	}
	return tol
}
