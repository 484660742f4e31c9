package fft

// Freq returns the frequencies of the n bins of a transform in cycles per unit
// of the sample spacing d: 0, 1, …, -2, -1, divided by n·d.
func Freq(n int, d float64) []float64 {
	f := make([]float64, n)
	for i := range f {
		k := i
		if i > (n-1)/2 {
			k = i - n
		}
		f[i] = float64(k) / (float64(n) * d)
	}
	return f
}

// RFreq returns the frequencies of the n/2+1 bins of a transform of n real
// numbers.
func RFreq(n int, d float64) []float64 {
	f := make([]float64, n/2+1)
	for i := range f {
		f[i] = float64(i) / (float64(n) * d)
	}
	return f
}

// Shift returns src, an h × w matrix, with the zero frequency moved from the
// corner to the centre (h/2, w/2).
func Shift[E any](src []E, h, w int) []E { return roll(src, h, w, h/2, w/2) }

// Unshift is the inverse of Shift.
func Unshift[E any](src []E, h, w int) []E { return roll(src, h, w, (h+1)/2, (w+1)/2) }

// roll moves elements down and right.
func roll[E any](src []E, h, w, dy, dx int) []E {
	dst := make([]E, h*w)
	for y := range h {
		to := dst[(y+dy)%h*w:][:w]
		copy(to[dx:], src[y*w:])
		copy(to[:dx], src[y*w+w-dx:])
	}
	return dst
}
