package blobfinder

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
)

// Points are positions or vectors (y, x). Their text form is "(1,2)+(3,4)", or
// the path of an .npy file of shape (points, 2).
type Points [][2]float64

// PointsOf returns the rows of an array of shape (points, 2).
func PointsOf(a *ndarray.Array) (Points, error) {
	if a.NDim() != 2 || a.Shape()[1] != 2 {
		return nil, udf.BadValue("blobfinder: points", "(points, 2)", "shape %s", wording.Shape(a.Shape()))
	}
	v, err := ndarray.Float64s(a)
	if err != nil {
		return nil, err
	}
	p := make(Points, len(v)/2)
	for i := range p {
		p[i] = [2]float64{v[2*i], v[2*i+1]}
	}
	return p, nil
}

// String returns the text form.
func (p Points) String() string {
	parts := make([]string, len(p))
	for i, v := range p {
		parts[i] = "(" + number(v[0]) + "," + number(v[1]) + ")"
	}
	return strings.Join(parts, "+")
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// MarshalText returns the text form.
func (p Points) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads the text form.
func (p *Points) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	if s == "" {
		*p = nil
		return nil
	}
	if !strings.HasPrefix(s, "(") {
		a, err := ndarray.LoadNPY(s)
		if err != nil {
			return err
		}
		*p, err = PointsOf(a)
		return err
	}
	var out Points
	for _, part := range strings.Split(strings.TrimSuffix(strings.TrimPrefix(s, "("), ")"), ")+(") {
		y, x, _ := strings.Cut(part, ",")
		vy, erry := strconv.ParseFloat(strings.TrimSpace(y), 64)
		vx, errx := strconv.ParseFloat(strings.TrimSpace(x), 64)
		if erry != nil || errx != nil {
			return udf.BadValue("points", "(y,x)", "%q", part)
		}
		out = append(out, [2]float64{vy, vx})
	}
	*p = out
	return nil
}

// pixels rounds the points, halves to even ones.
func (p Points) pixels() [][2]int {
	out := make([][2]int, len(p))
	for i, v := range p {
		out[i] = [2]int{round(v[0]), round(v[1])}
	}
	return out
}

func round(v float64) int { return int(math.RoundToEven(v)) }

// check refuses points that are no pixels anywhere near a frame.
func (p Points) check(what string) error {
	for i, v := range p {
		if !(math.Abs(v[0]) < math.MaxInt32 && math.Abs(v[1]) < math.MaxInt32) {
			return udf.BadValue(fmt.Sprintf("%s", what), "finite numbers", "(%g,%g) as number %d", v[0], v[1], i)
		}
	}
	return nil
}
