package source

import (
	"io"
	"sync"
)

// alignBytes is the largest page that systems keep files in. A page of the
// cache is made by the first write into its place and only as long as that
// write, so files that are written in whole pieces of this size lie in large
// pages afterwards, which map several times as fast.
const alignBytes = 2 << 20

// An alignedWriter passes writes on in whole pieces of alignBytes, as far as
// they allow. Pieces that are written in parts, which must not overlap, wait
// until they are complete or flush is called. It is safe for concurrent use.
type alignedWriter struct {
	to io.WriterAt

	mu      sync.Mutex
	pending map[int64]*piece // by their offset
	free    []*piece
}

// A piece is the content of alignBytes of a file as far as it is known.
type piece struct {
	data  []byte
	parts [][2]int // from and to
	have  int
}

func newAlignedWriter(to io.WriterAt) *alignedWriter {
	return &alignedWriter{to: to, pending: map[int64]*piece{}}
}

// WriteAt implements io.WriterAt. It keeps no reference to b.
func (w *alignedWriter) WriteAt(b []byte, off int64) (int, error) {
	done := 0
	for done < len(b) {
		at := off + int64(done)
		rest := int(alignBytes - at%alignBytes)
		if rest == alignBytes && len(b)-done >= alignBytes {
			n := (len(b) - done) / alignBytes * alignBytes
			if _, err := w.to.WriteAt(b[done:done+n], at); err != nil {
				return done, err
			}
			done += n
			continue
		}
		n := min(rest, len(b)-done)
		if err := w.part(b[done:done+n], at); err != nil {
			return done, err
		}
		done += n
	}
	return done, nil
}

// part keeps a part of a piece and writes the piece if that completes it.
func (w *alignedWriter) part(b []byte, at int64) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	base := at - at%alignBytes
	p := w.pending[base]
	if p == nil {
		p = w.fresh()
		w.pending[base] = p
	}
	from := int(at - base)
	copy(p.data[from:], b)
	p.parts = append(p.parts, [2]int{from, from + len(b)})
	if p.have += len(b); p.have < alignBytes {
		return nil
	}
	delete(w.pending, base)
	w.free = append(w.free, p)
	_, err := w.to.WriteAt(p.data, base)
	return err
}

func (w *alignedWriter) fresh() *piece {
	if n := len(w.free); n > 0 {
		p := w.free[n-1]
		w.free = w.free[:n-1]
		p.parts, p.have = p.parts[:0], 0
		return p
	}
	return &piece{data: make([]byte, alignBytes)}
}

// flush writes what is left of pieces that nobody has completed.
func (w *alignedWriter) flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for base, p := range w.pending {
		for _, r := range p.parts {
			if _, err := w.to.WriteAt(p.data[r[0]:r[1]], base+int64(r[0])); err != nil {
				return err
			}
		}
	}
	clear(w.pending)
	return nil
}
