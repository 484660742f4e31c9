package pickle_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"math"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto/pickle"
)

var update = flag.Bool("update", false, "let Python judge what is emitted and keep its verdict")

// A verdict is what Python makes of a pickle.
type verdict struct {
	Name    string   `json:"name"`
	Pickle  string   `json:"pickle,omitempty"`
	Buffers []string `json:"buffers,omitempty"`
	Real    bool     `json:"real,omitempty"`
	// Text is the value with all classes symbolic, Repr that of the real one,
	// nil if it needs modules that Python has not got.
	Text string  `json:"text"`
	Repr *string `json:"repr"`
}

// judge lets Python read pickles. It reports false if there is no Python.
func judge(t *testing.T, cases []verdict) ([]verdict, bool) {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		return nil, false
	}
	in, err := json.Marshal(cases)
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), python, filepath.Join("testdata", "judge.py"))
	cmd.Stdin = bytes.NewReader(in)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, "%s", stderr.String())
	var verdicts []verdict
	require.NoError(t, json.Unmarshal(out, &verdicts))
	require.Len(t, verdicts, len(cases))
	return verdicts, true
}

// emitted are values of every form that is written, and what Python's repr
// shows for those that it can make without other modules.
func emitted() []struct {
	name  string
	value any
	repr  string
} {
	shared := pickle.NewList(int64(1))
	loop := pickle.NewList()
	loop.Items = []any{loop, pickle.NewDict(pickle.Item{Key: "l", Value: loop})}
	kw := pickle.NewDict(pickle.Item{Key: "axis", Value: 0}, pickle.Item{Key: "b", Value: "x"})
	graph := taskGraph(3)
	cyclic := pickle.Call("example", "Node")
	cyclic.State = pickle.NewDict(pickle.Item{Key: "self", Value: pickle.Tuple{cyclic}})
	long := pickle.NewList()
	dict := pickle.NewDict()
	for i := range 1001 {
		long.Items = append(long.Items, i)
		dict.Set(i, -i)
	}
	structured := pickle.DType{Code: "V6", Order: '|', ItemSize: 6, Align: 1, Fields: []pickle.Field{
		{Name: "a", Offset: 0, DType: mustDType("<i2")}, {Name: "b", Offset: 2, DType: mustDType("<f4")}}}
	return []struct {
		name  string
		value any
		repr  string
	}{
		{"none", nil, "None"},
		{"bools", pickle.Tuple{true, false}, "(True, False)"},
		{"ints", []any{0, 255, 256, -1, 1<<31 - 1, int64(1 << 31), -1 << 31, int64(-1<<31 - 1), int64(math.MaxInt64), int64(math.MinInt64)},
			"[0, 255, 256, -1, 2147483647, 2147483648, -2147483648, -2147483649, 9223372036854775807, -9223372036854775808]"},
		{"long ints", []any{uint64(math.MaxUint64), new(big.Int).Lsh(big.NewInt(-1), 71), new(big.Int).Lsh(big.NewInt(255), 64)},
			"[18446744073709551615, -2361183241434822606848, 4703919738795935662080]"},
		{"go numbers", pickle.Tuple{uint8(1), int16(-2), float32(0.5), 1e300}, "(1, -2, 0.5, 1e+300)"},
		{"special floats", pickle.Tuple{math.Inf(1), math.Inf(-1), math.NaN(), math.Copysign(0, -1)}, "(inf, -inf, nan, -0.0)"},
		{"text", pickle.Tuple{"", "it's", "h\u00e9\u4e16\U0001f600", strings.Repeat("x", 300), "a\xed\xa0\x80b"},
			`('', "it's", 'h` + "\u00e9\u4e16\U0001f600" + `', '` + strings.Repeat("x", 300) + `', 'a\ud800b')`},
		{"bytes", pickle.Tuple{[]byte{}, []byte("a'\xff"), bytes.Repeat([]byte("y"), 300)},
			`(b'', b"a'\xff", b'` + strings.Repeat("y", 300) + `')`},
		{"bytearray", pickle.ByteArray("abc"), "bytearray(b'abc')"},
		{"tuples", pickle.Tuple{pickle.Tuple{}, pickle.Tuple{1}, pickle.Tuple{1, 2}, pickle.Tuple{1, 2, 3}, pickle.Tuple{1, 2, 3, 4}},
			"((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4))"},
		{"lists", pickle.NewList(pickle.NewList(), pickle.NewList(1), pickle.NewList(1, "a")), "[[], [1], [1, 'a']]"},
		{"long list", long, pickle.Format(long)},
		{"long dict", dict, pickle.Format(dict)},
		{"dict", pickle.NewDict(pickle.Item{Key: "a", Value: nil}, pickle.Item{Key: pickle.Tuple{"x", 0}, Value: pickle.NewDict()}),
			"{'a': None, ('x', 0): {}}"},
		{"sets", pickle.Tuple{pickle.NewSet(), pickle.NewSet("a"), pickle.NewFrozenSet(), pickle.NewFrozenSet(1)},
			"(set(), {'a'}, frozenset(), frozenset({1}))"},
		{"shared", pickle.Tuple{shared, shared}, "([1], [1])"},
		{"loop", loop, "[[...], {'l': [...]}]"},
		{"global", pickle.Func("builtins", "len"), "<built-in function len>"},
		{"dotted global", pickle.Func("builtins", "str.upper"), "<method 'upper' of 'str' objects>"},
		{"runtime error", pickle.RuntimeError("go:scale: message"), "RuntimeError('go:scale: message')"},
		{"value error", pickle.Call("builtins", "ValueError", "bad", 3), "ValueError('bad', 3)"},
		{"methodcaller", pickle.MethodCaller("go:f", nil, nil), "operator.methodcaller('go:f')"},
		{"methodcaller with arguments", pickle.MethodCaller("reshape", pickle.Tuple{2, 3}, nil), "operator.methodcaller('reshape', 2, 3)"},
		{"methodcaller with keywords", pickle.MethodCaller("go:f", pickle.Tuple{2}, kw), "operator.methodcaller('go:f', 2, axis=0, b='x')"},
		{"partial", pickle.NewPartial(pickle.Func("builtins", "divmod"), pickle.Tuple{7}, nil), "functools.partial(<built-in function divmod>, 7)"},
		{"complex", pickle.Call("builtins", "complex", 1.0, 2.0), "(1+2j)"},
		{"ordered dict", &pickle.Object{Class: pickle.Func("collections", "OrderedDict"), DictItems: pickle.NewDict(pickle.Item{Key: 1, Value: 2})}, ""},
		{"deque", &pickle.Object{Class: pickle.Func("collections", "deque"), ListItems: []any{1, 2}}, "deque([1, 2])"},
		{"new object", &pickle.Object{Kind: pickle.New, Class: pickle.Func("uuid", "UUID"),
			State: pickle.NewDict(pickle.Item{Key: "int", Value: 5})}, "UUID('00000000-0000-0000-0000-000000000005')"},
		{"new object with keywords", &pickle.Object{Kind: pickle.NewKw, Class: pickle.Func("builtins", "complex"),
			Kwargs: pickle.NewDict(pickle.Item{Key: "real", Value: 1.0}, pickle.Item{Key: "imag", Value: 2.0})}, "(1+2j)"},
		{"cyclic object", cyclic, ""},
		{"task graph", graph, ""},
		{"task objects", objectGraph(3), ""},
		{"numpy array", pickle.NDArray([]int{2}, "<f8", make([]byte, 16)), ""},
		{"numpy dtype", pickle.NumpyDType("<f8"), ""},
		{"numpy structured dtype", structured.Pickle(), ""},
		{"numpy float", pickle.NumpyFloat64(1.5), ""},
		{"buffers", pickle.NewList(pickle.Buffer{Data: []byte("rw")}, pickle.Buffer{Data: []byte("ro"), ReadOnly: true}), "[bytearray(b'rw'), b'ro']"},
	}
}

