package plot

import "math"

// The ends of Coolwarm and the magnitude of its middle, from Kenneth Moreland,
// "Diverging Color Maps for Scientific Visualization" (2009).
var (
	cool = polar(rgb{59.0 / 255, 76.0 / 255, 192.0 / 255})
	warm = polar(rgb{180.0 / 255, 4.0 / 255, 38.0 / 255})
)

const minMiddle = 88

// msh is CIELAB in polar coordinates: magnitude, angle from the lightness
// axis, hue. Straight lines in it are even for the eye.
type msh struct{ m, s, h float64 }

// coolwarm interpolates from each end to an unsaturated middle.
func coolwarm(t float64) rgb {
	end, k := cool, 2*t
	if t > 0.5 {
		end, k = warm, 2-2*t
	}
	m := max(cool.m, warm.m, minMiddle)
	mid := msh{m, 0, end.spin(m)}
	return msh{
		m: end.m + (mid.m-end.m)*k,
		s: end.s + (mid.s-end.s)*k,
		h: end.h + (mid.h-end.h)*k,
	}.rgb()
}

// spin returns the hue at which to arrive in an unsaturated colour of
// magnitude m; turning on the way keeps the steps even.
func (c msh) spin(m float64) float64 {
	if c.m >= m {
		return c.h
	}
	turn := c.s * math.Sqrt(m*m-c.m*c.m) / (c.m * math.Sin(c.s))
	if c.h > -math.Pi/3 {
		return c.h + turn
	}
	return c.h - turn
}

// white is the D65 white point in CIE XYZ.
var white = [3]float64{0.95047, 1, 1.08883}

// polar converts sRGB.
func polar(c rgb) msh {
	for i, v := range c {
		if v <= 0.04045 {
			c[i] = v / 12.92
		} else {
			c[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	f := func(v float64) float64 {
		if v > 216.0/24389 {
			return math.Cbrt(v)
		}
		return (v*24389/27 + 16) / 116
	}
	x := f((0.4124564*c[0] + 0.3575761*c[1] + 0.1804375*c[2]) / white[0])
	y := f((0.2126729*c[0] + 0.7151522*c[1] + 0.0721750*c[2]) / white[1])
	z := f((0.0193339*c[0] + 0.1191920*c[1] + 0.9503041*c[2]) / white[2])
	l, a, b := 116*y-16, 500*(x-y), 200*(y-z)
	m := math.Sqrt(l*l + a*a + b*b)
	return msh{m, math.Acos(l / m), math.Atan2(b, a)}
}

// rgb converts to sRGB.
func (c msh) rgb() rgb {
	l := c.m * math.Cos(c.s)
	a := c.m * math.Sin(c.s) * math.Cos(c.h)
	b := c.m * math.Sin(c.s) * math.Sin(c.h)
	f := func(v float64) float64 {
		if v*v*v > 216.0/24389 {
			return v * v * v
		}
		return (116*v - 16) * 27 / 24389
	}
	fy := (l + 16) / 116
	x, y, z := white[0]*f(fy+a/500), white[1]*f(fy), white[2]*f(fy-b/200)
	return rgb{
		3.2404542*x - 1.5371385*y - 0.4985314*z,
		-0.9692660*x + 1.8760108*y + 0.0415560*z,
		0.0556434*x - 0.2040259*y + 1.0572252*z,
	}.gamma()
}
