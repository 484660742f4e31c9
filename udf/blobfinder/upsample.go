package blobfinder

import (
	"math"

	"github.com/gloam-go/gloam/internal/fft"
	"github.com/gloam-go/gloam/internal/simd"
)

// An upsampler evaluates a correlation around its maximum in steps of a fraction
// of a pixel, as a matrix product with the spectrum: Guizar-Sicairos, Thurman
// and Fienup, Opt. Lett. 33 (2008) 156.
type upsampler struct {
	h, w, cols int
	u, n       int          // steps per pixel, and steps computed
	spectrum   []complex128 // its conjugate, h × cols
	fy, fx     []float64    // frequencies in cycles per step
	ey, ex     []complex128 // exp(-2πi step·f) of n steps
	px         []complex128 // phases of one peak
	moved      []complex128 // n × h, ey with the phases of one peak
	half       []complex128 // n × cols
	patch      []complex128 // n × n
}

func newUpsampler(h, w, u int) *upsampler {
	s := &upsampler{h: h, w: w, cols: w/2 + 1, u: u, n: (3*u + 1) / 2,
		fy: fft.Freq(h, float64(u)), fx: fft.RFreq(w, float64(u))}
	s.spectrum = make([]complex128, h*s.cols)
	s.ey, s.ex = steps(s.n, s.fy), steps(s.n, s.fx)
	s.px, s.moved = make([]complex128, s.cols), make([]complex128, s.n*h)
	s.half, s.patch = make([]complex128, s.n*s.cols), make([]complex128, s.n*s.n)
	return s
}

func steps(n int, freq []float64) []complex128 {
	out := make([]complex128, 0, n*len(freq))
	for i := range n {
		for _, f := range freq {
			out = append(out, phase(-float64(i)*f))
		}
	}
	return out
}

// phase is exp(2πi x).
func phase(x float64) complex128 {
	sin, cos := math.Sincos(2 * math.Pi * x)
	return complex(cos, sin)
}

// keep copies a spectrum for locate.
func (s *upsampler) keep(re, im []float32) {
	for i := range s.spectrum {
		s.spectrum[i] = complex(float64(re[i]), -float64(im[i]))
	}
}

// locate returns the position of the maximum near pixel (y, x) of the map.
func (s *upsampler) locate(y, x int) (float64, float64) {
	d := s.n / 2
	cy, cx := (s.h+1)/2, (s.w+1)/2
	oy, ox := d-(y-cy)*s.u, d-(x-cx)*s.u
	// The kept spectrum belongs to a map moved by half its size; the phases
	// move it back.
	for k, f := range s.fy {
		p := phase(float64(oy)*f) * phase(turn(k, s.h)/(2*math.Pi))
		for i := range s.n {
			s.moved[i*s.h+k] = s.ey[i*s.h+k] * p
		}
	}
	for k, f := range s.fx {
		s.px[k] = phase(float64(ox)*f) * phase(turn(k, s.w)/(2*math.Pi))
	}
	s.columns()
	at := s.maximum()
	return float64(y-cy) + float64(at/s.n-d)/float64(s.u) + float64(cy),
		float64(x-cx) + float64(at%s.n-d)/float64(s.u) + float64(cx)
}

// columns multiplies the conjugate spectrum by the vertical steps.
func (s *upsampler) columns() {
	clear(s.half)
	simd.GemmC128(s.half, s.cols, rowsOf(s.moved, s.h), rowsOf(s.spectrum, s.cols), s.n, s.cols, s.h)
}

// rowsOf is a matrix whose rows have n elements.
func rowsOf(m []complex128, n int) simd.Strided[complex128] {
	return simd.Strided[complex128]{Data: m, Row: n, Col: 1}
}

// maximum multiplies by the horizontal steps and returns the place of the
// largest modulus.
func (s *upsampler) maximum() int {
	for i := range s.n {
		row := s.half[i*s.cols:][:s.cols]
		for g := range row {
			row[g] *= s.px[g]
		}
	}
	clear(s.patch)
	simd.GemmC128(s.patch, s.n, rowsOf(s.half, s.cols), rowsOf(s.ex, s.cols).T(), s.n, s.n, s.cols)
	at, best := 0, -1.0
	for i, v := range s.patch {
		if m := real(v)*real(v) + imag(v)*imag(v); m > best {
			at, best = i, m
		}
	}
	return at
}
