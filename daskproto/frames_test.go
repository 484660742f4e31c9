package daskproto_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/daskproto"
)

func words(n ...uint64) []byte {
	var b []byte
	for _, w := range n {
		b = binary.LittleEndian.AppendUint64(b, w)
	}
	return b
}

func TestSmallestMessageIsAsPythonWritesIt(t *testing.T) {
	frames, err := daskproto.EncodeMessage("OK")
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, daskproto.WriteFrames(&b, frames))
	require.Equal(t, append(words(19, 1, 3), "\xa2OK"...), b.Bytes())
}

func TestFramesTravelInBothFormsOfTheOuterLength(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lengths := rapid.SliceOfN(rapid.OneOf(rapid.IntRange(0, 20), rapid.IntRange(0, 9000)), 1, 12).Draw(t, "lengths")
		var frames [][]byte
		for i, n := range lengths {
			frames = append(frames, bytes.Repeat([]byte{byte(i + 1)}, n))
		}
		var b bytes.Buffer
		if err := daskproto.WriteFrames(&b, frames); err != nil {
			t.Fatal(err)
		}
		cut := rapid.IntRange(0, len(frames)).Draw(t, "cut")
		outer := uint64(8 * (len(frames) + 1))
		for _, f := range frames[:cut] {
			outer += uint64(len(f))
		}
		wire := append(words(outer), b.Bytes()[8:]...)
		trust := rapid.IntRange(1, 10_000).Draw(t, "trust")
		got, err := daskproto.ReadFrames(iotest.HalfReader(bytes.NewReader(wire)), daskproto.Limits{Trust: trust})
		if err != nil || len(got) != len(frames) {
			t.Fatalf("%d frames, %v", len(got), err)
		}
		for i := range got {
			if !bytes.Equal(got[i], frames[i]) {
				t.Fatalf("frame %d differs", i)
			}
		}
		short := rapid.IntRange(0, len(wire)-1).Draw(t, "short")
		_, err = daskproto.ReadFrames(bytes.NewReader(wire[:short]), daskproto.Limits{})
		if !errors.Is(err, io.ErrUnexpectedEOF) && (short > 0 || err != io.EOF) {
			t.Fatalf("%d of %d bytes: %v", short, len(wire), err)
		}
	})
}

func TestHostilePreludesAreRefusedBeforeMemoryIsSpent(t *testing.T) {
	huge := uint64(1) << 62
	for name, c := range map[string]struct {
		wire []byte
		want string
	}{
		"no frames":           {words(8, 0), "no frames"},
		"too many frames":     {words(huge, huge), "frames: got 4611686018427387904, limit is 1048576"},
		"outer too small":     {words(8, 1, 0), "outer length 8, prelude of 1 frames needs 16"},
		"outer in a frame":    {append(words(17, 1, 2), 1, 2), "outer length 17 does not end with a frame"},
		"outer too large":     {append(words(19, 1, 2), 1, 2), "outer length 19 does not end with a frame"},
		"frame too large":     {words(16+huge, 1, huge), "message bytes: got 4611686018427387904, limit is 17179869184"},
		"sum overflows":       {words(24, 2, 1<<63, 1<<63), "message bytes: got 9223372036854775807, limit is 17179869184"},
		"frames never come":   {words(16+1<<33, 1, 1<<33), "unexpected EOF"},
		"lengths never come":  {words(16, 1<<20), "outer length 16, prelude of 1048576 frames needs 8388616"},
		"lengths never come2": {words(huge, 1<<20), "unexpected EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := daskproto.ReadFrames(bytes.NewReader(c.wire), daskproto.Limits{Trust: 1 << 16})
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestFramesStartAligned(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, daskproto.WriteFrames(&b, [][]byte{{1, 2, 3}, make([]byte, 24), {4}, make([]byte, 5000), make([]byte, 16)}))
	frames, err := daskproto.ReadFrames(&b, daskproto.Limits{})
	require.NoError(t, err)
	for i, f := range frames {
		require.Zero(t, address(f)%8, "frame %d", i)
		require.Equal(t, len(f), cap(f), "appending to frame %d would change the next", i)
	}
}
