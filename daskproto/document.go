package daskproto

// A document is a value of a message that is encoded already, but for its
// payloads: they are numbered when the message is.
type document struct {
	e        *encoder
	payloads []any
	cuts     []int // where in the text each payload goes
	err      error
}

func newDocument(size int) *document {
	e := newEncoder(nil)
	e.out = make([]byte, 0, size)
	return &document{e: e}
}

func (d *document) note(err error) {
	if d.err == nil {
		d.err = err
	}
}

func (d *document) startMap(n int)   { d.note(d.e.pack.EncodeMapLen(n)) }
func (d *document) startArray(n int) { d.note(d.e.pack.EncodeArrayLen(n)) }
func (d *document) text(s string)    { d.note(d.e.text(s)) }
func (d *document) bytes(b []byte)   { d.note(d.e.bytes(b)) }
func (d *document) bool(v bool)      { d.note(d.e.pack.EncodeBool(v)) }

// payload adds a payload as the next value.
func (d *document) payload(v any) {
	d.payloads = append(d.payloads, v)
	d.cuts = append(d.cuts, len(d.e.out))
}

// document writes a document as part of another.
func (e *encoder) document(d *document, depth int) error {
	from := 0
	for i, at := range d.cuts {
		e.out = append(e.out, d.e.out[from:at]...)
		if err := e.value(d.payloads[i], depth+1); err != nil {
			return err
		}
		from = at
	}
	e.out = append(e.out, d.e.out[from:]...)
	return nil
}

// A ranking is the map that ranks tasks as they stand in a graph.
type ranking struct{ Graph }

// size guesses how long it is.
func (r ranking) size() int {
	size := 0
	for _, l := range r.Layers {
		size += 8 * len(l.Tasks)
		for i := range l.Tasks {
			size += len(l.Tasks[i].Key)
		}
	}
	return size
}

func (e *encoder) ranking(r ranking) error {
	n, at := 0, int64(0)
	for _, l := range r.Layers {
		n += len(l.Tasks)
	}
	if err := e.pack.EncodeMapLen(n); err != nil {
		return err
	}
	for _, l := range r.Layers {
		for i := range l.Tasks {
			if err := e.text(l.Tasks[i].Key); err != nil {
				return err
			}
			if err := e.pack.EncodeInt64(at); err != nil {
				return err
			}
			at++
		}
	}
	return nil
}
