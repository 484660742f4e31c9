package comm_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto/comm"
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
		authority, certificate, key := comm.TLSNames(role)
		require.Equal(t, want, [3]string{authority, certificate, key}, role)
	}
}

// A program that takes its certificates from where Dask's own commands do.
func ExampleTLSNames() {
	os.Setenv("DASK_DISTRIBUTED__COMM__TLS__CA_FILE", "/etc/dask/ca.pem")
	os.Setenv("DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT", "/etc/dask/me.pem")
	fmt.Println(comm.TLSNames("client"))
	// Output: /etc/dask/ca.pem /etc/dask/me.pem /etc/dask/me.pem
}
