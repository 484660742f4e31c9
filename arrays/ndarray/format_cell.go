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
		c := newColumn(a, edge, false, func(c complex128) float64 { return real(c) })
		return func(off int) string { return c.cell(real(a.complexAt(off))) }
	case KindComplex:
		re := newColumn(a, edge, false, func(c complex128) float64 { return real(c) })
		im := newColumn(a, edge, true, func(c complex128) float64 { return imag(c) })
		return func(off int) string {
			c := a.complexAt(off)
			s := im.cell(imag(c))
			number := strings.TrimRight(s, " ")
			return re.cell(real(c)) + number + "j" + s[len(number):]
		}
	}
	width := 0
	if a.dtype == Bool {
		width = len("False") // also where all are true
	}
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
	bits        int  // of the element type, for the shortest text that reads back
	sign        bool // also of positive numbers
	exponent    bool
	places      int // of exponents, the most that any number needs
	digits      int // behind the point, the most that any number needs
	left, right int // characters before the point and from it on
}

// newColumn looks at the numbers that are shown. As in NumPy exponents are used
// from 1e8 (of fewer bits 1e6 and 1e3), below 1e-4, and if the largest number is
// over 1000 times the smallest.
func newColumn(a *Array, edge int, sign bool, part func(complex128) float64) *column {
	c := &column{bits: 8 * align(a.dtype), sign: sign}
	large := map[int]float64{16: 1e3, 32: 1e6, 64: 1e8}[c.bits]
	lo, hi := math.Inf(1), 0.0
	eachShown(a, edge, func(off int) {
		if m := math.Abs(part(a.complexAt(off))); m > 0 && !math.IsInf(m, 0) {
			lo, hi = min(lo, m), max(hi, m)
		}
	})
	c.exponent = hi >= large || hi > 0 && (lo < c.rounded(1e-4) || c.rounded(hi/lo) > 1000)
	eachShown(a, edge, func(off int) {
		s := c.shortest(part(a.complexAt(off)))
		c.digits = max(c.digits, digitsBehindPoint(s))
		_, exponent, _ := strings.Cut(s, "e")
		c.places = max(c.places, len(exponent))
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

// rounded returns f as an element would hold it.
func (c *column) rounded(f float64) float64 {
	switch c.bits {
	case 16:
		return float64(HalfOf(f).Float32())
	case 32:
		return float64(float32(f))
	}
	return f
}

// cell returns f padded to the column.
func (c *column) cell(f float64) string {
	s := c.text(f)
	point := strings.IndexByte(s, '.')
	if point < 0 {
		return strings.Repeat(" ", max(0, c.left+c.right-len(s))) + s
	}
	return strings.Repeat(" ", max(0, c.left-point)) + s + strings.Repeat(" ", max(0, c.right-(len(s)-point)))
}

// text returns f without padding.
func (c *column) text(f float64) string {
	s := c.number(f)
	if c.sign && s[0] != '-' {
		s = "+" + s
	}
	return s
}

func (c *column) number(f float64) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	case c.exponent:
		mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', c.digits, 64), "e")
		return withPoint(mantissa) + "e" + exponent[:1] + strings.Repeat("0", max(0, c.places-len(exponent))) + exponent[1:]
	}
	return withPoint(c.shortest(f))
}

// shortest is write without the digits that there is no room for.
func (c *column) shortest(f float64) string {
	s := c.write(f)
	if digitsBehindPoint(s) <= precision {
		return s
	}
	mantissa, exponent, found := strings.Cut(strconv.FormatFloat(f, c.format(), precision, 64), "e")
	mantissa = strings.TrimRight(mantissa, "0")
	if found {
		mantissa += "e" + exponent
	}
	return mantissa
}

func (c *column) format() byte {
	if c.exponent {
		return 'e'
	}
	return 'f'
}

// write returns f with as many digits as tell it from its neighbours.
func (c *column) write(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return ""
	}
	if c.bits > 16 {
		return strconv.FormatFloat(f, c.format(), -1, c.bits)
	}
	for n := 0; ; n++ {
		s := strconv.FormatFloat(f, 'e', n, 64)
		if v, err := strconv.ParseFloat(s, 64); err != nil || HalfOf(v) == HalfOf(f) || n == 6 {
			return strconv.FormatFloat(v, c.format(), -1, 64)
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
