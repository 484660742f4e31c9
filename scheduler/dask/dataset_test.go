package dask_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/scheduler/dask"
)

func TestPublishedArraysAreReadBack(t *testing.T) {
	l := layer(t, "load", opSource, 3, nil)
	for _, release := range []string{"2022.12.1", "2024.6.0", "2024.12.1", "2026.7.0"} {
		b, err := dask.ArrayOfFutures(l, [][]int{{2, 2, 1}}, release)
		require.NoError(t, err)
		keys, grid := dask.Futures(b, false)
		require.Equal(t, []int{3}, grid)
		require.Equal(t, []string{l.Key(0).String(), l.Key(1).String(), l.Key(2).String()}, keys)
	}
}

func TestKeysOfOldReleasesAreText(t *testing.T) {
	b, err := pickle.Encode(pickle.NewList(pickle.Call("distributed.client", "Future", pickle.Tuple{"x", int64(1)})))
	require.NoError(t, err)
	keys, _ := dask.Futures(b, true)
	require.Equal(t, []string{"('x', 1)"}, keys)
	keys, _ = dask.Futures(b, false)
	require.Len(t, keys, 1)
	require.NotEqual(t, "('x', 1)", keys[0])
}

func FuzzPublishedData(f *testing.F) {
	for _, release := range []string{"2022.12.1", "2024.6.0", "2024.12.1"} {
		b, err := dask.ArrayOfFutures(layer(f, "load", opSource, 3, nil), [][]int{{2, 2, 1}}, release)
		require.NoError(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		keys, grid := dask.Futures(b, len(b)%2 == 0)
		if grid != nil {
			n := 1
			for _, g := range grid {
				n *= g
			}
			require.Len(t, keys, n)
		}
	})
}

func FuzzException(f *testing.F) {
	for _, v := range []any{
		pickle.RuntimeError("go:example.com/op: no luck\n\ngoroutine 1 [running]:"), pickle.RuntimeError("go:x"),
		pickle.Call("numpy", "AxisError", int64(1)), pickle.Call("builtins", "KeyError", "k"), nil,
	} {
		b, err := pickle.Encode(v)
		require.NoError(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		require.NotNil(t, dask.Failure(b))
	})
}
