package zarr

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Names under which files are written begin with begun; temporary is their
// pattern.
const (
	begun     = ".writing-"
	temporary = begun + "*"
)

// writeFile writes a file under a temporary name and renames it, with synced once
// it is on the disk.
func writeFile(name string, b []byte, synced bool) (err error) {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), temporary)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(b); err != nil {
		return errors.Join(err, f.Close())
	}
	return settle(f, name, synced)
}

// settle closes a complete file and gives it its name. A file system may keep a
// new name and lose the file in a power cut unless synced.
func settle(f *os.File, name string, synced bool) error {
	if synced {
		if err := syncFile(f); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	// CreateTemp makes files private; a store is for whoever can read the folder.
	if err := f.Chmod(0o644); err != nil && runtime.GOOS != "windows" {
		return errors.Join(err, f.Close())
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// claimFile writes a file that must not be there, of which only one of several
// callers at once succeeds.
func claimFile(name string, b []byte, synced bool) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return ErrExists
	}
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil && synced {
		err = syncFile(f)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(name)
	}
	return err
}

// sweep removes what a writer that was killed left below a folder.
func sweep(folder string) error {
	return filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && !d.IsDir() && strings.HasPrefix(d.Name(), begun) {
			err = os.Remove(name)
		}
		return err
	})
}
