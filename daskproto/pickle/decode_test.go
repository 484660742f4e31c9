package pickle_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/big"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto/pickle"
)

func TestMalformedInputGivesTypedErrors(t *testing.T) {
	for _, c := range []struct {
		name, data string
		offset     int
		op         string
		err        error
	}{
		{"empty", "", 0, "end of input", pickle.ErrTruncated},
		{"no stop", "\x80\x04N", 3, "end of input", pickle.ErrTruncated},
		{"protocol 6", "\x80\x06N.", 0, "PROTO", pickle.ErrMalformed},
		{"protocol cut off", "\x80", 0, "PROTO", pickle.ErrTruncated},
		{"unknown opcode", "\x80\x04\xff.", 2, "opcode 0xff", pickle.ErrOpcode},
		{"extension registry", "\x80\x02\x82\x01.", 2, "EXT1", pickle.ErrOpcode},
		{"nothing to return", "\x80\x04.", 2, "STOP", pickle.ErrMalformed},
		{"two values left", "\x80\x04NN.", 4, "STOP", pickle.ErrMalformed},
		{"mark left", "\x80\x04(N.", 4, "STOP", pickle.ErrMalformed},
		{"frame beyond the input", "\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00N.", 2, "FRAME", pickle.ErrTruncated},
		{"string beyond the input", "\x80\x04\x8c\x05ab.", 2, "SHORT_BINUNICODE", pickle.ErrTruncated},
		{"string of 4 GiB", "\x80\x04X\xff\xff\xff\xffab.", 2, "BINUNICODE", pickle.ErrTruncated},
		{"string of 2**64-1", "\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\xffab.", 2, "BINUNICODE8", pickle.ErrTruncated},
		{"bytes of 2**63", "\x80\x04\x8e\x00\x00\x00\x00\x00\x00\x00\x80ab.", 2, "BINBYTES8", pickle.ErrTruncated},
		{"bytearray of 2**60", "\x80\x05\x96\x00\x00\x00\x00\x00\x00\x00\x10ab.", 2, "BYTEARRAY8", pickle.ErrTruncated},
		{"negative length", "\x80\x04\x8b\xff\xff\xff\xff.", 2, "LONG4", pickle.ErrMalformed},
		{"not UTF-8", "\x80\x04\x8c\x02\xff\xfe.", 2, "SHORT_BINUNICODE", pickle.ErrMalformed},
		{"half a surrogate", "\x80\x04\x8c\x02\xed\xa0.", 2, "SHORT_BINUNICODE", pickle.ErrMalformed},
		{"tuple of too few", "\x80\x04N\x87.", 3, "TUPLE3", pickle.ErrMalformed},
		{"tuple across a mark", "\x80\x04N(N\x86.", 5, "TUPLE2", pickle.ErrMalformed},
		{"no mark", "\x80\x04Nt.", 3, "TUPLE", pickle.ErrMalformed},
		{"pop from nothing", "\x80\x040.", 2, "POP", pickle.ErrMalformed},
		{"pop to no mark", "\x80\x041.", 2, "POP_MARK", pickle.ErrMalformed},
		{"dup of nothing", "\x80\x042.", 2, "DUP", pickle.ErrMalformed},
		{"append to a dict", "\x80\x04}Na.", 4, "APPEND", pickle.ErrMalformed},
		{"appends to nothing", "\x80\x04(Ne.", 4, "APPENDS", pickle.ErrMalformed},
		{"item of a list", "\x80\x04]NNs.", 5, "SETITEM", pickle.ErrMalformed},
		{"key without value", "\x80\x04}(Nu.", 5, "SETITEMS", pickle.ErrMalformed},
		{"unhashable key", "\x80\x04}]Ns.", 5, "SETITEM", pickle.ErrMalformed},
		{"unhashable key in a tuple", "\x80\x04}]\x85Ns.", 6, "SETITEM", pickle.ErrMalformed},
		{"unhashable member", "\x80\x04\x8f(}\x90.", 5, "ADDITEMS", pickle.ErrMalformed},
		{"members of a list", "\x80\x04](N\x90.", 5, "ADDITEMS", pickle.ErrMalformed},
		{"unset memo", "\x80\x04h\x05.", 2, "BINGET", pickle.ErrMalformed},
		{"unset memo of 2**32-1", "\x80\x04j\xff\xff\xff\xff.", 2, "LONG_BINGET", pickle.ErrMalformed},
		{"memo of nothing", "\x80\x04\x94.", 2, "MEMOIZE", pickle.ErrMalformed},
		{"call of a string", "\x80\x04\x8c\x01a)R.", 6, "REDUCE", pickle.ErrMalformed},
		{"call with a list", "\x80\x04\x8c\x01a\x8c\x01b\x93]R.", 10, "REDUCE", pickle.ErrMalformed},
		{"global of a number", "\x80\x04K\x01K\x02\x93.", 6, "STACK_GLOBAL", pickle.ErrMalformed},
		{"keywords that are none", "\x80\x04\x8c\x01a\x8c\x01b\x93)N\x92.", 11, "NEWOBJ_EX", pickle.ErrMalformed},
		{"state for a list", "\x80\x04]}b.", 4, "BUILD", pickle.ErrMalformed},
		{"state twice", "\x80\x04\x8c\x01a\x8c\x01b\x93)R}b}b.", 14, "BUILD", pickle.ErrMalformed},
		{"buffer that is not there", "\x80\x05\x97.", 2, "NEXT_BUFFER", pickle.ErrMalformed},
		{"read-only number", "\x80\x05K\x01\x98.", 4, "READONLY_BUFFER", pickle.ErrMalformed},
		{"line without end", "I12", 0, "INT", pickle.ErrTruncated},
		{"not a number", "Iabc\n.", 0, "INT", pickle.ErrMalformed},
		{"number of 5000 digits", "L" + strings.Repeat("1", 5000) + "L\n.", 0, "LONG", pickle.ErrMalformed},
		{"not a float", "Fx\n.", 0, "FLOAT", pickle.ErrMalformed},
		{"string without quotes", "Sabc\n.", 0, "STRING", pickle.ErrMalformed},
		{"bytes of Python 2", "S'\\xff'\n.", 0, "STRING", pickle.ErrMalformed},
		{"bad escape", "V\\u12\n.", 0, "UNICODE", pickle.ErrMalformed},
		{"object without class", "(o.", 1, "OBJ", pickle.ErrMalformed},
		{"instance without mark", "ia\nb\n.", 0, "INST", pickle.ErrMalformed},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := pickle.Decode([]byte(c.data), nil, pickle.Limits{})
			var d *pickle.DecodeError
			require.ErrorAs(t, err, &d)
			require.ErrorIs(t, err, c.err)
			require.Equal(t, c.op, d.Op)
			require.Equal(t, c.offset, d.Offset)
		})
	}
}

