package source

import (
	"errors"
	"io"
	"os"
)

// windowBytes is how much of a file is mapped at a time, and so about what a
// reader keeps resident. Two goroutines over 2 GiB in the page cache (EPYC, Linux
// 6.18) do, in GB/s:
//
//	pages of the cache             2 MiB   some KiB   4 KiB
//	windows of 2 MiB                33        18        17
//	windows of 8 MiB                35        21        16
//	the same, MADV_POPULATE_READ    35        16        13
//	ReadAt into a reused buffer     30        28        20
//
// Filling the page table costs as much as reading, unless the cache holds the
// file in pages that are mapped at once. Where it does not, reading is better.
const windowBytes = 8 << 20

// Reads of these sizes are worth a system call each, and their buffer is not
// more than a window.
const (
	copyAtLeast = 64 << 10
	copyAtMost  = windowBytes
)

// A window gives access to a file, a stretch at a time: through a mapping that
// moves along, or by reading into a reused buffer: if buffered, without mappings
// on this system, and where that is faster.
type window struct {
	file     *os.File
	buffered bool
	mapped   []byte
	lo       int64 // file offset of mapped[0]
	buf      scratch

	streams bool // what is asked for lies one after the other
	copies  bool // the page cache holds the file in small pages

	kept    *keptFile // nil if the file is not watched
	whole   bool      // mapped is the kept mapping
	checked int64     // where its size was looked at
	given   int64     // bytes handed out
}

// openStream is openWindow for a file that is read from one end to the other: it
// uses the whole file's mapping if that has been read before, and counts what is
// read.
func openStream(path string, want int64, buffered bool) (*window, error) {
	if !buffered && canMap {
		if x := kept.mapped(path, want); x != nil {
			return &window{file: x.file, streams: true, kept: x, mapped: x.whole, whole: true}, nil
		}
	}
	w, err := openWindow(path, want, buffered)
	if err != nil {
		return nil, err
	}
	if err := w.keep(); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

// openWindow opens a file of at least want bytes.
func openWindow(path string, want int64, buffered bool) (*window, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	w := &window{file: f, buffered: buffered || !canMap}
	if err := w.checkSize(want); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return w, nil
}

// keep makes the window use the whole file's mapping if it has been read before,
// and counts what is read. It is for files that are read from one end to the
// other.
func (w *window) keep() error {
	w.streams = true
	if w.buffered {
		return nil
	}
	info, err := w.file.Stat()
	if err != nil {
		return err
	}
	w.kept, w.mapped = kept.use(w.file, info)
	w.whole = w.mapped != nil
	return nil
}

// checkSize reports a file that is shorter than want bytes.
func (w *window) checkSize(want int64) error {
	st, err := w.file.Stat()
	if err != nil {
		return err
	}
	if st.Size() < want {
		return &SizeError{Want: want, Have: st.Size()}
	}
	return nil
}

// bytes returns n bytes of the file from off on, valid until the next call.
// Mappings do not reach beyond limit, the end of what will ever be asked for.
// Mapped bytes may only be touched within arrays.GuardMapped.
func (w *window) bytes(off int64, n int, limit int64) ([]byte, error) {
	if w.buffered {
		readBytes.Add(int64(n))
		return w.read(off, n)
	}
	readBytes.Add(int64(n))
	w.given += int64(n)
	if w.whole && (off < w.checked || off+int64(n) > w.checked+windowBytes) {
		if err := w.checkSize(off + int64(n)); err != nil {
			return nil, err
		}
		w.checked = off
	}
	if off < w.lo || off+int64(n) > w.lo+int64(len(w.mapped)) {
		copied := w.streams && n >= copyAtLeast && n <= copyAtMost
		if copied && w.copies {
			return w.read(off, n)
		}
		first := w.mapped == nil
		if err := w.move(off, n, limit); err != nil {
			return nil, err
		}
		if copied && first && smallPages(w.mapped, w.lo) {
			w.copies = true
			if err := w.unmap(); err != nil {
				return nil, err
			}
			return w.read(off, n)
		}
	}
	return w.mapped[off-w.lo:][:n:n], nil
}

// move replaces the mapping by one that starts with the page of off.
func (w *window) move(off int64, n int, limit int64) error {
	if err := w.unmap(); err != nil {
		return err
	}
	if err := w.checkSize(off + int64(n)); err != nil {
		return err
	}
	lo := off - off%int64(os.Getpagesize())
	hi := max(min(off+readsOf(n)*int64(n), limit), off+int64(n))
	m, err := mapFile(w.file, lo, int(hi-lo))
	if err != nil {
		return err
	}
	w.mapped, w.lo = m, lo
	return nil
}

// readsOf is how many reads of n bytes a mapping is for: whole ones, so that no
// byte is mapped twice, and one if that is half a window, for which a call each
// is nothing.
func readsOf(n int) int64 {
	if n >= windowBytes/2 {
		return 1
	}
	return int64(windowBytes / max(n, 1))
}

func (w *window) read(off int64, n int) ([]byte, error) {
	b := w.buf.grow(n)
	return b, w.fill(b, off)
}

// readInto reads bytes of the file from off on, whatever is mapped.
func (w *window) readInto(b []byte, off int64) error {
	readBytes.Add(int64(len(b)))
	return w.fill(b, off)
}

func (w *window) fill(b []byte, off int64) error {
	got, err := w.file.ReadAt(b, off)
	if got == len(b) {
		return nil
	}
	if errors.Is(err, io.EOF) {
		return &SizeError{Want: off + int64(len(b)), Have: off + int64(got)}
	}
	return err
}

func (w *window) unmap() error {
	m, whole := w.mapped, w.whole
	w.mapped, w.whole, w.lo = nil, false, 0
	if m == nil || whole {
		return nil
	}
	return unmapFile(m)
}

// close gives everything back. The window must not be used afterwards.
func (w *window) close() error {
	w.buf.release()
	err := w.unmap()
	if w.kept != nil {
		return errors.Join(err, kept.leave(w.file, w.kept, w.given))
	}
	return errors.Join(err, w.file.Close())
}
