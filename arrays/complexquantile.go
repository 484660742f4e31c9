package arrays

import (
	"math"
	"math/cmplx"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// complexMedians are the medians along axes of a block of complex numbers, in
// order of their real, then of their imaginary parts.
func complexMedians(b *ndarray.Array, axes []int, skip bool) (*ndarray.Array, error) {
	rows, err := lanes(b, axes, ndarray.Complex128)
	if err != nil {
		return nil, err
	}
	if rows, err = ndarray.Sort(rows, -1); err != nil {
		return nil, err
	}
	n, count := rows.Shape()[1], rows.Shape()[0]
	values, err := ndarray.Values[complex128](rows.AsContiguous())
	if err != nil {
		return nil, err
	}
	out := make([]complex128, count)
	for i := range out {
		out[i] = complexMedian(values[i*n:(i+1)*n], skip)
	}
	return ndarray.FromSlice(out, count)
}

// complexMedian is the median of a sorted row, in which NaN come last. Where
// there is one, it is the last of them.
func complexMedian(row []complex128, skip bool) complex128 {
	for skip && len(row) > 0 && notANumber(row[len(row)-1]) {
		row = row[:len(row)-1]
	}
	n := len(row)
	if n == 0 {
		return cmplx.NaN()
	}
	if last := row[n-1]; notANumber(last) {
		return last
	}
	a, b := row[(n-1)/2], row[n/2]
	if a == b { // the sum may be infinite
		return a
	}
	return complex(real(a)/2+real(b)/2, imag(a)/2+imag(b)/2)
}

// notANumber reports whether a part is NaN, even beside an infinite one.
func notANumber(z complex128) bool { return math.IsNaN(real(z)) || math.IsNaN(imag(z)) }
