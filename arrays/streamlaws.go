package arrays

import "math"

// exponential returns a number of mean 1, at least 0.
func (s *stream) exponential() float64 { return -math.Log(1 - s.float()) }

// inside returns a uniform number above 0 and below 1.
func (s *stream) inside() float64 {
	for {
		if u := s.float(); u > 0 {
			return u
		}
	}
}

// gamma returns a number of shape k and scale 1, by the method of Marsaglia and
// Tsang (ACM TOMS 26, 363, 2000).
func (s *stream) gamma(k float64) float64 {
	if k < 1 {
		return s.gamma(k+1) * math.Pow(s.inside(), 1/k)
	}
	d := k - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := s.normal()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v *= v * v
		if math.Log(s.inside()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// beta returns a number from 0 to 1, for small a and b by way of logarithms,
// since both gammas may be too small for a float.
func (s *stream) beta(a, b float64) float64 {
	if a >= 1 || b >= 1 {
		x, y := s.gamma(a), s.gamma(b)
		return x / (x + y)
	}
	for { // Jöhnk
		x, y := math.Log(s.inside())/a, math.Log(s.inside())/b
		most := max(x, y)
		sum := most + math.Log(math.Exp(x-most)+math.Exp(y-most))
		if sum <= 0 {
			return math.Exp(x - sum)
		}
	}
}

// fewTrials are drawn one by one.
const fewTrials = 32

// binomial counts successes in n trials. Of many trials it draws the number in
// the middle of their sorted uniform numbers, which tells how many lie on its
// side of p, and goes on with those on the other side (Devroye, Non-Uniform
// Random Variate Generation, 1986, X.4.4).
func (s *stream) binomial(n int64, p float64) int64 {
	var count int64
	for n > fewTrials {
		i := n/2 + 1
		x := s.beta(float64(i), float64(n+1-i))
		if x <= p {
			count += i
			n -= i
			p = min((p-x)/(1-x), 1)
		} else {
			n = i - 1
			p = min(p/x, 1)
		}
	}
	for ; n > 0; n-- {
		if s.float() < p {
			count++
		}
	}
	return count
}
