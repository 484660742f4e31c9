package raster

import (
	"fmt"
	"image"
	"image/draw"
	"sync"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Typeface is one of the Go fonts, which are part of the program. They hold
// Latin, Greek and Cyrillic letters and common symbols.
type Typeface uint8

// The typefaces.
const (
	Regular Typeface = iota
	Bold
	Mono
)

// Font is a typeface at a size in pixels per em. A size that is not positive
// stands for 12.
type Font struct {
	Face Typeface
	Size float64
}

// parsed holds the typefaces, each read on first use.
var parsed = [...]func() *opentype.Font{
	Regular: parse(goregular.TTF),
	Bold:    parse(gobold.TTF),
	Mono:    parse(gomono.TTF),
}

func parse(ttf []byte) func() *opentype.Font {
	return sync.OnceValue(func() *opentype.Font {
		f, err := opentype.Parse(ttf)
		if err != nil {
			panic(fmt.Sprintf("raster: embedded font: %v", err))
		}
		return f
	})
}

// typecase keeps rendered glyphs. It is shared by all canvases, so that a page
// can be measured before there is a canvas to draw it on.
type typecase struct {
	mu    sync.Mutex
	fonts map[Font]*sized
}

var shared = typecase{fonts: map[Font]*sized{}}

// maxFonts bounds the fonts kept; a program uses a handful of sizes, and one
// that scales text freely starts over instead of growing.
const maxFonts = 64

// sized is a font at one size with the glyphs drawn so far. The owner of
// typecase.mu may use it.
type sized struct {
	face   *opentype.Face
	glyphs map[glyphKey]glyph
}

type glyphKey struct {
	r     rune
	phase uint8
}

// phases is the number of horizontal positions within a pixel at which glyphs
// are drawn. A quarter of a pixel is as fine as the eye can tell in spacing.
const phases = 4

// glyph is the coverage of one character, relative to the pen.
type glyph struct {
	mask *image.Alpha
	at   image.Point
}

// font returns f's glyphs. t.mu is held.
func (t *typecase) font(f Font) *sized {
	if !(f.Size > 0) {
		f.Size = 12
	}
	if int(f.Face) >= len(parsed) {
		f.Face = Regular
	}
	if s, ok := t.fonts[f]; ok {
		return s
	}
	if len(t.fonts) >= maxFonts {
		clear(t.fonts)
	}
	// At 72 dots per inch a point is a pixel.
	face, err := opentype.NewFace(parsed[f.Face](), &opentype.FaceOptions{Size: f.Size, DPI: 72})
	if err != nil {
		panic(fmt.Sprintf("raster: font size %g: %v", f.Size, err))
	}
	s := &sized{face: face.(*opentype.Face), glyphs: map[glyphKey]glyph{}}
	t.fonts[f] = s
	return s
}

// advance returns how far r moves the pen.
func (s *sized) advance(r rune) fixed.Int26_6 {
	adv, _ := s.face.GlyphAdvance(r)
	return adv
}

// glyph returns r drawn with the pen phase quarters into a pixel.
func (s *sized) glyph(r rune, phase int) glyph {
	key := glyphKey{r, uint8(phase)}
	if g, ok := s.glyphs[key]; ok {
		return g
	}
	dot := fixed.Point26_6{X: fixed.Int26_6(phase * 64 / phases)}
	dr, mask, mp, _, ok := s.face.Glyph(dot, r)
	g := glyph{at: dr.Min}
	if ok && !dr.Empty() {
		// The face reuses its mask.
		g.mask = image.NewAlpha(image.Rectangle{Max: dr.Size()})
		draw.Draw(g.mask, g.mask.Bounds(), mask, mp, draw.Src)
	}
	s.glyphs[key] = g
	return g
}