func TestErrorsNameTheOffsetAndBothValues(t *testing.T) {
	_, err := pickle.Decode([]byte("\x80\x04]}b."), nil, pickle.Limits{})
	require.EqualError(t, err, "pickle: offset 4: BUILD: malformed pickle: state for list, want an object without")
	_, err = pickle.Decode([]byte("\x80\x04\x8c\x05ab."), nil, pickle.Limits{})
	require.EqualError(t, err, "pickle: offset 2: SHORT_BINUNICODE: unexpected end of input: 5 bytes wanted, 3 left")
	_, err = pickle.Decode([]byte("\x80\x04]\x85\x85."), nil, pickle.Limits{Depth: 2})
	require.EqualError(t, err, "pickle: offset 4: TUPLE1: 3 levels, at most 2 allowed")
}

func TestLimitsHold(t *testing.T) {
	nested := "\x80\x04]" + strings.Repeat("\x85", 20_000) + "."
	// Each tuple holds the one before twice.
	laughs := "\x80\x04N" + strings.Repeat("\x942"+"\x86", 60) + "."
	laughsByMemo := "\x80\x04]\x94"
	for i := range 60 {
		laughsByMemo += "h" + string([]byte{byte(i)}) + "\x86\x94"
	}
	// A list that grows after the tuple around it has been measured.
	late := "\x80\x04]\x94\x85\x940" + "h\x00" + "]" + strings.Repeat("\x85", 50) + "a" + "0h\x01."
	bigKey := "\x80\x04\x8d" + string(binary.LittleEndian.AppendUint64(nil, 1<<20)) + strings.Repeat("k", 1<<20) + "\x94\x85\x94}" +
		strings.Repeat("h\x01Ns", 10_000) + "."
	for _, c := range []struct {
		name, data string
		limits     pickle.Limits
		what       string
	}{
		{"values", "\x80\x04(" + strings.Repeat("N", 100) + "t.", pickle.Limits{Nodes: 50}, "values"},
		{"marks", "\x80\x04" + strings.Repeat("(", 100), pickle.Limits{Nodes: 50}, "values"},
		{"fetched values", "\x80\x04N\x94" + strings.Repeat("h\x00", 100), pickle.Limits{Nodes: 50}, "values"},
		{"depth", nested, pickle.Limits{}, "levels"},
		{"depth of a list that grows late", late, pickle.Limits{Depth: 30}, "levels"},
		{"memo", "\x80\x04N" + strings.Repeat("\x94", 100) + ".", pickle.Limits{Memo: 50}, "memo entries"},
		{"memo with gaps", "\x80\x04Nr\xff\xff\xff\xffr\xfe\xff\xff\xffr\xfd\xff\xff\xff.", pickle.Limits{Memo: 2}, "memo entries"},
		{"sharing", laughsByMemo + ".", pickle.Limits{}, "values when written out"},
		{"sharing by duplication", laughs, pickle.Limits{}, "values when written out"},
		{"hashing one key often", bigKey, pickle.Limits{Nodes: 1 << 30}, "bytes of keys"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := pickle.Decode([]byte(c.data), nil, c.limits)
			var limit *pickle.LimitError
			require.ErrorAs(t, err, &limit)
			require.Equal(t, c.what, limit.What)
			require.Greater(t, limit.Got, limit.Most)
		})
	}
}

