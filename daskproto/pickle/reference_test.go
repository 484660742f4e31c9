package pickle_test

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/internal/golden"
)

// load reads a JSON file.
func load[T any](t testing.TB, path string) T {
	t.Helper()
	var v T
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &v), path)
	return v
}

// b64 decodes base64 in a JSON string.
type b64 []byte

func (b *b64) UnmarshalJSON(text []byte) error {
	var s string
	if err := json.Unmarshal(text, &s); err != nil {
		return err
	}
	raw, err := base64.StdEncoding.DecodeString(s)
	*b = raw
	return err
}

// A vector is one value of pickle-corpus.json.
type vector struct {
	Name    string
	Value   stated
	Pickles map[string]struct {
		B64 b64
	}
	OutOfBand struct {
		B64     b64
		Buffers []struct {
			B64      b64
			Readonly bool
		}
	} `json:"protocol5_out_of_band"`
	Numpy2 b64 `json:"numpy2_named_protocol4_derived_b64"`
}

// stated says what a pickle holds.
type stated struct {
	Kind       string
	Value      any
	Decimal    string
	Hex        string
	B64        b64
	Items      []json.RawMessage
	Type, Repr string
	DType      string `json:"dtype_str"`
	Descr      string `json:"dtype_descr"`
	Shape      []int
	Strides    []int `json:"source_strides"`
	COrder     b64   `json:"c_order_bytes_b64"`
	Bytes      b64   `json:"bytes_b64"`
}

func corpus(t testing.TB) []vector {
	t.Helper()
	files := golden.Files(t, "vectors/dask-wire/pickle-corpus.json")
	v := load[struct{ Vectors []vector }](t, files[0]).Vectors
	require.NotEmpty(t, v)
	return v
}

func TestReferenceCorpusHoldsTheStatedValues(t *testing.T) {
	for _, v := range corpus(t) {
		t.Run(v.Name, func(t *testing.T) {
			require.NotEmpty(t, v.Pickles)
			var first any
			for _, protocol := range []string{"5", "4", "3", "2"} {
				p, ok := v.Pickles[protocol]
				require.True(t, ok)
				got := decode(t, p.B64)
				if protocol == "2" && v.Name == "exc_os" {
					// Python 2 has no subclasses of OSError.
					v.Value.Type, v.Value.Repr = "builtins.OSError", strings.Replace(v.Value.Repr, "FileNotFound", "OS", 1)
					first = nil
				}
				checkStated(t, v.Value, got)
				if first != nil && v.Value.Kind != "ndarray" {
					require.True(t, pickle.Equal(neutral(first), neutral(got)), "protocol %s: %s", protocol, pickle.Format(got))
				}
				first = got
				roundTrip(t, got)
			}
			if v.Numpy2 != nil {
				checkStated(t, v.Value, decode(t, v.Numpy2))
			}
			if v.OutOfBand.B64 != nil {
				var buffers [][]byte
				for _, b := range v.OutOfBand.Buffers {
					buffers = append(buffers, b.B64)
				}
				got, err := pickle.Decode(v.OutOfBand.B64, buffers, pickle.Limits{})
				require.NoError(t, err)
				checkStated(t, v.Value, got)
				roundTrip(t, got)
			}
		})
	}
}

// neutral lets forms compare that differ between protocols only: arrays within
// containers.
func neutral(v any) any {
	switch x := v.(type) {
	case *pickle.List:
		out := &pickle.List{}
		for _, it := range x.Items {
			if it == x {
				return "loop"
			}
			out.Items = append(out.Items, neutral(it))
		}
		return out
	case *pickle.Dict:
		out := &pickle.Dict{}
		for k, it := range x.All() {
			out.Set(k, neutral(it))
		}
		return out
	case *pickle.Object:
		if a, err := pickle.AsArray(x); err == nil {
			return pickle.Tuple{a.DType.String(), a.Data}
		}
		if args, ok := pickle.Calls(x, "numpy.ma.core", "_mareconstruct"); ok {
			return args
		}
	}
	return v
}

func decode(t testing.TB, data []byte) any {
	t.Helper()
	v, err := pickle.Decode(data, nil, pickle.Limits{})
	require.NoError(t, err, "%q", data)
	return v
}

