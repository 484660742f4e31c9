package comm

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"os"
)

// TLS returns the configuration for both sides of Dask's TLS from PEM texts:
// the cluster's authority, and this process's certificate and key. A peer has
// to show a certificate that the authority issued. Which host the certificate
// names does not matter, as in Dask itself: all members of a cluster are
// equals, and addresses are numbers.
func TLS(authority, certificate, key []byte) (*tls.Config, error) {
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(authority) {
		return nil, &CertificateError{What: "authority", Err: errors.New("no certificate in the PEM text of the authority")}
	}
	own, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		return nil, &CertificateError{What: "certificate and key", Err: err}
	}
	return &tls.Config{
		Certificates: []tls.Certificate{own},
		MinVersion:   tls.VersionTLS12,
		ClientAuth:   tls.RequireAnyClientCert,
		// The standard check ties the chain to a host name. VerifyConnection
		// checks the chain instead, on both sides and on resumed sessions.
		InsecureSkipVerify: true,
		VerifyConnection:   func(s tls.ConnectionState) error { return verify(s, roots) },
	}, nil
}

// TLSFiles is [TLS] with the names of files.
func TLSFiles(authority, certificate, key string) (*tls.Config, error) {
	var texts [3][]byte
	for i, name := range []string{authority, certificate, key} {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, &CertificateError{What: [3]string{"authority", "certificate", "key"}[i], File: name, Err: err}
		}
		texts[i] = b
	}
	return TLS(texts[0], texts[1], texts[2])
}

func verify(s tls.ConnectionState, roots *x509.CertPool) error {
	if len(s.PeerCertificates) == 0 {
		return errors.New("comm: peer shows no certificate")
	}
	between := x509.NewCertPool()
	for _, c := range s.PeerCertificates[1:] {
		between.AddCert(c)
	}
	_, err := s.PeerCertificates[0].Verify(x509.VerifyOptions{
		Roots: roots, Intermediates: between, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	return err
}
