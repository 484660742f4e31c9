package plot

import "math"

// Ticks returns at most n round numbers from lo to hi, in order, that are
// multiples of 1, 2 or 5 times a power of ten, with the smallest such step that
// keeps to n. Where that would leave a single one, and n allows two, the next
// smaller step is taken although it gives a few more. It returns nil when a
// limit is not finite, and lo alone when the limits are equal.
func Ticks(lo, hi float64, n int) []float64 {
	if !(lo <= hi) || math.IsInf(lo, 0) || math.IsInf(hi, 0) || n < 1 {
		return nil
	}
	if lo == hi {
		return []float64{lo}
	}
	// Halves keep the difference of huge limits finite.
	half := hi/2 - lo/2
	exp := int(math.Floor(math.Log10(half)+math.Log10(2)-math.Log10(float64(n)))) - 1
	var finer []float64
	for ; ; exp++ {
		for _, m := range []float64{1, 2, 5} {
			ticks := multiples(lo, hi, m, exp)
			switch {
			case len(ticks) <= n && len(ticks) < 2 && n > 1 && finer != nil:
				return finer
			case len(ticks) <= n:
				return ticks
			}
			finer = ticks
		}
	}
}

// steps returns v in units of m·10^exp, moved to a whole number where it is
// off by rounding only.
func steps(v, m float64, exp int) float64 {
	q := v / scaled(m, exp)
	if r := math.Round(q); math.Abs(q-r) <= 1e-9*max(1, math.Abs(r)*1e-6) {
		return r
	}
	return q
}

// multiples returns those of m·10^exp from lo to hi.
func multiples(lo, hi, m float64, exp int) []float64 {
	first, last := math.Ceil(steps(lo, m, exp)), math.Floor(steps(hi, m, exp))
	var out []float64
	for i := first; i <= last; i++ {
		out = append(out, scaled(i*m, exp)+0) // +0 turns -0 into 0
	}
	return out
}

// scaled returns m·10^exp. Dividing by the power where it is below one gives
// the float64 nearest to the decimal number: 3·10⁻¹ is 0.3.
func scaled(m float64, exp int) float64 {
	switch {
	case exp >= 0:
		return m * math.Pow10(exp)
	case exp >= -300:
		return m / math.Pow10(-exp)
	}
	return m / 1e300 / math.Pow10(-exp-300)
}

// LogTicks returns at most n round numbers from lo to hi for a logarithmic
// axis, and in minor the multiples of powers of ten between them. Over two
// decades and more the ticks are powers of ten; over less they are 1, 2 and 5
// times those, or even steps. It returns nil unless 0 < lo <= hi < +Inf.
func LogTicks(lo, hi float64, n int) (major, minor []float64) {
	if !(lo > 0 && lo <= hi) || math.IsInf(hi, 0) || n < 1 {
		return nil, nil
	}
	k0 := int(math.Ceil(math.Log10(lo) - 1e-12))
	k1 := int(math.Floor(math.Log10(hi) + 1e-12))
	if decades := k1 - k0 + 1; decades >= 3 {
		stride := (decades + n - 1) / n
		// Counting from 10⁰ keeps 1 among the ticks.
		for k := k0; k <= k1; k++ {
			if (k%stride+stride)%stride == 0 {
				major = append(major, scaled(1, k))
			}
		}
		if stride > 1 {
			for k := k0; k <= k1; k++ {
				minor = append(minor, scaled(1, k))
			}
			return major, minor
		}
		return major, withinDecades(lo, hi, k0, k1, 1, 2, 3, 4, 5, 6, 7, 8, 9)
	}
	major = withinDecades(lo, hi, k0, k1, 1, 2, 5)
	if len(major) < 3 || len(major) > n {
		return Ticks(lo, hi, n), nil
	}
	return major, withinDecades(lo, hi, k0, k1, 1, 2, 3, 4, 5, 6, 7, 8, 9)
}

// withinDecades returns m·10^k for all factors m that lie from lo to hi.
func withinDecades(lo, hi float64, k0, k1 int, factors ...float64) []float64 {
	var out []float64
	for k := k0 - 1; k <= k1; k++ {
		for _, m := range factors {
			if v := scaled(m, k); v >= lo*(1-1e-12) && v <= hi*(1+1e-12) {
				out = append(out, v)
			}
		}
	}
	return out
}

// indexTicks returns about n whole numbers from 0 to last.
func indexTicks(last, n int) []float64 {
	if n < 2 {
		return []float64{0}
	}
	// A step of one is the finest that last+1 ticks can have.
	return Ticks(0, float64(last), min(n, last+1))
}