func mustDType(s string) pickle.DType {
	d, err := pickle.ParseDType(s)
	if err != nil {
		panic(err)
	}
	return d
}

// TestPythonReadsWhatIsEmitted compares with verdicts that Python has given
// before on the same bytes, and again with those of the Python that is here.
func TestPythonReadsWhatIsEmitted(t *testing.T) {
	const file = "testdata/emitted.json"
	var cases []verdict
	values := map[string]any{}
	for _, c := range emitted() {
		data, err := pickle.Encode(c.value)
		require.NoError(t, err, c.name)
		cases = append(cases, verdict{Name: c.name, Pickle: hex.EncodeToString(data), Real: true})
		values[c.name] = decode(t, data)

		data, buffers, err := pickle.EncodeOutOfBand(c.value)
		require.NoError(t, err, c.name)
		oob := verdict{Name: c.name + ", out of band", Pickle: hex.EncodeToString(data)}
		for _, b := range buffers {
			oob.Buffers = append(oob.Buffers, hex.EncodeToString(b.Data))
		}
		cases = append(cases, oob)
	}
	verdicts, live := judge(t, cases)
	if *update {
		require.True(t, live)
		for i := range verdicts {
			verdicts[i].Pickle, verdicts[i].Buffers = cases[i].Pickle, cases[i].Buffers
		}
		out, err := json.MarshalIndent(verdicts, "", " ")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(file, append(out, '\n'), 0o644))
	}
	stored := load[[]verdict](t, file)
	require.Len(t, stored, len(cases))
	for i, want := range stored {
		require.Equal(t, want.Pickle, cases[i].Pickle, want.Name)
		require.Equal(t, want.Buffers, cases[i].Buffers, want.Name)
		if live {
			require.Equal(t, want.Text, verdicts[i].Text, want.Name)
		}
		if v, ok := values[want.Name]; ok {
			require.Equal(t, want.Text, pickle.Format(v), want.Name)
		}
	}
	for i, c := range emitted() {
		if c.repr == "" {
			continue
		}
		require.NotNil(t, stored[2*i].Repr, c.name)
		require.Equal(t, c.repr, *stored[2*i].Repr, c.name)
		if live {
			require.Equal(t, c.repr, *verdicts[2*i].Repr, c.name)
		}
	}
}

