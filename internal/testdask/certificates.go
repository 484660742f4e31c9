package testdask

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
)

// Certificates writes those of an authority and of one member, and the member's
// key, for a cluster that lasts as long as the test.
func Certificates(t testing.TB) (ca, cert, key string) {
	t.Helper()
	dir := t.TempDir()
	write := func(name, kind string, der []byte) string {
		file := filepath.Join(dir, name)
		must(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
		return file
	}
	template := func(n int64) *x509.Certificate {
		return &x509.Certificate{SerialNumber: big.NewInt(n), Subject: pkix.Name{CommonName: "gloam"}, NotBefore: time.Now().Add(-time.Hour),
			NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true,
			ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}}
	}
	authority, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	root := template(1)
	root.IsCA, root.KeyUsage, root.Subject.CommonName = true, x509.KeyUsageCertSign, "authority"
	der, err := x509.CreateCertificate(rand.Reader, root, root, authority.Public(), authority)
	must(t, err)
	member, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	leaf, err := x509.CreateCertificate(rand.Reader, template(2), root, member.Public(), authority)
	must(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(member)
	must(t, err)
	return write("ca.pem", "CERTIFICATE", der), write("cert.pem", "CERTIFICATE", leaf), write("key.pem", "PRIVATE KEY", private)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("testdask: %v", err)
	}
}
