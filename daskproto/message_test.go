package daskproto_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto"
)

func pickleHeader() daskproto.Map { return daskproto.Map{daskproto.F("serializer", "pickle")} }

func TestPayloadsReturnWhereTheyWere(t *testing.T) {
	one := &daskproto.Serialized{Header: pickleHeader(), Frames: [][]byte{{1}, {}, {2, 3}}}
	none := &daskproto.Serialized{Header: pickleHeader(), Frames: [][]byte{}}
	p := &daskproto.Pickled{Bytes: []byte{4}, Buffers: [][]byte{{5}}}
	m := daskproto.Op("x", daskproto.F("a", one), daskproto.F("list", []any{p, none}), daskproto.F("again", one))
	require.Equal(t, m, rewire(t, m))
}

func TestCompressedPayloadsArePlainAgain(t *testing.T) {
	text := bytes.Repeat([]byte("compressible "), 4000)
	noise := make([]byte, 20_000)
	x := uint32(1)
	for i := range noise {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	frames := [][]byte{text, noise, []byte("short")}
	for _, name := range daskproto.Compressions() {
		sent := &daskproto.Serialized{Header: pickleHeader(), Frames: frames, Compression: name}
		encoded, err := daskproto.EncodeMessage(daskproto.Op("x", daskproto.F("data", sent)))
		require.NoError(t, err)
		require.Less(t, len(encoded[2]), len(text)/2, name)
		require.Equal(t, frames[1:], encoded[3:], "%s: what does not shrink stays", name)
		v, err := daskproto.DecodeMessage(encoded, daskproto.Limits{})
		require.NoError(t, err)
		got, _ := v.(daskproto.Map).Get("data")
		require.Equal(t, &daskproto.Serialized{Header: pickleHeader(), Frames: frames}, got, name)

		_, err = daskproto.DecodeMessage(encoded, daskproto.Limits{Message: int64(len(text)) - 1})
		require.ErrorContains(t, err, "limit is 51999", name)
		for cut := range 20 {
			_, err := daskproto.Decompress(name, encoded[2][:len(encoded[2])-1-cut], 1<<20)
			require.Error(t, err, name)
		}
	}
	_, err := daskproto.Decompress("brotli", nil, 1)
	require.ErrorContains(t, err, `compression "brotli", known are ["lz4" "snappy" "zlib" "zstd"]`)
}

func TestDecompressionBombsAreRefused(t *testing.T) {
	lz4 := append(binary.LittleEndian.AppendUint32(nil, 1<<31), make([]byte, 100)...)
	_, err := daskproto.Decompress("lz4", lz4, 1<<40)
	require.ErrorIs(t, err, daskproto.ErrFormat)
	_, err = daskproto.Decompress("snappy", []byte{0xff, 0xff, 0xff, 0xff, 7, 0}, 1<<40)
	require.ErrorIs(t, err, daskproto.ErrFormat)
	zeros := make([]byte, 50<<20)
	for _, name := range []string{"zlib", "zstd"} {
		bomb, err := daskproto.Compress(name, zeros)
		require.NoError(t, err)
		_, err = daskproto.Decompress(name, bomb, 1<<20)
		require.ErrorIs(t, err, daskproto.ErrFormat)
	}
}

func TestDamagedPayloadsAreRefused(t *testing.T) {
	message := func(header daskproto.Map, frames ...[]byte) [][]byte {
		h, err := daskproto.EncodeValue(header)
		require.NoError(t, err)
		m, err := daskproto.EncodeValue(daskproto.Map{daskproto.F("__Serialized__", 1)})
		require.NoError(t, err)
		return append([][]byte{m, h}, frames...)
	}
	f := daskproto.F
	for name, c := range map[string]struct {
		frames [][]byte
		want   string
	}{
		"no header":        {message(nil)[:1], "payload at frame 1 of 1"},
		"missing frames":   {message(daskproto.Map{f("num-sub-frames", 2)}, []byte{1}), "2 frames of a payload, message has 1 more"},
		"negative count":   {message(daskproto.Map{f("num-sub-frames", -1)}), "-1 frames of a payload"},
		"count is text":    {message(daskproto.Map{f("num-sub-frames", "x")}), "num-sub-frames is string, want int"},
		"compression list": {message(daskproto.Map{f("num-sub-frames", 1), f("compression", []any{nil, nil})}, []byte{1}), "compression of 2 frames, payload has 1"},
		"compression name": {message(daskproto.Map{f("num-sub-frames", 1), f("compression", []any{1})}, []byte{1}), "compression is int64"},
		"piece twice": {message(daskproto.Map{f("num-sub-frames", 1), f("split-num-sub-frames", []any{1, 1}), f("split-offsets", []any{0, 0})}, []byte{1}),
			"frame 1 is 1 pieces from 0, payload has 1"},
		"piece missing": {message(daskproto.Map{f("num-sub-frames", 1), f("split-num-sub-frames", []any{2}), f("split-offsets", []any{0})}, []byte{1}),
			"frame 0 is 2 pieces from 0, payload has 1"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := daskproto.DecodeMessage(c.frames, daskproto.Limits{})
			require.ErrorIs(t, err, daskproto.ErrFormat)
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestInlinePayloadIsRead(t *testing.T) {
	m := daskproto.Map{daskproto.F("__Serialized__", true), daskproto.F("data", []any{pickleHeader(), []any{[]byte{1}}})}
	b, err := daskproto.EncodeValue(m)
	require.NoError(t, err)
	v, err := daskproto.DecodeMessage([][]byte{b}, daskproto.Limits{})
	require.NoError(t, err)
	require.Equal(t, &daskproto.Serialized{Header: pickleHeader(), Frames: [][]byte{{1}}}, v)
}

func TestCollectionsComeApart(t *testing.T) {
	part := func(n byte) *daskproto.Serialized {
		return &daskproto.Serialized{Header: pickleHeader(), Frames: [][]byte{{n}, {n, n}}}
	}
	items := []daskproto.Element{{Key: "a", Value: part(1)}, {Key: []any{"b", int64(1)}, Value: part(2)}}
	s := daskproto.Collection("dict", items)
	require.True(t, s.IsCollection())
	require.EqualValues(t, 6, s.Size())
	kind, got, err := rewire(t, s).(*daskproto.Serialized).Elements()
	require.NoError(t, err)
	require.Equal(t, "dict", kind)
	require.Equal(t, items, got)
	s.Frames = s.Frames[1:]
	_, _, err = s.Elements()
	require.ErrorIs(t, err, daskproto.ErrFormat)
	s.Frames = append(s.Frames, nil, nil)
	_, _, err = s.Elements()
	require.ErrorContains(t, err, "1 frames of a collection belong to no item")
}
