package plot

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"github.com/gloam-go/gloam/internal/raster"
)

// Line is a graph of a one-dimensional array: the value over the index. NaN,
// infinities and, on a logarithmic axis, values that are not positive leave
// gaps.
type Line struct {
	Title          string
	XLabel, YLabel string
	Values         []float64

	// Start and Step turn index i into the x of Start + i*Step. A Step of zero
	// stands for one.
	Start, Step float64

	// Limits, if not nil, are the ends of the value axis; the line is cut
	// there. Otherwise the axis holds all values.
	Limits *Limits
	// Log makes the value axis logarithmic.
	Log bool
}

// The drawing area of a graph, in pixels.
const (
	graphWidth  = 760
	graphHeight = 400
)

var lineColor = color.RGBA{R: 0x25, G: 0x5f, B: 0x9c, A: 0xff}

func (l Line) draw() (*raster.Canvas, error) {
	if l.Step == 0 {
		l.Step = 1
	}
	rng := clip{limits: l.Limits, hi: 100, log: l.Log}
	err := rng.check()
	last := l.Start + l.Step*float64(len(l.Values)-1)
	switch {
	case len(l.Values) == 0:
		err = fmt.Errorf("0 values: nothing to draw")
	case math.IsNaN(last) || math.IsInf(last, 0):
		err = fmt.Errorf("x from %g in steps of %g: want finite numbers", l.Start, l.Step)
	}
	if err != nil {
		return nil, fmt.Errorf("plot: line %q: %w", l.Title, err)
	}
	xs := span{lo: min(l.Start, last), hi: max(l.Start, last)}.roomy(0.02)
	ys := rng.span(l.Values)
	if l.Limits == nil || ys.flat() {
		ys = ys.roomy(0.05)
	}

	p := newPage(graphWidth, graphHeight)
	l.axes(p, xs, ys)
	if ys.empty {
		p.text(graphWidth/2, graphHeight/2, colorbar{scale: ys}.nothing(), p.label(raster.Middle))
	} else {
		l.curve(p, xs, ys)
	}
	p.title(l.Title)
	return p.draw(), nil
}

// roomy widens a span by a share at both ends, and a flat one to both sides.
func (s span) roomy(share float64) span {
	switch {
	case s.empty:
		s.lo, s.hi = 0, 1
	case s.flat() && s.log:
		s.lo, s.hi = s.lo/2, s.hi*2
	case s.flat():
		d := math.Abs(s.lo) / 2
		if d == 0 {
			d = 0.5
		}
		s.lo, s.hi = s.lo-d, s.hi+d
	case s.log:
		k := math.Pow(s.hi/s.lo, share)
		s.lo, s.hi = s.lo/k, s.hi*k
	default:
		d := 2 * share * (s.hi/2 - s.lo/2)
		s.lo, s.hi = max(s.lo-d, -math.MaxFloat64), min(s.hi+d, math.MaxFloat64)
	}
	return s
}

func (l Line) axes(p *page, xs, ys span) {
	w, h := float64(graphWidth), float64(graphHeight)
	yAt, yNames, yNote, yMinor := ys.ticks(7)
	if ys.empty {
		yAt, yMinor, yNote = nil, nil, ""
	}
	var left []tick
	for i, v := range yAt {
		y := h * (1 - ys.at(v))
		p.line(0, snap(y), w, snap(y), raster.Stroke{Width: 1, Color: faint})
		left = append(left, tick{y, yNames[i]})
	}
	for _, v := range yMinor {
		left = append(left, tick{h * (1 - ys.at(v)), ""})
	}
	at, names, note := l.indexTicks(xs)
	var below []tick
	for i, v := range at {
		below = append(below, tick{w * xs.at(v), names[i]})
	}
	p.line(-0.5, 0, -0.5, h+1, tickLine)
	p.line(-0.5, h+0.5, w, h+0.5, tickLine)
	p.left(-1, left, h, l.YLabel)
	p.below(h+1, below, w, l.XLabel)
	p.text(-tickLength, -p.em(0.6), typeset(yNote), p.label(raster.Start))
	if note != "" {
		p.text(w, h+tickLength+p.em(2.5), typeset(note), p.label(raster.End))
	}
}

// indexTicks returns the ticks of the x axis. Between whole indices there is
// nothing to see, so they get whole numbers only, and in full.
func (l Line) indexTicks(xs span) (at []float64, names []string, note string) {
	at = Ticks(xs.lo, xs.hi, 10)
	if l.Start != math.Trunc(l.Start) || l.Step != math.Trunc(l.Step) || max(-xs.lo, xs.hi) >= 1e6 {
		names, note = TickLabels(at)
		return at, names, note
	}
	at = slices.DeleteFunc(at, func(v float64) bool { return v != math.Trunc(v) })
	for _, v := range at {
		names = append(names, FormatValue(v))
	}
	return at, names, ""
}
