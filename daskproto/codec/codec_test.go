package codec_test

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/codec"
	"github.com/gloam-go/gloam/daskproto/pickle"
)

func TestValuesReturnAsTheyWere(t *testing.T) {
	big70 := new(big.Int).Lsh(big.NewInt(1), 70)
	for _, v := range []any{
		nil, true, "text", int64(-1), big70, 2.5, 1 + 2i, complex64(3), float32(0.5), math.Inf(1),
		int8(-1), int16(-2), int32(-3), uint8(1), uint16(2), uint32(3), uint64(math.MaxUint64), []byte("b"), []byte{},
		[]any{}, []any{int64(1), []any{"x"}}, codec.Tuple{}, codec.Tuple{int64(1), nil}, codec.Set{int64(1)},
		map[string]any{}, map[string]any{"a": int64(1), "b": []byte("c")}, daskproto.Map{{Key: int64(1), Value: "x"}},
		array(t, []float64{1, 2, 3, 4}, 2, 2), []*ndarray.Array{array(t, []int8{1}), nil}, []*ndarray.Array{}, []*ndarray.Array{nil, nil},
		[]any{array(t, []int8{1}), "text", codec.Tuple{array(t, []uint64{2})}},
		map[string]any{"a": []*ndarray.Array{nil, nil}},
	} {
		s, err := codec.Encode(v)
		require.NoError(t, err)
		got, err := codec.Decode(s)
		require.NoError(t, err)
		require.Equal(t, v, got)

		frames, err := daskproto.EncodeMessage(s)
		require.NoError(t, err)
		travelled, err := daskproto.DecodeMessage(frames, daskproto.Limits{})
		require.NoError(t, err)
		got, err = codec.Decode(travelled.(*daskproto.Serialized))
		require.NoError(t, err)
		require.Equal(t, v, got)
	}
}

func TestArraysAreNotCopied(t *testing.T) {
	a := array(t, []int32{1, 2, 3})
	s, err := codec.Encode(a)
	require.NoError(t, err)
	got, err := codec.Decode(s)
	require.NoError(t, err)
	require.NoError(t, a.Set(int32(9), 1))
	x, err := got.(*ndarray.Array).At(1)
	require.NoError(t, err)
	require.EqualValues(t, 9, x)
}

func TestEveryViewTravels(t *testing.T) {
	dtypes := []ndarray.DType{ndarray.Bool, ndarray.Int8, ndarray.Uint16, ndarray.Float16, ndarray.Float32, ndarray.Int64, ndarray.Complex128}
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom(dtypes).Draw(t, "dtype")
		shape := rapid.SliceOfN(rapid.IntRange(0, 4), 0, 4).Draw(t, "shape")
		a := ndarray.New(d, shape...)
		b, err := a.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		for i := range b {
			b[i] = byte(i) & 1
		}
		if rapid.Bool().Draw(t, "transpose") {
			if a, err = a.Transpose(); err != nil {
				t.Fatal(err)
			}
		}
		s, err := codec.Encode(a)
		if err != nil {
			t.Fatal(err)
		}
		got, err := codec.Decode(s)
		if err != nil {
			t.Fatal(err)
		}
		if !ndarray.Identical(a.Copy(), got.(*ndarray.Array).Copy()) {
			t.Fatalf("%v became %v", a, got)
		}
	})
}

func payload(sub daskproto.Map, frames ...[]byte) *daskproto.Serialized {
	return &daskproto.Serialized{
		Header: daskproto.Map{daskproto.F("serializer", "dask"), daskproto.F("type", "numpy.ndarray"), daskproto.F("sub-header", sub)},
		Frames: frames,
	}
}

func header(dtype string, shape, strides []any, more ...daskproto.KV) daskproto.Map {
	m := daskproto.Map{daskproto.F("dtype", []any{int64(0), dtype}), daskproto.F("shape", shape)}
	if strides != nil {
		m = append(m, daskproto.F("strides", strides))
	}
	return append(m, more...)
}

func list(n ...int64) []any {
	out := []any{}
	for _, v := range n {
		out = append(out, v)
	}
	return out
}

func TestLayoutsOfOtherPeersAreRead(t *testing.T) {
	for name, c := range map[string]struct {
		sub   daskproto.Map
		frame []byte
		want  string
	}{
		"no strides":       {header("|u1", list(2, 2), nil), []byte{1, 2, 3, 4}, "[[1 2]\n [3 4]]"},
		"gaps":             {header("<u2", list(2), list(4)), []byte{1, 0, 9, 9, 2, 0, 9}, "[1 2]"},
		"odd strides":      {header("<u2", list(2), list(3)), []byte{1, 0, 9, 2, 0}, "[1 2]"},
		"longer frame":     {header("|i1", list(1), list(1)), []byte{255, 1, 2}, "[-1]"},
		"bool of any byte": {header("|b1", list(3), list(1)), []byte{0, 1, 255}, "[False True True]"},
		"big endian in F":  {header(">u2", list(2, 2), list(2, 4)), []byte{0, 1, 0, 2, 0, 3, 0, 4}, "[[1 3]\n [2 4]]"},
		"big endian row":   {header(">u2", list(1, 2), list(0, 2), daskproto.F("broadcast_to", list(2, 2))), []byte{0, 1, 0, 2}, "[[1 2]\n [1 2]]"},
		"empty stretched":  {header("<f4", list(0, 1), list(0, 0), daskproto.F("broadcast_to", list(0, 3))), nil, "[]"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := codec.Decode(payload(c.sub, c.frame))
			require.NoError(t, err)
			require.Equal(t, strings.Fields(c.want), strings.Fields(got.(*ndarray.Array).String()))
		})
	}
}