// roundTrip encodes a value in and out of band and reads it back.
func roundTrip(t testing.TB, v any) {
	t.Helper()
	data, buffers, err := pickle.EncodeOutOfBand(v)
	require.NoError(t, err)
	var raw [][]byte
	for _, b := range buffers {
		raw = append(raw, b.Data)
	}
	back, err := pickle.Decode(data, raw, pickle.Limits{})
	require.NoError(t, err)
	require.True(t, pickle.Equal(v, back), "%s\n%s", pickle.Format(v), pickle.Format(back))

	data, err = pickle.Encode(v)
	require.NoError(t, err)
	again, err := pickle.Encode(decode(t, data))
	require.NoError(t, err)
	require.Equal(t, data, again)
	if len(buffers) == 0 {
		require.True(t, pickle.Equal(v, decode(t, data)))
	}
}

func checkStated(t *testing.T, want stated, got any) {
	t.Helper()
	switch want.Kind {
	case "none":
		require.Nil(t, got)
	case "bool", "str":
		require.Equal(t, want.Value, got)
	case "int":
		requireInt(t, want.Decimal, got)
	case "float":
		requireFloat(t, want.Hex, got)
	case "bytes":
		require.Equal(t, []byte(want.B64), got)
	case "bytearray":
		require.Equal(t, pickle.ByteArray(want.B64), got)
	case "tuple", "list", "set", "frozenset":
		checkItems(t, want, got)
	case "dict":
		checkDict(t, want, got)
	case "recursive":
		list := got.(*pickle.List)
		require.Len(t, list.Items, 1)
		require.Same(t, list, list.Items[0])
	case "ndarray":
		checkArray(t, want, got)
	case "numpy_scalar":
		s, err := pickle.AsScalar(got)
		require.NoError(t, err)
		require.Equal(t, want.DType, s.DType.String())
		require.Equal(t, []byte(want.Bytes), s.Data)
	case "masked":
		_, err := pickle.AsArray(got)
		require.ErrorIs(t, err, pickle.ErrMismatch)
	default:
		checkOther(t, want, got)
	}
}

func requireInt(t *testing.T, decimal string, got any) {
	t.Helper()
	want, ok := new(big.Int).SetString(decimal, 10)
	require.True(t, ok)
	if want.IsInt64() {
		require.Equal(t, want.Int64(), got)
	} else {
		require.Zero(t, want.Cmp(got.(*big.Int)))
	}
}

func requireFloat(t *testing.T, hex string, got any) {
	t.Helper()
	want, err := strconv.ParseFloat(hex, 64)
	require.NoError(t, err)
	if math.IsNaN(want) {
		require.True(t, math.IsNaN(got.(float64)))
	} else {
		require.Equal(t, math.Float64bits(want), math.Float64bits(got.(float64)))
	}
}

func checkItems(t *testing.T, want stated, got any) {
	t.Helper()
	var items []any
	switch x := got.(type) {
	case pickle.Tuple:
		require.Equal(t, "tuple", want.Kind)
		items = x
	case *pickle.List:
		require.Equal(t, "list", want.Kind)
		items = x.Items
	case *pickle.Set:
		require.Equal(t, "set", want.Kind)
		items = x.Items()
	case pickle.FrozenSet:
		require.Equal(t, "frozenset", want.Kind)
		items = x.Items()
	}
	require.Len(t, items, len(want.Items))
	for i, raw := range want.Items {
		checkRaw(t, raw, items[i])
	}
}

func checkRaw(t *testing.T, raw json.RawMessage, got any) {
	t.Helper()
	var s stated
	require.NoError(t, json.Unmarshal(raw, &s))
	checkStated(t, s, got)
}

func checkDict(t *testing.T, want stated, got any) {
	t.Helper()
	d, ok := got.(*pickle.Dict)
	if !ok {
		// A subclass such as OrderedDict.
		d = got.(*pickle.Object).DictItems
	}
	require.Equal(t, len(want.Items), d.Len())
	for i, raw := range want.Items {
		var pair []json.RawMessage
		require.NoError(t, json.Unmarshal(raw, &pair))
		checkRaw(t, pair[0], d.At(i).Key)
		checkRaw(t, pair[1], d.At(i).Value)
		v, ok := d.Get(d.At(i).Key)
		require.True(t, ok)
		require.Equal(t, d.At(i).Value, v)
	}
}

