package zarr

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gloam-go/gloam/internal/packing"
)

// A zipIndex is the directory of a zip file: where entries are, without a
// leading folder that all share. It is kept for the next task.
type zipIndex struct {
	size    int64
	changed time.Time
	entries map[string]*zipEntry
	folders map[string]bool
	below   map[string][]string // names of the folders in a folder
}

type zipEntry struct {
	*zip.File
	once   sync.Once
	offset int64 // of the data
	err    error
}

// A pathReader opens a file for each read, so that a directory that is kept
// does not keep a file open.
type pathReader string

func (p pathReader) ReadAt(b []byte, offset int64) (int, error) {
	f, err := os.Open(string(p))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return f.ReadAt(b, offset)
}

var zipIndexes struct {
	sync.Mutex
	byPath map[string]*zipIndex
}

// zipsKept is the number of directories kept.
const zipsKept = 8

type zipStore struct {
	*zipIndex
	file *os.File
}

func openZip(name string, info fs.FileInfo) (keyStore, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	x, err := indexOf(name, info)
	if err != nil {
		f.Close()
		return nil, err
	}
	return zipStore{x, f}, nil
}

// indexOf returns the directory as it was read before, or reads it.
func indexOf(name string, info fs.FileInfo) (*zipIndex, error) {
	zipIndexes.Lock()
	defer zipIndexes.Unlock()
	if x := zipIndexes.byPath[name]; x != nil && x.size == info.Size() && x.changed.Equal(info.ModTime()) {
		return x, nil
	}
	x, err := readIndex(pathReader(name), info)
	if err != nil {
		return nil, err
	}
	if len(zipIndexes.byPath) >= zipsKept || zipIndexes.byPath == nil {
		zipIndexes.byPath = map[string]*zipIndex{}
	}
	zipIndexes.byPath[name] = x
	return x, nil
}

func readIndex(f io.ReaderAt, info fs.FileInfo) (*zipIndex, error) {
	r, err := zip.NewReader(f, info.Size())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotZarr, err)
	}
	prefix := sharedFolder(r.File)
	x := &zipIndex{size: info.Size(), changed: info.ModTime(), entries: map[string]*zipEntry{}, folders: map[string]bool{}, below: map[string][]string{}}
	for _, e := range r.File {
		key := strings.TrimPrefix(e.Name, prefix)
		if strings.HasSuffix(key, "/") || !fs.ValidPath(key) {
			continue
		}
		x.entries[key] = &zipEntry{File: e} // the last one of a name counts
		x.note(key)
	}
	for k := range x.below {
		slices.Sort(x.below[k])
	}
	return x, nil
}

// note lists the folders that a key is in, up to one that is known.
func (x *zipIndex) note(key string) {
	for key = path.Dir(key); key != "." && !x.folders[key]; key = path.Dir(key) {
		x.folders[key] = true
		parent := path.Dir(key)
		x.below[parent] = append(x.below[parent], path.Base(key))
	}
}

// sharedFolder returns the leading folder, with its slash, if all entries are
// in it and the metadata of the root are too.
func sharedFolder(files []*zip.File) string {
	if len(files) == 0 {
		return ""
	}
	first, _, ok := strings.Cut(files[0].Name, "/")
	prefix, root := first+"/", false
	for _, f := range files {
		if !ok || !strings.HasPrefix(f.Name, prefix) {
			return ""
		}
		root = root || slices.Contains(documents, f.Name[len(prefix):])
	}
	if !root {
		return ""
	}
	return prefix
}

func (s zipStore) open(key string) (object, error) {
	e, ok := s.entries[key]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: key, Err: fs.ErrNotExist}
	}
	reads.objects.Add(1)
	if e.Method != zip.Store {
		return s.unpack(e)
	}
	return s.section(e, e.UncompressedSize64)
}

// unpack reads an entry that the zip file compresses.
func (s zipStore) unpack(f *zipEntry) (object, error) {
	if f.UncompressedSize64 > 1100*f.CompressedSize64+64 || f.UncompressedSize64 > maxChunk {
		return nil, fmt.Errorf("entry %s of %d bytes, packed %d", f.Name, f.UncompressedSize64, f.CompressedSize64)
	}
	if f.Method != zip.Deflate {
		return nil, &UnsupportedError{What: "zip method", Name: fmt.Sprint(f.Method)}
	}
	packed, err := s.section(f, f.CompressedSize64)
	if err != nil {
		return nil, err
	}
	reads.bytes.Add(packed.Size())
	r := flate.NewReader(io.NewSectionReader(packed, 0, packed.Size()))
	b, err := packing.ReadLimited("zip", r, int(f.CompressedSize64), int(f.UncompressedSize64))
	if err != nil {
		return nil, codecError(err)
	}
	return memoryObject{bytes.NewReader(b)}, nil
}

// section returns n bytes of an entry's data.
func (s zipStore) section(e *zipEntry, size uint64) (section, error) {
	e.once.Do(func() { e.offset, e.err = e.DataOffset() })
	if e.err != nil {
		return section{}, e.err
	}
	if size > uint64(s.size) || e.offset < 0 || e.offset > s.size-int64(size) {
		return section{}, fmt.Errorf("entry %s of %d bytes is not inside the zip file of %d", e.Name, size, s.size)
	}
	return section{io.NewSectionReader(s.file, e.offset, int64(size))}, nil
}

func (s zipStore) children(key string) ([]string, error) { return s.below[key], nil }

func (s zipStore) Close() error { return s.file.Close() }

type section struct{ *io.SectionReader }

func (section) Close() error { return nil }
