package openblas_test

import (
	"errors"
	"fmt"
	"math"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/ndarray/openblas"
)

// near compares arrays of any numbers within a small part of the largest value.
func near(t *testing.T, want, got *ndarray.Array, eps float64) {
	t.Helper()
	require.Equal(t, want.DType(), got.DType())
	require.Equal(t, want.Shape(), got.Shape())
	off, err := ndarray.Sub(want, got)
	require.NoError(t, err)
	require.LessOrEqual(t, largest(t, off), eps*largest(t, want))
}

func largest(t *testing.T, a *ndarray.Array) float64 {
	t.Helper()
	abs, err := ndarray.Unary(ndarray.Abs, a)
	require.NoError(t, err)
	top, err := ndarray.Reduce(ndarray.Max, abs, nil, false)
	require.NoError(t, err)
	wide, err := top.AsType(ndarray.Float64)
	require.NoError(t, err)
	v, err := ndarray.Float64s(wide)
	require.NoError(t, err)
	return v[0]
}

// matrices returns an array of waves.
func matrices(t *testing.T, d ndarray.DType, shape ...int) *ndarray.Array {
	t.Helper()
	n := 1
	for _, e := range shape {
		n *= e
	}
	v := make([]complex128, n)
	for i := range v {
		sin, cos := math.Sincos(float64(i*i%101) + float64(n))
		v[i] = complex(sin, cos)
	}
	a, err := ndarray.FromSlice(v, shape...)
	require.NoError(t, err)
	if d.Kind() != ndarray.KindComplex {
		a, err = ndarray.Unary(ndarray.Real, a)
		require.NoError(t, err)
	}
	a, err = a.AsType(d)
	require.NoError(t, err)
	return a
}

// With the library and without it, products are the same but for rounding: this
// holds on machines that have one, and on those that have none.
func TestProductsAreThoseOfTheKernels(t *testing.T) {
	library := openblas.Library()
	t.Logf("library %q", library)
	for _, d := range []ndarray.DType{ndarray.Float32, ndarray.Float64, ndarray.Complex64, ndarray.Complex128} {
		eps := 1e-12
		if d == ndarray.Float32 || d == ndarray.Complex64 {
			eps = 1e-5
		}
		for _, s := range [][3]int{{40, 50, 60}, {1, 400, 200}, {300, 1, 150}, {33, 65, 129}} {
			for _, turned := range []int{0, 1, 2, 3} {
				a, b := matrices(t, d, s[0], s[2]), matrices(t, d, s[2], s[1])
				if turned&1 != 0 {
					a = transposed(t, matrices(t, d, s[2], s[0]))
				}
				if turned&2 != 0 {
					b = transposed(t, matrices(t, d, s[1], s[2]))
				}
				got, err := ndarray.MatMul(a, b)
				require.NoError(t, err)
				openblas.Off()
				require.Empty(t, openblas.Library())
				want, err := ndarray.MatMul(a, b)
				require.NoError(t, err)
				if library != "" {
					require.NoError(t, openblas.Use(library))
				}
				near(t, want, got, eps)
			}
		}
	}
	require.Equal(t, library, openblas.Library())
}

func transposed(t *testing.T, a *ndarray.Array) *ndarray.Array {
	t.Helper()
	a, err := a.Transpose(1, 0)
	require.NoError(t, err)
	return a
}

// What the library cannot take goes to the kernels.
func TestViewsOfAnyStridesAreMultiplied(t *testing.T) {
	a := matrices(t, ndarray.Float64, 80, 120)
	back, err := a.Slice(ndarray.Range{Start: 79, Stop: 0, Step: -2}, ndarray.All())
	require.NoError(t, err)
	every, err := a.Slice(ndarray.All(), ndarray.Range{Start: 0, Stop: 120, Step: 3})
	require.NoError(t, err)
	for _, v := range []*ndarray.Array{back, every} {
		b := matrices(t, ndarray.Float64, v.Shape()[1], 50)
		got, err := ndarray.MatMul(v, b)
		require.NoError(t, err)
		want, err := ndarray.MatMul(v.Copy(), b)
		require.NoError(t, err)
		near(t, want, got, 1e-12)
	}
}

func TestProductsMayRunAtOnce(t *testing.T) {
	a, b := matrices(t, ndarray.Float32, 64, 64), matrices(t, ndarray.Float32, 64, 64)
	want, err := ndarray.MatMul(a, b)
	require.NoError(t, err)
	var wg sync.WaitGroup
	same := make([]bool, 8)
	for i := range same {
		wg.Go(func() {
			for range 20 {
				c, err := ndarray.MatMul(a, b)
				same[i] = err == nil && ndarray.Identical(want, c)
			}
		})
	}
	wg.Wait()
	require.NotContains(t, same, false)
}

func TestMissingLibraryIsAnError(t *testing.T) {
	before := openblas.Library()
	err := openblas.Use("/nowhere/libopenblas.so")
	var e *openblas.LoadError
	require.True(t, errors.As(err, &e))
	require.Equal(t, "/nowhere/libopenblas.so", e.Path)
	require.ErrorContains(t, err, `openblas: /nowhere/libopenblas.so: `)
	require.Equal(t, before, openblas.Library())
}

func ExampleLibrary() {
	if openblas.Library() == "" {
		fmt.Fprintln(os.Stderr, "products are done without OpenBLAS")
	}
	a, err := ndarray.FromSlice([]float64{1, 2, 3, 4}, 2, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	b, err := ndarray.MatMul(a, a)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(b)
	// Output:
	// [[ 7. 10.]
	//  [15. 22.]]
}
