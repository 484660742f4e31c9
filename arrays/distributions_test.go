package arrays_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// TestDistributionsHaveTheirMomentsAndTheirLaw compares means and variances of
// many draws, and shares below a point, with what the theory says.
func TestDistributionsHaveTheirMomentsAndTheirLaw(t *testing.T) {
	g, shape, cut := arrays.NewGenerator(11), []int{400_000}, arrays.ChunkSize(100_000)
	const euler = 0.5772156649015329
	nan := math.NaN()
	for name, c := range map[string]struct {
		draw           func() (*arrays.Array, error)
		mean, variance float64 // NaN if there is none
		at, below      float64 // share of numbers up to at
	}{
		"lognormal":       {func() (*arrays.Array, error) { return g.LogNormal(0.5, 0.25, shape, cut) }, math.Exp(0.53125), math.Expm1(0.0625) * math.Exp(1.0625), math.Exp(0.5), 0.5},
		"laplace":         {func() (*arrays.Array, error) { return g.Laplace(2, 3, shape, cut) }, 2, 18, 5, 1 - math.Exp(-1)/2},
		"logistic":        {func() (*arrays.Array, error) { return g.Logistic(2, 3, shape, cut) }, 2, 3 * math.Pi * math.Pi, 5, 1 / (1 + math.Exp(-1))},
		"gumbel":          {func() (*arrays.Array, error) { return g.Gumbel(1, 2, shape, cut) }, 1 + 2*euler, math.Pi * math.Pi * 4 / 6, 1, math.Exp(-1)},
		"rayleigh":        {func() (*arrays.Array, error) { return g.Rayleigh(2, shape, cut) }, 2 * math.Sqrt(math.Pi/2), (4 - math.Pi) / 2 * 4, 2, 1 - math.Exp(-0.5)},
		"weibull":         {func() (*arrays.Array, error) { return g.Weibull(2, shape, cut) }, math.Gamma(1.5), math.Gamma(2) - math.Pow(math.Gamma(1.5), 2), 1, 1 - math.Exp(-1)},
		"pareto":          {func() (*arrays.Array, error) { return g.Pareto(6, shape, cut) }, 1.0 / 5, 6.0 / (25 * 4), 0.1, 1 - math.Pow(1.1, -6)},
		"power":           {func() (*arrays.Array, error) { return g.Power(3, shape, cut) }, 0.75, 3.0 / 80, 0.5, 0.125},
		"cauchy":          {func() (*arrays.Array, error) { return g.Cauchy(shape, cut) }, nan, nan, 1, 0.75},
		"gamma":           {func() (*arrays.Array, error) { return g.Gamma(2, 3, shape, cut) }, 6, 18, 3, 1 - 2*math.Exp(-1)},
		"gamma below one": {func() (*arrays.Array, error) { return g.Gamma(0.5, 1, shape, cut) }, 0.5, 0.5, 0.5, math.Erf(math.Sqrt(0.5))},
		"beta":            {func() (*arrays.Array, error) { return g.Beta(2, 3, shape, cut) }, 0.4, 0.04, 0.5, 11.0 / 16},
		"beta of arcsine": {func() (*arrays.Array, error) { return g.Beta(0.5, 0.5, shape, cut) }, 0.5, 0.125, 0.25, 1.0 / 3},
		"chisquare":       {func() (*arrays.Array, error) { return g.ChiSquare(2, shape, cut) }, 2, 4, 2, 1 - math.Exp(-1)},
		"student":         {func() (*arrays.Array, error) { return g.StudentT(10, shape, cut) }, 0, 1.25, 0, 0.5},
		"few trials":      {func() (*arrays.Array, error) { return g.Binomial(3, 0.5, shape, cut) }, 1.5, 0.75, 1, 0.5},
		"many trials":     {func() (*arrays.Array, error) { return g.Binomial(1001, 0.3, shape, cut) }, 300.3, 210.21, nan, nan},
		"even trials":     {func() (*arrays.Array, error) { return g.Binomial(101, 0.5, shape, cut) }, 50.5, 25.25, 50, 0.5},
		"geometric":       {func() (*arrays.Array, error) { return g.Geometric(0.25, shape, cut) }, 4, 12, 2, 1 - 0.75*0.75},
	} {
		t.Run(name, func(t *testing.T) {
			x := must(c.draw())
			n := float64(shape[0])
			if !math.IsNaN(c.mean) {
				require.InDelta(t, c.mean, number(t, must(x.Mean())), 5*math.Sqrt(c.variance/n))
				require.InEpsilon(t, c.variance, number(t, must(x.Var())), 0.06)
			}
			if !math.IsNaN(c.at) {
				require.InDelta(t, c.below, number(t, must(must(arrays.LessEqual(x, c.at)).Mean())), 0.005)
			}
		})
	}
	always := compute(t, must(g.Geometric(1, []int{3}, cut)))
	require.Equal(t, "[1 1 1]", always.String())
	require.Equal(t, "[7 7 7]", compute(t, must(g.Binomial(7, 1, []int{3}, cut))).String())
	require.Equal(t, "[0 0 0]", compute(t, must(g.Binomial(70, 0, []int{3}, cut))).String())
}

// TestDistributionsFollowTheSeed: the same seed and calls give the same numbers.
func TestDistributionsFollowTheSeed(t *testing.T) {
	draw := func(seed uint64) *ndarray.Array {
		g := arrays.NewGenerator(seed)
		return compute(t, must(arrays.Add(must(g.Gamma(2, 1, []int{7}, arrays.ChunkSize(3))), must(g.Binomial(50, 0.5, []int{7}, arrays.ChunkSize(3))))))
	}
	require.True(t, ndarray.Identical(draw(1), draw(1)))
	require.False(t, ndarray.Identical(draw(1), draw(2)))
}

func TestImpossibleDistributionsFailWhileBuilding(t *testing.T) {
	g, shape, cut := arrays.NewGenerator(1), []int{3}, arrays.ChunkSize(2)
	for name, call := range map[string]func() (*arrays.Array, error){
		"laplace":   func() (*arrays.Array, error) { return g.Laplace(0, -1, shape, cut) },
		"weibull":   func() (*arrays.Array, error) { return g.Weibull(0, shape, cut) },
		"gamma":     func() (*arrays.Array, error) { return g.Gamma(0, 1, shape, cut) },
		"beta":      func() (*arrays.Array, error) { return g.Beta(1, math.NaN(), shape, cut) },
		"binomial":  func() (*arrays.Array, error) { return g.Binomial(3, 1.5, shape, cut) },
		"geometric": func() (*arrays.Array, error) { return g.Geometric(0, shape, cut) },
	} {
		_, err := call()
		require.ErrorContains(t, mistake(t, err, "distributions_test.go"), "arrays: "+name+": got parameters [")
	}
}

// number is the one element of an array.
func number(t *testing.T, a *arrays.Array) float64 {
	v, err := ndarray.Float64s(compute(t, a))
	require.NoError(t, err)
	require.Len(t, v, 1)
	return v[0]
}
