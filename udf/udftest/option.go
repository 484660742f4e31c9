package udftest

import (
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// An Option changes what [Check] runs.
type Option func(*config)

type config struct {
	nav, sig   []int
	data       *ndarray.Array // nil: generated
	dtypes     []ndarray.DType
	chosen     bool // dtypes are the caller's, none is added
	rtol, atol float64
}

func newConfig(opts []Option) config {
	c := config{
		nav: []int{3, 4}, sig: []int{6, 5}, rtol: 1e-5, atol: 1e-6,
		dtypes: []ndarray.DType{ndarray.Uint8, ndarray.Int16, ndarray.Float32},
	}
	for _, o := range opts {
		o(&c)
	}
	return c
}

// Scan sets the shape of the generated data, of a scan of 3 by 4 frames of 6 by
// 5 pixels otherwise. A UDF that has auxiliary data or masks of a certain shape
// needs it.
func Scan(nav, sig []int) Option {
	return func(c *config) { c.nav, c.sig = append([]int{}, nav...), append([]int{}, sig...) }
}

// Data runs over these data instead of generated ones, in their own dtype only.
// The last sig axes are the signal. The array is not modified, unless the UDF
// does so.
func Data(a *ndarray.Array, sig int) Option {
	return func(c *config) {
		c.data, c.dtypes, c.chosen = a, []ndarray.DType{a.DType()}, true
		split := max(0, min(a.NDim()-sig, a.NDim()))
		c.nav, c.sig = a.Shape()[:split], a.Shape()[split:]
	}
}

// DTypes sets the element types of the data: uint8, int16, float32 and the one
// that the UDF prefers otherwise.
func DTypes(list ...ndarray.DType) Option {
	return func(c *config) { c.dtypes, c.chosen = append([]ndarray.DType{}, list...), true }
}

// Tolerance sets by how much results of different arrangements may differ: by
// atol + rtol·|value|, 1e-6 + 1e-5·|value| otherwise. Sums of floating-point
// numbers depend on their order.
func Tolerance(rtol, atol float64) Option {
	return func(c *config) { c.rtol, c.atol = rtol, atol }
}
