package worker_test

import (
	"testing"

	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/worker"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
	"github.com/stretchr/testify/require"
)

// TestWorkersSpeakTLS runs a scheduler, a Python worker, a Go worker and a
// client with certificates of one authority.
func TestWorkersSpeakTLS(t *testing.T) { each(t, speakTLS) }

func speakTLS(t *testing.T, v testdask.Version) {
	ca, cert, key := testdask.Certificates(t)
	files := []string{"--tls-ca-file", ca, "--tls-cert", cert, "--tls-key", key}
	s := testdask.StartScheduler(t, v, append([]string{"--protocol", "tls"}, files...)...)
	require.Contains(t, s.Address, "tls://")
	s.StartWorker(t, testdask.WorkerOptions{Name: "py", Args: append([]string{"--protocol", "tls"}, files...)})
	require.ErrorContains(t, worker.Run(t.Context(), s.Address, workertest.Quiet(t)), "needs certificates")
	require.ErrorContains(t, worker.Run(t.Context(), "tcp"+s.Address[3:], workertest.Quiet(t)), "if the scheduler encrypts, dial "+s.Address)
	_, strangeCert, strangeKey := testdask.Certificates(t)
	other, err := comm.TLSFiles(ca, strangeCert, strangeKey)
	require.NoError(t, err)
	require.ErrorContains(t, worker.Run(t.Context(), s.Address, worker.TLS(other), workertest.Quiet(t)), "refuses this certificate")
	config, err := comm.TLSFiles(ca, cert, key)
	require.NoError(t, err)
	w := workertest.Start(t, s.Address, worker.TLS(config))
	require.Contains(t, w.Info.Address, "tls://")
	out := testdask.Python(t, v, `
import sys, numpy as np
from operator import methodcaller
from distributed import Client
from distributed.security import Security
ca, cert, key = sys.argv[2:]
security = Security(require_encryption=True, tls_ca_file=ca, tls_client_cert=cert, tls_client_key=key)
with Client(sys.argv[1], security=security) as c:
    a = c.submit(np.ones, 10)
    b = c.submit(methodcaller("go:test/scale"), a, 2.0, resources={"GO": 1})
    print(c.submit(np.sum, b).result(), "all well")
`, s.Address, ca, cert, key)
	require.Contains(t, out, "20.0 all well")
}
