package npystack

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/durable"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/scheduler"
)

// ErrExists is the cause of saving where there is a stack already.
var ErrExists = errors.New("there is a stack already, want another folder")

// Save computes an array and writes it as a stack that is cut along one axis,
// in the array's own chunks; negative axes count from the end. Blocks that are
// cut along other axes are joined before. The folder is made if need be. It is
// an error if it holds a stack; the files of one that was not finished are
// written over. The info file comes last, when all others are on the disk: what
// has one after a power cut is whole. Errors are an [*Error] or those of the computation.
func Save(ctx context.Context, dir string, a *arrays.Array, axis int, opts ...scheduler.Option) error {
	if a == nil {
		return &Error{dir, &arrays.NilError{Op: "save", What: "array"}}
	}
	i, cut, err := prepare(a, axis)
	if err == nil {
		err = claim(dir)
	}
	if err != nil {
		return &Error{dir, err}
	}
	b, err := i.encode()
	if err != nil {
		return &Error{dir, err}
	}
	t := &target{dir: dir, axis: i.Axis, file: map[int]int{}}
	start := 0
	for file, n := range i.Chunks[i.Axis] {
		if n > 0 {
			t.file[start] = file
		}
		start += n
	}
	if err := t.writeEmpty(i); err != nil {
		return err
	}
	if err := arrays.Store(ctx, []arrays.StoreItem{{Array: cut, Target: t}}, opts...); err != nil {
		return err
	}
	if err := finish(dir, b); err != nil {
		return &Error{dir, err}
	}
	return nil
}

// finish writes the info file when all names are on the disk.
func finish(dir string, info []byte) error {
	if err := durable.Folder(dir); err != nil {
		return err
	}
	if err := writeFile(filepath.Join(dir, infoName), info); err != nil {
		return err
	}
	return durable.Folder(dir)
}

// prepare checks the array and joins the blocks along all axes but one.
func prepare(a *arrays.Array, axis int) (Info, *arrays.Array, error) {
	nd := a.NDim()
	at := axis
	if at < 0 {
		at += nd
	}
	if at < 0 || at >= nd {
		return Info{}, nil, &arrays.AxisError{Op: "npy stack", Axis: axis, NDim: nd}
	}
	if slices.Contains(a.Shape(), arrays.Unknown) {
		return Info{}, nil, fmt.Errorf("shape %s is not known before computing", wording.Shape(a.Shape()))
	}
	if a.DType() == ndarray.Object {
		return Info{}, nil, ndarray.ErrObjects
	}
	axes := slices.Repeat([]arrays.AxisChunks{arrays.Whole}, nd)
	axes[at] = arrays.Keep
	cut, err := a.Rechunk(arrays.PerAxis(axes...))
	if err != nil {
		return Info{}, nil, err
	}
	return Info{Chunks: cut.Chunks(), DType: a.DType(), Axis: at}, cut, nil
}

// claim makes the folder and checks that it holds no stack.
func claim(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	_, err := os.Stat(filepath.Join(dir, infoName))
	switch {
	case err == nil:
		return ErrExists
	case errors.Is(err, fs.ErrNotExist):
		return nil
	}
	return err
}

// A target writes blocks to the files of a stack.
type target struct {
	dir  string
	axis int
	file map[int]int // by the first position along the axis
}

// Write implements arrays.Target.
func (t *target) Write(_ context.Context, start []int, block *ndarray.Array) error {
	if block.Shape()[t.axis] == 0 {
		return nil // writeEmpty did
	}
	file, ok := t.file[start[t.axis]]
	if !ok {
		return &Error{t.dir, fmt.Errorf("got a block at %s, want one of %d files", wording.Shape(start), len(t.file))}
	}
	return t.writeBlock(file, block)
}

// writeBlock writes a file and has it on the disk.
func (t *target) writeBlock(file int, block *ndarray.Array) error {
	name := filepath.Join(t.dir, fileName(file))
	err := ndarray.SaveNPY(name, block)
	if err == nil {
		err = syncFile(name)
	}
	if err != nil {
		return &Error{t.dir, err}
	}
	return nil
}

// syncFile has what was written to a file on the disk.
func syncFile(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0) // Windows asks for the right to write
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// writeEmpty writes the files of blocks of no length, which start where the
// next ones do.
func (t *target) writeEmpty(i Info) error {
	for file, n := range i.Chunks[i.Axis] {
		if n > 0 {
			continue
		}
		if err := t.writeBlock(file, ndarray.New(i.DType, i.shape(file)...)); err != nil {
			return err
		}
	}
	return nil
}

// writeFile writes a temporary file and renames it.
func writeFile(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
