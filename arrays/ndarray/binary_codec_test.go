package ndarray_test

import (
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
	"github.com/vmihailenco/msgpack/v5"
	"pgregory.net/rapid"
)

func TestBinaryFormRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawView(t, rapid.SampledFrom(numeric).Draw(t, "dtype"))
		b, err := a.MarshalBinary()
		require.NoError(t, err)
		require.Less(t, len(b), a.NBytes()+20)
		var back ndarray.Array
		require.NoError(t, back.UnmarshalBinary(b))
		require.True(t, ndarray.Identical(a, &back))
		for n := range min(len(b), 20) {
			require.Error(t, back.UnmarshalBinary(b[:n]))
		}
		require.Error(t, back.UnmarshalBinary(append(b, 0)))
	})
}

func TestArraysTravelInMessages(t *testing.T) {
	type params struct {
		Name string
		Mask *ndarray.Array
		None *ndarray.Array
	}
	p := params{Name: "m", Mask: arange(ndarray.Float32, 2, 2)}
	b, err := msgpack.Marshal(p)
	require.NoError(t, err)
	var back params
	require.NoError(t, msgpack.Unmarshal(b, &back))
	require.True(t, ndarray.Identical(p.Mask, back.Mask))
	require.Nil(t, back.None)
}

func TestHostileBinaryFormsAreRefused(t *testing.T) {
	for want, b := range map[string][]byte{
		"0 bytes are no array":       {},
		"4 bytes are no array":       {2, 1, 'x', 0},
		`unknown dtype "x1"`:         {1, 2, 'x', '1', 0},
		"object array":               {1, 1, 'O', 0},
		"65 axes":                    {1, 2, 'u', '1', 65},
		"extent 0 of 1":              {1, 2, 'u', '1', 1},
		"address space":              {1, 2, 'f', '8', 2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 2},
		"has 1 bytes for shape (3,)": {1, 2, 'u', '1', 1, 3, 0},
		"extent 0 of 1 in":           {1, 2, 'u', '1', 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1},
	} {
		var a ndarray.Array
		require.ErrorContains(t, a.UnmarshalBinary(b), want)
	}
	_, err := ndarray.New(ndarray.Object, 1).MarshalBinary()
	require.EqualError(t, err, "ndarray: object array has no binary form")
}

func TestDecodeBytesSwapsAndChecks(t *testing.T) {
	a := ndarray.New(ndarray.Uint16, 2)
	require.NoError(t, ndarray.DecodeBytes(a, []byte{1, 2, 3, 4}, ndarray.BigEndian))
	require.Equal(t, []uint16{0x102, 0x304}, must(ndarray.Values[uint16](a)))
	require.NoError(t, ndarray.DecodeBytes(a, []byte{1, 2, 3, 4}, ndarray.LittleEndian))
	require.Equal(t, []uint16{0x201, 0x403}, must(ndarray.Values[uint16](a)))
	require.EqualError(t, ndarray.DecodeBytes(a, []byte{1, 2, 3}, ndarray.BigEndian), "ndarray: 3 bytes for shape (2,) of uint16, want 4")
	require.ErrorIs(t, ndarray.DecodeBytes(must(ndarray.New(ndarray.Uint16, 2, 2).Transpose()), make([]byte, 8), ndarray.BigEndian), ndarray.ErrNotContiguous)
	b := ndarray.New(ndarray.Bool, 2)
	require.NoError(t, ndarray.DecodeBytes(b, []byte{0, 9}, ndarray.BigEndian))
	require.Equal(t, []bool{false, true}, must(ndarray.Values[bool](b)))
	c := must(ndarray.FromSlice([]complex64{1 + 2i}))
	big, err := ndarray.EncodeBytes(nil, c, ndarray.BigEndian)
	require.NoError(t, err)
	require.Equal(t, []byte{0x3f, 0x80, 0, 0, 0x40, 0, 0, 0}, big)
}
