package main

import (
	"errors"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBytesAreCountedByTask(t *testing.T) {
	require.Empty(t, heapUse{}.perTask(10))
	require.Equal(t, ", 28 B planned", heapUse{plan: 280}.perTask(10))
	require.Equal(t, ", 29 B planned, 36 B run, 65 B together", heapUse{plan: 287, run: 361}.perTask(10))
}

func TestKeptBytesAreThoseThatStayAlive(t *testing.T) {
	const size = 64 << 20
	made, bytes, err := kept(func() ([]byte, error) {
		garbage := make([]byte, size)
		return make([]byte, size+len(garbage)-size), nil
	})
	require.NoError(t, err)
	require.InDelta(t, size, bytes, size/4)
	runtime.KeepAlive(made)
	_, _, err = kept(func() (int, error) { return 0, errors.New("no") })
	require.EqualError(t, err, "no")
}

func TestAllocatedBytesIncludeGarbage(t *testing.T) {
	const size = 64 << 20
	var last []byte
	bytes, err := allocated(func() error {
		for range 2 {
			last = make([]byte, size)
		}
		return nil
	})
	require.NoError(t, err)
	require.GreaterOrEqual(t, bytes, int64(2*size))
	require.Len(t, last, size)
}
