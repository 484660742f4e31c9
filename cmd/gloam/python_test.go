//go:build unix

package main

import (
	"os/exec"
	"testing"

	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/stretchr/testify/require"
)

// goCall is the script of docs/distributed.md.
const goCall = `
import operator, sys
import numpy as np
from dask.distributed import Client

client = Client(sys.argv[1])
scale = operator.methodcaller("go:example.com/scale", factor=2.5)
future = client.submit(scale, np.arange(4.0), resources={"GO": 1})
print(future.result(timeout=60))
try:
    client.submit(operator.methodcaller("go:example.com/scale"), np.arange(4.0), resources={"GO": 1}).result(timeout=60)
except Exception as e:
    print(type(e).__name__, e)
`

func TestPythonCallsTheExampleWorker(t *testing.T) {
	path := t.TempDir() + "/goworker"
	out, err := exec.Command("go", "build", "-o", path, "../../examples/goworker").CombinedOutput()
	require.NoError(t, err, string(out))
	for _, v := range testdask.Versions(t) {
		t.Run(v.String(), func(t *testing.T) {
			s := testdask.StartScheduler(t, v)
			cmd := exec.Command(path, s.Address)
			require.NoError(t, cmd.Start())
			t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
			said := testdask.Python(t, v, goCall, s.Address)
			require.Contains(t, said, "[0.  2.5 5.  7.5]")
			require.Contains(t, said, "RuntimeError")
			require.Contains(t, said, "got 1 arguments, want an array and factor=…")
		})
	}
}
