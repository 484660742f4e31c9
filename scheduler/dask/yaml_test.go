package dask_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
)

// encrypted is all that the processes of a cluster are told: no command line
// and no option names a certificate or a scheme.
const encrypted = `
distributed:
  comm:
    default-scheme: tls
    require-encryption: true
    tls:
      ca-file: %[1]q
      scheduler: {cert: %[2]q, key: %[3]q}
      worker: {cert: %[2]q, key: %[3]q}
      client: {cert: %[2]q, key: %[3]q}
`

// TestOneYAMLFileEncryptsACluster has Dask's scheduler, a Python worker, a Go
// worker and a client read the same file.
func TestOneYAMLFileEncryptsACluster(t *testing.T) {
	for _, v := range testdask.Versions(t) {
		t.Run(v.String(), func(t *testing.T) {
			dir := t.TempDir()
			ca, cert, key := testdask.Certificates(t)
			require.NoError(t, os.WriteFile(filepath.Join(dir, "distributed.yaml"), fmt.Appendf(nil, encrypted, ca, cert, key), 0o600))
			t.Setenv("DASK_CONFIG", dir)
			s := testdask.StartScheduler(t, v)
			bare, found := strings.CutPrefix(s.Address, "tls://")
			require.True(t, found, s.Address)
			s.StartWorker(t, testdask.WorkerOptions{})
			w := workertest.Start(t, bare)
			require.Contains(t, w.Info.Address, "tls://")
			c, err := dask.Dial(t.Context(), bare)
			require.NoError(t, err)
			defer c.Close()
			require.Equal(t, s.Address, c.Address())
			got, err := c.Execute(t.Context(), plan(t, whole{layer(t, "load", opSource, 3, []any{9}), nil}))
			require.NoError(t, err)
			require.Equal(t, []any{9, 9, 9}, got)
			_, err = dask.Dial(t.Context(), "tcp://"+bare)
			require.ErrorContains(t, err, "require-encryption")
		})
	}
}
