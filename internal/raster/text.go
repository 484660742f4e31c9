package raster

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/math/fixed"
)

// Anchor says which part of a text lies at the point given for it.
type Anchor uint8

// The anchors.
const (
	Start Anchor = iota
	Middle
	End
)

// Rotation is the direction in which a text runs.
type Rotation uint8

// The rotations.
const (
	Across Rotation = iota // left to right
	Upward                 // turned left by 90 degrees: bottom to top
	Down                   // turned right by 90 degrees: top to bottom
)

// TextStyle says how a text is drawn. A nil Color is black.
type TextStyle struct {
	Font   Font
	Color  color.Color
	Anchor Anchor
	Rotate Rotation
}

// Extent is the room a text takes. Ascent and Descent are those of its font
// and do not depend on the letters; CapHeight is the height of a capital.
type Extent struct {
	Width, Ascent, Descent, CapHeight float64
}

// MeasureText returns the extent of s on one line. It needs no canvas and is
// safe for concurrent use.
func MeasureText(s string, f Font) Extent {
	shared.mu.Lock()
	defer shared.mu.Unlock()
	width, _ := layout(s, f)
	m := shared.font(f).face.Metrics()
	return Extent{
		Width:     pixels(width),
		Ascent:    pixels(m.Ascent),
		Descent:   pixels(m.Descent),
		CapHeight: pixels(m.CapHeight),
	}
}

// Text draws s on one line with its baseline through (x, y) and returns its
// width. The baseline is moved to the nearest pixel, so that letters are crisp.
// Superscript digits, plus and minus are drawn from the ordinary ones; control
// characters are spaces, and characters the font lacks are boxes.
func (c *Canvas) Text(x, y float64, s string, st TextStyle) float64 {
	shared.mu.Lock()
	defer shared.mu.Unlock()
	width, letters := layout(s, st.Font)
	along, across := x, y
	switch st.Rotate {
	case Upward:
		along, across = -y, x
	case Down:
		along, across = y, -x
	}
	along -= pixels(width) * float64(st.Anchor) / 2
	if math.IsNaN(along+across) || math.Abs(along)+math.Abs(across) > 1<<24 {
		return pixels(width)
	}
	if st.Color == nil {
		st.Color = color.Black
	}
	src := image.NewUniform(st.Color)
	for _, l := range letters {
		c.letter(l, along, int(math.Round(across)), st.Rotate, src)
	}
	return pixels(width)
}

// letter is a character with its place relative to the start of the text.
type letter struct {
	font  *sized
	r     rune
	x     fixed.Int26_6
	raise int
}

// layout places the characters of s. shared.mu is held.
func layout(s string, f Font) (width fixed.Int26_6, letters []letter) {
	full := shared.font(f)
	small, raise := full, 0
	for _, r := range s {
		font, up := full, 0
		if r < ' ' || r == 0x7f {
			r = ' '
		}
		if r == '\u2009' || r == '\u202f' { // thin blanks, which the font has too wide
			width += full.advance(' ') * 3 / 5
			continue
		}
		if base, ok := superscripts[r]; ok {
			if raise == 0 {
				small, raise = superscript(f)
			}
			font, up, r = small, raise, base
		}
		letters = append(letters, letter{font, r, width, up})
		width += font.advance(r)
	}
	return width, letters
}

// superscript returns the font of superscripts beside f and how many pixels
// they are raised.
func superscript(f Font) (*sized, int) {
	if !(f.Size > 0) {
		f.Size = 12
	}
	raise := max(int(math.Round(0.38*f.Size)), 1)
	return shared.font(Font{f.Face, 0.72 * f.Size}), raise
}

// superscripts lists the raised characters, most of which the Go fonts lack.
var superscripts = map[rune]rune{
	'⁰': '0', '¹': '1', '²': '2', '³': '3', '⁴': '4', '⁵': '5', '⁶': '6',
	'⁷': '7', '⁸': '8', '⁹': '9', '⁻': '−', '⁺': '+',
}

// letter draws l; base is the pixel of the baseline.
func (c *Canvas) letter(l letter, along float64, base int, rot Rotation, src image.Image) {
	at := math.Floor((along+pixels(l.x))*phases + 0.5)
	cell := int(math.Floor(at / phases))
	g := l.font.glyph(l.r, int(at)-cell*phases)
	if g.mask == nil {
		return
	}
	u, v := cell+g.at.X, base-l.raise+g.at.Y
	w, h := g.mask.Rect.Dx(), g.mask.Rect.Dy()
	switch rot {
	case Across:
		draw.DrawMask(c.img, image.Rect(u, v, u+w, v+h), src, image.Point{}, g.mask, image.Point{}, draw.Over)
	case Upward:
		draw.DrawMask(c.img, image.Rect(v, -u-w, v+h, -u), src, image.Point{}, turned(g.mask, true), image.Point{}, draw.Over)
	case Down:
		draw.DrawMask(c.img, image.Rect(-v-h, u, -v, u+w), src, image.Point{}, turned(g.mask, false), image.Point{}, draw.Over)
	}
}

// turned returns m rotated by a quarter turn.
func turned(m *image.Alpha, left bool) *image.Alpha {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	out := image.NewAlpha(image.Rect(0, 0, h, w))
	for y := range h {
		for x := range w {
			if left {
				out.SetAlpha(y, w-1-x, m.AlphaAt(x, y))
			} else {
				out.SetAlpha(h-1-y, x, m.AlphaAt(x, y))
			}
		}
	}
	return out
}

func pixels(v fixed.Int26_6) float64 { return float64(v) / 64 }
