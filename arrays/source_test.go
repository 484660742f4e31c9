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

func TestSourcesThatPromiseMoreThanThereIsAreRefused(t *testing.T) {
	// An envelope whose fields are a list of 4 Gi elements.
	b := append([]byte{0x82, 0xa4, 'K', 'i', 'n', 'd', 0xac}, "test-counted"...)
	b = append(b, 0xa6, 'F', 'i', 'e', 'l', 'd', 's', 0x81, 0xa5, 'S', 'h', 'a', 'p', 'e', 0xdd, 0xff, 0xff, 0xff, 0xff)
	_, err := arrays.DecodeSource(b)
	require.ErrorContains(t, err, "promise more")
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
