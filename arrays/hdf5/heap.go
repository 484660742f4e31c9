package hdf5

// A reference is a place in the global heap. That of an empty text is zero.
type reference struct {
	address int64 // of the collection
	index   int   // within, from 1
}

// Collections of the global heap take at least as many bytes as readers want
// and are closed when they hold so much or so many.
const (
	minCollection  = 4096
	fullCollection = 64 << 10
	maxCollected   = 60_000
)

// A globalHeap holds texts in collections, one after the other.
type globalHeap struct {
	at      int64 // of the first collection
	b       []byte
	start   int // of the open collection in b
	objects int // in it
}

// put adds a text.
func (h *globalHeap) put(s string) reference {
	if s == "" {
		return reference{}
	}
	if h.objects == 0 {
		h.start = len(h.b)
		h.b = append(h.b, "GCOL\x01\x00\x00\x00"...)
		h.b = little.AppendUint64(h.b, 0) // its size, when it is closed
	}
	h.objects++
	r := reference{h.at + int64(h.start), h.objects}
	h.b = little.AppendUint16(h.b, uint16(h.objects))
	h.b = append(h.b, 1, 0, 0, 0, 0, 0) // referred to once
	h.b = little.AppendUint64(h.b, uint64(len(s)))
	h.b = padded(append(h.b, s...))
	if len(h.b)-h.start >= fullCollection || h.objects == maxCollected {
		h.close()
	}
	return r
}

// close ends the open collection, with an object 0 for the room that is left.
func (h *globalHeap) close() {
	if h.objects == 0 {
		return
	}
	if left := minCollection - (len(h.b) - h.start); left > 0 {
		end := len(h.b)
		h.b = append(h.b, make([]byte, left)...)
		if left >= 16 {
			little.PutUint64(h.b[end+8:], uint64(left))
		}
	}
	little.PutUint64(h.b[h.start+8:], uint64(len(h.b)-h.start))
	h.objects = 0
}

// A localHeap holds the names in a group. The empty name comes first.
type localHeap struct{ b []byte }

func newLocalHeap() *localHeap { return &localHeap{make([]byte, 8)} }

// put adds a name and returns its offset.
func (h *localHeap) put(name string) int {
	offset := len(h.b)
	h.b = padded(append(append(h.b, name...), 0))
	return offset
}

// noFree stands for an empty list of free room.
const noFree = 1

// add writes the heap and returns its address.
func (h *localHeap) add(m *metadata) int64 {
	data := m.add(h.b)
	b := little.AppendUint64([]byte("HEAP\x00\x00\x00\x00"), uint64(len(h.b)))
	b = little.AppendUint64(b, noFree)
	return m.add(little.AppendUint64(b, uint64(data)))
}
