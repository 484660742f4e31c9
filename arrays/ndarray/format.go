package ndarray

import "strings"

// String shows the elements as NumPy prints them: nested brackets, columns
// aligned, lines of 75 characters, more than 1000 elements shortened to the first
// and last three along each axis. A single number, of no axes, is written as it
// would be among others: 1. for one.
func (a *Array) String() string {
	if a.Size() == 0 || !a.dtype.Valid() {
		return "[]"
	}
	var b strings.Builder
	p := printer{out: &b, width: lineWidth - len(a.shape), edge: a.Size() + 1}
	if a.Size() > summarizeAbove {
		p.edge = edgeItems
	}
	p.cells = newCells(a, p.edge)
	p.print(a, "")
	return b.String()
}

// NumPy's defaults.
const (
	summarizeAbove = 1000
	edgeItems      = 3
	lineWidth      = 75
)

type printer struct {
	out   *strings.Builder
	cells func(off int) string
	width int // of a line without the closing brackets
	edge  int // entries shown at either end of an axis
}

// print writes the part of a below the first axes; v has only those that are left.
func (p *printer) print(v *Array, indent string) {
	if len(v.shape) == 0 {
		p.out.WriteString(strings.TrimSpace(p.cells(v.off)))
		return
	}
	p.out.WriteByte('[')
	indent += " "
	if len(v.shape) == 1 {
		p.row(v, indent)
	} else {
		p.blocks(v, indent)
	}
	p.out.WriteByte(']')
}

// row writes the elements of the last axis and wraps long lines.
func (p *printer) row(v *Array, indent string) {
	line := ""
	for k, i := range p.shown(v.shape[0]) {
		cell := "..."
		if i >= 0 {
			cell = p.cells(v.off + i*v.strides[0])
		}
		switch {
		case k > 0 && len(indent)+len(line)+1+len(cell) > p.width:
			p.out.WriteString(strings.TrimRight(line, " ") + "\n" + indent)
			line = cell
		case k > 0:
			line += " " + cell
		default:
			line = cell
		}
	}
	p.out.WriteString(line)
}

func (p *printer) blocks(v *Array, indent string) {
	for k, i := range p.shown(v.shape[0]) {
		if k > 0 {
			p.out.WriteString(strings.Repeat("\n", len(v.shape)-1) + indent)
		}
		if i < 0 {
			p.out.WriteString("...")
			continue
		}
		sub := &Array{dtype: v.dtype, shape: v.shape[1:], strides: v.strides[1:], off: v.off + i*v.strides[0], buf: v.buf, objs: v.objs}
		p.print(sub, indent)
	}
}

// shown returns the positions to print along an axis of n entries; -1 stands
// for those left out.
func (p *printer) shown(n int) []int {
	var at []int
	for i := 0; i < n; i++ {
		if n > 2*p.edge && i == p.edge {
			at = append(at, -1)
			i = n - p.edge
		}
		at = append(at, i)
	}
	return at
}
