package ndarray

import "sync"

// An operand is an array, stretched to the common shape, with the dtype in
// which a loop wants or gives its elements.
type operand struct {
	*Array
	as DType
	// scalars says that the loop takes a single element that stands for all.
	scalars bool
}

// A feed hands out the elements of an operand in the dtype the loop works in.
type feed struct {
	lane
	cast  loop1 // nil if the dtypes are the same
	item  int   // bytes of a cast element
	wide  []byte
	fixed []byte // elements that come again: of a constant operand, or of equal rows

	scalars bool // the loop takes a single element for a run of equal ones
}

// start begins at the first element of o. cast converts from the array's dtype
// to the loop's or, for a destination, the other way.
func (f *feed) start(o operand, cast loop1) {
	f.lane.reset(o.Array)
	f.cast, f.item, f.fixed, f.scalars = cast, o.as.Size(), nil, o.scalars
}

// ready reports whether the loop can work on the operand's own memory, or on a
// single element.
func (f *feed) ready() bool {
	return f.cast == nil && f.flat() || f.scalars && f.constant()
}

// run returns how many of the next n elements to handle at once.
func (f *feed) run(n int) int {
	if m := f.equal(); m >= laneRun/8 {
		return min(n, m)
	}
	if f.rowAgain() {
		return min(n, laneRun/f.shape[1]*f.shape[1])
	}
	return f.lane.run(n)
}

// rowAgain reports whether the next elements begin a short row that is the same
// memory as all others: scratch memory full of such rows serves many times.
func (f *feed) rowAgain() bool {
	return len(f.shape) == 2 && f.strides[0] == 0 && f.shape[1] < laneRun/8 && f.at[1] == 0
}

// equal returns how many elements from the next one on are the same memory, as
// far as the loop can use that.
func (f *feed) equal() int {
	if k := len(f.shape) - 1; f.scalars && f.strides[k] == 0 {
		return f.shape[k] - f.at[k]
	}
	return 0
}

// next returns the next n elements, valid until the next call.
func (f *feed) next(n int) []byte {
	again := f.rowAgain()
	if len(f.fixed) >= n*f.item && f.fixed != nil && (again || f.constant()) {
		if again {
			f.pass(n)
		}
		return f.fixed[:n*f.item]
	}
	single := n > 1 && n <= f.equal()
	if single {
		f.skip(n - 1) // the last one is taken for all
		n = 1
	}
	b := f.take(n)
	if f.cast != nil {
		f.wide = grow(f.wide, n*f.item)
		f.cast(f.wide, b)
		b = f.wide
	}
	if f.fixed = nil; !single && (again || f.constant()) {
		f.fixed = b
	}
	return b
}

// pass skips n elements, of several rows.
func (f *feed) pass(n int) {
	for k := len(f.shape) - 1; n > 0; {
		m := min(n, f.shape[k]-f.at[k])
		f.skip(m)
		n -= m
	}
}

// room returns memory for the next n elements of a destination, and whether it
// is the destination's own.
func (f *feed) room(n int) ([]byte, bool) {
	if f.cast == nil {
		if b, ok := f.direct(n); ok {
			return b, true
		}
	}
	f.wide = grow(f.wide, n*f.item)
	return f.wide, false
}

// put stores n elements that were written to room.
func (f *feed) put(b []byte, n int) {
	if f.cast != nil {
		narrow := f.lane.room(n)
		if own, ok := f.direct(n); ok {
			narrow = own
		}
		f.cast(narrow, b)
		b = narrow
	}
	f.lane.put(b, n)
}

// A walk is the state of one element-wise pass, kept for the next one.
type walk struct {
	dst feed
	src [3]feed
	in  [3][]byte // what the loop sees

	room [4][8]int // for the axes that a fold walks
}

var walks = sync.Pool{New: func() any { return new(walk) }}

// elementwise runs loop over dst and up to three sources of the same shape. If
// everything is contiguous and of the wanted dtypes there is one call, otherwise
// one per run of elements.
func elementwise(dst operand, loop func(dst []byte, src *[3][]byte), src ...operand) {
	n := dst.Size()
	if n == 0 {
		return
	}
	w := walks.Get().(*walk)
	defer w.release()
	w.dst.start(dst, castLoop(dst.dtype, dst.as))
	whole := w.dst.ready()
	for i, o := range src {
		w.src[i].start(o, castLoop(o.as, o.dtype))
		whole = whole && w.src[i].ready()
	}
	for n > 0 {
		m := w.run(n, len(src), whole)
		for i := range src {
			w.in[i] = w.src[i].next(m)
		}
		b, own := w.dst.room(m)
		loop(b, &w.in)
		if own {
			w.dst.skip(m)
		} else {
			w.dst.put(b, m)
		}
		n -= m
	}
}

// run returns the length of the next call of the loop.
func (w *walk) run(n, sources int, whole bool) int {
	if whole {
		return n
	}
	m := min(w.dst.run(n), laneRun)
	for i := range sources {
		m = min(m, w.src[i].run(n))
	}
	return m
}

// release drops the memory of the arrays and keeps the scratch memory.
func (w *walk) release() {
	w.dst.buf, w.dst.fixed, w.in = nil, nil, [3][]byte{}
	for i := range w.src {
		w.src[i].buf, w.src[i].fixed = nil, nil
	}
	walks.Put(w)
}
