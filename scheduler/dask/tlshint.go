package dask

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
)

// tlsHint adds what to do to an error of a first connection that looks as if
// the two sides disagree about encryption.
func tlsHint(a comm.Address, err error) error {
	var broken *comm.ConnError
	if !errors.As(err, &broken) || broken.Op != "handshake" {
		return err
	}
	var plain tls.RecordHeaderError
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	encrypted := a.Scheme == "tls"
	switch {
	case encrypted && errors.As(err, &plain):
		return fmt.Errorf("%w; the scheduler does not encrypt: dial tcp://%s", err, a.HostPort())
	case errors.As(err, &unknown):
		return fmt.Errorf("%w; the scheduler's certificate is of another authority: use the ca-file of that cluster", err)
	case errors.As(err, &invalid):
		return fmt.Errorf("%w; the scheduler's certificate cannot be used: see its validity", err)
	case encrypted && (strings.Contains(err.Error(), ": tls: ") || errors.Is(err, io.EOF)):
		return fmt.Errorf("%w; the scheduler refuses this certificate: use one that the authority of that cluster issued", err)
	case !encrypted && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, daskproto.ErrFormat)):
		return fmt.Errorf("%w; if the scheduler encrypts, dial tls://%s with certificates", err, a.HostPort())
	}
	return err
}
