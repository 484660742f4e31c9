package source

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// tiffSizes are the bytes of the types of values.
var tiffSizes = map[uint16]int64{1: 1, 2: 1, 3: 2, 4: 4, 6: 1, 7: 1, 8: 2, 9: 4, 13: 4, 16: 8, 17: 8, 18: 8}

// A tiffField is the values of a tag: count of a type, at an offset.
type tiffField struct {
	kind  uint16
	count uint64
	at    int64
}

// A tiffReader reads directories. Numbers come from the file by number of bytes.
type tiffReader struct {
	r     io.ReaderAt
	size  int64
	order binary.ByteOrder
	big   bool  // BigTIFF: wide counts and offsets
	given int64 // bytes read so far
}

// errTIFFOverlap is the cause of directories that are about the same bytes, over
// and over.
var errTIFFOverlap = errors.New("directories overlap")

// bytes reads n bytes of the file.
func (t *tiffReader) bytes(at, n int64) ([]byte, error) {
	if at < 0 || n < 0 || n > t.size || at > t.size-n {
		return nil, &SizeError{Want: saturate(max(0, at), max(0, n)), Have: t.size}
	}
	const slack = 1 << 20 // pages may share some values
	if t.given += n; t.given > t.size+slack {
		return nil, errTIFFOverlap
	}
	b := make([]byte, n)
	if _, err := t.r.ReadAt(b, at); err != nil && !(errors.Is(err, io.EOF) && n == 0) {
		return nil, err
	}
	return b, nil
}

// number reads an unsigned number of 1, 2, 4 or 8 bytes.
func (t *tiffReader) number(b []byte) uint64 {
	switch len(b) {
	case 1:
		return uint64(b[0])
	case 2:
		return uint64(t.order.Uint16(b))
	case 4:
		return uint64(t.order.Uint32(b))
	}
	return t.order.Uint64(b)
}

// directory reads the fields of the directory at an offset, and where the next
// one is; 0 if there is none.
func (t *tiffReader) directory(at int64) (map[uint16]tiffField, int64, error) {
	countBytes, entry, word := int64(2), int64(12), int64(4)
	if t.big {
		countBytes, entry, word = 8, 20, 8
	}
	b, err := t.bytes(at, countBytes)
	if err != nil {
		return nil, 0, err
	}
	const maxFields = 1 << 16 // what a classic file can have
	n := t.number(b)
	if n > maxFields {
		return nil, 0, fmt.Errorf("directory at byte %d of %d fields, want up to %d", at, n, maxFields)
	}
	b, err = t.bytes(at+countBytes, int64(n)*entry+word)
	if err != nil {
		return nil, 0, err
	}
	fields := map[uint16]tiffField{}
	for i := range int64(n) {
		e := b[i*entry:][:entry]
		f := tiffField{kind: t.order.Uint16(e[2:]), count: t.number(e[4:][:word]), at: at + countBytes + i*entry + 4 + word}
		if f.count > uint64(word) || tiffSizes[f.kind]*int64(f.count) > word {
			f.at = int64(t.number(e[4+word:]))
		}
		fields[t.order.Uint16(e)] = f
	}
	return fields, int64(t.number(b[int64(n)*entry:])), nil
}

// values reads the numbers of a field.
func (t *tiffReader) values(f tiffField) ([]uint64, error) {
	size, ok := tiffSizes[f.kind]
	if !ok {
		return nil, fmt.Errorf("values of type %d at byte %d", f.kind, f.at)
	}
	if f.count > uint64(t.size) {
		return nil, &SizeError{Want: saturatingMul(int64(min(f.count, 1<<62)), size), Have: t.size}
	}
	b, err := t.bytes(f.at, int64(f.count)*size)
	if err != nil {
		return nil, err
	}
	list := make([]uint64, f.count)
	for i := range list {
		list[i] = t.number(b[int64(i)*size:][:size])
	}
	return list, nil
}

// A tiffTags reads values of one directory. Its first error stays.
type tiffTags struct {
	*tiffReader
	fields map[uint16]tiffField
	err    error
}

// list returns the values of a tag, or the default.
func (t *tiffTags) list(tag uint16, otherwise ...uint64) []uint64 {
	f, ok := t.fields[tag]
	if !ok || t.err != nil {
		return otherwise
	}
	list, err := t.values(f)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("tag %d has no values", tag)
	}
	if err != nil {
		t.err = fmt.Errorf("tag %d: %w", tag, err)
		return otherwise
	}
	return list
}

// one returns the first value of a tag, or the default.
func (t *tiffTags) one(tag uint16, otherwise uint64) uint64 { return t.list(tag, otherwise)[0] }
