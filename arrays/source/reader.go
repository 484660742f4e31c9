package source

import (
	"context"
	"fmt"
	"math"
	"sort"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A segment is a run of stored frames in one file.
type segment struct {
	path   string
	offset int64 // of the first frame
	frames int
}

// A reader is the arrays.Frames of sources whose frames lie in files, one
// after the other. One file is open at a time.
type reader struct {
	layout
	format   string
	segments []segment
	first    []int // frames before each segment; one more entry for all
	buffered bool

	win *window // of segments[cur]
	cur int
	out scratch

	last rowsReader
}

// openReader checks the first file and returns the reader.
func openReader(l layout, format string, segments []segment, buffered bool) (*reader, error) {
	r := &reader{layout: l, format: format, segments: segments, first: make([]int, 1, len(segments)+1), buffered: buffered}
	for i, s := range segments {
		r.first = append(r.first, r.first[i]+s.frames)
	}
	if err := r.use(0); err != nil {
		return nil, err
	}
	return r, nil
}

// Read implements arrays.Frames.
func (r *reader) Read(ctx context.Context, start, n int) (*ndarray.Array, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := checkRange(start, n, r.first[len(r.segments)]); err != nil {
		return nil, err
	}
	if n == 0 {
		return ndarray.New(r.dtype, append([]int{0}, r.sig...)...), nil
	}
	i := r.segmentOf(start)
	if err := r.use(i); err != nil {
		return nil, err
	}
	if r.direct(i, start, n) {
		b, err := r.bytes(start, n)
		if err != nil {
			return nil, err
		}
		return r.view(b, n)
	}
	return r.decode(ctx, start, n)
}

// segmentOf returns which segment has a stored frame.
func (r *reader) segmentOf(frame int) int { return sort.SearchInts(r.first, frame+1) - 1 }

// Close implements arrays.Frames.
func (r *reader) Close() error {
	r.out.release()
	if r.win == nil {
		return nil
	}
	w := r.win
	r.win = nil
	return w.close()
}

// use makes segment i the open one.
func (r *reader) use(i int) error {
	if r.win != nil && r.cur == i {
		return nil
	}
	s := r.segments[i]
	if r.win != nil && r.segments[r.cur].path == s.path {
		r.cur = i
		return inFile(s.path, r.format, r.win.checkSize(s.offset+r.span(s.frames)))
	}
	if r.win != nil {
		w := r.win
		r.win = nil
		if err := w.close(); err != nil {
			return err
		}
	}
	w, err := openStream(s.path, s.offset+r.span(s.frames), r.buffered)
	if err != nil {
		return inFile(s.path, r.format, err)
	}
	r.win, r.cur = w, i
	return nil
}

// direct reports whether the stored bytes can be handed out as they are.
func (r *reader) direct(i, start, n int) bool {
	if start+n > r.first[i+1] || !r.strided(n) {
		return false
	}
	// A buffer starts with the frame and is aligned; in a mapping the alignment
	// is that of the file offset. Half of a complex number is aligned when the
	// whole is to be.
	return r.win.buffered || r.offset(start)%int64(r.dtype.Size()) == 0
}

// offset returns where in the open file a stored frame begins.
func (r *reader) offset(frame int) int64 {
	return r.segments[r.cur].offset + int64(frame-r.first[r.cur])*r.pitch
}

// bytes returns the bytes from one frame to another, both in the open file.
func (r *reader) bytes(start, n int) ([]byte, error) {
	s, size := r.segments[r.cur], r.span(n)
	if size > math.MaxInt {
		return nil, inFile(s.path, r.format, fmt.Errorf("%d frames take %d bytes, more than the address space", n, size))
	}
	b, err := r.win.bytes(r.offset(start), int(size), s.offset+r.span(s.frames))
	if err != nil {
		return nil, inFile(s.path, r.format, err)
	}
	return b, nil
}

// decode collects frames in the reader's own buffer.
func (r *reader) decode(ctx context.Context, start, n int) (*ndarray.Array, error) {
	size := r.frame()
	dst := r.out.grow(n * size)
	for done := 0; done < n; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := r.use(r.segmentOf(start + done)); err != nil {
			return nil, err
		}
		k := min(n-done, r.first[r.cur+1]-start-done, max(1, int(decodeBytes/r.pitch)))
		src, err := r.bytes(start+done, k)
		if err != nil {
			return nil, err
		}
		if err := arrays.GuardMapped(func() error { r.unpackFrames(dst[done*size:], src, k); return nil }); err != nil {
			return nil, inFile(r.segments[r.cur].path, r.format, err)
		}
		done += k
	}
	return ndarray.FromBytes(r.dtype, dst, append([]int{n}, r.sig...), nil)
}

// decodeBytes is how much is decoded between two looks at the context; it also
// bounds the buffer of buffered reads. 1 MiB is well inside L2.
const decodeBytes = 1 << 20

func (r *reader) unpackFrames(dst, src []byte, n int) {
	size := r.frame()
	for i := range n {
		d, s := dst[i*size:][:size], src[int64(i)*r.pitch:][:r.stored]
		if r.unpack == nil {
			copy(d, s)
		} else {
			r.unpack(d, s)
		}
	}
}
