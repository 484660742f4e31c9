package dask_test

import (
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
)

// counting forwards connections to an address and counts the bytes that go
// there.
func counting(t *testing.T, to string) (address string, sent *atomic.Int64) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	sent = &atomic.Int64{}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", to)
			if err != nil {
				in.Close()
				continue
			}
			go func() {
				_, _ = io.Copy(out, io.TeeReader(in, counter{sent}))
				out.Close()
			}()
			go func() {
				_, _ = io.Copy(in, out)
				in.Close()
			}()
		}
	}()
	t.Cleanup(func() {
		l.Close()
		<-ended
	})
	return "tcp://" + l.Addr().String(), sent
}

type counter struct{ n *atomic.Int64 }

func (c counter) Write(p []byte) (int, error) {
	c.n.Add(int64(len(p)))
	return len(p), nil
}

// TestScatteredValuesAreCompressedIfBothSidesWantIt counts bytes. Since 2023.5
// Dask never wants it between processes of one machine.
func TestScatteredValuesAreCompressedIfBothSidesWantIt(t *testing.T) {
	for _, v := range testdask.Versions(t) {
		t.Run(v.String(), func(t *testing.T) {
			v.Env = append(v.Env, "DASK_DISTRIBUTED__COMM__COMPRESSION=zlib")
			s := testdask.StartScheduler(t, v)
			workertest.Start(t, s.Address)
			release, err := daskproto.ParseVersion(v.Release)
			require.NoError(t, err)
			block := ndarray.New(ndarray.Float64, 1000, 1000)
			require.NoError(t, block.Set(7.5, 3, 4))
			for name, small := range map[string]bool{"": false, "lz4": false, "zlib": !release.Since(2023, 5, 0)} {
				address, sent := counting(t, strings.TrimPrefix(s.Address, "tcp://"))
				c, err := dask.Dial(t.Context(), address, dask.Compression(name))
				require.NoError(t, err)
				held, err := c.Scatter(t.Context(), block)
				require.NoError(t, err)
				got, err := c.Execute(t.Context(), plan(t, held[0]))
				require.NoError(t, err)
				require.True(t, ndarray.Identical(block, got[0].(*ndarray.Array)))
				require.Equal(t, small, sent.Load() < 4e6, "%q: %d bytes", name, sent.Load())
				require.NoError(t, c.Close())
			}
			requireNothingHeld(t, s)
		})
	}
}

func TestUnknownCompressionsAreRefused(t *testing.T) {
	_, err := dask.Dial(t.Context(), "tcp://127.0.0.1:1", dask.Compression("brotli"))
	require.EqualError(t, err, `daskproto: compression "brotli", known are ["lz4" "snappy" "zlib" "zstd"]`)
}
