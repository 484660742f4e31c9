package testdask_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/testdask"
)

func TestSchedulerAndWorkerRunAPythonClient(t *testing.T) {
	for _, v := range testdask.Versions(t) {
		t.Run(v.Release, func(t *testing.T) {
			s := testdask.StartScheduler(t, v)
			s.StartWorker(t, testdask.WorkerOptions{Name: "py", Threads: 2, Resources: map[string]float64{"PY": 3}})
			out := testdask.Python(t, v, `
import sys, distributed
with distributed.Client(sys.argv[1]) as c:
    print(c.submit(sum, [1, 2, 3], resources={"PY": 1}).result())
    print([w["name"] for w in c.scheduler_info()["workers"].values()])
`, s.Address)
			require.Contains(t, out, "6\n['py']\n")
		})
	}
}
