package arrays

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/fft"
)

// mirrorHalf fills in the negative frequencies of a spectrum of real numbers,
// of which have rows are there. Imaginary parts of frequency 0 and, of even n,
// the highest one do not count.
func mirrorHalf[T fft.Float](re, im []T, n, columns, have int) {
	clear(re[min(have, n)*columns:])
	clear(im[min(have, n)*columns:])
	clear(im[:columns])
	if n%2 == 0 && n/2 < n {
		clear(im[n/2*columns : (n/2+1)*columns])
	}
	for k := 1; k < (n+1)/2; k++ {
		for c := range columns {
			re[(n-k)*columns+c] = re[k*columns+c]
			im[(n-k)*columns+c] = -im[k*columns+c]
		}
	}
}

// FFTFreq returns the frequencies of the bins of [FFT] of n numbers a distance
// of d apart.
func FFTFreq(n int, d float64, spec Chunking) (*Array, error) {
	if err := checkBins(n, d); err != nil {
		return nil, err
	}
	return frequencies(fft.Freq(n, d), spec)
}

// RFFTFreq returns the frequencies of the bins of [RFFT].
func RFFTFreq(n int, d float64, spec Chunking) (*Array, error) {
	if err := checkBins(n, d); err != nil {
		return nil, err
	}
	return frequencies(fft.RFreq(n, d), spec)
}

func checkBins(n int, d float64) error {
	if n < 1 || d == 0 {
		return asked(fmt.Errorf("arrays: fftfreq: got %d numbers %v apart, want at least one and a distance", n, d))
	}
	return nil
}

func frequencies(v []float64, spec Chunking) (*Array, error) {
	a, err := ndarray.FromSlice(v, len(v))
	if err != nil {
		return nil, err
	}
	return FromDense(a, spec)
}

// FFTShift moves frequency 0 to the middle of the given axes, all if none is
// given.
func FFTShift(a *Array, axes ...int) (*Array, error) {
	if err := present("fftshift", a); err != nil {
		return nil, err
	}
	return shift(a, axes, func(n int) int { return n / 2 })
}

// IFFTShift is the inverse of [FFTShift].
func IFFTShift(a *Array, axes ...int) (*Array, error) {
	if err := present("ifftshift", a); err != nil {
		return nil, err
	}
	return shift(a, axes, func(n int) int { return -(n / 2) })
}

func shift(a *Array, axes []int, by func(n int) int) (*Array, error) {
	at, err := normalAxes("fftshift", axes, a.NDim())
	if err != nil {
		return nil, err
	}
	for _, i := range at {
		if a, err = a.Roll(by(a.grid.shape[i]), i); err != nil {
			return nil, err
		}
	}
	return a, nil
}
