package ndarray_test

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var extreme = regexp.MustCompile("^(max|min|fmax|fmin)")

// tolerances are relative, per dtype of the result: a few units in the last
// place for functions of floats, nothing for integers.
var tolerances = map[ndarray.DType]float64{
	ndarray.Float16: 1e-3, ndarray.Float32: 4e-7, ndarray.Float64: 1e-14,
	ndarray.Complex64: 2e-6, ndarray.Complex128: 1e-13,
}

// TestFunctionsGiveNumPysValues compares with a file that NumPy wrote; see
// testdata/functions.py.
func TestFunctionsGiveNumPysValues(t *testing.T) {
	z, err := ndarray.OpenNPZ("testdata/functions.npz")
	require.NoError(t, err)
	defer z.Close()
	for _, name := range z.Names() {
		f := strings.Split(name, ".")
		if f[0] == "x" {
			continue
		}
		want, err := z.Load(name)
		require.NoError(t, err)
		var got *ndarray.Array
		if len(f) == 2 {
			x, err := z.Load("x." + f[1])
			require.NoError(t, err)
			got, err = ndarray.Unary(ndarray.UnaryOp(f[0]), x)
			require.NoError(t, err, name)
		} else {
			a, b := arguments(t, z, f)
			got, err = ndarray.Binary(ndarray.BinaryOp(f[0]), a, b)
			require.NoError(t, err, name)
		}
		requireClose(t, name, want, got)
	}
}

// arguments returns a column and a row; exponents and shifts are kept small.
func arguments(t *testing.T, z *ndarray.NPZ, f []string) (a, b *ndarray.Array) {
	load := func(d string) *ndarray.Array {
		x, err := z.Load("x." + d)
		require.NoError(t, err)
		return x
	}
	a, err := load(f[1]).Reshape(-1, 1)
	require.NoError(t, err)
	b = load(f[2])
	limit := 0
	switch {
	case f[0] == "power" && ndarray.ResultType(a.DType(), b.DType()).Kind() <= ndarray.KindInt:
		limit = 10
	case strings.HasSuffix(f[0], "shift"):
		limit = 20
	}
	if limit > 0 {
		return a, smallPositive(t, f[0], b, limit)
	}
	return a, b
}

// smallPositive returns |b| mod limit as functions.py computes it.
func smallPositive(t *testing.T, op string, b *ndarray.Array, limit int) *ndarray.Array {
	d := b.DType()
	var err error
	if op != "power" {
		b, err = b.AsType(ndarray.Int64)
		require.NoError(t, err)
	}
	if b.DType() == ndarray.Bool {
		b, err = b.AsType(ndarray.Int8)
		require.NoError(t, err)
	}
	b, err = ndarray.Unary(ndarray.Abs, b)
	require.NoError(t, err)
	n := ndarray.New(b.DType())
	require.NoError(t, n.Set(limit))
	b, err = ndarray.Mod(b, n)
	require.NoError(t, err)
	if op != "power" {
		b, err = b.AsType(d)
		require.NoError(t, err)
	}
	return b
}

// requireClose compares floats by tolerance, and special values and zeros by
// sign.
func requireClose(t *testing.T, name string, want, got *ndarray.Array) {
	t.Helper()
	require.Equal(t, want.DType(), got.DType(), name)
	require.Equal(t, want.Shape(), got.Shape(), name)
	rtol := tolerances[want.DType()]
	if rtol == 0 {
		assert.True(t, ndarray.Identical(want, got), "%s: want\n%v\ngot\n%v", name, want, got)
		return
	}
	ok, err := ndarray.AllClose(got, want, rtol, rtol, true)
	require.NoError(t, err)
	assert.True(t, ok, "%s: want\n%v\ngot\n%v", name, want, got)
	if want.DType().Kind() == ndarray.KindFloat && !extreme.MatchString(name) { // which zero is the larger one depends on NumPy's build
		w, err := ndarray.Float64s(want)
		require.NoError(t, err)
		g, err := ndarray.Float64s(got)
		require.NoError(t, err)
		for i := range w {
			if w[i] == 0 {
				assert.Equal(t, math.Signbit(w[i]), math.Signbit(g[i]), "%s: sign of zero %d", name, i)
			}
		}
	}
}
