package daskproto_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/gloam-go/gloam/daskproto"
)

// batch is what a busy scheduler sends to a worker.
func batch(n int) []any {
	list := make([]any, n)
	for i := range list {
		list[i] = daskproto.ComputeTask{
			Key: "('part-0123456789abcdef', 17)", RunID: int64(i), HasRunID: true, Priority: []float64{0, 1, float64(i)}, StimulusID: "compute-task-1700000000.0",
			WhoHas: []daskproto.Holders{{Key: "('chunk-0123456789abcdef', 17)", Addresses: []string{"tcp://127.0.0.1:40000"}}},
			NBytes: map[daskproto.Key]int64{"('chunk-0123456789abcdef', 17)": 1 << 20},
			Spec:   daskproto.Spec{RunSpec: &daskproto.Pickled{Bytes: make([]byte, 300)}},
		}.Encode()
	}
	return list
}

func BenchmarkEncodeMessage(b *testing.B) {
	list := batch(1000)
	frames, err := daskproto.EncodeMessage(list)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(daskproto.FramesSize(frames))
	for b.Loop() {
		if _, err := daskproto.EncodeMessage(list); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeMessage(b *testing.B) {
	frames, err := daskproto.EncodeMessage(batch(1000))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(daskproto.FramesSize(frames))
	for b.Loop() {
		if _, err := daskproto.DecodeMessage(frames, daskproto.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFrames(b *testing.B) {
	var wire bytes.Buffer
	if err := daskproto.WriteFrames(&wire, [][]byte{make([]byte, 100), make([]byte, 200), make([]byte, 64<<20)}); err != nil {
		b.Fatal(err)
	}
	b.Run("write", func(b *testing.B) {
		frames := [][]byte{make([]byte, 100), make([]byte, 200), make([]byte, 64<<20)}
		b.SetBytes(64 << 20)
		for b.Loop() {
			daskproto.WriteFrames(io.Discard, frames)
		}
	})
	b.Run("read", func(b *testing.B) {
		b.SetBytes(64 << 20)
		for b.Loop() {
			if _, err := daskproto.ReadFrames(bytes.NewReader(wire.Bytes()), daskproto.Limits{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
