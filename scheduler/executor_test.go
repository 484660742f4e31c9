package scheduler_test

import (
	"fmt"
	"testing"

	"go.uber.org/goleak"

	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/schedulertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func executors() map[string]scheduler.Executor {
	all := map[string]scheduler.Executor{"sync": scheduler.Sync{}}
	for _, n := range []int{1, 2, 7, 16} {
		all[fmt.Sprintf("local-%d", n)] = scheduler.NewLocal(scheduler.Workers(n))
		// A limit that is never reached and one that always is.
		all[fmt.Sprintf("local-%d-roomy", n)] = scheduler.NewLocal(scheduler.Workers(n), scheduler.MemoryLimit(1<<62))
		all[fmt.Sprintf("local-%d-tight", n)] = scheduler.NewLocal(scheduler.Workers(n), scheduler.MemoryLimit(1))
	}
	return all
}

func TestExecutorsConform(t *testing.T) {
	for name, e := range executors() {
		t.Run(name, func(t *testing.T) {
			newExecutor := func(*testing.T) scheduler.Executor { return e }
			schedulertest.Run(t, newExecutor)
			schedulertest.RunInProcess(t, newExecutor)
		})
	}
}
