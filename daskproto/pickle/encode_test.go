package pickle_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto/pickle"
)

func TestBytesAreThoseOfTheProtocolNotes(t *testing.T) {
	global := func(module, name string) string {
		return fmt.Sprintf("\x8c%c%s\x8c%c%s\x93", len(module), module, len(name), name)
	}
	for _, c := range []struct {
		value any
		want  string
	}{
		{pickle.MethodCaller("go:f", nil, nil), global("operator", "methodcaller") + "\x8c\x04go:f\x85R"},
		{pickle.RuntimeError("x"), global("builtins", "RuntimeError") + "\x8c\x01x\x85R"},
		{pickle.Func("numpy", "ndarray"), global("numpy", "ndarray")},
		{pickle.Tuple{}, ")"},
		{pickle.NewDict(pickle.Item{Key: "collections", Value: pickle.NewList()}), "}\x8c\x0bcollections]s"},
		{int64(1 << 31), "\x8a\x05\x00\x00\x00\x80\x00"},
		{300, "J\x2c\x01\x00\x00"},
		{1.5, "G\x3f\xf8\x00\x00\x00\x00\x00\x00"},
	} {
		data, err := pickle.Encode(c.value)
		require.NoError(t, err)
		require.Equal(t, "\x80\x04"+c.want+".", string(data))
	}
}

func TestWhatCannotBeEncodedIsRefused(t *testing.T) {
	own := pickle.Call("m", "C")
	own.Args = pickle.Tuple{own}
	endless := make(pickle.Tuple, 1)
	endless[0] = endless
	for _, c := range []struct {
		name  string
		value any
		text  string
	}{
		{"channel", make(chan int), "pickle: cannot encode chan int"},
		{"struct", pickle.Tuple{struct{}{}}, "pickle: cannot encode struct {}"},
		{"not UTF-8", "a\xff", `pickle: cannot encode text that is not UTF-8: "a\xff"`},
		{"unhashable key", pickle.NewDict(pickle.Item{Key: pickle.NewList(), Value: 1}), "pickle: cannot encode unhashable key of type list"},
		{"unhashable member", pickle.NewSet(pickle.Tuple{pickle.NewDict()}), "pickle: cannot encode unhashable key of type tuple"},
		{"own argument", own, "pickle: cannot encode instance of m.C that is among its own arguments"},
		{"endless tuple", endless, "pickle: cannot encode more than 10000 levels"},
		{"no class", &pickle.Object{}, "pickle: cannot encode object whose class is None"},
		{"kind", &pickle.Object{Kind: 9, Class: pickle.Func("m", "C")}, "pickle: cannot encode object of kind 9"},
		{"keywords", &pickle.Object{Kind: pickle.NewKw, Class: pickle.Func("m", "C"),
			Kwargs: pickle.NewDict(pickle.Item{Key: 1, Value: 1})}, "pickle: cannot encode keyword arguments that are not all str"},
		{"nil list", (*pickle.List)(nil), "pickle: cannot encode nil *pickle.List"},
		{"nil dict", (*pickle.Dict)(nil), "pickle: cannot encode nil *pickle.Dict"},
		{"nil set", (*pickle.Set)(nil), "pickle: cannot encode nil *pickle.Set"},
		{"nil object", (*pickle.Object)(nil), "pickle: cannot encode nil *pickle.Object"},
		{"nil int", (*big.Int)(nil), "pickle: cannot encode nil *big.Int"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := pickle.Encode(c.value)
			require.ErrorIs(t, err, pickle.ErrUnsupported)
			require.EqualError(t, err, c.text)
			_ = pickle.Format(c.value)
			_ = pickle.Equal(c.value, pickle.Tuple{})
		})
	}
}

func TestRepeatedGlobalsAreWrittenOnce(t *testing.T) {
	add := pickle.Func("operator", "add")
	data, err := pickle.Encode(pickle.NewList(add, add, add))
	require.NoError(t, err)
	require.Equal(t, 1, strings.Count(string(data), "operator"))
	require.True(t, pickle.Equal(pickle.NewList(add, add, add), decode(t, data)))
}

func TestManySharedPartsUseLongReferences(t *testing.T) {
	parts, twice := []any{}, []any{}
	for i := range 300 {
		parts = append(parts, pickle.NewList(i))
	}
	for range 2 {
		twice = append(twice, parts...)
	}
	data, err := pickle.Encode(twice)
	require.NoError(t, err)
	items := decode(t, data).(*pickle.List).Items
	for i := range parts {
		require.Same(t, items[i], items[i+300])
		require.Equal(t, []any{int64(i)}, items[i].(*pickle.List).Items)
	}
}

