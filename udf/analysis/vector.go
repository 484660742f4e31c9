package analysis

import (
	"math"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
)

// VectorColors draws a field: the hue is the direction, the strength of the
// colour the magnitude, up to vmax, or the largest finite one if that is 0. y
// and x have the shape (rows, columns); the result is uint8 of shape (rows,
// columns, 4).
func VectorColors(y, x *ndarray.Array, vmax float64) (*ndarray.Array, error) {
	if !slices.Equal(y.Shape(), x.Shape()) {
		return nil, udf.BadValue("analysis: vectors", "the same", "y of shape %s and x of shape %s", wording.Shape(y.Shape()), wording.Shape(x.Shape()))
	}
	vy, err := ndarray.Float64s(y)
	if err != nil {
		return nil, err
	}
	vx, err := ndarray.Float64s(x)
	if err != nil {
		return nil, err
	}
	if vmax == 0 {
		for i := range vy {
			if m := math.Hypot(vy[i], vx[i]); !math.IsNaN(m) && !math.IsInf(m, 0) {
				vmax = max(vmax, m)
			}
		}
	}
	if vmax == 0 {
		vmax = 1
	}
	out := make([]uint8, 4*len(vy))
	for i := range vy {
		c := direction(vy[i], vx[i], vmax)
		copy(out[4*i:], c[:])
	}
	return ndarray.FromSlice(out, append(append([]int(nil), y.Shape()...), 4)...)
}

// drawVectors draws complex numbers, or a pair of components x and y.
func drawVectors(a *ndarray.Array, vmax *float64) (*ndarray.Array, error) {
	limit := 0.0
	if vmax != nil {
		limit = *vmax
	}
	if !isComplex(a) {
		x, err := a.Index(0, 0)
		if err != nil {
			return nil, err
		}
		y, err := a.Index(0, 1)
		if err != nil {
			return nil, err
		}
		return VectorColors(y, x, limit)
	}
	x, err := ndarray.Unary(ndarray.Real, a)
	if err != nil {
		return nil, err
	}
	y, err := ndarray.Unary(ndarray.Imag, a)
	if err != nil {
		return nil, err
	}
	return VectorColors(y, x, limit)
}

// Lightness of the wheel, and chroma at full magnitude, in CIELUV: all hues have
// the same lightness, so that only direction and magnitude differ.
const (
	wheelL = 60
	wheelC = 72
)

// direction is the colour of one vector. What is no number is gray.
func direction(y, x, vmax float64) rgba {
	strength := min(math.Hypot(y, x)/vmax, 1)
	sin, cos := math.Sincos(math.Atan2(-y, -x))
	if strength != strength {
		strength, sin, cos = 0, 0, 0
	}
	return luv(wheelL, wheelC*strength*cos, wheelC*strength*sin)
}

// luv converts CIELUV with the white point D65 to sRGB.
func luv(l, u, v float64) rgba {
	const un, vn = 0.19783982482140777, 0.46833630293240970 // chromaticity of white
	up, vp := u/(13*l)+un, v/(13*l)+vn
	y := math.Pow((l+16)/116, 3)
	x, z := y*9*up/(4*vp), y*(12-3*up-20*vp)/(4*vp)
	return rgba{
		srgb(3.2404542*x - 1.5371385*y - 0.4985314*z),
		srgb(-0.9692660*x + 1.8760108*y + 0.0415560*z),
		srgb(0.0556434*x - 0.2040259*y + 1.0572252*z),
		0xff,
	}
}

// srgb encodes linear light.
func srgb(c float64) uint8 {
	if c <= 0.0031308 {
		c *= 12.92
	} else {
		c = 1.055*math.Pow(c, 1/2.4) - 0.055
	}
	return uint8(math.Round(255 * max(0, min(1, c))))
}
