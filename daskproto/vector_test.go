package daskproto_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/internal/golden"
)

// A vectorFile is a file of messages that Dask peers sent.
type vectorFile struct {
	Meta struct {
		Dask string `json:"dask_version"`
	} `json:"meta"`
	Messages []struct {
		Direction string   `json:"direction"`
		Ops       []string `json:"ops"`
		Wire      []byte   `json:"wire_b64"`
		Decoded   any      `json:"decoded"`
	} `json:"messages"`
	Exchanges []struct {
		Name        string `json:"name"`
		RequestWire []byte `json:"request_wire_b64"`
		Request     any    `json:"request"`
		ReplyWire   []byte `json:"reply_wire_b64"`
		Reply       any    `json:"reply"`
	} `json:"exchanges"`
	Vectors []map[string]any `json:"vectors"`
}

// vectors calls fn for every reference file whose name matches.
func vectors(t *testing.T, pattern string, fn func(t *testing.T, name string, f vectorFile)) {
	t.Helper()
	found := 0
	for _, root := range golden.Roots() {
		names, err := filepath.Glob(filepath.Join(root, "vectors", "dask-wire", pattern))
		require.NoError(t, err)
		for _, name := range names {
			found++
			b, err := os.ReadFile(name)
			require.NoError(t, err)
			var f vectorFile
			require.NoError(t, json.Unmarshal(b, &f), name)
			t.Run(filepath.Base(name), func(t *testing.T) { fn(t, filepath.Base(name), f) })
		}
	}
	require.Positive(t, found, "no reference root has vectors/dask-wire/%s", pattern)
}

func unwire(t *testing.T, wire []byte) any {
	t.Helper()
	r := bytes.NewReader(wire)
	frames, err := daskproto.ReadFrames(r, daskproto.Limits{})
	require.NoError(t, err)
	require.Zero(t, r.Len(), "bytes after the message")
	v, err := daskproto.DecodeMessage(frames, daskproto.Limits{})
	require.NoError(t, err)
	return v
}

func rewire(t *testing.T, v any) any {
	t.Helper()
	frames, err := daskproto.EncodeMessage(v)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, daskproto.WriteFrames(&b, frames))
	require.EqualValues(t, daskproto.FramesSize(frames), b.Len())
	return unwire(t, b.Bytes())
}

func b64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

func b64s(list [][]byte) []any {
	out := []any{}
	for _, b := range list {
		out = append(out, b64(b))
	}
	return out
}

// shown turns a decoded value into the JSON form of the vectors.
func shown(v any) any {
	switch v := v.(type) {
	case []byte:
		return map[string]any{"$b64": b64(v)}
	case int64:
		return float64(v)
	case int:
		return float64(v)
	case uint64:
		return float64(v)
	case []any:
		out := []any{}
		for _, item := range v {
			out = append(out, shown(item))
		}
		return out
	case daskproto.Set:
		return shown([]any(v))
	case daskproto.Map:
		return shownMap(v)
	case *daskproto.Serialized:
		if v == nil {
			return nil
		}
		return map[string]any{"$serialized": map[string]any{"header": shown(v.Header), "frames_b64": b64s(v.Frames)}}
	case *daskproto.Pickled:
		return map[string]any{"$pickled": map[string]any{"pickled_obj_b64": b64(v.Bytes), "frames_b64": b64s(v.Buffers)}}
	}
	return v
}

func shownMap(m daskproto.Map) any {
	out, pairs, text := map[string]any{}, []any{}, true
	for _, kv := range m {
		k, ok := kv.Key.(string)
		text = text && ok
		out[k] = shown(kv.Value)
		pairs = append(pairs, []any{shown(kv.Key), shown(kv.Value)})
	}
	if text {
		return out
	}
	return map[string]any{"$map": pairs}
}

// expected brings the JSON of a vector to the form of a decoded message:
// payloads whole and plain, without the entries about cutting.
func expected(t *testing.T, v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = expected(t, v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = expected(t, v[k])
		}
		if p, ok := v["$pickled"].(map[string]any); ok {
			delete(p, "header_keys")
		}
		if s, ok := v["$serialized"].(map[string]any); ok {
			s["frames_b64"] = whole(t, s["header"].(map[string]any), s["frames_b64"].([]any))
		}
	}
	return v
}

// whole joins the frames of a vector and takes what describes them out of the
// header.
func whole(t *testing.T, header map[string]any, frames []any) []any {
	var plain [][]byte
	names, _ := header["compression"].([]any)
	for i, f := range frames {
		b, err := base64.StdEncoding.DecodeString(f.(string))
		require.NoError(t, err)
		if i < len(names) && names[i] != nil {
			b, err = daskproto.Decompress(names[i].(string), b, 1<<30)
			require.NoError(t, err)
		}
		plain = append(plain, b)
	}
	if counts, ok := header["split-num-sub-frames"].([]any); ok {
		starts := header["split-offsets"].([]any)
		var joined [][]byte
		for i := range counts {
			from := int(starts[i].(float64))
			joined = append(joined, bytes.Join(plain[from:from+int(counts[i].(float64))], nil))
		}
		plain = joined
	}
	for _, k := range []string{"num-sub-frames", "split-num-sub-frames", "split-offsets", "compression"} {
		delete(header, k)
	}
	return b64s(plain)
}
