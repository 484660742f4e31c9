package arrays

import (
	"sort"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// binNumbers returns the C-order number of the bin of each point, -1 for none.
func binNumbers(edges, coords []*ndarray.Array) ([]int, error) {
	bin := make([]int, coords[0].Size())
	for k, e := range edges {
		limits, err := ndarray.Float64s(e)
		if err != nil {
			return nil, err
		}
		if coords[k].DType().Kind() == ndarray.KindComplex {
			err = binComplex(bin, limits, coords[k])
		} else {
			err = binReal(bin, limits, coords[k])
		}
		if err != nil {
			return nil, err
		}
	}
	return bin, nil
}

// binReal carries the numbers of bins on to one more coordinate.
func binReal(bin []int, limits []float64, coords *ndarray.Array) error {
	values, err := ndarray.Float64s(coords)
	if err != nil {
		return err
	}
	last := len(limits) - 1
	for i, v := range values {
		if bin[i] < 0 {
			continue
		}
		if !(v >= limits[0] && v <= limits[last]) {
			bin[i] = -1
			continue
		}
		at := sort.Search(last, func(j int) bool { return limits[j+1] > v })
		bin[i] = bin[i]*last + min(at, last-1)
	}
	return nil
}

// binComplex is binReal for complex numbers, in order of their real, then of
// their imaginary parts.
func binComplex(bin []int, limits []float64, coords *ndarray.Array) error {
	values, err := complexValues(coords)
	if err != nil {
		return err
	}
	below := func(limit float64, v complex128) bool { return limit < real(v) || limit == real(v) && imag(v) > 0 }
	above := func(limit float64, v complex128) bool { return limit > real(v) || limit == real(v) && imag(v) < 0 }
	last := len(limits) - 1
	for i, v := range values {
		if bin[i] < 0 {
			continue
		}
		if notANumber(v) || above(limits[0], v) || below(limits[last], v) {
			bin[i] = -1
			continue
		}
		at := sort.Search(last, func(j int) bool { return above(limits[j+1], v) })
		bin[i] = bin[i]*last + min(at, last-1)
	}
	return nil
}

// complexValues returns the elements in C order.
func complexValues(a *ndarray.Array) ([]complex128, error) {
	wide, err := a.AsType(ndarray.Complex128)
	if err != nil {
		return nil, err
	}
	return ndarray.Values[complex128](wide.AsContiguous())
}

// tally counts the points of each of n bins, or adds up their weights.
func tally[T float64 | complex128](bin []int, weights []T, n int) []T {
	counts := make([]T, n)
	for i, b := range bin {
		switch {
		case b < 0:
		case weights != nil:
			counts[b] += weights[i]
		default:
			counts[b]++
		}
	}
	return counts
}
