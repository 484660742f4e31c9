package source

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A tiffStack is the images of a TIFF file.
type tiffStack struct {
	order ndarray.ByteOrder
	pages []tiffPage
}

// openTIFF describes a TIFF file as a stack of its pages, which must be alike
// and not compressed.
func openTIFF(path string, c *config) (arrays.Source, error) {
	f, size, err := openSized(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	t, err := readTIFF(f, size)
	if err != nil {
		return nil, err
	}
	first := t.pages[0]
	frame := int64(first.shape[0]) * int64(first.shape[1]) * int64(first.dtype.Size())
	offsets, err := t.offsets(frame, size, c.allowShort)
	if err != nil {
		return nil, err
	}
	list, gap := stretches(path, offsets, frame)
	s := Series{
		Stretches: list, Type: first.dtype, Order: t.order, Gap: gap, Sync: c.sync, AllowShort: c.allowShort, Buffered: c.buffered, Format: "tiff",
	}
	if first.upward {
		s.Rows = first.shape[0]
	}
	var nav []int
	if n := s.stored(); n > 1 {
		nav = []int{n}
	}
	if s.Dims, s.Sig, err = c.fitFrame(nav, first.shape); err != nil {
		return nil, err
	}
	return s.plainest()
}

// readTIFF reads the directories of a file of so many bytes.
func readTIFF(r io.ReaderAt, size int64) (tiffStack, error) {
	t := &tiffReader{r: r, size: size, order: binary.LittleEndian}
	s := tiffStack{order: ndarray.LittleEndian}
	head, err := t.bytes(0, 8)
	if err != nil {
		return s, err
	}
	if bytes.HasPrefix(head, []byte("MM")) {
		t.order, s.order = binary.BigEndian, ndarray.BigEndian
	}
	if !looksLikeTIFF(head) {
		return s, fmt.Errorf("starts with %q, want \"II*\\x00\" or \"MM\\x00*\", or + for *", head[:4])
	}
	at := int64(t.number(head[4:]))
	if t.big = t.order.Uint16(head[2:]) == 43; t.big {
		word, err := t.bytes(8, 8)
		if err != nil {
			return s, err
		}
		at = int64(t.number(word))
	}
	seen := map[int64]bool{}
	for at != 0 {
		if seen[at] {
			return s, fmt.Errorf("directory at byte %d follows itself", at)
		}
		seen[at] = true
		fields, next, err := t.directory(at)
		if err != nil {
			return s, err
		}
		at = next
		if err := s.add(t, fields); err != nil {
			return s, err
		}
	}
	if len(s.pages) == 0 {
		return s, errors.New("no image")
	}
	return s, nil
}

// add adds a page, unless it is a smaller version of another one.
func (s *tiffStack) add(t *tiffReader, fields map[uint16]tiffField) error {
	tags := &tiffTags{tiffReader: t, fields: fields}
	if tags.one(tiffReduced, 0)&1 != 0 {
		return tags.err
	}
	p, err := t.page(fields)
	if err != nil {
		return fmt.Errorf("page %d: %w", len(s.pages), err)
	}
	if len(s.pages) > 0 {
		p.description = ""
		if err := p.like(s.pages[0], len(s.pages)); err != nil {
			return err
		}
	}
	s.pages = append(s.pages, p)
	return nil
}

// offsets returns where the images begin. ImageJ describes large stacks with
// one page, behind whose image the others follow.
func (s tiffStack) offsets(frame, size int64, allowShort bool) ([]int64, error) {
	var list []int64
	for _, p := range s.pages {
		list = append(list, p.offset)
	}
	n := imageJImages(s.pages[0].description)
	if len(list) > 1 || n < 2 {
		return list, nil
	}
	if want := saturate(list[0], saturatingMul(n, frame)); want > size && !allowShort {
		return nil, fmt.Errorf("ImageJ counts %d images: %w", n, &SizeError{Want: want, Have: size})
	}
	n = max(1, min(n, (size-list[0])/frame))
	for i := 1; int64(i) < n; i++ {
		list = append(list, list[0]+int64(i)*frame)
	}
	return list, nil
}

// imageJImages returns how many images ImageJ says there are, 0 if it does not.
func imageJImages(description string) int64 {
	if !strings.HasPrefix(description, "ImageJ=") {
		return 0
	}
	for line := range strings.Lines(description) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), "images="); ok {
			n, err := strconv.ParseInt(value, 10, 40)
			if err == nil {
				return n
			}
		}
	}
	return 0
}

// looksLikeTIFF reports whether a file begins with the magic number of TIFF or
// BigTIFF.
func looksLikeTIFF(head []byte) bool {
	for _, m := range []string{"II*\x00", "MM\x00*", "II+\x00", "MM\x00+"} {
		if bytes.HasPrefix(head, []byte(m)) {
			return true
		}
	}
	return false
}
