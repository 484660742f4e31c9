package wellformed_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vmihailenco/msgpack/v5"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/internal/wellformed"
)

func TestWhatMsgpackWritesIsWellFormed(t *testing.T) {
	long := make([]any, 70000)
	for name, v := range map[string]any{
		"nothing": nil, "truth": true, "numbers": []any{1, -1, 200, -200, 70000, uint64(math.MaxUint64), int64(math.MinInt64), float32(1), 2.5},
		"texts":  []string{"", "a", string(make([]byte, 40)), string(make([]byte, 300)), string(make([]byte, 70000))},
		"bytes":  [][]byte{{}, make([]byte, 300), make([]byte, 70000)},
		"map":    map[string]any{"a": map[string]any{"b": []int{1, 2}}},
		"list":   long,
		"struct": struct{ A, B []int }{[]int{1}, nil},
	} {
		b, err := msgpack.Marshal(v)
		require.NoError(t, err)
		require.NoError(t, wellformed.Check(b), name)
		for _, n := range []int{0, len(b) / 2, len(b) - 1} {
			if n < len(b) {
				require.Error(t, wellformed.Check(b[:n]), "%s, %d bytes", name, n)
			}
		}
	}
}

func TestLengthsThatPromiseTooMuchAreRefused(t *testing.T) {
	for _, code := range []byte{0xc6, 0xc9, 0xdb, 0xdd, 0xdf} {
		for _, n := range []uint32{1, 1 << 20, math.MaxUint32} {
			b := binary.BigEndian.AppendUint32([]byte{code}, n)
			require.Error(t, wellformed.Check(b), "%#x %d", code, n)
		}
	}
	// Lists in each other, each of as many elements as there are bytes.
	var b []byte
	for range 1000 {
		b = binary.BigEndian.AppendUint16(append(b, 0xdc), 1000)
	}
	require.Error(t, wellformed.Check(b))
}

func TestDamagedBytesThatPassAreDecodedWithinTheirSize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOfN(rapid.Byte(), 0, 64).Draw(t, "bytes")
		if wellformed.Check(b) == nil {
			var v any
			_ = msgpack.Unmarshal(b, &v) // must not take memory that is not there
		}
	})
}

func FuzzCheck(f *testing.F) {
	f.Add([]byte{0x93, 1, 2, 3})
	f.Add([]byte{0xdd, 0xff, 0xff, 0xff, 0xff})
	f.Add([]byte{0xc7, 3, 1, 'a', 'b', 'c'})
	f.Fuzz(func(t *testing.T, b []byte) {
		if wellformed.Check(b) == nil && len(b) == 0 {
			t.Error("nothing is no value")
		}
	})
}
