package comm

import (
	"errors"
	"fmt"
)

// ErrNoCertificates is in the chain of errors about tls:// addresses for which
// nobody gave certificates, see [WithTLS].
var ErrNoCertificates = errors.New("needs certificates")

// An AddressError reports a text that is no address of a cluster.
type AddressError struct {
	Address string
	Err     error // why it is none
}

func (e *AddressError) Error() string {
	return fmt.Sprintf("comm: address %q: %v, want one like tcp://127.0.0.1:8786", e.Address, e.Err)
}

// Unwrap returns the cause.
func (e *AddressError) Unwrap() error { return e.Err }

// A CertificateError reports certificates or keys that cannot be used.
type CertificateError struct {
	What string // such as "authority", or "certificate and key"
	File string // empty if they were given as text
	Err  error
}

func (e *CertificateError) Error() string {
	if e.File != "" {
		return fmt.Sprintf("comm: %s %s: %v", e.What, e.File, e.Err)
	}
	return fmt.Sprintf("comm: %s: %v", e.What, e.Err)
}

// Unwrap returns the cause.
func (e *CertificateError) Unwrap() error { return e.Err }
