package ndarray_test

import (
	"os"
	"strings"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// numeric lists all dtypes but Object.
var numeric = []ndarray.DType{
	ndarray.Bool, ndarray.Int8, ndarray.Int16, ndarray.Int32, ndarray.Int64,
	ndarray.Uint8, ndarray.Uint16, ndarray.Uint32, ndarray.Uint64,
	ndarray.Float16, ndarray.Float32, ndarray.Float64, ndarray.Complex64, ndarray.Complex128,
}

func dtype(t *testing.T, name string) ndarray.DType {
	t.Helper()
	d, _, err := ndarray.ParseDType(name)
	require.NoError(t, err)
	return d
}

// letters are those of testdata/types.txt, in the order of numeric.
const letters = "?bhilBHILefdFD"

// TestResultTypesAreThoseOfNumPy checks every entry of a table that NumPy wrote.
func TestResultTypesAreThoseOfNumPy(t *testing.T) {
	table, err := os.ReadFile("testdata/types.txt")
	require.NoError(t, err)
	entries := 0
	for _, line := range strings.Split(string(table), "\n") {
		f := strings.Fields(line)
		if len(f) == 0 || f[0] == "#" {
			continue
		}
		for i, want := range f[len(f)-1] {
			if want != '_' {
				entries++
				assert.Equal(t, string(want), resultLetter(t, f[:len(f)-1], numeric[i]), "%v %s", f[:len(f)-1], numeric[i])
			}
		}
	}
	require.Greater(t, entries, 5000)
}

// resultLetter evaluates an entry of the table: a kind, then an operation or
// another dtype or both, and a dtype.
func resultLetter(t *testing.T, f []string, last ndarray.DType) string {
	var got ndarray.DType
	var err error
	switch f[0] {
	case "result":
		got = ndarray.ResultType(dtype(t, f[1]), last)
	case "binary":
		got, err = ndarray.BinaryType(ndarray.BinaryOp(f[1]), dtype(t, f[2]), last)
	case "unary":
		got, err = ndarray.UnaryType(ndarray.UnaryOp(f[1]), last)
	case "reduce":
		got, err = ndarray.ReduceType(ndarray.ReduceOp(f[1]), last)
	case "cast":
		rules := map[string]ndarray.Casting{"safe": ndarray.Safe, "same_kind": ndarray.SameKind}
		if ndarray.CanCast(dtype(t, f[2]), last, rules[f[1]]) {
			return "y"
		}
		return "n"
	}
	if err != nil {
		var op *ndarray.OpError
		require.ErrorAs(t, err, &op)
		return "-"
	}
	return string(letters[got-ndarray.Bool])
}

// TestPromotionFollowsItsRules states the rules in words of their own.
func TestPromotionFollowsItsRules(t *testing.T) {
	for _, a := range numeric {
		require.Equal(t, a, ndarray.ResultType(a))
		for _, b := range numeric {
			r := ndarray.ResultType(a, b)
			require.Equal(t, r, ndarray.ResultType(b, a), "commutes: %s %s", a, b)
			require.Equal(t, r, ndarray.ResultType(r, a), "absorbs: %s %s", a, b)
			require.GreaterOrEqual(t, r.Kind(), max(a.Kind(), b.Kind()))
			if a.Kind() == b.Kind() {
				require.Equal(t, max(a.Size(), b.Size()), r.Size())
			}
		}
		require.Equal(t, ndarray.Object, ndarray.ResultType(a, ndarray.Object))
		require.Equal(t, ndarray.Invalid, ndarray.ResultType(a, ndarray.Invalid))
	}
}

func TestWeakScalarsRaiseTheKindOnly(t *testing.T) {
	d := func(n string) ndarray.DType { return dtype(t, n) }
	for _, c := range []struct {
		array  string
		scalar any
		want   string
	}{
		{"bool", true, "bool"}, {"uint8", true, "uint8"}, {"float16", false, "float16"},
		{"bool", 1, "int64"}, {"uint8", 1, "uint8"}, {"int8", -1, "int8"}, {"float16", 1, "float16"}, {"complex64", 1, "complex64"},
		{"bool", 1.5, "float64"}, {"uint8", 1.5, "float64"}, {"int16", 1.5, "float64"}, {"float16", 1.5, "float16"}, {"float32", 1.5, "float32"}, {"complex64", 1.5, "complex64"},
		{"bool", 1i, "complex128"}, {"int8", 1i, "complex128"}, {"float16", 1i, "complex64"}, {"float32", 1i, "complex64"}, {"float64", 1i, "complex128"}, {"complex64", 1i, "complex64"}, {"complex128", 1i, "complex128"},
		{"uint8", int16(1), "int16"}, {"float32", float32(1), "float32"}, {"int32", float32(1), "float64"}, {"int8", complex64(1), "complex64"},
	} {
		require.Equal(t, d(c.want), ndarray.PromoteScalar(d(c.array), c.scalar), "%s with %T", c.array, c.scalar)
	}
	require.Equal(t, ndarray.Invalid, ndarray.PromoteScalar(ndarray.Int8, "one"))
}

func TestParseDTypeReadsNamesAndCodes(t *testing.T) {
	for _, d := range append([]ndarray.DType{ndarray.Object}, numeric...) {
		got, order, err := ndarray.ParseDType(d.String())
		require.NoError(t, err)
		require.Equal(t, d, got)
		require.Equal(t, ndarray.LittleEndian, order)
		got, order, err = ndarray.ParseDType(d.Code('>'))
		require.NoError(t, err)
		require.Equal(t, d, got)
		require.Equal(t, d.Size() > 1, order == ndarray.BigEndian)
	}
	_, _, err := ndarray.ParseDType("<i3")
	var bad *ndarray.DTypeError
	require.ErrorAs(t, err, &bad)
	require.ErrorContains(t, err, `unknown dtype "<i3"`)
}

func TestNumbersThatAreNoDTypeAreInvalid(t *testing.T) {
	d := ndarray.DType(200)
	require.False(t, d.Valid())
	require.Zero(t, d.Size())
	require.Equal(t, ndarray.KindInvalid, d.Kind())
	require.Equal(t, "DType(200)", d.String())
	require.Equal(t, "little big", ndarray.LittleEndian.String()+" "+ndarray.BigEndian.String())
	_, err := ndarray.CheckShape(d, []int{1})
	require.ErrorContains(t, err, "invalid dtype DType(200)")
	require.False(t, ndarray.CanCast(d, ndarray.Int8, ndarray.Unsafe))
}

func TestTheZeroArrayIsRefused(t *testing.T) {
	var zero ndarray.Array
	one := ndarray.New(ndarray.Int8)
	require.Equal(t, "[]", zero.String())
	require.Error(t, ndarray.CopyInto(&zero, one))
	require.Error(t, ndarray.CopyInto(one, &zero))
	require.Error(t, ndarray.AddInto(one, &zero))
	_, err := ndarray.Where(&zero, one, one)
	require.Error(t, err)
	_, err = ndarray.AllClose(one, &zero, 0, 0, false)
	require.Error(t, err)
	_, err = ndarray.Unary(ndarray.Neg, &zero)
	require.Error(t, err)
	_, err = ndarray.Reduce(ndarray.Sum, &zero, nil, false)
	require.Error(t, err)
	_, err = zero.MarshalBinary()
	require.Error(t, err)
}
