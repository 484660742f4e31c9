package plot

import (
	"image/color"
	"math"
)

// rgb is a colour with channels from 0 to 1, either linear light or, after
// gamma, as sRGB stores it.
type rgb [3]float64

// bytes rounds to 8 bits, cutting what lies outside the gamut.
func (c rgb) bytes() color.RGBA {
	q := func(v float64) uint8 { return uint8(math.Round(255 * max(0, min(1, v)))) }
	return color.RGBA{R: q(c[0]), G: q(c[1]), B: q(c[2]), A: 0xff}
}

// gamma turns linear light into sRGB.
func (c rgb) gamma() rgb {
	for i, v := range c {
		if v <= 0.0031308 {
			c[i] = 12.92 * v
		} else {
			c[i] = float64(1.055*math.Pow(v, 1/2.4)) - 0.055
		}
	}
	return c
}

// times scales linear light.
func (c rgb) times(k float64) rgb { return rgb{c[0] * k, c[1] * k, c[2] * k} }

// Lightness and chroma of Phase: about the lightness at which sRGB offers most
// chroma to all hues, and nearly all of that chroma.
const (
	phaseL = 0.75
	phaseC = 0.124
)

// hue returns the linear light of a full-strength direction; turn counts whole
// turns. The start is OKLCH hue 29 degrees, where sRGB has its red.
func hue(turn float64) rgb {
	sin, cos := math.Sincos(2 * math.Pi * (turn + 29.0/360))
	return oklab(phaseL, phaseC*cos, phaseC*sin)
}

// oklab converts OKLab to linear light (Björn Ottosson, "A perceptual color
// space for image processing", 2020).
func oklab(l, a, b float64) rgb {
	p := cube(l + float64(0.3963377774*a) + float64(0.2158037573*b))
	q := cube(l - float64(0.1055613458*a) - float64(0.0638541728*b))
	r := cube(l - float64(0.0894841775*a) - float64(1.2914855480*b))
	return rgb{
		float64(4.0767416621*p) - float64(3.3077115913*q) + float64(0.2309699292*r),
		float64(-1.2684380046*p) + float64(2.6097574011*q) - float64(0.3413193965*r),
		float64(-0.0041960863*p) - float64(0.7034186147*q) + float64(1.7076147010*r),
	}
}

func cube(v float64) float64 { return v * v * v }

// lightness returns the OKLab L that looks as light as CIELAB's L* of 100·v
// (Ottosson, "Okhsv and Okhsl", 2021); plain L makes dark colours too dark.
func lightness(v float64) float64 {
	return v * (v + toe1) / (toe3 * (v + toe2))
}

const (
	toe1 = 0.206
	toe2 = 0.03
	toe3 = (1 + toe1) / (1 + toe2)
)

// fullLightness is the v whose lightness is phaseL.
var fullLightness = func() float64 {
	b := toe3*phaseL - toe1
	return (b + math.Sqrt(b*b+4*toe2*toe3*phaseL)) / 2
}()
