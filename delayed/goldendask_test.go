package delayed_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
	"github.com/gloam-go/gloam/udf"
)

// TestReferenceUDFResultsOnDask runs the cases of TestReferenceUDFResults on a
// Dask cluster with Go workers. Those with functions that run in their own
// process only must be refused.
func TestReferenceUDFResultsOnDask(t *testing.T) {
	cluster := testdask.StartScheduler(t, testdask.Versions(t)[0])
	workertest.Start(t, cluster.Address)
	workertest.Start(t, cluster.Address)
	client, err := dask.Dial(t.Context(), cluster.Address)
	require.NoError(t, err)
	defer func() { require.NoError(t, client.Close()) }()
	ran, refused := 0, 0
	for _, manifest := range golden.Files(t, "golden/udf/manifest.json") {
		list, dir := goldenCases(t, manifest)
		for _, c := range list {
			if c.isAnalysis() {
				continue
			}
			c = travelling(c)
			travels := true
			for _, s := range goldenSpecs(t, dir, c) {
				travels = travels && !s.IsInProcess()
			}
			if !travels {
				refused++
				t.Run(c.ID, func(t *testing.T) { requireRefused(t, dir, c, client) })
				continue
			}
			ran++
			t.Run(c.ID, func(t *testing.T) { runGolden(t, dir, c, client) })
		}
	}
	require.NotZero(t, ran)
	t.Logf("ran %d cases, %d with functions were refused", ran, refused)
}

// travelling replaces functions that are given by value by registered ones, as
// far as those can do the same.
func travelling(c goldenCase) goldenCase {
	c.UDFs = slices.Clone(c.UDFs)
	for i, u := range c.UDFs {
		if u.Name == "AutoUDF" && u.Params["monitor"] != true {
			c.UDFs[i].Name = "registered map"
		}
	}
	return c
}

func init() {
	made := map[string]*udf.Factory[struct{}]{}
	for name, fn := range mapFunctions {
		made[name] = udf.RegisterMap("test/map/"+name, func(ctx context.Context, f *ndarray.Array, _ struct{}) (*ndarray.Array, error) {
			return fn(ctx, f)
		}, udf.Unlisted())
	}
	specs["registered map"] = func(_ string, p map[string]any) (udf.Spec, error) {
		return made[p["f"].(string)].With(struct{}{})
	}
}

// requireRefused runs a case whose UDFs cannot travel.
func requireRefused(t *testing.T, dir string, c goldenCase, e scheduler.Executor) {
	lazy, err := delayed.Run(goldenDataset(t, dir, c), goldenSpecs(t, dir, c)...)
	require.NoError(t, err)
	_, err = delayed.Compute(t.Context(), lazy, scheduler.On(e))
	require.ErrorContains(t, err, "runs in its own process only")
}
