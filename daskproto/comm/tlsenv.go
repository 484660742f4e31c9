package comm

import (
	"os"
	"strings"
)

// TLSNames returns the files that Dask's configuration names in the
// environment for a role, "client" or "worker": those that Dask knows as
// distributed.comm.tls.ca-file, and cert and key of the role. What the
// environment does not name is "". A key that is not named is in the file of
// the certificate, as with Dask.
func TLSNames(role string) (authority, certificate, key string) {
	const prefix = "DASK_DISTRIBUTED__COMM__TLS__"
	role = prefix + strings.ToUpper(role)
	certificate, key = os.Getenv(role+"__CERT"), os.Getenv(role+"__KEY")
	if key == "" {
		key = certificate
	}
	return os.Getenv(prefix + "CA_FILE"), certificate, key
}