func TestLargeDeclaredLengthsAllocateNothing(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 100 {
		_, err := pickle.Decode([]byte("\x80\x05\x8e\x00\x00\x00\x00\x01\x00\x00\x00x."), nil, pickle.Limits{})
		require.Error(t, err)
		_, err = pickle.Decode([]byte("\x80\x05Nr\xff\xff\xff\x7f0]."), nil, pickle.Limits{})
		require.NoError(t, err)
	}
	runtime.ReadMemStats(&after)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(4<<20))
}

// TestNestedSetsAreComparedInTime makes two equal frozensets of nested
// frozensets that differ only deep down.
func TestNestedSetsAreComparedInTime(t *testing.T) {
	nest := func() any {
		var sets []any
		for i := range 5 {
			sets = append(sets, int64(i))
		}
		for range 6 {
			var outer []any
			for i := range sets {
				outer = append(outer, pickle.NewFrozenSet(pickle.Tuple{int64(i), pickle.NewFrozenSet(sets...)}, sets[i]))
			}
			sets = outer
		}
		return pickle.NewFrozenSet(sets...)
	}
	a, b := nest(), nest()
	require.True(t, pickle.NewSet(a).Has(b))
	require.True(t, pickle.Equal(a, b))
}

func TestCyclesAreKeptOrRefused(t *testing.T) {
	loop := []byte("\x80\x04]\x94h\x00a.")
	v := decode(t, loop)
	list := v.(*pickle.List)
	require.Same(t, list, list.Items[0])
	_, err := pickle.Decode(loop, nil, pickle.Limits{Acyclic: true})
	require.ErrorIs(t, err, pickle.ErrMalformed)
	require.ErrorContains(t, err, "value contains itself")

	shared := []byte("\x80\x04]\x94h\x00\x86.")
	_, err = pickle.Decode(shared, nil, pickle.Limits{Acyclic: true})
	require.NoError(t, err)
}

func TestAnObjectMayBeInItsOwnState(t *testing.T) {
	v := decode(t, []byte("\x80\x04\x8c\x01m\x8c\x01C\x93)\x81\x94}\x8c\x04selfh\x00sb."))
	o := v.(*pickle.Object)
	self, ok := o.State.(*pickle.Dict).Get("self")
	require.True(t, ok)
	require.Same(t, o, self)
	require.Equal(t, "m.C.__new__() <- {'self': ...}", pickle.Format(v))
}

func TestSharedPartsStayShared(t *testing.T) {
	v := decode(t, []byte("\x80\x04]\x94h\x00\x86."))
	pair := v.(pickle.Tuple)
	require.Same(t, pair[0], pair[1])
	again, err := pickle.Encode(v)
	require.NoError(t, err)
	pair = decode(t, again).(pickle.Tuple)
	require.Same(t, pair[0], pair[1])
}

func TestBytesShareMemoryAndStringsDoNot(t *testing.T) {
	data := []byte("\x80\x05C\x03abc\x8c\x03abc\x96\x01\x00\x00\x00\x00\x00\x00\x00z\x87.")
	v := decode(t, data).(pickle.Tuple)
	copy(data, bytes.Repeat([]byte("!"), len(data)))
	require.Equal(t, []byte("!!!"), v[0])
	require.Equal(t, "abc", v[1])
	require.Equal(t, pickle.ByteArray("!"), v[2])
	// Appending must not run into what follows.
	require.Equal(t, 3, cap(v[0].([]byte)))
}

