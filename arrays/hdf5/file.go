package hdf5

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"

	"github.com/gloam-go/gloam/internal/durable"
)

// create makes the file under a name that ends in .unfinished, in the folder
// where it is to appear.
func (s *save) create() error {
	if _, err := os.Lstat(s.path); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, ErrExists)
	}
	dir := filepath.Dir(s.path)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, "."+filepath.Base(s.path)+".*.unfinished")
	if err != nil {
		return err
	}
	s.packer.file = f
	return f.Truncate(s.packer.end)
}

// discard removes a file that is not finished.
func (s *save) discard() {
	if f := s.packer.file; f != nil {
		_ = f.Close()
		_ = os.Remove(f.Name())
	}
}

// describe writes all that is not data. The superblock is first in the file and
// comes last, so that what is not finished is no HDF5.
func (s *save) describe() error {
	heap := globalHeap{at: (s.packer.end + 7) &^ 7}
	if err := texts(s.root, &heap); err != nil {
		return err
	}
	m := metadata{at: heap.at, b: heap.b}
	root := m.addGroup(s.root)
	f := s.packer.file
	if _, err := f.WriteAt(m.b, m.at); err != nil {
		return err
	}
	if err := s.sync(); err != nil {
		return err
	}
	_, err := f.WriteAt(superblock(root, m.next()), 0)
	return errors.Join(err, s.sync())
}

// syncs counts how often a file was put on the disk, for tests.
var syncs atomic.Int64

// syncFile has what was written to a file on the disk.
func syncFile(f *os.File) error {
	syncs.Add(1)
	return f.Sync()
}

// sync has the file on the disk.
func (s *save) sync() error {
	if s.unsynced {
		return nil
	}
	return syncFile(s.packer.file)
}

// appear gives the finished file its name, unless something has got it.
func (s *save) appear() error {
	f := s.packer.file
	// CreateTemp makes files private; this one is for whoever can read the folder.
	if err := f.Chmod(0o644); err != nil && runtime.GOOS != "windows" {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	err := os.Link(f.Name(), s.path)
	switch {
	case err == nil:
		err = os.Remove(f.Name())
	case errors.Is(err, fs.ErrExist):
		err = ErrExists
	default: // a file system without links
		err = os.Rename(f.Name(), s.path)
	}
	if err != nil || s.unsynced {
		return err
	}
	return durable.Folder(filepath.Dir(s.path))
}
