package arrays

import (
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A rowWalk goes over boxes of the same shape in step, row by row. Axes along
// which all boxes continue are one long row.
type rowWalk struct {
	operands []rowOperand
	length   int   // elements of a row
	shape    []int // of the axes before the last
	at       []int
	short    bool // rows are shorter than they are worth, and not the only one
	odd      bool // an operand's elements do not lie side by side in rows
}

// A rowOperand is one of the boxes: its memory and where the row begins.
type rowOperand struct {
	memory  []byte
	item    int
	strides []int // of the axes before the last
	step    int   // from element to element of a row: 1, or 0 if it is one for all
	offset  int
}

// start goes to the first rows of boxes, of which the last is written.
func (w *rowWalk) start(boxes []*ndarray.Array) {
	w.odd, w.shape = false, w.shape[:0]
	w.operands = slices.Grow(w.operands[:0], len(boxes))[:len(boxes)]
	for i, b := range boxes {
		o := &w.operands[i]
		m, ok := b.Memory()
		w.odd = w.odd || !ok
		*o = rowOperand{memory: m, item: b.DType().Size(), strides: o.strides[:0]}
	}
	w.merge(boxes)
	k := len(w.shape) - 1
	for i := range w.operands {
		o := &w.operands[i]
		o.step = o.strides[k]
		o.strides = o.strides[:k]
		w.odd = w.odd || o.step < 0 || o.step > 1 || o.step == 0 && i == len(boxes)-1
	}
	w.length, w.shape = w.shape[k], w.shape[:k]
	w.at = append(w.at[:0], w.shape...)
	clear(w.at)
	w.short = product(w.shape) > fewRows && w.length < shortRow
}

// fewRows are computed where they are, however short: copying them together
// takes longer.
const fewRows = 16

// forget drops the memory of all boxes.
func (w *rowWalk) forget() {
	for i := range w.operands {
		w.operands[i].memory = nil
	}
}

// merge finds the axes that are left when those of length 1 are dropped and
// neighbours that continue each other in all boxes are joined.
func (w *rowWalk) merge(boxes []*ndarray.Array) {
	for axis, n := range boxes[0].Shape() {
		if n == 1 {
			continue
		}
		k := len(w.shape) - 1
		joins := k >= 0
		for i, b := range boxes {
			joins = joins && w.operands[i].strides[k] == n*b.Strides()[axis]
		}
		if !joins {
			w.shape = append(w.shape, 1)
			k++
		}
		w.shape[k] *= n
		for i, b := range boxes {
			o := &w.operands[i]
			o.strides = append(o.strides[:k], b.Strides()[axis])
		}
	}
	if len(w.shape) == 0 {
		w.shape = append(w.shape, 1)
		for i := range w.operands {
			w.operands[i].strides = append(w.operands[i].strides[:0], 1)
		}
	}
}

// direct reports whether rows can be computed where they are, and pay.
func (w *rowWalk) direct() bool { return !w.odd && !w.short }

// next moves to the next row.
func (w *rowWalk) next() bool {
	for k := len(w.at) - 1; k >= 0; k-- {
		w.at[k]++
		back := 0
		if w.at[k] == w.shape[k] {
			back = w.shape[k]
		}
		for i := range w.operands {
			o := &w.operands[i]
			o.offset += o.strides[k] * (1 - back)
		}
		if back == 0 {
			return true
		}
		w.at[k] = 0
	}
	return false
}

// run returns the memory of n elements of the row, or of the one that stands
// for all.
func (o *rowOperand) run(at, n int) []byte {
	if o.step == 0 {
		return o.memory[o.offset*o.item : (o.offset+1)*o.item]
	}
	return o.memory[(o.offset+at)*o.item : (o.offset+at+n)*o.item]
}

// rowStep returns the step of the last axis that has more than one element, -1
// if rows cannot be walked.
func rowStep(a *ndarray.Array) int {
	if _, ok := a.Memory(); !ok {
		return -1
	}
	for i := a.NDim() - 1; i >= 0; i-- {
		if a.Shape()[i] == 1 {
			continue
		}
		if s := a.Strides()[i]; s == 0 || s == 1 {
			return s
		}
		return -1
	}
	return 1
}

// unitAxis returns the last axis with neighbouring elements, -1 for none.
func unitAxis(a *ndarray.Array) int {
	for i := a.NDim() - 1; i >= 0; i-- {
		if a.Shape()[i] > 1 && a.Strides()[i] == 1 {
			return i
		}
	}
	return -1
}
