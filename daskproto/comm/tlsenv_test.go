package comm_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTLSFilesHaveDasksNamesInTheEnvironment(t *testing.T) {
	t.Setenv("DASK_DISTRIBUTED__COMM__TLS__CA_FILE", "ca.pem")
	t.Setenv("DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT", "both.pem")
	t.Setenv("DASK_DISTRIBUTED__COMM__TLS__WORKER__CERT", "cert.pem")
	t.Setenv("DASK_DISTRIBUTED__COMM__TLS__WORKER__KEY", "key.pem")
	for role, want := range map[string][3]string{
		"client": {"ca.pem", "both.pem", "both.pem"},
		"worker": {"ca.pem", "cert.pem", "key.pem"},
		"nobody": {"ca.pem", "", ""},
	} {
		authority, certificate, key := read(t).TLSNames(role)
		require.Equal(t, want, [3]string{authority, certificate, key}, role)
	}
}
