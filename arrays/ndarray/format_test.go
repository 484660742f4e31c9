package ndarray_test

import (
	"math"
	"strings"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
)

func TestArraysPrintAsInNumPy(t *testing.T) {
	row := func(v ...float64) *ndarray.Array { return must(ndarray.FromSlice(v)) }
	as := func(d ndarray.DType, v ...float64) *ndarray.Array { return must(row(v...).AsType(d)) }
	z := func(v ...complex128) *ndarray.Array { return must(ndarray.FromSlice(v)) }
	long := make([]float64, 20)
	for i := range long {
		long[i] = float64(i) / 8
	}
	for want, a := range map[string]*ndarray.Array{
		"[1.e+08 2.e+06]":                             row(1e8, 2e6),
		"[99999999.   1000000.5]":                     row(99999999, 1000000.5),
		"[2.e+06 3.e+04]":                             as(ndarray.Float32, 2e6, 3e4),
		"[2.e+03 3.e+00]":                             as(ndarray.Float16, 2e3, 3),
		"[0.0001 0.0002]":                             as(ndarray.Float32, 1e-4, 2e-4),
		"[3.0000001e-06 4.0000000e-06 5.1944958e-06]": as(ndarray.Float32, 3e-6, 4e-6, 5.1944958e-06),
		"[1.e-100 1.e-005]":                           row(1e-100, 1e-5),
		"[-inf   1.]":                                 row(math.Inf(-1), 1),
		"[1.+10.j 1. +1.j]":                           z(1+10i, 1+1i),
		"[ 0.+1.e-06j inf   +nanj]":                   z(1e-6i, complex(inf, nan)),
		"[0.    0.125 0.25  0.375 0.5   0.625 0.75  0.875 1.    1.125 1.25  1.375\n 1.5   1.625 1.75  1.875 2.    2.125 2.25  2.375]":      row(long...),
		"[[[0.    0.125 0.25  0.375 0.5   0.625 0.75  0.875 1.    1.125 1.25\n   1.375 1.5   1.625 1.75  1.875 2.    2.125 2.25  2.375]]]": must(row(long...).Reshape(1, 1, 20)),
		"[0.12345679 0.12345679 0.12345679 0.12345679 0.12345679 1.\n 0.12345679]":                                                         row(.123456789, .123456789, .123456789, .123456789, .123456789, 1, .123456789),
	} {
		require.Equal(t, want, a.String())
	}
	for line := range strings.Lines(must(ndarray.New(ndarray.Float64, 30, 30).BroadcastTo(2, 30, 30)).String()) {
		require.LessOrEqual(t, len(line), 76)
		require.Equal(t, strings.TrimRight(line, " \n"), strings.TrimRight(line, "\n"))
	}
}
