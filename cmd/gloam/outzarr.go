package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/zarr"
	"github.com/gloam-go/gloam/delayed"
)

// namesZarr reports whether results go to a Zarr store instead of into a folder
// of files.
func namesZarr(out string) bool { return strings.EqualFold(filepath.Ext(out), ".zarr") }

// stagingFolder is the folder in which something new appears.
func stagingFolder(out string) string {
	if namesZarr(out) || namesHDF5(out) {
		return filepath.Dir(out)
	}
	return out
}

// checkZarr refuses what a store cannot hold, or an HDF5 file, and one that is
// there.
func checkZarr(out string, plot bool) error {
	kind := "Zarr store"
	switch {
	case namesHDF5(out):
		kind = "HDF5 file"
	case !namesZarr(out):
		return nil
	}
	if plot {
		return fmt.Errorf("--plot: got --out %s, want a folder for the pictures", out)
	}
	if _, err := os.Lstat(out); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("--out %s: there is something already, want a new %s", out, kind)
	}
	return nil
}

// createFolder makes a folder that commit puts in its place.
func (s *staging) createFolder(path string) (hidden string, err error) {
	f := &stagedFile{ctx: s.ctx, path: path, target: path}
	f.hidden = hiddenName(path)
	if err := os.Mkdir(f.hidden, 0o777); err != nil {
		return "", fmt.Errorf("write %s: %w", path, reason(err))
	}
	s.files = append(s.files, f)
	return f.hidden, nil
}

// hiddenName is what something is called until it is complete.
func hiddenName(path string) string {
	return filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%d.tmp", filepath.Base(path), os.Getpid()))
}

// saveZarr stages a store with a group for each UDF and an array in it for each
// buffer. It is of version 2, which all readers of Zarr know.
func (r *report) saveZarr(stage *staging, j *job, results []map[string]delayed.Result, out string) error {
	r.folder = out
	hidden, err := stage.createFolder(out)
	if err != nil {
		return err
	}
	row := 0
	for i, lazy := range j.lazy {
		for _, d := range lazy.Decls() {
			b := &r.Results[row]
			row++
			if d.DType == ndarray.Object { // which has no stored form
				continue
			}
			name := b.UDF + "/" + d.Name
			a, err := arrays.FromDense(results[i][d.Name].Data, arrays.AutoChunks(storedBlock), arrays.Unnamed())
			if err == nil {
				err = zarr.Save(stage.ctx, hidden, a, zarr.Format(2), zarr.Name(name), zarr.Attributes(map[string]any{
					"udf": b.UDF, "params": b.Params, "kind": b.Kind, "source": r.Path,
				}))
			}
			if err != nil {
				return fmt.Errorf("write %s: %w", out, err)
			}
			b.Zarr = filepath.Join(out, filepath.FromSlash(name))
			r.arrays++
		}
	}
	return nil
}

// storedBlock is the most bytes of a chunk of a result: readers take chunks
// whole.
const storedBlock = 16 << 20
