package udf_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/gloam-go/gloam/udf"
)

// manifest reads a list of the golden manifest from each root.
func manifest[T any](t *testing.T, list string) (all []T) {
	for _, path := range golden.Files(t, "golden/udf/manifest.json") {
		var m map[string]json.RawMessage
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(b, &m))
		var cases []T
		require.NoError(t, json.Unmarshal(m[list], &cases))
		require.NotEmpty(t, cases)
		all = append(all, cases...)
	}
	return all
}

// byName returns lists of backends in the order of the names of their UDFs.
func byName(udfs map[string][]udf.Backend) (names []string, lists [][]udf.Backend) {
	for _, n := range slices.Sorted(maps.Keys(udfs)) {
		names, lists = append(names, n), append(lists, udfs[n])
	}
	return names, lists
}

func TestReferenceResources(t *testing.T) {
	for _, c := range manifest[struct {
		UDFs      map[string][]udf.Backend
		User      []udf.Backend `json:"user_backends"`
		Resources map[string]float64
		Raises    string
	}](t, "resource_cases") {
		_, lists := byName(c.UDFs)
		got, err := udf.ResourcesOf(lists, c.User...)
		if c.Raises != "" {
			require.ErrorIs(t, err, udf.ErrNoBackend)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, c.Resources, got, fmt.Sprint(c))
	}
}

func TestReferenceExecutionPlans(t *testing.T) {
	for _, c := range manifest[struct {
		Data   []udf.Backend `json:"dataset_backends"`
		UDFs   map[string][]udf.Backend
		Device udf.DeviceClass `json:"device_class"`
		Plan   map[udf.Backend][]string
		Raises string
	}](t, "execution_plan_cases") {
		names, lists := byName(c.UDFs)
		groups, err := udf.PlanBackends(c.Data, lists, c.Device)
		if c.Raises != "" {
			require.ErrorIs(t, err, udf.ErrNoBackend)
			continue
		}
		require.NoError(t, err)
		got := map[udf.Backend][]string{}
		for _, g := range groups {
			for _, u := range g.UDFs {
				got[g.Backend] = append(got[g.Backend], names[u])
			}
		}
		require.Equal(t, c.Plan, got, fmt.Sprint(c.Data, c.UDFs, c.Device))
	}
}

type backed struct{ list []udf.Backend }

func (b backed) Backends() []udf.Backend                                    { return b.list }
func (backed) Buffers(udf.Meta) map[string]udf.Buffer                       { return nil }
func (backed) ProcessFrame(context.Context, *ndarray.Array, udf.View) error { return nil }

func TestBackendsAreCheckedWhenTheRunIsBuilt(t *testing.T) {
	ds, err := udf.FromSource(source.Synthetic{NY: 2, NX: 3, KY: 8, KX: 8, Seed: 1, Dose: 64})
	require.NoError(t, err)
	run := func(d *udf.Dataset, list ...udf.Backend) error {
		spec := udf.InProcess("backed", func() (udf.UDF, error) { return backed{list}, nil })
		_, err := udf.NewRun(d, []udf.Spec{spec})
		return err
	}
	require.NoError(t, run(ds, udf.AllBackends...))
	require.ErrorIs(t, run(ds, udf.CuPy), udf.ErrNoBackend)
	var unknown *udf.UnknownBackendError
	require.ErrorAs(t, run(ds, "numpyy"), &unknown)
	only, err := ds.Backends(udf.CuPy)
	require.NoError(t, err)
	require.ErrorIs(t, run(only, udf.Dense), udf.ErrNoBackend)
	only, err = ds.Backends(udf.Dense, udf.CuPy)
	require.NoError(t, err)
	require.NoError(t, run(only, udf.AllBackends...))
	_, err = ds.Backends("gpu")
	require.ErrorAs(t, err, &unknown)

	spec := udf.InProcess("backed", func() (udf.UDF, error) { return backed{[]udf.Backend{udf.CUDA}}, nil })
	needs, err := udf.Resources([]udf.Spec{spec})
	require.NoError(t, err)
	require.Equal(t, map[string]float64{"compute": 1, "CUDA": 1}, needs)
	_, err = udf.Resources([]udf.Spec{spec, udf.Map(nil)})
	require.ErrorIs(t, err, udf.ErrNoBackend)
	_, err = udf.PlanBackends([]udf.Backend{"?"}, nil, udf.OnCPU)
	require.ErrorAs(t, err, &unknown)
}

func TestEveryBackendIsInItsSets(t *testing.T) {
	all := slices.Concat(udf.CPUBackends, udf.CUDABackends)
	require.Len(t, all, 16)
	require.ElementsMatch(t, all, slices.Concat(udf.SparseBackends, udf.DenseBackends))
	require.ElementsMatch(t, all, slices.Concat(udf.FlatBackends, udf.ShapedBackends))
	require.Subset(t, all, udf.AllBackends)
	require.Subset(t, udf.CUDABackends, udf.CuPyBackends)
}
