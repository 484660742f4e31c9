package daskproto_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"io"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto"
)

func TestReferenceTrafficDecodesAndTravelsBack(t *testing.T) {
	for _, pattern := range []string{"traffic-*.json", "prototype-*.json"} {
		vectors(t, pattern, func(t *testing.T, _ string, f vectorFile) {
			require.NotEmpty(t, f.Messages)
			for i, m := range f.Messages {
				v := unwire(t, m.Wire)
				want := expected(t, m.Decoded)
				require.Equal(t, want, shown(v), "message %d: %v", i, m.Ops)
				require.Equal(t, want, shown(rewire(t, v)), "message %d: %v", i, m.Ops)
			}
		})
	}
}

func TestReferenceRepliesDecodeAndTravelBack(t *testing.T) {
	vectors(t, "rpc-replies-*.json", func(t *testing.T, _ string, f vectorFile) {
		require.NotEmpty(t, f.Exchanges)
		for _, x := range f.Exchanges {
			request, reply := unwire(t, x.RequestWire), unwire(t, x.ReplyWire)
			require.Equal(t, expected(t, x.Request), shown(request), x.Name)
			want := expected(t, x.Reply)
			require.Equal(t, want, shown(reply), x.Name)
			require.Equal(t, want, shown(rewire(t, reply)), x.Name)
		}
	})
}

func TestReferencePayloadsAreWholeAndPlain(t *testing.T) {
	for _, pattern := range []string{"serialization-*.json", "compressed-*.json", "sharded-*.json"} {
		vectors(t, pattern, func(t *testing.T, _ string, f vectorFile) {
			require.NotEmpty(t, f.Vectors)
			for _, v := range f.Vectors {
				wire, err := base64.StdEncoding.DecodeString(v["wire_b64"].(string))
				require.NoError(t, err)
				got := unwire(t, wire)
				header := v["header"].(map[string]any)
				frames := whole(t, header, v["subframes_b64"].([]any))
				want := map[string]any{"op": "x", "data": map[string]any{"$serialized": map[string]any{"header": expected(t, header), "frames_b64": frames}}}
				require.Equal(t, want, shown(got), v["name"])
				require.Equal(t, want, shown(rewire(t, got)), v["name"])
			}
		})
	}
}

func TestReferenceShortOuterLengthIsRead(t *testing.T) {
	vectors(t, "split-framing-*.json", func(t *testing.T, _ string, f vectorFile) {
		for _, v := range f.Vectors {
			packed, err := base64.StdEncoding.DecodeString(v["wire_gzip_b64"].(string))
			require.NoError(t, err)
			z, err := gzip.NewReader(bytes.NewReader(packed))
			require.NoError(t, err)
			wire, err := io.ReadAll(z)
			require.NoError(t, err)
			require.EqualValues(t, v["total_after_outer"], len(wire)-8)
			whole, err := daskproto.ReadFrames(bytes.NewReader(wire), daskproto.Limits{})
			require.NoError(t, err)
			slow, err := daskproto.ReadFrames(iotest.OneByteReader(bytes.NewReader(wire)), daskproto.Limits{})
			require.NoError(t, err)
			require.Equal(t, whole, slow)
			m := unwire(t, wire).(daskproto.Map)
			sizes := []int64{}
			for _, kv := range m {
				if s, ok := kv.Value.(*daskproto.Serialized); ok {
					sizes = append(sizes, s.Size())
				} else if list, ok := kv.Value.([]any); ok {
					for _, item := range list {
						if s, ok := item.(*daskproto.Serialized); ok {
							sizes = append(sizes, s.Size())
						}
					}
				} else if d, ok := kv.Value.(daskproto.Map); ok {
					for _, item := range d {
						sizes = append(sizes, item.Value.(*daskproto.Serialized).Size())
					}
				}
			}
			require.ElementsMatch(t, []int64{160000, 160000, 24}, sizes)
		}
	})
}
