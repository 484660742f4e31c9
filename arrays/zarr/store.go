package zarr

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync/atomic"
)

// Limits on what is believed of a file.
const (
	maxDocument = 256 << 20 // bytes of a metadata document
	maxChunk    = 1 << 31   // bytes of a chunk's elements
	maxAxes     = 64
	maxKeys     = 1 << 24 // chunks along one axis
)

// A keyStore holds values under keys with slashes. A key without value gives
// an error that is [fs.ErrNotExist].
type keyStore interface {
	open(key string) (object, error)
	// children lists the names one level below a key, which is a folder.
	children(key string) ([]string, error)
	Close() error
}

// An object is an opened value.
type object interface {
	io.ReaderAt
	Size() int64
	Close() error
}

// reads counts opened values and bytes, for tests of what is not read.
var reads struct{ objects, bytes atomic.Int64 }

// openKeys opens the folder or zip file.
func openKeys(name string) (keyStore, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return folder(name), nil
	}
	return openZip(name, info)
}

// get returns a whole value of at most limit bytes.
func get(s keyStore, key string, limit int64) ([]byte, error) {
	o, err := s.open(key)
	if err != nil {
		return nil, err
	}
	defer o.Close()
	return readAll(o, o.Size(), limit)
}

func readAll(r io.ReaderAt, size, limit int64) ([]byte, error) {
	if size > limit {
		return nil, fmt.Errorf("%d bytes, want at most %d", size, limit)
	}
	b := make([]byte, size)
	reads.bytes.Add(size)
	if n, err := r.ReadAt(b, 0); err != nil && !(err == io.EOF && int64(n) == size) {
		return nil, err
	}
	return b, nil
}

// folder is a store of files.
type folder string

func (f folder) open(key string) (object, error) {
	if !fs.ValidPath(key) {
		return nil, &fs.PathError{Op: "open", Path: key, Err: fs.ErrInvalid}
	}
	file, err := os.Open(filepath.Join(string(f), filepath.FromSlash(key)))
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && info.IsDir() {
		err = &fs.PathError{Op: "open", Path: key, Err: fs.ErrNotExist}
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	reads.objects.Add(1)
	return fileObject{file, info.Size()}, nil
}

func (f folder) children(key string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(string(f), filepath.FromSlash(key)))
	if err != nil {
		return nil, err
	}
	names := []string{}
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

func (folder) Close() error { return nil }

type fileObject struct {
	*os.File
	size int64
}

func (o fileObject) Size() int64 { return o.size }

// memoryObject is a value that is in memory.
type memoryObject struct{ *bytes.Reader }

func (memoryObject) Close() error { return nil }

func join(parent, name string) string { return path.Join(parent, name) }