func TestBuffersAreTakenInOrder(t *testing.T) {
	a, b := []byte("a"), []byte("b")
	v, err := pickle.Decode([]byte("\x80\x05\x97\x98\x97\x86."), [][]byte{a, b}, pickle.Limits{})
	require.NoError(t, err)
	require.Equal(t, pickle.Tuple{pickle.Buffer{Index: 0, Data: a, ReadOnly: true}, pickle.Buffer{Index: 1, Data: b}}, v)
}

func TestOldProtocolsAreRead(t *testing.T) {
	big1, _ := new(big.Int).SetString("123456789012345678901234567890", 10)
	for _, c := range []struct {
		data string
		want any
	}{
		{"I01\n.", true},
		{"I00\n.", false},
		{"I42\n.", int64(42)},
		{"L123456789012345678901234567890L\n.", big1},
		{"F-1.5\n.", -1.5},
		{"Vh\xe9\\u4e16\\U0001f600\n.", "h\u00e9\u4e16\U0001f600"},
		{"S'it\\'s\\n'\n.", "it's\n"},
		{"U\x02ab.", "ab"},
		{"T\x02\x00\x00\x00ab.", "ab"},
		{"(lp0\nI1\naI2\na.", pickle.NewList(int64(1), int64(2))},
		{"(I1\nI2\nl.", pickle.NewList(int64(1), int64(2))},
		{"(S'a'\nI1\nd.", pickle.NewDict(pickle.Item{Key: "a", Value: 1})},
		{"I7\np3\n0g3\n.", int64(7)},
		{"c__builtin__\nxrange\n.", pickle.Func("builtins", "range")},
		{"cexceptions\nValueError\n(S'x'\ntR.", pickle.Call("builtins", "ValueError", "x")},
		{"(I1\niexample\nC\n.", pickle.Call("example", "C", int64(1))},
		{"(cexample\nC\nI1\no.", pickle.Call("example", "C", int64(1))},
		{"Pid-7\n.", pickle.PersID{ID: "id-7"}},
		{"\x80\x02K\x05Q.", pickle.PersID{ID: int64(5)}},
		{"\x80\x03c__builtin__\nset\n.", pickle.Func("__builtin__", "set")},
	} {
		require.True(t, pickle.Equal(c.want, decode(t, []byte(c.data))), "%q", c.data)
	}
}

func TestPlainConstructorsBecomeValues(t *testing.T) {
	for text, want := range map[string]any{
		"c_codecs\nencode\n(X\x03\x00\x00\x00\x00\xc3\xbfX\x06\x00\x00\x00latin1tR.": []byte{0, 0xff},
		"c__builtin__\nbytes\n)R.":                                         []byte{},
		"c__builtin__\nbytearray\n)R.":                                     pickle.ByteArray{},
		"c__builtin__\nbytearray\nC\x02ab\x85R.":                           pickle.ByteArray("ab"),
		"c__builtin__\nset\n](K\x01K\x01e\x85R.":                           pickle.NewSet(1),
		"c__builtin__\nfrozenset\n]\x85R.":                                 pickle.NewFrozenSet(),
		"c_codecs\nencode\nX\x01\x00\x00\x00aX\x05\x00\x00\x00utf-8\x86R.": pickle.Call("_codecs", "encode", "a", "utf-8"),
	} {
		require.True(t, pickle.Equal(want, decode(t, []byte("\x80\x02"+text))), "%q", text)
	}
}

func TestTextAfterThePickleIsIgnored(t *testing.T) {
	require.Equal(t, int64(1), decode(t, []byte("\x80\x04K\x01.garbage")))
}

func TestLongsAreTwosComplement(t *testing.T) {
	for _, bits := range []uint{0, 7, 8, 15, 16, 62, 63, 64, 65, 127, 128, 2048} {
		for _, off := range []int64{-1, 0, 1} {
			for _, sign := range []int64{-1, 1} {
				n := new(big.Int).Lsh(big.NewInt(sign), bits)
				n.Add(n, big.NewInt(off))
				got := pickle.FromLong(pickle.ToLong(n))
				if i, ok := got.(int64); ok {
					got = big.NewInt(i)
				}
				require.Zero(t, n.Cmp(got.(*big.Int)), "%v", n)
			}
		}
	}
	require.Equal(t, []byte{0x80}, pickle.ToLong(big.NewInt(-128)))
	require.Equal(t, []byte{0x80, 0x00}, pickle.ToLong(big.NewInt(128)))
}

func TestErrorsUnwrap(t *testing.T) {
	_, err := pickle.Decode(nil, nil, pickle.Limits{})
	require.True(t, errors.Is(err, pickle.ErrTruncated))
}
