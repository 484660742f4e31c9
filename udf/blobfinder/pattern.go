package blobfinder

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/masks"
)

// A Pattern is what a disk looks like. Make one with [Circular] and its like and
// change its fields; zero fields take their defaults. The text form is
// "radial_gradient(radius=6,search=12)"; that of a template is
// "user_template(file.npy,search=12)".
type Pattern struct {
	Kind   string  // "circular", "radial_gradient", …, see the functions of these names
	Radius float64 // of the disk in pixels
	Search float64 // how far from the expected position to look: twice the radius, or half a template's diagonal
	Outer  float64 // radius of the negative ring around: 1.5 times the radius
	Delta  float64 // width of the border between disk and ring: 1
	// Map is the template of a user_template; for
	// radial_gradient_background_subtraction it may be a map of distances from
	// the centre, centred on the template, for disks that are distorted.
	Map *ndarray.Array
}

// The kinds of patterns.
const (
	circular                 = "circular"
	radialGradient           = "radial_gradient"
	backgroundSubtraction    = "background_subtraction"
	radialGradientBackground = "radial_gradient_background_subtraction"
	userTemplate             = "user_template"
)

// Circular is a filled disk.
func Circular(radius float64) Pattern { return Pattern{Kind: circular, Radius: radius} }

// RadialGradient rises from the centre of the disk to its border, which suits
// disks with internal structure.
func RadialGradient(radius float64) Pattern { return Pattern{Kind: radialGradient, Radius: radius} }

// BackgroundSubtraction is a disk in a negative ring; an even background gives
// zero.
func BackgroundSubtraction(radius float64) Pattern {
	return Pattern{Kind: backgroundSubtraction, Radius: radius}
}

// RadialGradientBackgroundSubtraction is a radial gradient in a negative ring.
func RadialGradientBackgroundSubtraction(radius float64) Pattern {
	return Pattern{Kind: radialGradientBackground, Radius: radius}
}

// UserTemplate is any image of a disk, which must not be modified while the
// pattern is in use.
func UserTemplate(template *ndarray.Array) Pattern { return Pattern{Kind: userTemplate, Map: template} }

// A PatternError reports a [Pattern] that makes no sense.
type PatternError struct{ Kind, Got, Want string }

func (e *PatternError) Error() string {
	return fmt.Sprintf("blobfinder: pattern %s: got %s, want %s", e.Kind, e.Got, e.Want)
}

// maxSearch bounds templates to what a detector can have.
const maxSearch = 1 << 12

// complete fills in defaults and checks.
func (p Pattern) complete() (Pattern, error) {
	fail := func(want, format string, args ...any) (Pattern, error) {
		return p, &PatternError{Kind: p.Kind, Got: fmt.Sprintf(format, args...), Want: want}
	}
	ringed := p.Kind == backgroundSubtraction || p.Kind == radialGradientBackground
	switch p.Kind {
	case circular, radialGradient, backgroundSubtraction, radialGradientBackground:
		if !(p.Radius > 0) {
			return fail("more than 0", "radius %g", p.Radius)
		}
	case userTemplate:
		if p.Map == nil || p.Map.NDim() != 2 || p.Map.Size() == 0 || p.Map.DType().Kind() == ndarray.KindComplex {
			return fail("an image of real numbers", "no template with two axes")
		}
	default:
		return fail("one of circular, radial_gradient, background_subtraction, radial_gradient_background_subtraction, user_template", "%q", p.Kind)
	}
	if p.Delta == 0 {
		p.Delta = 1
	}
	if p.Outer == 0 {
		p.Outer = 1.5 * p.Radius
	}
	if p.Search == 0 {
		p.Search = 2 * p.Radius
		if p.Kind == userTemplate {
			p.Search = math.Hypot(float64(p.Map.Shape()[0]), float64(p.Map.Shape()[1])) / 2
		}
	}
	switch {
	case ringed && !(p.Outer > p.Radius):
		return fail(fmt.Sprintf("more than the radius %g", p.Radius), "outer radius %g", p.Outer)
	case ringed && !(p.Search >= p.Outer):
		return fail(fmt.Sprintf("at least the outer radius %g", p.Outer), "search radius %g", p.Search)
	case !(p.Search >= p.Radius && p.Search > 0 && p.Search <= maxSearch):
		return fail(fmt.Sprintf("from the radius %g to %d", p.Radius, maxSearch), "search radius %g", p.Search)
	}
	return p, nil
}

// Crop returns half the side of the square around a peak that is searched: the
// search radius, rounded up. The error is a [*PatternError].
func (p Pattern) Crop() (int, error) {
	p, err := p.complete()
	return int(math.Ceil(p.Search)), err
}

