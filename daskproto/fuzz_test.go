package daskproto_test

import (
	"bytes"
	"testing"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
)

// small are limits under which a fuzzer's input cannot take long.
var small = daskproto.Limits{Message: 1 << 20, Frames: 1 << 10, Trust: 1 << 12}

func FuzzReadFrames(f *testing.F) {
	f.Add(append(words(19, 1, 3), "\xa2OK"...))
	f.Add(append(words(24, 2, 0, 5), "12345"...))
	f.Add(words(1<<63, 1<<20))
	f.Fuzz(func(t *testing.T, wire []byte) {
		frames, err := daskproto.ReadFrames(bytes.NewReader(wire), small)
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := daskproto.WriteFrames(&b, frames); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(b.Bytes()[8:], wire[8:b.Len()]) {
			t.Fatal("frames changed")
		}
		if v, err := daskproto.DecodeMessage(frames, small); err == nil {
			again(t, v)
		}
	})
}

// again wants a decoded message to travel once more.
func again(t *testing.T, v any) {
	frames, err := daskproto.EncodeMessage(v)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := daskproto.DecodeMessage(frames, daskproto.Limits{Depth: 200}); err != nil {
		t.Fatal(err)
	}
}

func FuzzMsgpack(f *testing.F) {
	for _, seed := range []string{"\x93\x01\xa1x\xc0", "\x82\xa2op\xa1x\x92\x01\x02\xcb\x00\x00\x00\x00\x00\x00\x00\x00", "\xdd\x7f\xff\xff\xff", "\x82\xa7__Set__\xc3\xa7as-list\x91\x01"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		v, err := daskproto.DecodeValue(b, small)
		if err != nil {
			return
		}
		packed, err := daskproto.EncodeValue(v)
		if err != nil {
			t.Fatal(err)
		}
		back, err := daskproto.DecodeValue(packed, daskproto.Limits{Depth: 200})
		if err != nil {
			t.Fatal(err)
		}
		if twice, err := daskproto.EncodeValue(back); err != nil || !bytes.Equal(packed, twice) {
			t.Fatalf("%x became %x: %v", packed, twice, err)
		}
		if m, ok := v.(daskproto.Map); ok {
			daskproto.DecodeToWorker(m)
			daskproto.DecodeToClient(m)
			daskproto.DecodeIdentity(m)
			daskproto.DecodeData(m)
			daskproto.DecodeTaskFinished(m)
		}
	})
}

// FuzzPayload reads a header and a frame as every kind of payload.
func FuzzPayload(f *testing.F) {
	for _, m := range []daskproto.Map{
		{daskproto.F("num-sub-frames", 1), daskproto.F("compression", []any{"zlib"})},
		{daskproto.F("num-sub-frames", 1), daskproto.F("split-num-sub-frames", []any{1}), daskproto.F("split-offsets", []any{0})},
		{daskproto.F("num-sub-frames", 1), daskproto.F("is-collection", true), daskproto.F("type-serialized", "list"), daskproto.F("sub-headers", []any{daskproto.Map{}}), daskproto.F("frame-lengths", []any{1})},
	} {
		h, err := daskproto.EncodeValue(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(h, []byte{1, 2, 3})
	}
	f.Fuzz(func(t *testing.T, header, frame []byte) {
		for _, marker := range []string{"__Serialized__", "__Pickled__"} {
			m, err := daskproto.EncodeValue(daskproto.Map{daskproto.F(marker, 1)})
			if err != nil {
				t.Fatal(err)
			}
			v, err := daskproto.DecodeMessage([][]byte{m, header, frame}, small)
			if err != nil {
				continue
			}
			again(t, v)
			if s, ok := v.(*daskproto.Serialized); ok && s.IsCollection() {
				s.Elements()
			}
		}
	})
}

func FuzzRunSpec(f *testing.F) {
	add := pickle.Func("operator", "add")
	for _, v := range []any{
		pickle.Tuple{add, pickle.Tuple{"dep"}, pickle.NewDict()},
		task(add, taskRef("dep"), int64(1)),
		task(pickle.Func("dask._task_spec", "_execute_subgraph"), pickle.NewDict(pickle.Item{Key: "o", Value: task(add, taskRef("o"))}), "o", pickle.Tuple{}),
		pickle.Call("dask._task_spec", "Alias", "a", "b"),
	} {
		b, err := pickle.Encode(v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		deps := []daskproto.Key{"dep"}
		for _, s := range []daskproto.Spec{
			{RunSpec: &daskproto.Pickled{Bytes: b}},
			{RunSpec: &daskproto.Serialized{Header: pickleHeader(), Frames: [][]byte{b}}},
			{Function: b, Args: b},
		} {
			n, err := daskproto.DecodeRunSpec(s, deps)
			if err == nil {
				n.Refs(nil)
			}
		}
	})
}
