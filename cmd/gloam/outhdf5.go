package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/hdf5"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
)

// namesHDF5 reports whether results go to one HDF5 file.
func namesHDF5(out string) bool {
	return slices.Contains([]string{".h5", ".hdf5"}, strings.ToLower(filepath.Ext(out)))
}

// saveHDF5 stages a file with a group for each UDF and a dataset in it for each
// buffer.
func (r *report) saveHDF5(stage *staging, j *job, results []map[string]delayed.Result, out string) error {
	r.folder = out
	sets, opts := map[string]*arrays.Array{}, []hdf5.SaveOption{}
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
			if err != nil {
				return fmt.Errorf("write %s: %w", out, err)
			}
			notes := map[string]any{"udf": b.UDF, "kind": b.Kind, "source": r.Path}
			for parameter, value := range b.Params {
				notes["params."+parameter] = value
			}
			sets[name] = a
			opts = append(opts, hdf5.For(name, hdf5.Attributes(notes)))
			b.HDF5 = name
			r.arrays++
		}
	}
	hidden := stage.reserve(out)
	if err := hdf5.Save(stage.ctx, hidden, sets, opts...); err != nil {
		return fmt.Errorf("write %s: %w", out, err)
	}
	return nil
}

// reserve names a file that the caller makes and commit puts in its place.
func (s *staging) reserve(path string) (hidden string) {
	f := &stagedFile{ctx: s.ctx, path: path, target: path}
	f.hidden = hiddenName(path)
	s.files = append(s.files, f)
	return f.hidden
}
