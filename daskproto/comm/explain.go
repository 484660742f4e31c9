package comm

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gloam-go/gloam/daskproto"
)

// Explain adds what to do to the error of a first connection to a scheduler
// that looks as if the two sides disagree about encryption, or as if the peer
// were no scheduler. Others it returns as they are.
func Explain(err error) error {
	var failed *ConnError
	if !errors.As(err, &failed) || failed.Op != "handshake" {
		return err
	}
	scheme, peer, _ := strings.Cut(failed.Address, "://")
	encrypted := scheme == "tls"
	var plain tls.RecordHeaderError
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	said, strange := stranger(err)
	switch {
	case !encrypted && strange:
		return fmt.Errorf("%w; what listens there says %q and is no Dask scheduler", err, said)
	case strings.Contains(err.Error(), ": no handshake within "):
		return fmt.Errorf("%w; what listens there may be no Dask scheduler: its dashboard, for one, has another port", err)
	case encrypted && errors.As(err, &plain):
		return fmt.Errorf("%w; the scheduler does not encrypt: dial tcp://%s", err, peer)
	case errors.As(err, &unknown):
		return fmt.Errorf("%w; the scheduler's certificate is of another authority: use the ca-file of that cluster", err)
	case errors.As(err, &invalid):
		return fmt.Errorf("%w; the scheduler's certificate cannot be used: see its validity", err)
	case encrypted && (strings.Contains(err.Error(), ": tls: ") || hungUp(err)):
		return fmt.Errorf("%w; the scheduler refuses this certificate: use one that the authority of that cluster issued", err)
	case !encrypted && (hungUp(err) || errors.Is(err, daskproto.ErrFormat)):
		return fmt.Errorf("%w; if the scheduler encrypts, dial tls://%s with certificates", err, peer)
	}
	return err
}

// hungUp reports whether the peer ended the connection: in order, or with a
// reset, which the system reports and which is what is seen if the peer has not
// read all that was sent.
func hungUp(err error) bool {
	var reset *os.SyscallError
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &reset)
}
