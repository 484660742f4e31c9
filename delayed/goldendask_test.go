package delayed_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/internal/udfcases"
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
	for _, c := range udfcases.Read(t) {
		if c.IsAnalysis() {
			continue
		}
		travels, list := true, c.Specs(t, travelling)
		for _, s := range list {
			travels = travels && !s.IsInProcess()
		}
		if !travels {
			refused++
			t.Run(c.ID, func(t *testing.T) { requireRefused(t, c, list, client) })
			continue
		}
		ran++
		t.Run(c.ID, func(t *testing.T) { runGolden(t, c, list, client) })
	}
	require.NotZero(t, ran)
	t.Logf("ran %d cases, %d with functions were refused", ran, refused)
}

// travelling are specs, with functions that are given by value replaced by
// registered ones, as far as those can do the same.
var travelling = map[string]udfcases.Maker{}

func init() {
	for name, make := range specs {
		travelling[name] = make
	}
	made := map[string]*udf.Factory[struct{}]{}
	for name, fn := range mapFunctions {
		made[name] = udf.RegisterMap("test/map/"+name, func(ctx context.Context, f *ndarray.Array, _ struct{}) (*ndarray.Array, error) {
			return fn(ctx, f)
		}, udf.Unlisted())
	}
	travelling["AutoUDF"] = func(p udfcases.Params) (udf.Spec, error) {
		var v mapParams
		if err := p.Into(&v); err != nil || v.Monitor || made[v.F] == nil {
			return mapped(p)
		}
		return made[v.F].With(struct{}{})
	}
}

// requireRefused runs a case whose UDFs cannot travel.
func requireRefused(t *testing.T, c udfcases.Case, list []udf.Spec, e scheduler.Executor) {
	lazy, err := delayed.Run(c.Open(t), list...)
	require.NoError(t, err)
	_, err = delayed.Compute(t.Context(), lazy, scheduler.On(e))
	as[*udf.InProcessError](t, err)
	require.ErrorContains(t, err, "runs in its own process only")
}
