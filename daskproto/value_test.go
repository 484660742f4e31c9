package daskproto_test

import (
	"bytes"
	"math"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/daskproto"
)

func address(b []byte) uintptr { return uintptr(unsafe.Pointer(unsafe.SliceData(b))) }

// anyValue draws values that messages can hold, in the form in which they are
// decoded.
func anyValue(depth int) *rapid.Generator[any] {
	scalars := []*rapid.Generator[any]{
		rapid.Just[any](nil),
		rapid.Map(rapid.Bool(), func(v bool) any { return v }),
		rapid.Map(rapid.Int64(), func(v int64) any { return v }),
		rapid.Map(rapid.Uint64Min(math.MaxInt64+1), func(v uint64) any { return v }),
		rapid.Map(rapid.Float64(), func(v float64) any { return v }),
		rapid.Map(rapid.String(), func(v string) any { return v }),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(v []byte) any { return append([]byte{}, v...) }),
	}
	if depth == 0 {
		return rapid.OneOf(scalars...)
	}
	inner := rapid.Deferred(func() *rapid.Generator[any] { return anyValue(depth - 1) })
	return rapid.OneOf(append(scalars,
		rapid.Map(rapid.SliceOfN(inner, 0, 4), func(v []any) any { return append([]any{}, v...) }),
		rapid.Map(rapid.SliceOfN(inner, 0, 4), func(v []any) any { return daskproto.Set(append([]any{}, v...)) }),
		rapid.Custom(func(t *rapid.T) any {
			m := daskproto.Map{}
			for range rapid.IntRange(0, 4).Draw(t, "entries") {
				m = append(m, daskproto.KV{Key: inner.Draw(t, "key"), Value: inner.Draw(t, "value")})
			}
			return m
		}),
	)...)
}

func TestValuesTravelUnchanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := anyValue(3).Draw(t, "value")
		b, err := daskproto.EncodeValue(v)
		if err != nil {
			t.Fatal(err)
		}
		got, err := daskproto.DecodeValue(b, daskproto.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		require.Equal(t, v, got)
	})
}

func TestNumbersOfEveryWidthAreRead(t *testing.T) {
	for wire, want := range map[string]any{
		"\x05": int64(5), "\xff": int64(-1), "\xcc\xff": int64(255), "\xcd\x01\x00": int64(256), "\xce\xff\xff\xff\xff": int64(math.MaxUint32),
		"\xcf\x00\x00\x00\x00\x00\x00\x00\x01": int64(1), "\xcf\xff\xff\xff\xff\xff\xff\xff\xff": uint64(math.MaxUint64),
		"\xd0\x80": int64(-128), "\xd1\x80\x00": int64(-32768), "\xd2\x80\x00\x00\x00": int64(math.MinInt32),
		"\xd3\x80\x00\x00\x00\x00\x00\x00\x00": int64(math.MinInt64), "\xca\x3f\xc0\x00\x00": 1.5,
	} {
		got, err := daskproto.DecodeValue([]byte(wire), daskproto.Limits{})
		require.NoError(t, err, "%x", wire)
		require.Equal(t, want, got, "%x", wire)
	}
}

func TestTextThatIsNotUTF8IsBytes(t *testing.T) {
	got, err := daskproto.DecodeValue([]byte("\xa2\xff\xfe"), daskproto.Limits{})
	require.NoError(t, err)
	require.Equal(t, []byte{255, 254}, got)
	_, err = daskproto.EncodeValue("\xff")
	require.ErrorContains(t, err, "is not UTF-8")
}

func TestHostileValuesAreRefused(t *testing.T) {
	for name, c := range map[string]struct{ wire, want string }{
		"array":      {"\xdd\x7f\xff\xff\xff", "length 2147483647, 0 bytes are left"},
		"map":        {"\xdf\x7f\xff\xff\xff", "length 2147483647, 0 bytes are left"},
		"bytes":      {"\xc6\x7f\xff\xff\xff", "length 2147483647, 0 bytes are left"},
		"string":     {"\xdb\xff\xff\xff\xff", "bytes are left"},
		"empty":      {"", "unexpected EOF"},
		"half":       {"\xce\x00", "unexpected EOF"},
		"two":        {"\x01\x02", "1 bytes after the value"},
		"extension":  {"\xd4\x01\x00", "type code 0xd4"},
		"never used": {"\xc1", "type code 0xc1"},
		"deep":       {string(bytes.Repeat([]byte{0x91}, 100)) + "\x01", "depth: got 65, limit is 64"},
		"payload":    {"\x81\xae__Serialized__\x01", "__Serialized__ in a header"},
		"set":        {"\x81\xa7__Set__\xc3", "set of <nil>"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := daskproto.DecodeValue([]byte(c.wire), daskproto.Limits{})
			require.ErrorIs(t, err, daskproto.ErrFormat)
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestKeysAreEqualIfTheirValuesAre(t *testing.T) {
	for _, c := range []struct {
		value any
		text  string
	}{
		{"x-1", "x-1"},
		{"\x00odd", "'\x00odd'"},
		{int64(7), "7"},
		{2.5, "2.5"},
		{[]any{"t", int64(0)}, "('t', 0)"},
		{[]any{[]any{"t"}, nil}, "(('t',), None)"},
	} {
		a, err := daskproto.KeyOf(c.value)
		require.NoError(t, err)
		b, err := daskproto.KeyOf(c.value)
		require.NoError(t, err)
		require.Equal(t, a, b)
		require.Equal(t, c.value, a.Value())
		require.Equal(t, c.text, a.String())
	}
	one, err := daskproto.KeyOf(int64(1))
	require.NoError(t, err)
	require.NotEqual(t, daskproto.Key("1"), one)
	_, err = daskproto.KeyOf(daskproto.Map{})
	require.ErrorContains(t, err, "key of type daskproto.Map")
}
