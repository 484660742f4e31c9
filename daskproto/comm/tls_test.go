package comm_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/internal/testdask"
)

// An authority issues certificates.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pem  []byte
}

func newAuthority(t *testing.T) *authority {
	a := &authority{t: t}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	a.key = key
	a.cert = &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	a.pem = a.sign(a.cert, &key.PublicKey)
	return a
}

func (a *authority) sign(c *x509.Certificate, key *ecdsa.PublicKey) []byte {
	der, err := x509.CreateCertificate(rand.Reader, c, a.cert, key, a.key)
	require.NoError(a.t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// issue returns a certificate that names no host, and its key.
func (a *authority) issue(until time.Time) (cert, key []byte) {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(a.t, err)
	cert = a.sign(&x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "member"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: until,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	}, &k.PublicKey)
	der, err := x509.MarshalPKCS8PrivateKey(k)
	require.NoError(a.t, err)
	return cert, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func (a *authority) config() *tls.Config {
	cert, key := a.issue(time.Now().Add(time.Hour))
	c, err := comm.TLS(a.pem, cert, key)
	require.NoError(a.t, err)
	return c
}

func TestTLSMembersOfOneAuthorityTalk(t *testing.T) {
	a := newAuthority(t)
	at := serve(t, "tls://127.0.0.1:0", echo, comm.WithTLS(a.config()))
	c, err := comm.Dial(t.Context(), at, comm.WithTLS(a.config()))
	require.NoError(t, err)
	defer c.Close()
	require.True(t, c.Encrypted())
	m := daskproto.Op("x", daskproto.F("data", payload(1<<20)))
	require.NoError(t, c.Send(t.Context(), m))
	got, err := c.Receive(t.Context())
	require.NoError(t, err)
	require.Equal(t, m, got)
}

func TestTLSRefusesStrangers(t *testing.T) {
	ours, theirs := newAuthority(t), newAuthority(t)
	expiredCert, expiredKey := ours.issue(time.Now().Add(-time.Minute))
	expired, err := comm.TLS(ours.pem, expiredCert, expiredKey)
	require.NoError(t, err)
	none := ours.config()
	none.Certificates = nil
	trusting := theirs.config() // a stranger that trusts us
	trusting.VerifyConnection = nil
	at := serve(t, "tls://127.0.0.1:0", echo, comm.WithTLS(ours.config()))
	for name, c := range map[string]*tls.Config{"other authority": theirs.config(), "other certificate": trusting, "expired": expired, "no certificate": none} {
		t.Run(name, func(t *testing.T) {
			_, err := comm.Dial(t.Context(), at, comm.WithTLS(c))
			require.Error(t, err)
		})
	}
	_, err = comm.Dial(t.Context(), at)
	require.ErrorContains(t, err, "needs certificates")
	_, err = comm.Dial(t.Context(), "tcp"+at[3:], comm.WithHandshakeTimeout(200*time.Millisecond))
	require.Error(t, err)
}

func TestTLSFilesNameWhatIsWrong(t *testing.T) {
	a := newAuthority(t)
	cert, key := a.issue(time.Now().Add(time.Hour))
	_, err := comm.TLS([]byte("no"), cert, key)
	require.ErrorContains(t, err, "PEM text of the authority")
	_, err = comm.TLS(a.pem, cert, []byte("no"))
	require.ErrorContains(t, err, "certificate and key")
	_, err = comm.TLSFiles(filepath.Join(t.TempDir(), "ca.pem"), "", "")
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestLiveTLSScheduler(t *testing.T) {
	a := newAuthority(t)
	dir := t.TempDir()
	cert, key := a.issue(time.Now().Add(time.Hour))
	for name, b := range map[string][]byte{"ca.pem": a.pem, "cert.pem": cert, "key.pem": key} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), b, 0o600))
	}
	files := func(name string) string { return filepath.Join(dir, name) }
	for _, v := range testdask.Versions(t) {
		t.Run(v.Release, func(t *testing.T) {
			s := testdask.StartScheduler(t, v, "--protocol", "tls",
				"--tls-ca-file", files("ca.pem"), "--tls-cert", files("cert.pem"), "--tls-key", files("key.pem"))
			c, err := comm.TLSFiles(files("ca.pem"), files("cert.pem"), files("key.pem"))
			require.NoError(t, err)
			p := newPool(t, comm.WithTLS(c))
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			reply, err := p.Call(ctx, s.Address, daskproto.AskVersions())
			require.NoError(t, err)
			versions, err := daskproto.DecodeVersions(reply)
			require.NoError(t, err)
			release, err := versions.Dask()
			require.NoError(t, err)
			require.Equal(t, v.Release, release.String())
		})
	}
}

func TestLiveExceptionOfASchedulerIsACallError(t *testing.T) {
	for _, v := range testdask.Versions(t) {
		t.Run(v.Release, func(t *testing.T) {
			s := testdask.StartScheduler(t, v)
			p := newPool(t)
			_, err := p.Call(t.Context(), s.Address, daskproto.Call("gather", daskproto.F("wrong", 1)))
			var e *comm.CallError
			require.ErrorAs(t, err, &e)
			require.Contains(t, e.ExceptionText, "TypeError")
			reply, err := p.Call(t.Context(), s.Address, daskproto.Call("no such thing"))
			require.NoError(t, err)
			require.Nil(t, reply)
		})
	}
}