func TestHostileArraysAreRefused(t *testing.T) {
	big := int64(1) << 40
	for name, s := range map[string]*daskproto.Serialized{
		"too short":         payload(header("<f8", list(2), list(8)), make([]byte, 15)),
		"no frame":          payload(header("<f8", list(2), list(8))),
		"negative stride":   payload(header("<f8", list(2), list(-8)), make([]byte, 16)),
		"negative extent":   payload(header("<f8", list(-2), list(8)), make([]byte, 16)),
		"shape overflows":   payload(header("<f8", list(big, big), list(0, 0)), make([]byte, 16)),
		"stride overflows":  payload(header("<f8", list(big, 2), list(big, math.MaxInt64)), make([]byte, 16)),
		"strides missing":   payload(header("<f8", list(2, 2), list(8)), make([]byte, 64)),
		"enormous stretch":  payload(header("|u1", list(1, 1), list(0, 0), daskproto.F("broadcast_to", list(big, 2))), []byte{1}),
		"stretch of two":    payload(header("|u1", list(2), list(0), daskproto.F("broadcast_to", list(4))), []byte{1}),
		"stretch of stride": payload(header("|u1", list(1), list(1), daskproto.F("broadcast_to", list(4))), []byte{1}),
		"shape of text":     payload(header("<f8", []any{"x"}, nil), make([]byte, 8)),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := codec.Decode(s)
			require.ErrorIs(t, err, daskproto.ErrFormat)
		})
	}
}

func TestUnsupportedValuesAreNamed(t *testing.T) {
	for _, v := range []any{struct{}{}, make(chan int), []any{struct{}{}}, codec.Tuple{[]byte{}, struct{}{}}} {
		_, err := codec.Encode(v)
		var e *codec.UnsupportedError
		require.ErrorAs(t, err, &e)
	}
	_, err := codec.Encode(struct{}{})
	require.EqualError(t, err, "codec: struct {} cannot be sent to Dask")
	_, err = codec.FromPickle(pickle.Call("os", "system", "true"))
	require.ErrorIs(t, err, codec.ErrUnknown)
}

func TestErrorsCrossBothWays(t *testing.T) {
	got := codec.DecodeFailure(codec.EncodeFailure(errors.New("go:scale: bad \xff input")))
	require.Equal(t, &codec.RemoteError{Type: "RuntimeError", Message: "go:scale: bad \uFFFD input"}, got)
	got = codec.DecodeFailure(codec.EncodeFailure(&codec.RemoteError{Type: "ValueError", Message: "x"}))
	require.Equal(t, "ValueError: x", got.Error())
	got = codec.DecodeFailure(codec.EncodeFailure(&codec.RemoteError{Type: "mylib.Error", Message: "x"}))
	require.Equal(t, "RuntimeError: mylib.Error: x", got.Error())
	got = codec.DecodeFailure(daskproto.Failure{ExceptionText: "text only", TracebackText: "lines"})
	require.Equal(t, &codec.RemoteError{Message: "text only", Traceback: "lines"}, got)
	require.Equal(t, "exception that cannot be read", codec.DecodeFailure(daskproto.Failure{}).Error())
	_, err := codec.Decode(codec.EncodeError("cannot\nsend"))
	require.EqualError(t, err, "TypeError: cannot\nsend")
}

func TestResultsHavePythonTypes(t *testing.T) {
	for want, v := range map[string]any{
		"numpy.ndarray": ndarray.New(ndarray.Int8), "list": []any{}, "dict": map[string]any{}, "int": 3, "float": 1.5,
		"NoneType": nil, "str": "", "bytes": []byte{}, "tuple": codec.Tuple{}, "object": struct{}{},
	} {
		class, name := codec.TypeOf(v)
		require.Equal(t, want, name)
		_, err := pickle.Decode(class, nil, pickle.Limits{})
		require.NoError(t, err)
	}
}

func FuzzArray(f *testing.F) {
	for _, sub := range []daskproto.Map{
		header("<f8", list(2, 2), list(8, 16)),
		header(">u2", list(1, 2), list(0, 2), daskproto.F("broadcast_to", list(2, 2))),
		header("|b1", list(0, 3), nil),
		{daskproto.F("pickle", true)},
	} {
		b, err := daskproto.EncodeValue(sub)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b, make([]byte, 32))
	}
	f.Fuzz(func(t *testing.T, sub, frame []byte) {
		v, err := daskproto.DecodeValue(sub, daskproto.Limits{})
		m, ok := v.(daskproto.Map)
		if err != nil || !ok {
			return
		}
		got, err := codec.Decode(payload(m, frame))
		if a, ok := got.(*ndarray.Array); ok && err == nil && a.NBytes() < 1<<20 {
			if _, err := codec.Encode(a.Copy()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func FuzzHeader(f *testing.F) {
	for _, v := range []any{[]any{[]byte("x"), int64(1)}, map[string]any{"a": []byte("x")}, "text", []byte("x")} {
		s, err := codec.Encode(v)
		if err != nil {
			f.Fatal(err)
		}
		b, err := daskproto.EncodeValue(s.Header)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b, s.Frames[0])
	}
	f.Fuzz(func(t *testing.T, head, frame []byte) {
		v, err := daskproto.DecodeValue(head, daskproto.Limits{})
		m, ok := v.(daskproto.Map)
		if err != nil || !ok {
			return
		}
		got, err := codec.Decode(&daskproto.Serialized{Header: m, Frames: [][]byte{frame}})
		if err != nil {
			return
		}
		if _, err := codec.Encode(got); err != nil {
			t.Logf("decoded %T cannot be encoded: %v", got, err)
		}
	})
}
