package codec_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/codec"
	"github.com/gloam-go/gloam/internal/golden"
)

// A described value is one that Python serialized, with what it means.
type described struct {
	Name  string         `json:"name"`
	Wire  []byte         `json:"wire_b64"`
	Value map[string]any `json:"value"`
}

func eachDescribed(t *testing.T, pattern string, fn func(t *testing.T, d described, payload *daskproto.Serialized)) {
	t.Helper()
	found := 0
	for _, root := range golden.Roots() {
		names, err := filepath.Glob(filepath.Join(root, "vectors", "dask-wire", pattern))
		require.NoError(t, err)
		for _, name := range names {
			b, err := os.ReadFile(name)
			require.NoError(t, err)
			var file struct {
				Vectors []described `json:"vectors"`
			}
			require.NoError(t, json.Unmarshal(b, &file))
			for _, d := range file.Vectors {
				found++
				t.Run(filepath.Base(name)+"/"+d.Name, func(t *testing.T) {
					frames, err := daskproto.ReadFrames(bytes.NewReader(d.Wire), daskproto.Limits{})
					require.NoError(t, err)
					m, err := daskproto.DecodeMessage(frames, daskproto.Limits{})
					require.NoError(t, err)
					payload, _ := m.(daskproto.Map).Get("data")
					fn(t, d, payload.(*daskproto.Serialized))
				})
			}
		}
	}
	require.Positive(t, found, "no reference root has vectors/dask-wire/%s", pattern)
}

func TestReferenceValuesDecodeToWhatPythonMeant(t *testing.T) {
	for _, pattern := range []string{"serialization-*.json", "compressed-*.json", "sharded-*.json"} {
		eachDescribed(t, pattern, func(t *testing.T, d described, payload *daskproto.Serialized) {
			got, err := codec.Decode(payload)
			require.NoError(t, err)
			if opaque(d.Value) {
				require.Same(t, payload, got)
				again, err := codec.Encode(got)
				require.NoError(t, err)
				require.Same(t, payload, again)
				return
			}
			want := meaning(t, d.Value)
			require.Equal(t, want, compact(got))
			again, err := codec.Encode(got)
			require.NoError(t, err)
			back, err := codec.Decode(again)
			require.NoError(t, err)
			require.Equal(t, want, compact(back))
		})
	}
}

// opaque reports whether gloam has no type for a value.
func opaque(v map[string]any) bool {
	switch v["kind"] {
	case "ndarray", "numpy_scalar":
		_, _, err := ndarray.ParseDType(v["dtype_str"].(string))
		return err != nil
	case "masked":
		return true
	case "other":
		return v["type"] != "builtins.complex"
	}
	return false
}

// meaning returns the Go value that a description describes.
func meaning(t *testing.T, v map[string]any) any {
	switch v["kind"] {
	case "none":
		return nil
	case "bool", "str":
		return v["value"]
	case "int":
		n, ok := new(big.Int).SetString(v["decimal"].(string), 10)
		require.True(t, ok)
		if n.IsInt64() {
			return n.Int64()
		}
		return n
	case "float":
		f, err := strconv.ParseFloat(v["hex"].(string), 64)
		require.NoError(t, err)
		return f
	case "bytes", "bytearray", "memoryview":
		return unbase64(t, v["b64"])
	case "ndarray", "matrix":
		return meantArray(t, v)
	case "numpy_scalar":
		v["shape"], v["c_order_bytes_b64"] = []any{}, v["bytes_b64"]
		x, err := meantArray(t, v).At()
		require.NoError(t, err)
		return x
	case "other":
		return complex(1, 2)
	}
	return meantContainer(t, v)
}

func meantContainer(t *testing.T, v map[string]any) any {
	var list []any
	m := map[string]any{}
	var pairs daskproto.Map
	arrays := []*ndarray.Array{}
	for _, item := range v["items"].([]any) {
		if pair, ok := item.([]any); ok {
			key, value := meaning(t, pair[0].(map[string]any)), meaning(t, pair[1].(map[string]any))
			m[fmt.Sprint(key)] = value
			if _, text := key.(string); !text {
				pairs = append(pairs, daskproto.KV{Key: key, Value: value})
			}
			continue
		}
		x := meaning(t, item.(map[string]any))
		list = append(list, x)
		if a, ok := x.(*ndarray.Array); ok {
			arrays = append(arrays, a)
		}
	}
	if list == nil {
		list = []any{}
	}
	switch v["kind"] {
	case "dict":
		if pairs != nil {
			return pairs
		}
		return m
	case "tuple":
		return codec.Tuple(list)
	case "set", "frozenset":
		return codec.Set(list)
	}
	if len(arrays) == len(list) && len(arrays) > 0 {
		return arrays
	}
	return list
}

// compact replaces arrays by copies in C order, so that values compare with
// Equal.
func compact(v any) any {
	switch v := v.(type) {
	case *ndarray.Array:
		return v.Copy()
	case []*ndarray.Array:
		out := make([]*ndarray.Array, len(v))
		for i := range v {
			out[i] = v[i].Copy()
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = compact(v[i])
		}
		return out
	case codec.Tuple:
		return codec.Tuple(compact([]any(v)).([]any))
	case map[string]any:
		for k := range v {
			v[k] = compact(v[k])
		}
	case daskproto.Map:
		for i := range v {
			v[i].Value = compact(v[i].Value)
		}
	}
	return v
}

func meantArray(t *testing.T, v map[string]any) *ndarray.Array {
	shape := []int{}
	for _, e := range v["shape"].([]any) {
		shape = append(shape, int(e.(float64)))
	}
	d, order, err := ndarray.ParseDType(v["dtype_str"].(string))
	require.NoError(t, err)
	if d == ndarray.Object {
		a, err := ndarray.FromObjects([]any{int64(1), "two", nil, []any{int64(3)}}, shape...)
		require.NoError(t, err)
		return a
	}
	a := ndarray.New(d, shape...)
	require.NoError(t, ndarray.DecodeBytes(a, unbase64(t, v["c_order_bytes_b64"]), order))
	return a
}

func unbase64(t *testing.T, v any) []byte {
	b, err := base64.StdEncoding.DecodeString(v.(string))
	require.NoError(t, err)
	return b
}
