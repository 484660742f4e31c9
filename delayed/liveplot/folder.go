package liveplot

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A Folder is a [Screen] that writes each picture to "<name>.png" in it, at once
// and as a whole: who reads the file sees one picture or the next. Characters of
// names that file systems refuse become "_".
type Folder string

// Show implements [Screen].
func (f Folder) Show(name, _ string, png []byte, _ bool) error {
	path := filepath.Join(string(f), fileName(name)+".png")
	if err := replaceFile(path, png); err != nil {
		return fmt.Errorf("liveplot: %w", err)
	}
	return nil
}

// fileName makes a name safe for files.
func fileName(name string) string {
	safe := strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, name)
	if strings.Trim(safe, ". ") == "" {
		return "_"
	}
	return safe
}

// replaceFile writes a file beside the old one and renames it.
func replaceFile(path string, content []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(content)
	err = errors.Join(err, tmp.Chmod(0o644), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}

// Both is a [Screen] of several: pictures are shown on all of them.
func Both(screens ...Screen) Screen { return all(screens) }

type all []Screen

func (a all) Show(name, title string, png []byte, final bool) error {
	var errs []error
	for _, s := range a {
		errs = append(errs, s.Show(name, title, png, final))
	}
	return errors.Join(errs...)
}