// Mask returns the template centred on pixel (h/2, w/2) of an h × w image:
// float64, or the dtype of a user's template.
func (p Pattern) Mask(h, w int) (*ndarray.Array, error) {
	p, err := p.complete()
	if err != nil {
		return nil, err
	}
	d := masks.Detector{H: h, W: w, CY: float64(h / 2), CX: float64(w / 2)}
	switch p.Kind {
	case circular:
		return d.SmoothCircular(p.Radius), nil
	case radialGradient:
		return d.SmoothRadialGradient(p.Radius), nil
	case backgroundSubtraction:
		return d.SmoothBackgroundSubtraction(p.Outer, p.Radius), nil
	case radialGradientBackground:
		r, _ := d.PolarMap()
		if p.Map != nil {
			wide, err := p.Map.AsType(ndarray.Float64)
			if err != nil {
				return nil, err
			}
			if r, err = centred(wide, h, w, math.Inf(1)); err != nil {
				return nil, err
			}
		}
		return masks.RadialGradientBackgroundSubtraction(r, p.Radius, p.Outer, p.Delta)
	}
	return centred(p.Map, h, w, 0)
}

// centred returns an h × w array with the middle of a at its own middle.
func centred(a *ndarray.Array, h, w int, outside float64) (*ndarray.Array, error) {
	out := ndarray.New(a.DType(), h, w)
	if outside != 0 {
		if err := out.Fill(outside); err != nil {
			return nil, err
		}
	}
	shape := a.Shape()
	size := []int{min(h, shape[0]), min(w, shape[1])}
	dst, err := out.Region([]int{(h - size[0]) / 2, (w - size[1]) / 2}, size)
	if err != nil {
		return nil, err
	}
	src, err := a.Region([]int{(shape[0] - size[0]) / 2, (shape[1] - size[1]) / 2}, size)
	if err != nil {
		return nil, err
	}
	return out, ndarray.CopyInto(dst, src)
}

// String returns the text form, without a map.
func (p Pattern) String() string {
	var args []string
	for _, f := range p.fields() {
		if *f.value != 0 {
			args = append(args, f.name+"="+number(*f.value))
		}
	}
	return p.Kind + "(" + strings.Join(args, ",") + ")"
}

type field struct {
	name  string
	value *float64
}

func (p *Pattern) fields() []field {
	return []field{{"radius", &p.Radius}, {"search", &p.Search}, {"outer", &p.Outer}, {"delta", &p.Delta}}
}

// UnmarshalText reads the text form.
func (p *Pattern) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	kind, rest, ok := strings.Cut(s, "(")
	args, closed := strings.CutSuffix(rest, ")")
	if !ok || !closed {
		return udf.BadValue("pattern", "kind(radius=6)", "%q", s)
	}
	q := Pattern{Kind: strings.TrimSpace(kind)}
	for _, arg := range strings.Split(args, ",") {
		if err := q.set(strings.TrimSpace(arg)); err != nil {
			return err
		}
	}
	if _, err := q.complete(); err != nil {
		return err
	}
	*p = q
	return nil
}

// set reads one argument.
func (p *Pattern) set(arg string) error {
	if arg == "" {
		return nil
	}
	name, value, ok := strings.Cut(arg, "=")
	if !ok {
		a, err := ndarray.LoadNPY(arg)
		p.Map = a
		return err
	}
	for _, f := range p.fields() {
		if f.name == strings.TrimSpace(name) {
			v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			*f.value = v
			return err
		}
	}
	return udf.BadValue("pattern", "radius, search, outer or delta", "%q", name)
}

// MarshalBinary encodes the pattern with its map.
func (p Pattern) MarshalBinary() ([]byte, error) {
	b := append([]byte(p.String()), 0)
	if p.Map == nil {
		return b, nil
	}
	m, err := p.Map.MarshalBinary()
	return append(b, m...), err
}

// UnmarshalBinary is the inverse of MarshalBinary.
func (p *Pattern) UnmarshalBinary(b []byte) error {
	text, m, _ := bytes.Cut(b, []byte{0})
	kind, rest, _ := strings.Cut(string(text), "(")
	q := Pattern{Kind: kind}
	for _, arg := range strings.Split(strings.TrimSuffix(rest, ")"), ",") {
		if arg != "" && !strings.Contains(arg, "=") {
			return udf.BadValue("pattern", "name=number", "%q", arg)
		}
		if err := q.set(arg); err != nil {
			return err
		}
	}
	if len(m) > 0 {
		q.Map = new(ndarray.Array)
		if err := q.Map.UnmarshalBinary(m); err != nil {
			return err
		}
	}
	*p = q
	return nil
}