func checkArray(t *testing.T, want stated, got any) {
	t.Helper()
	a, err := pickle.AsArray(got)
	require.NoError(t, err)
	require.Equal(t, want.DType, a.DType.String())
	require.Equal(t, want.Shape, a.Shape)
	if want.DType == "|O" {
		require.Equal(t, []any{int64(1), "a", nil}, a.Objects)
		return
	}
	require.Equal(t, []byte(want.COrder), cOrder(a))
}

// cOrder returns the elements of an array of at most two axes in C order.
func cOrder(a *pickle.RawArray) []byte {
	if !a.Fortran || len(a.Shape) != 2 {
		return a.Data
	}
	var out []byte
	for i := range a.Shape[0] {
		for j := range a.Shape[1] {
			at := (j*a.Shape[0] + i) * a.DType.ItemSize
			out = append(out, a.Data[at:at+a.DType.ItemSize]...)
		}
	}
	return out
}

func checkOther(t *testing.T, want stated, got any) {
	t.Helper()
	switch {
	case strings.HasPrefix(want.Type, "numpy.dtype"):
		checkDType(t, want.Repr, got)
	case strings.HasSuffix(want.Type, "Error"):
		e, err := pickle.AsException(got)
		require.NoError(t, err)
		require.Equal(t, want.Type, e.Module+"."+e.Class)
		args := strings.Replace(pickle.Format(e.Args), ",)", ")", 1)
		// repr leaves out the file of an OSError.
		args = strings.Replace(args, ", 'x.txt'", "", 1)
		require.Equal(t, want.Repr, e.Class+args)
	case want.Type == "operator.methodcaller":
		m, err := pickle.AsMethodCall(got)
		require.NoError(t, err)
		require.Equal(t, want.Repr, "operator."+formatMethod(m))
	case want.Type == "functools.partial":
		_, err := pickle.AsPartial(got)
		require.NoError(t, err)
	default:
		repr, _, _ := strings.Cut(want.Repr, " at 0x")
		text := strings.Replace(pickle.Format(got), "numpy._core", "numpy.core", 1)
		require.Equal(t, symbolic[repr], text, repr)
	}
}

func formatMethod(m pickle.MethodCall) string {
	return pickle.Format(&pickle.Object{
		Kind: pickle.Reduce, Class: pickle.Func("", "methodcaller"),
		Args: append(pickle.Tuple{m.Name}, m.Args...), Kwargs: m.Kwargs,
	})[1:]
}

// dtypes are the type strings and structure of the corpus's dtypes.
func checkDType(t *testing.T, repr string, got any) {
	t.Helper()
	d, err := pickle.AsDType(got)
	require.NoError(t, err)
	switch repr {
	case "dtype([('a', '<i2'), ('b', '<f4', (2,))])":
		require.Equal(t, "|V10", d.String())
		require.Len(t, d.Fields, 2)
		require.Equal(t, "<i2", d.Fields[0].DType.String())
		require.Equal(t, 2, d.Fields[1].Offset)
		require.Equal(t, "<f4", d.Fields[1].DType.Sub.DType.String())
		require.Equal(t, []int{2}, d.Fields[1].DType.Sub.Shape)
	default:
		name := strings.TrimSuffix(strings.TrimPrefix(repr, "dtype('"), "')")
		want, err := pickle.ParseDType(name)
		require.NoError(t, err)
		require.Equal(t, want.String(), d.String())
		require.Equal(t, want.ItemSize, d.ItemSize)
	}
}

