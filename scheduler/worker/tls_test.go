package worker_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/worker"
	"github.com/stretchr/testify/require"
)

// TestWorkersSpeakTLS runs a scheduler, a Python worker, a Go worker and a
// client with certificates of one authority.
func TestWorkersSpeakTLS(t *testing.T) {
	v := testdask.Versions(t)[0]
	ca, cert, key := certificates(t)
	files := []string{"--tls-ca-file", ca, "--tls-cert", cert, "--tls-key", key}
	s := testdask.StartScheduler(t, v, append([]string{"--protocol", "tls"}, files...)...)
	require.Contains(t, s.Address, "tls://")
	s.StartWorker(t, testdask.WorkerOptions{Name: "py", Args: append([]string{"--protocol", "tls"}, files...)})
	require.ErrorContains(t, worker.Run(t.Context(), s.Address, quiet(t)), "needs certificates")
	config, err := comm.TLSFiles(ca, cert, key)
	require.NoError(t, err)
	w := launch(t, s.Address, worker.TLS(config))
	require.Contains(t, w.info.Address, "tls://")
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

// certificates writes those of an authority and of one member, and the
// member's key.
func certificates(t *testing.T) (ca, cert, key string) {
	t.Helper()
	dir := t.TempDir()
	write := func(name, kind string, der []byte) string {
		file := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
		return file
	}
	template := func(n int64) *x509.Certificate {
		return &x509.Certificate{SerialNumber: big.NewInt(n), Subject: pkix.Name{CommonName: "gloam"}, NotBefore: time.Now().Add(-time.Hour),
			NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true,
			ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}}
	}
	authority, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	root := template(1)
	root.IsCA, root.KeyUsage, root.Subject.CommonName = true, x509.KeyUsageCertSign, "authority"
	der, err := x509.CreateCertificate(rand.Reader, root, root, authority.Public(), authority)
	require.NoError(t, err)
	member, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	leaf, err := x509.CreateCertificate(rand.Reader, template(2), root, member.Public(), authority)
	require.NoError(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(member)
	require.NoError(t, err)
	return write("ca.pem", "CERTIFICATE", der), write("cert.pem", "CERTIFICATE", leaf), write("key.pem", "PRIVATE KEY", private)
}
