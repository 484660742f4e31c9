package zarr

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/gloam-go/gloam/internal/durable"
)

// namesZip reports whether a path is that of a zip file, also of one to be. A
// folder may have such a name, too.
func namesZip(path string) bool {
	if !strings.EqualFold(filepath.Ext(path), ".zip") {
		return false
	}
	info, err := os.Stat(path)
	return err != nil || !info.IsDir()
}

// zipped saves into a folder beside the zip file, which then goes into it.
func (s *save) zipped(ctx context.Context) error {
	target := s.path
	done, err := s.inZip(target)
	if err != nil || done {
		return at(target, s.name, err)
	}
	// Arrays that are written at the same time have folders of their own.
	s.path = target + "." + url.PathEscape(s.name) + unfinished
	if s.name == "" {
		s.path = target + unfinished
	}
	if err := s.write(ctx); err != nil {
		return err
	}
	if err := pack(ctx, target, s.path, !s.unsynced); err != nil {
		return at(target, s.name, err)
	}
	return at(target, s.name, os.RemoveAll(s.path))
}

// inZip reports whether the zip file has the array already. Something else in
// its place is an error.
func (s *save) inZip(target string) (bool, error) {
	keys, err := openKeys(target)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer keys.Close()
	for _, d := range documents {
		b, err := get(keys, join(s.name, d), maxDocument)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return false, err
		}
		if !s.resume || d == ".zgroup" || join(s.name, d) != s.mainDocument() {
			return false, fmt.Errorf("%s: %w", d, ErrExists)
		}
		return true, s.same(d, b)
	}
	return false, s.belowArray(keys)
}

// belowArray refuses a name inside an array.
func (s *save) belowArray(keys keyStore) error {
	for _, parent := range parents(s.name) {
		doc, err := findDocument(keys, parent)
		if err != nil {
			return err
		}
		if doc != nil && isArray(doc) {
			return fmt.Errorf("%q is an array: %w", parent, ErrExists)
		}
	}
	return nil
}

// replacing lets one goroutine at a time replace zip files.
var replacing sync.Mutex

// pack makes a zip file of what the one that is there holds and of a folder,
// and puts it in its place.
func pack(ctx context.Context, target, folder string, synced bool) (err error) {
	replacing.Lock()
	defer replacing.Unlock()
	f, err := os.CreateTemp(folder, temporary) // Resume sweeps there
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if err := packInto(ctx, f, target, folder); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := settle(f, target, synced); err != nil || !synced {
		return err
	}
	return durable.Folder(filepath.Dir(target)) // before the folder goes
}

func packInto(ctx context.Context, f *os.File, target, folder string) error {
	w := zip.NewWriter(f)
	old, err := zip.OpenReader(target)
	has, prefix := map[string]bool{}, ""
	switch {
	case err == nil:
		defer old.Close()
		prefix = sharedFolder(old.File)
		if has, err = copyEntries(ctx, w, old.File); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	names, err := below(folder)
	if err != nil {
		return err
	}
	for _, name := range names {
		key := prefix + filepath.ToSlash(name)
		if described(has, key) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := addFile(w, key, filepath.Join(folder, name)); err != nil {
			return err
		}
	}
	return w.Close()
}

// described reports whether a key is about a group that has metadata already,
// perhaps of the other version.
func described(has map[string]bool, key string) bool {
	return isDocument(key) && slices.ContainsFunc(documents, func(d string) bool { return has[join(path.Dir(key), d)] })
}

func isDocument(key string) bool { return slices.Contains(documents, path.Base(key)) }

// copyEntries copies entries as they are packed and returns their names. Of
// entries of the same name the last one counts.
func copyEntries(ctx context.Context, w *zip.Writer, entries []*zip.File) (map[string]bool, error) {
	has := map[string]bool{}
	last := []*zip.File{}
	for _, e := range slices.Backward(entries) {
		if !has[e.Name] {
			has[e.Name] = true
			last = append(last, e)
		}
	}
	for _, e := range slices.Backward(last) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := w.Copy(e); err != nil {
			return nil, err
		}
	}
	return has, nil
}

// below lists the files in a folder, metadata before chunks.
func below(folder string) ([]string, error) {
	names := [2][]string{}
	err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(folder, name)
		kind := 1
		switch base := filepath.Base(name); {
		case strings.HasPrefix(base, begun):
			return nil
		case base == ".zattrs" || slices.Contains(documents, base):
			kind = 0
		}
		names[kind] = append(names[kind], rel)
		return err
	})
	return append(names[0], names[1]...), err
}

// addFile adds a file without compression, so that parts of it can be read.
func addFile(w *zip.Writer, key, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	h := &zip.FileHeader{Name: key, Method: zip.Store, Modified: info.ModTime()}
	h.SetMode(0o644)
	entry, err := w.CreateHeader(h)
	if err != nil {
		return err
	}
	_, err = io.Copy(entry, f)
	return err
}

// same accepts the metadata that this array has.
func (s *save) same(key string, have []byte) error {
	if bytes.Equal(have, s.document) {
		return nil
	}
	return &ResumeError{Key: key, Have: string(have), Want: string(s.document)}
}
