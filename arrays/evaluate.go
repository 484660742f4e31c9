package arrays

import (
	"context"
	"slices"
	"sync"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// How an expression is cut. A run is what one kernel call computes. All
// registers of it stay in the second-level cache, and it is as long as that
// allows: the processor fetches ahead within a run, and starts anew with each.
// A panel is what is copied into scratch memory if elements do not lie in rows;
// it stays in the same cache. Panels of transposed blocks are panelSide rows
// deep, so that every cache line they fetch is used whole.
const (
	runBytes   = 128 << 10 // of the registers together
	minRun     = 1024      // elements
	maxRun     = 16384
	shortRow   = 256 // elements; shorter rows are copied together
	panelSize  = 32 << 10
	panelSide  = 32
	panelWidth = 1024
)

// run returns the elements of a run.
func (p *program) run() int {
	n := runBytes / max(p.bytes, 1)
	return min(max(n&^63, minRun), maxRun)
}

// into computes the box of the expression that starts at start and has the
// shape of dst.
func (p *program) into(ctx context.Context, dst *ndarray.Array, start []int) error {
	if dst.Size() == 0 {
		return ctx.Err()
	}
	e := evaluations.Get().(*evaluation)
	defer e.release()
	e.program, e.ctx = p, ctx
	size := 0
	for _, item := range p.items {
		e.first = append(e.first, size)
		size += (item*min(p.run(), dst.Size()) + 63) &^ 63
	}
	e.needScratch(size)
	for _, b := range p.blocks {
		v, err := regionOf(b, start, dst.Shape())
		if err != nil {
			return err
		}
		e.views = append(e.views, v)
	}
	e.views = append(e.views, dst)
	if e.walk.start(e.views); e.walk.direct() {
		return e.rows(&e.walk)
	}
	return e.panels(e.views)
}

// regionOf is a box of b; b itself if that is all of it.
func regionOf(b *ndarray.Array, start, shape []int) (*ndarray.Array, error) {
	if slices.Equal(b.Shape(), shape) {
		return b, nil // start can only be the first element
	}
	return b.Region(start, shape)
}

// An evaluation is one pass over a box.
type evaluation struct {
	*program
	ctx     context.Context
	scratch []byte
	views   []*ndarray.Array // the box in each block and in the result
	parts   []*ndarray.Array // a panel of each
	copies  []*ndarray.Array // panels of scratch memory, per block and for the result
	walk    rowWalk
	single  []bool // per instruction: one element stands for a run
	values  [][]byte
	first   []int // byte in scratch of each register
	args    [3][]byte
	done    int // elements since ctx was looked at
}

var evaluations = sync.Pool{New: func() any { return new(evaluation) }}

// needScratch makes room for the registers.
func (e *evaluation) needScratch(n int) {
	if cap(e.scratch) < n {
		b, _ := ndarray.New(ndarray.Complex128, (n+15)/16).Memory() // aligned for every dtype
		e.scratch = b
	}
	e.scratch = e.scratch[:n]
}

// release gives the evaluation back. It refers to no block afterwards.
func (e *evaluation) release() {
	for _, c := range e.copies {
		if c != nil {
			c.Release()
		}
	}
	clear(e.views)
	clear(e.parts)
	clear(e.copies)
	clear(e.values)
	e.walk.forget()
	*e = evaluation{scratch: e.scratch, views: e.views[:0], parts: e.parts[:0], copies: e.copies[:0], walk: e.walk,
		single: e.single[:0], values: e.values[:0], first: e.first[:0]}
	evaluations.Put(e)
}

// rows computes all rows of a walk.
func (e *evaluation) rows(w *rowWalk) error {
	e.begin(w)
	n := e.run()
	for {
		for at := 0; at < w.length; at += n {
			m := min(n, w.length-at)
			e.compute(w, at, m)
			if e.done += m; e.done >= 1<<18 {
				e.done = 0
				if err := e.ctx.Err(); err != nil {
					return err
				}
			}
		}
		if !w.next() {
			return nil
		}
	}
}

// begin finds out which instructions give one element for a whole row.
func (e *evaluation) begin(w *rowWalk) {
	e.single, e.values = e.single[:0], e.values[:0]
	for i := range e.code {
		one, c := true, &e.code[i]
		switch c.kind {
		case readBlock:
			one = w.operands[c.at].step == 0
		case callKernel:
			for _, in := range c.in() {
				one = one && e.single[in]
			}
		}
		e.single, e.values = append(e.single, one), append(e.values, nil)
	}
}

// compute runs the program over n elements of the current row.
func (e *evaluation) compute(w *rowWalk, at, n int) {
	dst, regs := w.operands[len(w.operands)-1].run(at, n), e.scratch
	result := len(e.code) - 1
	for i := range e.code {
		c := &e.code[i]
		switch c.kind {
		case readBlock:
			e.values[i] = w.operands[c.at].run(at, n)
		case readFixed:
			e.values[i] = e.fixed[c.at]
		default:
			out := dst
			if i != result || e.single[i] {
				out = regs[e.first[c.at]:][:n*e.items[c.at]]
				if e.single[i] {
					out = out[:e.items[c.at]]
				}
			}
			for k, in := range c.in() {
				e.args[k] = e.values[in]
			}
			c.kernel(out, &e.args)
			e.values[i] = out
		}
	}
	if e.single[result] {
		repeatItem(dst, e.values[result], e.dtype.Size())
	}
}

// panels computes a box piece by piece, through scratch memory for operands
// that cannot be walked in rows.
func (e *evaluation) panels(views []*ndarray.Array) error {
	dst := views[len(views)-1]
	order, extents := panelShape(views)
	start, shape := make([]int, dst.NDim()), make([]int, dst.NDim())
	e.copies = append(e.copies, make([]*ndarray.Array, len(views))...)
	for {
		for i, n := range dst.Shape() {
			shape[i] = min(extents[i], n-start[i])
		}
		if err := e.panel(views, start, shape); err != nil {
			return err
		}
		if !advancePanel(start, dst.Shape(), extents, order) {
			return nil
		}
	}
}

// panel computes one panel.
func (e *evaluation) panel(views []*ndarray.Array, start, shape []int) error {
	e.parts = e.parts[:0]
	for _, v := range views {
		part, err := regionOf(v, start, shape)
		if err != nil {
			return err
		}
		e.parts = append(e.parts, part)
	}
	parts := e.parts
	place := parts[len(parts)-1]
	for i, v := range parts {
		if rowStep(v) >= 0 && (v.IsContiguous() || shape[len(shape)-1] >= shortRow) {
			continue
		}
		c := e.copies[i]
		if c == nil || !slices.Equal(c.Shape(), shape) {
			if c != nil {
				c.Release()
			}
			c = ndarray.Get(v.DType(), shape...)
			e.copies[i] = c
		}
		if v != place {
			if err := ndarray.CopyInto(c, v); err != nil {
				return err
			}
		}
		parts[i] = c
	}
	e.walk.start(parts)
	if err := e.rows(&e.walk); err != nil {
		return err
	}
	if out := parts[len(parts)-1]; out != place {
		return ndarray.CopyInto(place, out)
	}
	return nil
}

// panelShape returns the extents of panels and the axes in the order in which
// panels are walked, the fastest first: along the rows of a transposed block,
// if there is one, so that the memory pages of a panel serve the next.
func panelShape(views []*ndarray.Array) (order, extents []int) {
	dst := views[len(views)-1]
	nd := dst.NDim()
	extents = slices.Repeat([]int{1}, nd)
	side, left := -1, panelSize
	for _, v := range views {
		if axis := unitAxis(v); axis >= 0 && axis != nd-1 && rowStep(v) < 0 {
			side = axis
		}
	}
	if side >= 0 {
		extents[side] = min(panelSide, dst.Shape()[side])
		extents[nd-1] = min(panelWidth, dst.Shape()[nd-1])
		left /= extents[side] * extents[nd-1]
		order = append(order, side)
	}
	for i := nd - 1; i >= 0; i-- {
		if i != side {
			order = append(order, i)
		}
		if extents[i] == 1 {
			extents[i] = max(min(left, dst.Shape()[i]), 1)
			left /= extents[i]
		}
	}
	return order, extents
}

// advancePanel moves start to the next panel.
func advancePanel(start, shape, extents, order []int) bool {
	for _, i := range order {
		if start[i] += extents[i]; start[i] < shape[i] {
			return true
		}
		start[i] = 0
	}
	return false
}
