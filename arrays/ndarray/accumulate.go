package ndarray

import "slices"

// A fold is one reduction for one element type. Both loops take src, whose
// elements are of the type, into accumulators of dtype acc:
//
//	inner  src has one row per accumulator, which takes in the whole row
//	outer  src has rows as long as there are accumulators
//
// extra has one value of dtype aux for each accumulator; it is nil unless aux
// is set.
type fold struct {
	acc, aux     DType
	inner, outer func(acc, extra, src []byte)
	start        any // value of the accumulators before, nil to start from elements
}

// accumulate folds the marked axes of a. The result has the shape of a with
// those axes of length 1, and the dtype of the accumulators.
func accumulate(op ReduceOp, a *Array, drop []bool, extra *Array) (*Array, error) {
	in := reduceIn(a.dtype)
	f := foldOf(in, op)
	if f.acc.Kind() >= KindFloat && (op == Sum || op == total || op == deviance) {
		// The loops round in an order that follows the layout. A block is a view
		// where it was made and contiguous where it was sent to; both have to
		// give the same bits.
		a = a.AsContiguous()
	}
	return accumulateFold(f, a, in, drop, extra)
}

func accumulateFold(f fold, a *Array, in DType, drop []bool, extra *Array) (*Array, error) {
	acc := New(f.acc, reducedShape(a.shape, drop, true)...)
	if a.Size() == 0 && f.start == nil {
		return acc, nil
	}
	if err := f.begin(acc, a, drop); err != nil {
		return nil, err
	}
	p := pass{fold: f, in: in, acc: acc.buf, item: f.acc.Size(), extraItem: f.aux.Size()}
	if extra != nil {
		p.extra = extra.buf
	}
	if a.Size() > 0 {
		p.run(a, acc, drop)
	}
	return acc, nil
}

// begin sets the accumulators to the start value or the first elements.
func (f fold) begin(acc, a *Array, drop []bool) error {
	if f.start != nil {
		return acc.Fill(f.start)
	}
	first := a.view()
	for i := range first.shape {
		if drop[i] {
			first.shape[i] = 1
		}
	}
	return CopyInto(acc, first)
}

// A pass walks an array once and folds it.
type pass struct {
	fold
	in                DType
	acc, extra        []byte
	item, extraItem   int // bytes
	src               []byte
	srcItem           int
	shape, strides    []int // of the array, neighbours of one class merged
	accStrides        []int // 0 along folded axes
	feed              *feed
	blockRows, length int
}

// run folds the last axis, or the last two if their elements are one run of
// memory, per call of a loop.
func (p *pass) run(a, acc *Array, drop []bool) {
	w := walks.Get().(*walk)
	defer w.release()
	p.shape, p.strides, p.accStrides = w.room[0][:0], w.room[1][:0], w.room[2][:0]
	p.merge(a, acc, drop)
	k := len(p.shape) - 1
	p.src, p.srcItem = a.buf, a.dtype.Size()
	p.length, p.blockRows = p.shape[k], 1
	outer := k
	direct := p.strides[k] == 1 && a.dtype == p.in
	if direct && k > 0 && p.strides[k-1] == p.length && (p.accStrides[k] == 0) != (p.accStrides[k-1] == 0) {
		p.blockRows, outer = p.shape[k-1], k-1
	}
	p.feed = &w.src[0]
	at := slices.Grow(w.room[3][:0], outer)[:outer]
	clear(at)
	n := product(p.shape[:outer])
	off, accOff := a.off, 0
	for ; n > 0; n-- {
		if direct {
			p.call(accOff, p.src[off*p.srcItem:(off+p.blockRows*p.length)*p.srcItem])
		} else {
			p.row(a.dtype, off, accOff)
		}
		for i := outer - 1; i >= 0; i-- {
			at[i]++
			off, accOff = off+p.strides[i], accOff+p.accStrides[i]
			if at[i] < p.shape[i] {
				break
			}
			off, accOff = off-p.shape[i]*p.strides[i], accOff-p.shape[i]*p.accStrides[i]
			at[i] = 0
		}
	}
}

// merge drops axes of length 1 and joins neighbours that are folded alike and
// lie one behind the other.
func (p *pass) merge(a, acc *Array, drop []bool) {
	for i, e := range a.shape {
		if e == 1 {
			continue
		}
		s, as := a.strides[i], acc.strides[i]
		if drop[i] {
			as = 0
		}
		k := len(p.shape) - 1
		if k >= 0 && p.strides[k] == e*s && p.accStrides[k] == e*as && (p.accStrides[k] == 0) == drop[i] {
			p.shape[k] *= e
			p.strides[k], p.accStrides[k] = s, as
			continue
		}
		p.shape, p.strides, p.accStrides = append(p.shape, e), append(p.strides, s), append(p.accStrides, as)
	}
	if len(p.shape) == 0 {
		p.shape, p.strides, p.accStrides = append(p.shape, 1), append(p.strides, 1), append(p.accStrides, 0)
	}
}

// row folds one row that has gaps or needs a cast, in runs that fit scratch memory.
func (p *pass) row(d DType, off, accOff int) {
	k := len(p.shape) - 1
	one := Array{dtype: d, shape: p.shape[k:], strides: p.strides[k:], off: off, buf: p.src}
	p.feed.start(operand{&one, p.in, false}, castLoop(p.in, d))
	for done := 0; done < p.length; {
		n := min(p.length-done, laneRun)
		to := accOff
		if p.accStrides[k] != 0 {
			to += done
		}
		src := p.feed.next(n)
		if p.accStrides[k] == 0 {
			p.inner(p.part(to, 1), p.extraPart(to, 1), src)
		} else {
			p.outer(p.part(to, n), p.extraPart(to, n), src)
		}
		done += n
	}
}

// call folds a block of rows.
func (p *pass) call(accOff int, src []byte) {
	if k := len(p.shape) - 1; p.accStrides[k] == 0 {
		p.inner(p.part(accOff, p.blockRows), p.extraPart(accOff, p.blockRows), src)
		return
	}
	p.outer(p.part(accOff, p.length), p.extraPart(accOff, p.length), src)
}

func (p *pass) part(off, n int) []byte { return p.acc[off*p.item : (off+n)*p.item] }

func (p *pass) extraPart(off, n int) []byte {
	if p.extra == nil {
		return nil
	}
	return p.extra[off*p.extraItem : (off+n)*p.extraItem]
}