func TestOutOfBandBuffersAreNotCopied(t *testing.T) {
	data := []byte("payload")
	out, buffers, err := pickle.EncodeOutOfBand(pickle.Tuple{pickle.Buffer{Data: data}, pickle.Buffer{Data: data, ReadOnly: true}})
	require.NoError(t, err)
	require.NotContains(t, string(out), "payload")
	require.Len(t, buffers, 2)
	require.Same(t, &data[0], &buffers[0].Data[0])
	require.Equal(t, 1, buffers[1].Index)
	require.True(t, buffers[1].ReadOnly)
}

func TestEqualTellsTypesAndStructuresApart(t *testing.T) {
	loop := func(n int) any {
		l := pickle.NewList()
		at := l
		for range n {
			next := pickle.NewList()
			at.Items = []any{next}
			at = next
		}
		at.Items = []any{l}
		return l
	}
	obj := func(state any) any {
		o := pickle.Call("m", "C", 1)
		o.State = state
		return o
	}
	keyed := func(state any) any { return pickle.NewDict(pickle.Item{Key: obj(state), Value: 1}) }
	same := [][2]any{
		{1, int64(1)}, {loop(0), loop(2)}, {obj("s"), obj("s")}, {keyed(1), keyed(1)},
		{pickle.NewSet("a", "b"), pickle.NewSet("b", "a")},
		{pickle.NewFrozenSet(), pickle.FrozenSet{}},
		{pickle.NewSet(obj(1), obj(2)), pickle.NewSet(obj(2), obj(1))},
	}
	for _, p := range same {
		require.True(t, pickle.Equal(p[0], p[1]), "%s %s", pickle.Format(p[0]), pickle.Format(p[1]))
	}
	different := [][2]any{
		{1, 1.0}, {1, true}, {0.0, false}, {[]byte("a"), "a"}, {[]byte("a"), pickle.ByteArray("a")},
		{pickle.Tuple{1}, pickle.NewList(1)}, {obj(1), obj(2)}, {keyed(1), keyed(2)},
		{pickle.NewSet(1), pickle.NewFrozenSet(1)}, {pickle.NewSet(1), pickle.NewSet(1.0)},
		{nil, pickle.Tuple{}}, {pickle.Tuple{}, nil}, {big.NewInt(5), 6},
		{loop(0), pickle.NewList(pickle.NewList())}, {pickle.NewSet(obj(1)), pickle.NewSet(obj(2))},
	}
	for _, p := range different {
		require.False(t, pickle.Equal(p[0], p[1]), "%s %s", pickle.Format(p[0]), pickle.Format(p[1]))
		require.False(t, pickle.Equal(p[1], p[0]))
	}
}

func TestFormatIsCutOff(t *testing.T) {
	wide := pickle.NewList()
	for range 100_000 {
		wide.Items = append(wide.Items, "element")
	}
	require.Less(t, len(pickle.Format(wide)), 1<<17)
	require.Less(t, len(pickle.Format([]byte(strings.Repeat("\x00", 1<<20)))), 1<<18)
	var deep any = pickle.Tuple{}
	for range 50_000 {
		deep = pickle.Tuple{deep}
	}
	require.Less(t, len(pickle.Format(deep)), 1<<10)
}

func TestKeysCompareAsInPython(t *testing.T) {
	d := pickle.NewDict(pickle.Item{Key: 1, Value: "int"}, pickle.Item{Key: 1.0, Value: "float"}, pickle.Item{Key: true, Value: "bool"})
	require.Equal(t, 1, d.Len())
	require.Equal(t, pickle.Item{Key: int64(1), Value: "bool"}, d.At(0))
	d.Set(pickle.NewFrozenSet(1, "a"), "set")
	for i := range 20 {
		d.Set(pickle.Tuple{"x", i}, i)
	}
	v, ok := d.Get(pickle.NewFrozenSet("a", 1.0))
	require.True(t, ok)
	require.Equal(t, "set", v)
	v, ok = d.Get(pickle.Tuple{"x", 7.0})
	require.True(t, ok)
	require.Equal(t, 7, v)
	_, ok = d.Get(pickle.NewList())
	require.False(t, ok)
	var none *pickle.Dict
	require.Zero(t, none.Len())
	_, ok = none.Get("a")
	require.False(t, ok)
}

func TestKindsAreNamedAfterTheirOpcodes(t *testing.T) {
	require.Equal(t, "REDUCE NEWOBJ NEWOBJ_EX unknown kind",
		fmt.Sprint(pickle.Reduce, " ", pickle.New, " ", pickle.NewKw, " ", pickle.Kind(9)))
}
