package stdudf

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// A Mask is a geometric mask on the detector: 1 inside a shape, 0 outside.
// Coordinates and lengths are in pixels; (y, x) = (0, 0) is the centre of the
// first pixel.
type Mask struct {
	Shape string    // "disk", "ring", "rect" or "point"
	Args  []float64 // see the functions of these names
}

// Masks is a list of masks with a text form: masks joined by plus signs, such
// as "disk(31.5,31.5,6)+ring(31.5,31.5,8,20)".
type Masks []Mask

// Disk is the pixels at most r from (cy, cx).
func Disk(cy, cx, r float64) Mask { return Mask{Shape: "disk", Args: []float64{cy, cx, r}} }

// Ring is the pixels more than inner and at most outer from (cy, cx).
func Ring(cy, cx, inner, outer float64) Mask {
	return Mask{Shape: "ring", Args: []float64{cy, cx, inner, outer}}
}

// Rect is the pixels from (y, x) to (y+height, x+width), both ends included. A
// negative height or width extends to the other side.
func Rect(y, x, height, width float64) Mask {
	return Mask{Shape: "rect", Args: []float64{y, x, height, width}}
}

// Point is the one pixel at (y, x).
func Point(y, x float64) Mask { return Mask{Shape: "point", Args: []float64{y, x}} }

// shapes says for each shape what its arguments are.
var shapes = map[string][]string{
	"disk":  {"cy", "cx", "r"},
	"ring":  {"cy", "cx", "inner", "outer"},
	"rect":  {"y", "x", "height", "width"},
	"point": {"y", "x"},
}

func (m Masks) check() error {
	for _, k := range m {
		names, ok := shapes[k.Shape]
		switch {
		case !ok:
			return udf.BadValue("masks", "disk, ring, rect or point", "shape %q", k.Shape)
		case len(k.Args) != len(names):
			return udf.BadValue(fmt.Sprintf("masks: %s", k.Shape), fmt.Sprintf("(%s)", strings.Join(names, ",")), "%d numbers", len(k.Args))
		case k.Shape == "disk" && k.Args[2] < 0:
			return udf.BadValue("masks: disk", "at least 0", "radius %g", k.Args[2])
		case k.Shape == "ring" && (k.Args[2] < 0 || k.Args[2] >= k.Args[3]):
			return udf.BadValue("masks: ring", "0 ≤ inner < outer", "inner radius %g and outer radius %g", k.Args[2], k.Args[3])
		}
	}
	return nil
}

// String returns the text form.
func (m Masks) String() string {
	parts := make([]string, len(m))
	for i, k := range m {
		args := make([]string, len(k.Args))
		for j, a := range k.Args {
			args[j] = strconv.FormatFloat(a, 'g', -1, 64)
		}
		parts[i] = k.Shape + "(" + strings.Join(args, ",") + ")"
	}
	return strings.Join(parts, "+")
}

// MarshalText returns the text form.
func (m Masks) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads the text form.
func (m *Masks) UnmarshalText(text []byte) error {
	var out Masks
	for _, part := range strings.Split(string(text), "+") {
		part = strings.TrimSpace(part)
		name, rest, ok := strings.Cut(part, "(")
		args, closed := strings.CutSuffix(rest, ")")
		if !ok || !closed {
			return udf.BadValue("mask", "one like disk(cy,cx,r)", "%q", part)
		}
		k := Mask{Shape: strings.TrimSpace(name)}
		for _, a := range strings.Split(args, ",") {
			v, err := strconv.ParseFloat(strings.TrimSpace(a), 64)
			if err != nil {
				return udf.BadValue("mask "+strconv.Quote(part), "a number", "%q", strings.TrimSpace(a))
			}
			k.Args = append(k.Args, v)
		}
		out = append(out, k)
	}
	if err := out.check(); err != nil {
		return err
	}
	*m = out
	return nil
}

// dense computes the masks for frames of shape sig: bool, (masks, height, width).
func (m Masks) dense(sig []int) (*ndarray.Array, error) {
	h, w := sig[0], sig[1]
	data := make([]bool, len(m)*h*w)
	for i, k := range m {
		inside := k.inside()
		row := data[i*h*w:]
		for y := range h {
			for x := range w {
				row[y*w+x] = inside(float64(y), float64(x))
			}
		}
	}
	return ndarray.FromSlice(data, len(m), h, w)
}

// inside returns the test for a pixel. Borders are those of libertem.masks.
func (k Mask) inside() func(y, x float64) bool {
	a := k.Args
	d2 := func(y, x float64) float64 { return (y-a[0])*(y-a[0]) + (x-a[1])*(x-a[1]) }
	switch k.Shape {
	case "disk":
		return func(y, x float64) bool { return d2(y, x) <= a[2]*a[2] }
	case "ring":
		return func(y, x float64) bool { d := d2(y, x); return d <= a[3]*a[3] && d > a[2]*a[2] }
	case "rect":
		y0, y1 := span(a[0], a[2])
		x0, x1 := span(a[1], a[3])
		empty := a[2] == 0 || a[3] == 0
		return func(y, x float64) bool { return !empty && y >= y0 && y <= y1 && x >= x0 && x <= x1 }
	}
	py, px := float64(int(a[0])), float64(int(a[1]))
	return func(y, x float64) bool { return y == py && x == px }
}

// span cuts off the fractions of both ends.
func span(at, length float64) (from, to float64) {
	return math.Trunc(min(at, at+length)), math.Trunc(max(at, at+length))
}
