package hdf5

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

var dectrisPart = regexp.MustCompile(`^data_\d+$`)

// dectris describes a group whose links data_000001, data_000002, … lead to the
// parts of a stack of frames, mostly in other files. It is nil for all else.
func (o *opened) dectris(name string) (*choice, error) {
	p, err := o.lookup(name)
	if errors.Is(err, ErrNoObject) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	entries, err := o.links(p.object, p.messages)
	if err != nil {
		return nil, err
	}
	entries = slices.DeleteFunc(slices.Clone(entries), func(l link) bool { return !dectrisPart.MatchString(l.name) })
	if len(entries) == 0 {
		return nil, nil
	}
	slices.SortFunc(entries, func(a, b link) int { return strings.Compare(a.name, b.name) })
	c := &choice{name: clean(name), sig: 2}
	var missing error
	for _, l := range entries {
		err := o.addPart(c, p.in.path, l)
		switch {
		case err != nil && isMissing(err):
			missing = err // an acquisition that ended early
		case err != nil:
			return nil, err
		case missing != nil:
			return nil, fmt.Errorf("a part before %s: %w", l.name, missing)
		}
	}
	if c.parts == nil {
		return nil, missing
	}
	c.scan = o.triggers(c.shape[0])
	return c, nil
}

// addPart adds the frames that a link leads to.
func (o *opened) addPart(c *choice, master string, l link) error {
	part := Part{Path: o.path, Name: c.name + "/" + l.name}
	if l.file != "" {
		root, err := o.elsewhere(master, l.file)
		if errors.Is(err, fs.ErrNotExist) {
			if beside := dectrisFile(master, l.name); beside != "" {
				root, err = o.root(beside)
			}
		}
		if err != nil {
			return err
		}
		part.Path, part.Name = root.in.path, l.target
		defer o.forget(root)
	}
	files, err := openAll(part.Path)
	if err != nil {
		return err
	}
	v, err := files.dataset(part.Name)
	if err = firstError(err, files.Close()); err != nil {
		return at(part.Path, part.Name, err)
	}
	if len(v.shape) == 0 || product(v.shape) == 0 {
		return nil
	}
	if c.parts == nil {
		c.shape, c.dtype, c.chunk = slices.Clone(v.shape), v.dtype, v.chunk
		c.shape[0] = 0
	}
	if v.dtype != c.dtype || !slices.Equal(v.shape[1:], c.shape[1:]) {
		return at(part.Path, part.Name, fmt.Errorf("got frames %s of %s, want %s of %s as in the first part", wording.Shape(v.shape[1:]), v.dtype, wording.Shape(c.shape[1:]), c.dtype))
	}
	part.Length = v.shape[0]
	c.shape[0] += part.Length
	if c.parts = append(c.parts, part); len(c.chunk) > 0 && c.chunk[0] != 1 {
		c.chunk = nil // chunks of the parts are not side by side
	}
	return nil
}

// forget closes a file that is not needed any more.
func (o *opened) forget(root object) {
	name := filepath.Clean(root.in.path)
	if name != filepath.Clean(o.path) {
		_ = root.in.close()
		delete(o.files, name)
		delete(o.roots, name)
	}
}

// dectrisFile is the file of a part beside a master file that was given another
// name together with it; empty if there is none.
func dectrisFile(master, part string) string {
	stem, ok := strings.CutSuffix(strings.TrimSuffix(master, filepath.Ext(master)), "master")
	if !ok {
		return ""
	}
	name := stem + part + filepath.Ext(master)
	if st, err := os.Stat(name); err != nil || !st.Mode().IsRegular() {
		return ""
	}
	return name
}

// triggers returns the shape of the scan: of as many rows as there were
// triggers with several images each, or else a square; nil if neither fits.
func (o *opened) triggers(frames int) []int {
	const settings = "/entry/instrument/detector/detectorSpecific/"
	rows, cols := o.number(settings+"ntrigger"), o.number(settings+"nimages")
	if rows > 1 && cols > 1 && rows == frames/cols && frames%cols == 0 {
		return []int{rows, cols}
	}
	edge := int(math.Round(math.Sqrt(float64(frames))))
	if rows == frames && cols <= 1 && edge > 1 && edge*edge == frames {
		return []int{edge, edge}
	}
	return nil
}

// number reads a dataset of one whole number, 0 if there is none.
func (o *opened) number(name string) int {
	v, err := o.dataset(name)
	if err != nil || product(v.shape) != 1 || v.dtype.Kind() != ndarray.KindInt && v.dtype.Kind() != ndarray.KindUint {
		return 0
	}
	a, err := v.read(context.Background(), make([]int, len(v.shape)), v.shape)
	if err != nil {
		return 0
	}
	n, err := a.Float(make([]int, len(v.shape))...)
	if err != nil || n < 0 || n > math.MaxInt32 {
		return 0
	}
	return int(n)
}
