package draw

import "image/color"

// Inks of the picture.
var (
	paper     = rgb(0xffffff)
	ink       = rgb(0x1f2a37)
	inkSoft   = rgb(0x4b5768)
	inkFaint  = rgb(0x687485)
	line      = rgb(0x9aa5b4)
	lineStout = rgb(0x334155)
	datumFill = rgb(0xf6efe2)
	datumEdge = rgb(0xc8ac7c)
	boxEdge   = rgb(0xb6bfca)
)

func rgb(v uint32) color.RGBA {
	return color.RGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}
}

// A tint is a pale fill and the line that goes with it.
type tint struct{ fill, edge color.RGBA }

// tints are of similar lightness, so that no layer stands out by its colour.
var tints = []tint{
	{rgb(0xe3edf7), rgb(0x6f97bf)}, // blue
	{rgb(0xe2f1ec), rgb(0x64a18c)}, // green
	{rgb(0xefe9f6), rgb(0x957fb8)}, // violet
	{rgb(0xfbeae4), rgb(0xcb8a72)}, // terracotta
	{rgb(0xe3f0f3), rgb(0x5f9fae)}, // teal
	{rgb(0xf7e8ef), rgb(0xbd7d98)}, // rose
	{rgb(0xeef0e0), rgb(0x98a066)}, // olive
	{rgb(0xe8ebf1), rgb(0x7e8ba3)}, // slate
}

var datumTint = tint{datumFill, datumEdge}

// ramp goes from early or short, pale, to late or long, dark.
var ramp = []color.RGBA{rgb(0xfdf3d8), rgb(0xf7d3a0), rgb(0xee9f7a), rgb(0xd56a76), rgb(0x9a4580), rgb(0x4f2f72)}

// at returns the colour of the ramp at f from 0 to 1.
func at(f float64) color.RGBA {
	f = min(max(f, 0), 1) * float64(len(ramp)-1)
	i := min(int(f), len(ramp)-2)
	return mix(ramp[i], ramp[i+1], f-float64(i))
}

func mix(a, b color.RGBA, f float64) color.RGBA {
	ch := func(x, y uint8) uint8 { return uint8(float64(x) + float64(f*(float64(y)-float64(x))) + 0.5) }
	return color.RGBA{R: ch(a.R, b.R), G: ch(a.G, b.G), B: ch(a.B, b.B), A: 255}
}

// writing returns the ink to be read on a fill.
func writing(fill color.RGBA) color.RGBA {
	if 299*int(fill.R)+587*int(fill.G)+114*int(fill.B) < 140_000 {
		return paper
	}
	return ink
}

// rampTint is the tint for f from 0 to 1.
func rampTint(f float64) tint {
	fill := at(f)
	return tint{fill: fill, edge: mix(fill, lineStout, 0.45)}
}
