package arrays

import (
	"fmt"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// LogNormal draws float64 numbers whose logarithm has a mean and a standard
// deviation.
func (g *Generator) LogNormal(mean, sd float64, shape []int, spec Chunking) (*Array, error) {
	var e Expr
	return e.One(Exp, e.Keep(g.Normal(mean, sd, shape, spec))), e.Err
}

// Laplace draws float64 numbers that lie on either side of loc by exponential
// distances of mean scale.
func (g *Generator) Laplace(loc, scale float64, shape []int, spec Chunking) (*Array, error) {
	return g.drawn("laplace", ndarray.Float64, shape, spec, [2]float64{loc, scale}, scale >= 0)
}

// Logistic draws float64 numbers of a mean and a scale.
func (g *Generator) Logistic(mean, scale float64, shape []int, spec Chunking) (*Array, error) {
	return g.drawn("logistic", ndarray.Float64, shape, spec, [2]float64{mean, scale}, scale >= 0)
}

// Gumbel draws float64 numbers as the largest of many are distributed.
func (g *Generator) Gumbel(loc, scale float64, shape []int, spec Chunking) (*Array, error) {
	return g.drawn("gumbel", ndarray.Float64, shape, spec, [2]float64{loc, scale}, scale >= 0)
}

// Rayleigh draws float64 lengths of vectors of two normal numbers of a standard
// deviation of scale.
func (g *Generator) Rayleigh(scale float64, shape []int, spec Chunking) (*Array, error) {
	return g.drawn("rayleigh", ndarray.Float64, shape, spec, [2]float64{scale}, scale >= 0)
}

// Weibull draws float64 numbers with a shape parameter a and a scale of 1.
func (g *Generator) Weibull(a float64, shape []int, spec Chunking) (*Array, error) {
	return g.drawn("weibull", ndarray.Float64, shape, spec, [2]float64{a}, a > 0)
}

// Pareto draws float64 numbers of the Pareto II distribution, which starts at 0.
func (g *Generator) Pareto(a float64, shape []int, spec Chunking) (*Array, error) {
	return g.drawn("pareto", ndarray.Float64, shape, spec, [2]float64{a}, a > 0)
}

// Power draws float64 numbers from 0 to 1 with a density of a·x^(a-1).
func (g *Generator) Power(a float64, shape []int, spec Chunking) (*Array, error) {
	return g.drawn("power", ndarray.Float64, shape, spec, [2]float64{a}, a > 0)
}

// Cauchy draws float64 numbers of the standard Cauchy distribution.
func (g *Generator) Cauchy(shape []int, spec Chunking) (*Array, error) {
	return g.drawn("cauchy", ndarray.Float64, shape, spec, [2]float64{}, true)
}

// Gamma draws float64 numbers of a shape parameter k and a scale; their mean is
// the product.
func (g *Generator) Gamma(k, scale float64, shape []int, spec Chunking) (*Array, error) {
	return g.drawn("gamma", ndarray.Float64, shape, spec, [2]float64{k, scale}, k > 0 && scale >= 0)
}

// Beta draws float64 numbers from 0 to 1.
func (g *Generator) Beta(a, b float64, shape []int, spec Chunking) (*Array, error) {
	return g.drawn("beta", ndarray.Float64, shape, spec, [2]float64{a, b}, a > 0 && b > 0)
}

// ChiSquare draws float64 sums of df squares of standard normal numbers; df need
// not be whole.
func (g *Generator) ChiSquare(df float64, shape []int, spec Chunking) (*Array, error) {
	return g.drawn("chisquare", ndarray.Float64, shape, spec, [2]float64{df}, df > 0)
}

// StudentT draws float64 numbers of Student's distribution with df degrees of
// freedom.
func (g *Generator) StudentT(df float64, shape []int, spec Chunking) (*Array, error) {
	return g.drawn("student-t", ndarray.Float64, shape, spec, [2]float64{df}, df > 0)
}

// Binomial draws int64 counts of the successes in n trials, each with
// probability p.
func (g *Generator) Binomial(n int, p float64, shape []int, spec Chunking) (*Array, error) {
	return g.drawn("binomial", ndarray.Int64, shape, spec, [2]float64{float64(n), p}, n >= 0 && p >= 0 && p <= 1)
}

// Geometric draws int64 counts of the trials up to the first success, which has
// probability p in each.
func (g *Generator) Geometric(p float64, shape []int, spec Chunking) (*Array, error) {
	return g.drawn("geometric", ndarray.Int64, shape, spec, [2]float64{p}, p > 0 && p <= 1)
}

// parameterRules say which parameters distributions can have.
var parameterRules = map[string]string{
	"laplace": "a scale of at least 0", "logistic": "a scale of at least 0", "gumbel": "a scale of at least 0",
	"rayleigh": "a scale of at least 0", "weibull": "a shape above 0", "pareto": "a shape above 0", "power": "an exponent above 0",
	"gamma": "a shape above 0 and a scale of at least 0", "beta": "two shapes above 0", "chisquare": "degrees of freedom above 0", "student-t": "degrees of freedom above 0",
	"binomial": "at least 0 trials and a probability from 0 to 1", "geometric": "a probability above 0, at most 1",
}

// drawn is draw for parameters that must be possible.
func (g *Generator) drawn(kind string, dtype ndarray.DType, shape []int, spec Chunking, p [2]float64, possible bool) (*Array, error) {
	if !possible {
		return nil, asked(fmt.Errorf("arrays: %s: got parameters %v, want %s", kind, p[:], parameterRules[kind]))
	}
	return g.draw(kind, dtype, shape, spec, p[0], p[1])
}

// distributions draw float64 numbers, mostly by inverting the probability.
var distributions = map[string]func(s *stream, p, q float64) float64{
	"random":      func(s *stream, _, _ float64) float64 { return s.float() },
	"uniform":     func(s *stream, p, q float64) float64 { return p + (q-p)*s.float() },
	"normal":      func(s *stream, p, q float64) float64 { return p + q*s.normal() },
	"exponential": func(s *stream, p, _ float64) float64 { return p * s.exponential() },
	"laplace": func(s *stream, p, q float64) float64 {
		if s.next()>>63 == 0 {
			q = -q
		}
		return p + q*s.exponential()
	},
	"logistic": func(s *stream, p, q float64) float64 {
		u := s.inside()
		return p + q*math.Log(u/(1-u))
	},
	"gumbel":    func(s *stream, p, q float64) float64 { return p - q*math.Log(-math.Log(s.inside())) },
	"rayleigh":  func(s *stream, p, _ float64) float64 { return p * math.Sqrt(2*s.exponential()) },
	"weibull":   func(s *stream, p, _ float64) float64 { return math.Pow(s.exponential(), 1/p) },
	"pareto":    func(s *stream, p, _ float64) float64 { return math.Expm1(s.exponential() / p) },
	"power":     func(s *stream, p, _ float64) float64 { return math.Pow(1-s.float(), 1/p) },
	"cauchy":    func(s *stream, _, _ float64) float64 { return math.Tan(math.Pi * (s.inside() - 0.5)) },
	"gamma":     func(s *stream, p, q float64) float64 { return q * s.gamma(p) },
	"beta":      func(s *stream, p, q float64) float64 { return s.beta(p, q) },
	"chisquare": func(s *stream, p, _ float64) float64 { return 2 * s.gamma(p/2) },
	"student-t": func(s *stream, p, _ float64) float64 { return s.normal() / math.Sqrt(2*s.gamma(p/2)/p) },
}

// countLaws draw int64 numbers.
var countLaws = map[string]func(s *stream, p, q float64) int64{
	"poisson":  func(s *stream, p, _ float64) int64 { return s.poisson(p) },
	"binomial": func(s *stream, p, q float64) int64 { return s.binomial(int64(p), q) },
	"geometric": func(s *stream, p, _ float64) int64 {
		if p == 1 {
			return 1
		}
		return 1 + int64(min(s.exponential()/-math.Log1p(-p), 1<<62))
	},
}