// TestWhatPythonWritesIsReadInEveryProtocol reads testdata/python.json, which
// testdata/make.py has written.
func TestWhatPythonWritesIsReadInEveryProtocol(t *testing.T) {
	type entry struct {
		Name, Pickle, Text string
		Protocol           int
	}
	entries := load[[]entry](t, "testdata/python.json")
	require.NotEmpty(t, entries)
	for _, e := range entries {
		data, err := hex.DecodeString(e.Pickle)
		require.NoError(t, err)
		v := decode(t, data)
		require.Equal(t, e.Text, pickle.Format(v), "%s, protocol %d", e.Name, e.Protocol)
		roundTrip(t, v)
	}
}

// TestReferenceLivePythonSeesTheSameTrees shows pickles of the corpus and of
// Dask to Python and compares what it sees. Without Python the values are
// checked by the other reference tests only.
func TestReferenceLivePythonSeesTheSameTrees(t *testing.T) {
	var cases []verdict
	add := func(name string, data []byte) {
		cases = append(cases, verdict{Name: name, Pickle: hex.EncodeToString(data)})
	}
	for _, v := range corpus(t) {
		for protocol, p := range v.Pickles {
			add(v.Name+" "+protocol, p.B64)
		}
	}
	for at, data := range pickles(t, "task-spec-*.json") {
		add(at, data)
	}
	reencoded := len(cases)
	for _, c := range cases[:reencoded] {
		data, err := hex.DecodeString(c.Pickle)
		require.NoError(t, err)
		again, err := pickle.Encode(decode(t, data))
		require.NoError(t, err)
		add(c.Name+" re-encoded", again)
	}
	verdicts, live := judge(t, cases)
	for i, c := range cases {
		data, err := hex.DecodeString(c.Pickle)
		require.NoError(t, err)
		text := pickle.Format(decode(t, data))
		require.NotEmpty(t, text)
		if live && len(text) < 1<<16 {
			require.Equal(t, verdicts[i].Text, text, c.Name)
		}
	}
}
