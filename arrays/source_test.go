package arrays_test

import (
	"errors"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/stretchr/testify/require"
)

func TestSourcesTravel(t *testing.T) {
	src := counted{Shape: []int{4, 3}, Sig: 1, Stored: 7, Sync: -2}
	b, err := arrays.EncodeSource(src)
	require.NoError(t, err)
	got, err := arrays.DecodeSource(b)
	require.NoError(t, err)
	require.Equal(t, src, got)
	_, err = arrays.DecodeSource([]byte{0xc1})
	require.Error(t, err)
}

func FuzzDecodeSource(f *testing.F) {
	b, err := arrays.EncodeSource(counted{Shape: []int{4, 3}, Sig: 1})
	require.NoError(f, err)
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		if src, err := arrays.DecodeSource(b); err == nil {
			require.Equal(t, "test-counted", src.Kind())
		}
	})
}

func TestGuardMappedPassesErrorsAndPanics(t *testing.T) {
	cause := errors.New("cause")
	require.ErrorIs(t, arrays.GuardMapped(func() error { return cause }), cause)
	require.PanicsWithValue(t, "mine", func() { _ = arrays.GuardMapped(func() error { panic("mine") }) })
}
