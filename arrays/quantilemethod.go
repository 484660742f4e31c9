package arrays

import (
	"math"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A QuantileMethod says what a quantile between two elements is. The names are
// NumPy's; the first nine are those of Hyndman and Fan, of whom Linear is
// number 7.
type QuantileMethod string

// The methods. The first two and the last three give elements only.
const (
	InvertedCDF             QuantileMethod = "inverted_cdf"
	ClosestObservation      QuantileMethod = "closest_observation" // of two as close the even one, counted from 1
	AveragedInvertedCDF     QuantileMethod = "averaged_inverted_cdf"
	InterpolatedInvertedCDF QuantileMethod = "interpolated_inverted_cdf"
	Hazen                   QuantileMethod = "hazen"
	Weibull                 QuantileMethod = "weibull"
	Linear                  QuantileMethod = "linear" // the default
	MedianUnbiased          QuantileMethod = "median_unbiased"
	NormalUnbiased          QuantileMethod = "normal_unbiased"
	Midpoint                QuantileMethod = "midpoint"
	Lower                   QuantileMethod = "lower"
	Higher                  QuantileMethod = "higher"
	Nearest                 QuantileMethod = "nearest" // halves to even
)

// Method chooses how quantiles and percentiles lie between elements.
func Method(m QuantileMethod) ReduceOption { return func(c *reduceConfig) { c.method = m } }

// virtualIndexes give the place of a quantile q among n sorted elements,
// counted from 0; its fraction says how far the next element counts.
var virtualIndexes = map[QuantileMethod]func(n, q float64) float64{
	InvertedCDF:             func(n, q float64) float64 { return math.Ceil(n*q - 1) },
	AveragedInvertedCDF:     func(n, q float64) float64 { return halfOrNext(n*q - 1) },
	ClosestObservation:      func(n, q float64) float64 { return oddOrNext(n*q - 1.5) },
	InterpolatedInvertedCDF: between(0, 1),
	Hazen:                   between(0.5, 0.5),
	Weibull:                 between(0, 0),
	MedianUnbiased:          between(1./3, 1./3),
	NormalUnbiased:          between(3./8, 3./8),
	Linear:                  func(n, q float64) float64 { return (n - 1) * q },
	Midpoint: func(n, q float64) float64 {
		return 0.5 * (math.Floor((n-1)*q) + math.Ceil((n-1)*q))
	},
	Lower:   func(n, q float64) float64 { return math.Floor((n - 1) * q) },
	Higher:  func(n, q float64) float64 { return math.Ceil((n - 1) * q) },
	Nearest: func(n, q float64) float64 { return math.RoundToEven((n - 1) * q) },
}

// between is the rule of Hyndman and Fan.
func between(alpha, beta float64) func(n, q float64) float64 {
	return func(n, q float64) float64 { return n*q + (alpha + q*(1-alpha-beta)) - 1 }
}

func halfOrNext(at float64) float64 {
	if at == math.Floor(at) {
		return at + 0.5
	}
	return math.Ceil(at)
}

func oddOrNext(at float64) float64 {
	if low := math.Floor(at); at == low && int(low)%2 != 0 {
		return low
	}
	return math.Floor(at) + 1
}

func (m QuantileMethod) known() bool { return virtualIndexes[m] != nil }

// picks reports whether the method gives elements.
func (m QuantileMethod) picks() bool {
	return slices.Contains([]QuantileMethod{InvertedCDF, ClosestObservation, Lower, Higher, Nearest}, m)
}

// place is where a quantile lies among n sorted elements.
func (m QuantileMethod) place(n int, q float64) float64 {
	return min(max(virtualIndexes[m](float64(n), q), 0), float64(n-1))
}

// picked is along for integers that a float may not hold: the elements themselves.
func (m QuantileMethod) picked(b *ndarray.Array, axes []int, parts []float64) (*ndarray.Array, error) {
	rows, err := lanes(b, axes, b.DType())
	if err != nil {
		return nil, err
	}
	if rows, err = ndarray.Sort(rows, -1); err != nil {
		return nil, err
	}
	count, n := rows.Shape()[0], rows.Shape()[1]
	at := make([]int64, 0, count*len(parts))
	for range count {
		for _, p := range parts {
			at = append(at, int64(m.place(n, p)))
		}
	}
	places, err := ndarray.FromSlice(at, count, len(parts))
	if err != nil {
		return nil, err
	}
	y, err := ndarray.TakeAlong(rows, places, 1)
	if err != nil {
		return nil, err
	}
	if y, err = y.Transpose(); err != nil {
		return nil, err
	}
	return y.Reshape(-1)
}

// of interpolates in a sorted row, NaN last.
func (m QuantileMethod) of(row []float64, p float64, skip bool) float64 {
	for skip && len(row) > 0 && math.IsNaN(row[len(row)-1]) {
		row = row[:len(row)-1]
	}
	n := len(row)
	if n == 0 || math.IsNaN(row[n-1]) {
		return math.NaN()
	}
	at := m.place(n, p)
	low := math.Floor(at)
	a, b, t := row[int(low)], row[min(int(low)+1, n-1)], at-low
	switch {
	case t == 0 || a == b: // the difference of infinite ones is NaN
		return a
	case math.IsInf(a, 0) || math.IsInf(b, 0):
		return a*(1-t) + b*t
	case t >= 0.5:
		return b - (b-a)*(1-t)
	}
	return a + (b-a)*t
}
