package pickle

// A Writer writes one pickle of protocol 4 piece by piece, for a value of too
// many parts to be held at once. Parts are written in the order in which
// Python makes them; what is inside a Tuple, List, Dict or Call is written by
// the function that is given to it:
//
//	w := pickle.NewWriter(nil)
//	w.Dict(2, func(i int) {
//		w.Value(names[i])
//		w.Value(int64(i))
//	})
//	data, err := w.Bytes()
//
// Errors are those of [Encode] and come from Bytes: after the first nothing
// more is written. What the functions write has to add up to one value, which
// is not checked.
type Writer struct {
	e     encoder
	start int
	err   error
}

// A Memo is a place in the memo of a pickle, see [Writer.Remember].
type Memo uint32

// NewWriter returns a writer that appends to dst.
func NewWriter(dst []byte) *Writer {
	w := &Writer{}
	w.Reset(dst)
	return w
}

// Reset begins another pickle, which is appended to dst. Memos of the last one
// mean nothing in it.
func (w *Writer) Reset(dst []byte) {
	*w = Writer{e: encoder{out: append(dst, opProto, 4), protocol: 4}, start: len(dst)}
}

// Bytes ends the pickle and returns dst with the pickle appended. If there was
// an error it is dst as it was.
func (w *Writer) Bytes() ([]byte, error) {
	if w.err != nil {
		return w.e.out[:w.start], w.err
	}
	return append(w.e.out, opStop), nil
}

// Value writes a value as [Encode] does. Parts that it shares with other
// values are written again.
func (w *Writer) Value(v any) {
	if w.err != nil {
		return
	}
	switch x := v.(type) {
	case string:
		w.Text(x)
		return
	case int:
		w.e.int(int64(x))
		return
	case float64:
		w.e.float(x)
		return
	case Global:
		w.Text(x.Module)
		w.Text(x.Name)
		w.e.out = append(w.e.out, opStackGlobal)
		return
	}
	s := scanner{protocol: w.e.protocol}
	if w.err = s.scan(v); w.err != nil {
		return
	}
	w.e.repeated = s.repeated
	w.err = w.e.value(v)
}

// Text writes a str.
func (w *Writer) Text(s string) {
	switch {
	case w.err != nil:
	case !validText(s):
		w.err = unsupported("text that is not UTF-8: %.40q", s)
	default:
		w.e.text(s)
	}
}

// Remember makes the value that was written last known to [Writer.Again].
func (w *Writer) Remember() Memo {
	w.e.out = append(w.e.out, opMemoize)
	w.e.memoized++
	return Memo(w.e.memoized - 1)
}

// Again writes a value that was remembered: in Python the same object.
func (w *Writer) Again(m Memo) { w.e.recall(uint32(m)) }

// Tuple writes a tuple of the values that items writes.
func (w *Writer) Tuple(items func()) {
	w.e.out = append(w.e.out, opMark)
	items()
	w.e.out = append(w.e.out, opTuple)
}

// Call writes what class returns, or the instance that it makes, for the
// arguments that args writes.
func (w *Writer) Call(class Global, args func()) {
	w.Value(class)
	w.Tuple(args)
	w.e.out = append(w.e.out, opReduce)
}

// List writes a list of n items; item writes the i-th.
func (w *Writer) List(n int, item func(i int)) {
	w.e.out = append(w.e.out, opEmptyList)
	w.collection(n, item, opAppends)
}

// Dict writes a dict of n entries; entry writes the key and then the value of
// the i-th. Keys that Python cannot hash are not noticed.
func (w *Writer) Dict(n int, entry func(i int)) {
	w.e.out = append(w.e.out, opEmptyDict)
	w.collection(n, entry, opSetItems)
}

// collection adds parts to the collection below.
func (w *Writer) collection(n int, part func(i int), op byte) {
	for i := 0; i < n && w.err == nil; i++ {
		if i%batch == 0 {
			w.e.out = append(w.e.out, opMark)
		}
		part(i)
		if i%batch == batch-1 || i == n-1 {
			w.e.out = append(w.e.out, op)
		}
	}
}
