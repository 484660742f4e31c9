package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// A staging collects files that appear together, or not at all: each is
// written under a hidden name in its folder until commit renames it.
type staging struct {
	ctx   context.Context // writing stops when it ends
	made  []string        // folders made for the files, outermost first
	files []*stagedFile
}

// newStaging makes sure that folder exists and that files can be made in it,
// before any long work. Without a folder, nothing can be staged.
func newStaging(ctx context.Context, folder string) (*staging, error) {
	s := &staging{ctx: ctx}
	if folder == "" {
		return s, nil
	}
	for at := filepath.Clean(folder); ; at = filepath.Dir(at) {
		_, err := os.Stat(at)
		if !errors.Is(err, fs.ErrNotExist) || at == filepath.Dir(at) {
			break
		}
		s.made = append([]string{at}, s.made...)
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		s.discard()
		return nil, fmt.Errorf("folder %s: %w", folder, reason(err))
	}
	probe, err := s.create(filepath.Join(folder, "probe"))
	if err != nil {
		s.discard()
		return nil, fmt.Errorf("folder %s: %w", folder, reason(err))
	}
	s.files = nil
	return s, errors.Join(probe.file.Close(), os.Remove(probe.hidden))
}

// reason drops the name of the call and the path from an error that is reported
// with the path the user knows.
func reason(err error) error {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		return pe.Err
	case errors.As(err, &le):
		return le.Err
	}
	return err
}

// A stagedFile is a file, or a folder, that is not there yet.
type stagedFile struct {
	ctx     context.Context
	path    string // as the user named it
	target  string // path, with links followed
	hidden  string
	file    *os.File // nil for a folder
	written int64
}

// create opens a staged file for writing.
func (s *staging) create(path string) (*stagedFile, error) {
	f := &stagedFile{ctx: s.ctx, path: path, target: path}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		f.target = real
	}
	if st, err := os.Stat(path); err == nil && !st.Mode().IsRegular() {
		return nil, fmt.Errorf("write %s: is %s, want a file", path, kindOf(st))
	}
	f.hidden = filepath.Join(filepath.Dir(f.target), fmt.Sprintf(".%s.%d.tmp", filepath.Base(f.target), os.Getpid()))
	var err error
	if f.file, err = os.OpenFile(f.hidden, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o666); err != nil {
		return nil, fmt.Errorf("write %s: %w", path, reason(err))
	}
	s.files = append(s.files, f)
	return f, nil
}

func kindOf(st fs.FileInfo) string {
	if st.IsDir() {
		return "a folder"
	}
	return "a device"
}

// write stages a file whose content fn writes.
func (s *staging) write(path string, fn func(io.Writer) error) error {
	f, err := s.create(path)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(f, 1<<16)
	if err = fn(b); err == nil {
		err = b.Flush()
	}
	return f.close(err)
}

// Write implements io.Writer. It fails when the context has ended.
func (f *stagedFile) Write(b []byte) (int, error) {
	if err := f.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := f.file.Write(b)
	f.written += int64(n)
	return n, err
}

// close ends the writing of which err is the outcome.
func (f *stagedFile) close(err error) error {
	if closeErr := f.file.Close(); err == nil {
		err = closeErr
	}
	if err == nil || f.ctx.Err() != nil {
		return err
	}
	return fmt.Errorf("write %s: %w after %d bytes", f.path, reason(err), f.written)
}

// commit makes the files appear. If one cannot, none is left.
func (s *staging) commit() error {
	if s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	for i, f := range s.files {
		if err := os.Rename(f.hidden, f.target); err != nil {
			for _, done := range s.files[:i] {
				_ = os.RemoveAll(done.target)
			}
			return fmt.Errorf("write %s: %w", f.path, reason(err))
		}
	}
	s.files, s.made = nil, nil
	return nil
}

// discard removes what was not committed, and the folders made for it.
func (s *staging) discard() {
	for _, f := range s.files {
		_ = f.file.Close()
		_ = os.RemoveAll(f.hidden)
	}
	for i := len(s.made) - 1; i >= 0; i-- {
		_ = os.Remove(s.made[i]) // leaves folders that are not empty
	}
	s.files, s.made = nil, nil
}
