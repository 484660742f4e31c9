package udf_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/internal/udfcases"
	"github.com/gloam-go/gloam/udf"
)

// manifest reads a list of the golden manifest from each root.
func manifest[T any](t *testing.T, list string) (all []T) {
	udfcases.List(t, list, func(_ string, c T) { all = append(all, c) })
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

// What is left for a GPU worker's processor gets the form that the data have,
// whatever comes first in its list, and forms that come early in lists win ties.
func TestPlansFollowTheDataThenTheOrderOfPreference(t *testing.T) {
	group := func(b udf.Backend, udfs ...int) udf.BackendGroup { return udf.BackendGroup{Backend: b, UDFs: udfs} }
	for name, c := range map[string]struct {
		data   []udf.Backend
		udfs   [][]udf.Backend
		device udf.DeviceClass
		want   []udf.BackendGroup
	}{
		"fallback on a GPU worker": {[]udf.Backend{udf.Dense}, [][]udf.Backend{{udf.CuPy}, {"sparse.COO", udf.Dense}}, udf.OnCUDA,
			[]udf.BackendGroup{group(udf.CuPy, 0), group(udf.Dense, 1)}},
		"early in both lists": {[]udf.Backend{udf.Dense}, [][]udf.Backend{{"sparse.COO", udf.CSRMatrix}, {udf.CSRMatrix, "sparse.COO", "sparse.GCXS"}}, udf.OnCPU,
			[]udf.BackendGroup{group("sparse.COO", 0, 1)}},
		"sparse like the data": {[]udf.Backend{udf.CSRMatrix, udf.Dense}, [][]udf.Backend{{udf.CSRMatrix}, {udf.Dense, "sparse.COO"}, {"sparse.COO"}}, udf.OnCPU,
			[]udf.BackendGroup{group(udf.CSRMatrix, 0), group("sparse.COO", 1, 2)}},
	} {
		got, err := udf.PlanBackends(c.data, c.udfs, c.device)
		require.NoError(t, err, name)
		require.Equal(t, c.want, got, name)
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
