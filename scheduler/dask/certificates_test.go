package dask_test

import (
	"crypto/tls"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/internal/testdask"
)

// tlsConfig is that of a member of a cluster whose authority nobody else has.
func tlsConfig(t *testing.T) *tls.Config {
	var pem [3][]byte
	ca, cert, key := testdask.Certificates(t)
	for i, file := range []string{ca, cert, key} {
		var err error
		pem[i], err = os.ReadFile(file)
		require.NoError(t, err)
	}
	config, err := comm.TLS(pem[0], pem[1], pem[2])
	require.NoError(t, err)
	return config
}

// trusting takes any certificate.
func trusting(c *tls.Config) *tls.Config {
	c = c.Clone()
	c.VerifyConnection = nil
	return c
}
