package ndarray

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// newCells returns how the element at an offset is written, padded to the width
// of all shown elements.
func newCells(a *Array, edge int) func(off int) string {
	switch a.dtype.Kind() {
	case KindFloat:
		c := newColumn(a, edge, func(c complex128) float64 { return real(c) })
		return func(off int) string { return c.cell(real(a.complexAt(off)), false) }
	case KindComplex:
		re := newColumn(a, edge, func(c complex128) float64 { return real(c) })
		im := newColumn(a, edge, func(c complex128) float64 { return imag(c) })
		return func(off int) string {
			c := a.complexAt(off)
			s := im.cell(imag(c), true)
			number := strings.TrimRight(s, " ")
			return re.cell(real(c), false) + number + "j" + s[len(number):]
		}
	}
	width := 0
	eachShown(a, edge, func(off int) { width = max(width, len(plainCell(a.valueAt(off)))) })
	return func(off int) string { return fmt.Sprintf("%*s", width, plainCell(a.valueAt(off))) }
}

// complexAt returns a floating or complex element.
func (a *Array) complexAt(off int) complex128 {
	s, _ := scalar(a.valueAt(off)) // cannot fail: the element is a number
	return s.c
}

// plainCell writes integers, booleans and objects.
func plainCell(v any) string {
	switch v {
	case true:
		return "True"
	case false:
		return "False"
	}
	return fmt.Sprint(v)
}

// eachShown visits the offsets of the elements that are printed.
func eachShown(a *Array, edge int, visit func(off int)) {
	p := printer{edge: edge}
	var descend func(axis, off int)
	descend = func(axis, off int) {
		if axis == len(a.shape) {
			visit(off)
			return
		}
		for _, i := range p.shown(a.shape[axis]) {
			if i >= 0 {
				descend(axis+1, off+i*a.strides[axis])
			}
		}
	}
	descend(0, a.off)
}

// precision is NumPy's default number of digits behind the point.
const precision = 8

// A column is the common form of all floats that are shown.
type column struct {
	bits        int // of the element type, for the shortest text that reads back
	exponent    bool
	digits      int // behind the point, the most that any number needs
	left, right int // characters before the point and from it on
}

// newColumn looks at the numbers that are shown. As in NumPy exponents are used
// from 1e16, below 1e-4, and if the largest number is over 1000 times the smallest.
func newColumn(a *Array, edge int, part func(complex128) float64) *column {
	c := &column{bits: 8 * align(a.dtype)}
	lo, hi := math.Inf(1), 0.0
	eachShown(a, edge, func(off int) {
		if m := math.Abs(part(a.complexAt(off))); m > 0 && !math.IsInf(m, 0) {
			lo, hi = min(lo, m), max(hi, m)
		}
	})
	c.exponent = hi >= 1e16 || hi > 0 && (lo < 1e-4 || hi/lo > 1000)
	eachShown(a, edge, func(off int) {
		c.digits = max(c.digits, min(precision, digitsBehindPoint(c.write(part(a.complexAt(off)), -1))))
	})
	eachShown(a, edge, func(off int) {
		s := c.text(part(a.complexAt(off)))
		if i := strings.IndexByte(s, '.'); i >= 0 {
			c.left, c.right = max(c.left, i), max(c.right, len(s)-i)
		}
	})
	eachShown(a, edge, func(off int) { // nan and inf end where the numbers end
		if s := c.text(part(a.complexAt(off))); !strings.Contains(s, ".") {
			c.left = max(c.left, len(s)-c.right)
		}
	})
	return c
}

// cell returns f padded to the column. With sign a plus is written too.
func (c *column) cell(f float64, sign bool) string {
	s, left := c.text(f), c.left
	if sign && !strings.HasPrefix(s, "-") {
		s = "+" + s
	}
	if sign {
		left = 0
	}
	point := strings.IndexByte(s, '.')
	if point < 0 {
		return strings.Repeat(" ", max(0, left+c.right-len(s))) + s
	}
	return strings.Repeat(" ", max(0, left-point)) + s + strings.Repeat(" ", max(0, c.right-(len(s)-point)))
}

// text returns f without padding.
func (c *column) text(f float64) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	case c.exponent:
		return withPoint(c.write(f, c.digits))
	}
	s := c.write(f, -1)
	if digitsBehindPoint(s) > precision {
		s = strings.TrimRight(c.write(f, precision), "0")
	}
	return withPoint(s)
}

// write returns f with the given number of digits behind the point, -1 for as
// many as tell it from its neighbours.
func (c *column) write(f float64, digits int) string {
	format := byte('f')
	if c.exponent {
		format = 'e'
	}
	if digits >= 0 {
		s := strconv.FormatFloat(f, format, min(digits, precision), 64)
		if short := c.write(f, -1); len(short) < len(s) && c.exponent {
			mantissa, exponent, _ := strings.Cut(short, "e")
			return withPoint(mantissa) + strings.Repeat("0", digits-digitsBehindPoint(short)) + "e" + exponent
		}
		return s
	}
	if c.bits > 16 {
		return strconv.FormatFloat(f, format, -1, c.bits)
	}
	for n := 0; ; n++ {
		s := strconv.FormatFloat(f, 'e', n, 64)
		if v, err := strconv.ParseFloat(s, 64); err != nil || HalfOf(v) == HalfOf(f) || n == 6 {
			return strconv.FormatFloat(v, format, -1, 64)
		}
	}
}

// withPoint adds the point that NumPy writes behind whole numbers.
func withPoint(s string) string {
	if strings.Contains(s, ".") {
		return s
	}
	mantissa, exponent, found := strings.Cut(s, "e")
	if found {
		return mantissa + ".e" + exponent
	}
	return mantissa + "."
}

func digitsBehindPoint(s string) int {
	mantissa, _, _ := strings.Cut(s, "e")
	if i := strings.IndexByte(mantissa, '.'); i >= 0 {
		return min(len(mantissa)-i-1, precision+1)
	}
	return 0
}
