package worker_test

import (
	"math"
	"runtime/debug"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/scheduler/worker"
)

func memoryLimit() int64 { return debug.SetMemoryLimit(-1) }

func TestAWorkerLimitsGarbageWhileItLasts(t *testing.T) {
	t.Setenv("GOGC", "")
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(math.MaxInt64))
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	s := fake(t)
	w := join(t, s)
	least := memoryLimit()
	require.NotEqual(t, int64(math.MaxInt64), least)
	s.Send(w.Info.Address, compute("big", 1, goZeros, pickle.Tuple{int64(64 << 20)}).Encode())
	next(t, s, "task-finished")
	require.GreaterOrEqual(t, memoryLimit(), int64(64<<20), "results have room")
	second := join(t, s)
	require.NoError(t, second.Stop())
	require.NotEqual(t, int64(math.MaxInt64), memoryLimit(), "the first still runs")
	require.NoError(t, w.Stop())
	require.Equal(t, int64(math.MaxInt64), memoryLimit())
	require.Equal(t, 100, debug.SetGCPercent(100))
}

func TestWorkersThatComeWhileOthersGoLeaveNothingBehind(t *testing.T) {
	t.Setenv("GOGC", "")
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(math.MaxInt64))
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for range 500 {
				worker.ShareMemory()()
			}
		})
	}
	workers.Wait()
	require.Equal(t, int64(math.MaxInt64), memoryLimit())
	require.Equal(t, 100, debug.SetGCPercent(100))
}

func TestLimitsOfTheUserStay(t *testing.T) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(5 << 30))
	s := fake(t)
	w := join(t, s)
	require.Equal(t, int64(5<<30), memoryLimit())
	require.NoError(t, w.Stop())
	require.Equal(t, int64(5<<30), memoryLimit())
}
