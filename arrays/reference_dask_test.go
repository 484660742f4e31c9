package arrays_test

import (
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
)

// TestReferenceArraysOnDask runs every case on a cluster with Go workers,
// which has to give the bits of a local run.
func TestReferenceArraysOnDask(t *testing.T) {
	versions := testdask.Versions(t)
	cluster := testdask.StartScheduler(t, versions[len(versions)-1])
	workertest.Start(t, cluster.Address)
	workertest.Start(t, cluster.Address)
	client := dialCluster(t, cluster)
	eachCase(t, func(t *testing.T, c arrayCase, dir string) {
		t.Parallel() // the time is spent waiting for messages
		c.run(t, dir, func(t *testing.T, got *arrays.Array) []*ndarray.Array {
			return []*ndarray.Array{computed(t, got, scheduler.Sync{}), computed(t, got, client)}
		})
	})
}

// TestReferenceArraysOnPythonWorkers runs every case on a cluster with Python
// workers alone. An operation either gives the values of the reference or is
// refused by name before anything is sent.
func TestReferenceArraysOnPythonWorkers(t *testing.T) {
	versions := testdask.Versions(t)
	cluster := testdask.StartScheduler(t, versions[len(versions)-1])
	cluster.StartWorker(t, testdask.WorkerOptions{Threads: 2})
	client := dialCluster(t, cluster, dask.PythonWorkers())
	var mu sync.Mutex
	ran, refused := 0, map[string]int{}
	note := func(none *dask.NoPythonError) {
		mu.Lock()
		defer mu.Unlock()
		if none != nil {
			refused[none.Op]++
		} else {
			ran++
		}
	}
	t.Run("cases", func(t *testing.T) {
		eachCase(t, func(t *testing.T, c arrayCase, dir string) {
			t.Parallel()
			c.run(t, dir, func(t *testing.T, got *arrays.Array) []*ndarray.Array {
				dense, err := got.Compute(t.Context(), scheduler.On(client))
				var none *dask.NoPythonError
				if errors.As(err, &none) {
					require.NotEmpty(t, none.Op)
					require.Contains(t, none.Error(), none.Op)
					note(none)
					return nil
				}
				require.NoError(t, err)
				note(nil)
				return []*ndarray.Array{dense}
			})
		})
	})
	t.Logf("%d results came from Python workers; without a meaning there: %q", ran, slices.Sorted(maps.Keys(refused)))
	total := 0
	for _, n := range refused {
		total += n
	}
	require.Greater(t, ran, total, "more results are refused than computed")
}

func dialCluster(t *testing.T, s *testdask.Scheduler, opts ...dask.Option) *dask.Client {
	c, err := dask.Dial(t.Context(), s.Address, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	return c
}
