//go:build unix

package main

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/testdask"
)

func TestConnectedPoolSpeaksAsTheClientDoes(t *testing.T) {
	v := testdask.Versions(t)[0]
	ca, cert, key := testdask.Certificates(t)
	for name, c := range map[string]struct {
		args  []string
		flags tlsFlags
	}{
		"tcp": {},
		"tls": {[]string{"--protocol", "tls", "--tls-ca-file", ca, "--tls-cert", cert, "--tls-key", key}, tlsFlags{ca, cert, key}},
	} {
		t.Run(name, func(t *testing.T) {
			s := testdask.StartScheduler(t, v, c.args...)
			client, pool, hangUp, err := c.flags.connect(t.Context(), s.Address)
			require.NoError(t, err)
			info, err := client.Info(t.Context())
			require.NoError(t, err)
			require.NotEmpty(t, info.Version)
			_, err = prefixes(t.Context(), pool, s.Address)
			require.NoError(t, err)

			hangUp()
			_, err = client.Info(t.Context())
			require.Error(t, err, "the client is closed")
			_, err = prefixes(t.Context(), pool, s.Address)
			require.Error(t, err, "the pool is closed")
		})
	}
}

func TestNothingIsConnectedOnErrors(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	ca, cert, key := testdask.Certificates(t)
	for name, c := range map[string]struct {
		ctx     context.Context
		flags   tlsFlags
		address string
		want    []string
	}{
		"no protocol":       {t.Context(), tlsFlags{}, "127.0.0.1:1", []string{"127.0.0.1:1", "tcp://"}},
		"nobody":            {t.Context(), tlsFlags{}, "tcp://127.0.0.1:1", []string{"127.0.0.1:1", "refused"}},
		"nobody behind TLS": {t.Context(), tlsFlags{ca, cert, key}, "tls://127.0.0.1:1", []string{"127.0.0.1:1", "refused"}},
		"no certificates":   {t.Context(), tlsFlags{}, "tls://127.0.0.1:1", []string{"--tls-ca", "--tls-cert"}},
		"not certificates":  {t.Context(), tlsFlags{key, cert, key}, "tls://127.0.0.1:1", []string{"authority", "no certificate"}},
		"cancelled":         {cancelled, tlsFlags{}, "tcp://127.0.0.1:1", []string{context.Canceled.Error()}},
	} {
		t.Run(name, func(t *testing.T) {
			client, pool, hangUp, err := c.flags.connect(c.ctx, c.address)
			for _, part := range c.want {
				require.ErrorContains(t, err, part)
			}
			require.Nil(t, client)
			require.Nil(t, pool)
			require.Nil(t, hangUp)
		})
	}
}
