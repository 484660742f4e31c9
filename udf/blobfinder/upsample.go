package blobfinder

import (
	"math"

	"github.com/gloam-go/gloam/internal/fft"
)

// An upsampler evaluates a correlation around its maximum in steps of a fraction
// of a pixel, as a matrix product with the spectrum: Guizar-Sicairos, Thurman
// and Fienup, Opt. Lett. 33 (2008) 156.
type upsampler struct {
	h, w, cols int
	u, n       int // steps per pixel, and steps computed
	sr, si     []float64
	fy, fx     []float64    // frequencies in cycles per step
	ey, ex     []complex128 // exp(-2πi step·f) of n steps
	py, px     []complex128 // phases of one peak
	half       []complex128 // n × cols
}

func newUpsampler(h, w, u int) *upsampler {
	s := &upsampler{h: h, w: w, cols: w/2 + 1, u: u, n: (3*u + 1) / 2,
		fy: fft.Freq(h, float64(u)), fx: fft.RFreq(w, float64(u))}
	s.sr, s.si = make([]float64, h*s.cols), make([]float64, h*s.cols)
	s.ey, s.ex = steps(s.n, s.fy), steps(s.n, s.fx)
	s.py, s.px = make([]complex128, h), make([]complex128, s.cols)
	s.half = make([]complex128, s.n*s.cols)
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
	for i := range s.sr {
		s.sr[i], s.si[i] = float64(re[i]), float64(im[i])
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
		s.py[k] = phase(float64(oy)*f) * phase(turn(k, s.h)/(2*math.Pi))
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
	for k := range s.h {
		re, im := s.sr[k*s.cols:][:s.cols], s.si[k*s.cols:][:s.cols]
		for i := range s.n {
			e := s.ey[i*s.h+k] * s.py[k]
			row := s.half[i*s.cols:][:s.cols]
			for g := range row {
				row[g] += e * complex(re[g], -im[g])
			}
		}
	}
}

// maximum multiplies by the horizontal steps and returns the place of the
// largest modulus.
func (s *upsampler) maximum() int {
	at, best := 0, -1.0
	for i := range s.n {
		row := s.half[i*s.cols:][:s.cols]
		for g := range row {
			row[g] *= s.px[g]
		}
		for j := range s.n {
			var v complex128
			for g, e := range s.ex[j*s.cols:][:s.cols] {
				v += e * row[g]
			}
			if m := real(v)*real(v) + imag(v)*imag(v); m > best {
				at, best = i*s.n+j, m
			}
		}
	}
	return at
}
