package dask_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/daskproto/dasktest"
	"github.com/gloam-go/gloam/scheduler/dask"
)

// wants fails unless an error has another of a type in its chain.
func wants[E error](t *testing.T, err error) E {
	t.Helper()
	var e E
	require.ErrorAs(t, err, &e)
	return e
}

func TestWrongOptionsNameWhatIsWanted(t *testing.T) {
	const nowhere = "tcp://127.0.0.1:1"
	for text, o := range map[string]dask.Option{
		"dask: Heartbeat and Patience: got 0s and 2m0s, want more than 0": dask.Heartbeat(0),
		"dask: Retries: got -1, want 0 or more":                           dask.Retries(-1),
		"dask: Logger: got nil, want one that is not":                     dask.Logger(nil),
	} {
		_, err := dask.Dial(t.Context(), nowhere, o)
		wants[*dask.ValueError](t, err)
		require.EqualError(t, err, text)
	}
	_, err := dask.Dial(t.Context(), nowhere, dask.Compression("brotli"))
	require.Equal(t, "brotli", wants[*daskproto.CompressionError](t, err).Got)
	_, err = dask.Dial(t.Context(), "http://127.0.0.1:1")
	require.Equal(t, "http://127.0.0.1:1", wants[*comm.AddressError](t, err).Address)
	_, err = dask.Dial(t.Context(), "tls://127.0.0.1:1")
	require.ErrorIs(t, err, comm.ErrNoCertificates)
	_, err = dask.Dial(t.Context(), mute(t), dask.Version("new"))
	require.Equal(t, "new", wants[*daskproto.VersionError](t, err).Got)
	_, err = dask.Dial(t.Context(), mute(t), dask.Version("2021.4.0"))
	require.Equal(t, dask.ReleaseError{Got: "2021.4.0", Want: "2022.12"}, *wants[*dask.ReleaseError](t, err))
}

func TestWrongArgumentsNameWhatIsWanted(t *testing.T) {
	s := dasktest.NewScheduler(t, "2024.12.1")
	c, err := dask.Dial(t.Context(), s.Address())
	require.NoError(t, err)
	defer c.Close()
	_, err = c.Persist(t.Context(), nil)
	wants[*dask.ValueError](t, err)
	_, err = c.Execute(t.Context(), nil)
	wants[*dask.ValueError](t, err)
	_, err = c.Execute(t.Context(), plan(t, whole{layer(t, "use", opOne, 1, []any{struct{ A int }{1}}), nil}))
	require.Equal(t, "struct { A int }", wants[*dask.TravelError](t, err).Type)
	_, err = dask.MapPython(nil, ndarray.Int8, "numpy", "abs")
	wants[*dask.ValueError](t, err)
}