// symbolic is how values of other types look, by their repr.
var symbolic = map[string]string{
	"(1+2j)":                     "builtins.complex(1.0, 2.0)",
	"slice(1, None, 2)":          "builtins.slice(1, None, 2)",
	"range(3, 30, 4)":            "builtins.range(3, 30, 4)",
	"Ellipsis":                   "builtins.Ellipsis",
	"<class 'int'>":              "builtins.int",
	"<class 'numpy.ndarray'>":    "numpy.ndarray",
	"<class 'NoneType'>":         "builtins.type(None)",
	"<built-in function add>":    "_operator.add",
	"<built-in function len>":    "builtins.len",
	"operator.itemgetter(1)":     "operator.itemgetter(1)",
	"operator.attrgetter('a.b')": "operator.attrgetter('a.b')",
	"deque([1, 2])":              "collections.deque() + [1, 2]",
	"Decimal('1.5')":             "decimal.Decimal('1.5')",
	"datetime.date(2020, 1, 2)":  `datetime.date(b'\x07\xe4\x01\x02')`,
	"datetime.timedelta(days=1, seconds=2, microseconds=3)": "datetime.timedelta(1, 2, 3)",
	"datetime.datetime(2020, 1, 2, 3, 4, 5, 6)":             `datetime.datetime(b'\x07\xe4\x01\x02\x03\x04\x05\x00\x00\x06')`,
	"UUID('00000000-0000-0000-0000-000000000005')":          "uuid.UUID.__new__() <- {'int': 5}",
	"<function sum":    "numpy.sum",
	"<ufunc 'add'>":    "numpy.core._multiarray_umath.add",
	"<ufunc 'matmul'>": "numpy.core._multiarray_umath.matmul",
}

// pickles returns all pickles in the JSON files of the wire vectors that a
// root has, by file and position.
func pickles(t testing.TB, pattern string) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	for _, root := range golden.Roots() {
		files, err := filepath.Glob(filepath.Join(root, "vectors", "dask-wire", pattern))
		require.NoError(t, err)
		for _, f := range files {
			collect(load[any](t, f), filepath.Base(f), found)
		}
	}
	require.NotEmpty(t, found, "no %s in any of %v", pattern, golden.Roots())
	return found
}

// collect finds strings that are the base64 of a pickle.
func collect(v any, at string, to map[string][]byte) {
	switch x := v.(type) {
	case map[string]any:
		for k, e := range x {
			collect(e, at+"/"+k, to)
		}
	case []any:
		for i, e := range x {
			collect(e, at+"/"+strconv.Itoa(i), to)
		}
	case string:
		b, err := base64.StdEncoding.DecodeString(x)
		if err == nil && len(b) > 3 && b[0] == 0x80 && 2 <= b[1] && b[1] <= 5 && b[len(b)-1] == '.' {
			to[at] = b
		}
	}
}

func TestReferenceTaskSpecsRoundTrip(t *testing.T) {
	for at, data := range pickles(t, "task-spec-*.json") {
		t.Run(at, func(t *testing.T) { roundTrip(t, decode(t, data)) })
	}
}

// TestReferencePicklesInMessagesRoundTrip reads what Dask processes sent to
// each other, out-of-band buffers apart.
func TestReferencePicklesInMessagesRoundTrip(t *testing.T) {
	count := 0
	for at, data := range pickles(t, "*-20*.json") {
		v, err := pickle.Decode(data, make([][]byte, 16), pickle.Limits{})
		require.NoError(t, err, at)
		roundTrip(t, v)
		count++
	}
	require.Greater(t, count, 50)
}

func TestReferenceErrorsOfPythonTasksAreReadable(t *testing.T) {
	seen := map[string]int{}
	for at, data := range pickles(t, "*-20*.json") {
		v, err := pickle.Decode(data, make([][]byte, 16), pickle.Limits{})
		require.NoError(t, err, at)
		if _, ok := pickle.Calls(v, "tblib.pickling_support", "unpickle_exception"); !ok {
			continue
		}
		e, err := pickle.AsException(v)
		require.NoError(t, err, at)
		seen[e.Error()]++
		if e.Class == "ZeroDivisionError" {
			require.NotEmpty(t, e.Traceback, at)
			require.Contains(t, e.Traceback[0].File, "distributed/")
			require.NotZero(t, e.Traceback[0].Line)
		}
	}
	require.NotZero(t, seen["ZeroDivisionError: division by zero"], "%v", seen)
}
