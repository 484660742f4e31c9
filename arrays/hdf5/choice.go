package hdf5

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// A choice is a dataset to show as frames, and how the program that wrote it
// means its axes.
type choice struct {
	name  string
	shape []int // as stored
	dtype ndarray.DType
	chunk []int
	sig   int   // number of signal axes
	axes  []int // see [Source]
	parts []Part
	scan  []int // navigation axes, if they are not those of the shape
}

// source describes the choice as frames of sig axes, 0 for as many as it has.
func (c *choice) source(path string, sig int) (Source, error) {
	if sig == 0 {
		sig = min(c.sig, len(c.shape))
	}
	s := Source{
		Path: path, Name: c.name, Sig: sig, Shape: permuted(c.shape, c.axes), Type: c.dtype,
		Unit: permuted(c.chunk, c.axes), Axes: c.axes, Parts: c.parts,
	}
	if sig < 1 || sig > len(s.Shape) || product(s.Shape) == 0 {
		return Source{}, fmt.Errorf("shape %s has no frames of %d axes", wording.Shape(s.Shape), sig)
	}
	if c.scan != nil && sig == c.sig {
		return s.As(slices.Concat(c.scan, s.Shape[len(s.Shape)-sig:]), sig, 0)
	}
	return s, nil
}

// A candidate is a dataset that could be shown.
type candidate struct {
	path  string
	v     *variable
	meant bool // by the group around it, which is EMD's or says what its signal is
}

// choose finds the dataset that a file is about: that of a dialect, else the
// only one with three or more axes, else with four or more.
func (o *opened) choose() (*choice, error) {
	if c, err := o.dectris("/entry/data"); c != nil || err != nil {
		return c, err
	}
	list, err := o.candidates()
	if err != nil {
		return nil, err
	}
	for _, from := range []func([]candidate) []candidate{
		below("/Data/Image/", "/Data"), below("/Experiments/", "/data"), below("/fpd_expt/fpd_data", "/data"),
		func(l []candidate) []candidate { return l },
	} {
		if found := from(list); len(found) > 0 {
			one, err := only(found)
			if err != nil {
				return nil, err
			}
			return o.dialect(one.path, one.v)
		}
	}
	return nil, fmt.Errorf("%w: no dataset of numbers has frames", ErrNoObject)
}

// below picks datasets by how their paths begin and end.
func below(prefix, suffix string) func([]candidate) []candidate {
	return func(list []candidate) []candidate {
		var out []candidate
		for _, c := range list {
			if strings.HasPrefix(c.path, prefix) && strings.HasSuffix(c.path, suffix) {
				out = append(out, c)
			}
		}
		return out
	}
}

// only narrows a list down to one.
func only(found []candidate) (candidate, error) {
	for _, keep := range []func(candidate) bool{
		func(candidate) bool { return true },
		func(c candidate) bool { return len(c.v.shape) > 2 },
		func(c candidate) bool { return len(c.v.shape) > 2 && c.meant },
		func(c candidate) bool { return len(c.v.shape) > 3 },
	} {
		var left []candidate
		for _, c := range found {
			if keep(c) {
				left = append(left, c)
			}
		}
		if len(left) == 1 {
			return left[0], nil
		}
	}
	var names []string
	for _, least := range []int{3, 2, 0} {
		for _, c := range found {
			if len(c.v.shape) >= least && len(names) < maxNamed {
				names = append(names, fmt.Sprintf("%s %s", c.path, wording.Shape(c.v.shape)))
			}
		}
		if names != nil {
			break
		}
	}
	return candidate{}, &ChoiceError{Candidates: names}
}

// maxNamed is how many datasets an error names.
const maxNamed = 10

// A ChoiceError says that a file has several datasets that could be meant.
type ChoiceError struct {
	Candidates []string // paths and shapes, at most ten
}

func (e *ChoiceError) Error() string {
	return fmt.Sprintf("several datasets have frames, name one of %s", strings.Join(e.Candidates, ", "))
}

// candidates lists the datasets that can be read and have elements and axes.
func (o *opened) candidates() ([]candidate, error) {
	var list []candidate
	emd, signal := map[string]bool{}, map[string]string{} // by path of the group
	err := o.walk(func(p finding) error {
		if !p.isDataset() {
			notes, err := p.attributes()
			if err != nil {
				return nil // those of others may do
			}
			emd[p.path] = notes["emd_group_type"] != nil
			signal[p.path], _ = notes["signal"].(string) // as NeXus says
			return nil
		}
		v, err := p.dataset()
		if err != nil || product(v.shape) == 0 || len(v.shape) == 0 {
			return nil // what cannot be read is not meant
		}
		dir, base := path.Split(p.path)
		dir = path.Clean(dir)
		list = append(list, candidate{p.path, v, emd[dir] || signal[dir] == base})
		return nil
	})
	return list, err
}

// notes returns an attribute, nil if there is none that can be read.
func (p finding) notes(name string) any {
	all, err := p.attributes()
	if err != nil {
		return nil
	}
	return all[name]
}

// named describes a dataset, or a group of Dectris' parts, by its path.
func (o *opened) named(name string) (*choice, error) {
	if c, err := o.dectris(name); c != nil || err != nil {
		return c, err
	}
	v, err := o.dataset(name)
	if err != nil {
		return nil, err
	}
	return o.dialect(clean(name), v)
}

// clean returns a path with one slash at its beginning and between its parts.
func clean(name string) string { return path.Clean("/" + name) }

// dialect says what the axes of a dataset mean.
func (o *opened) dialect(name string, v *variable) (*choice, error) {
	c := &choice{name: name, shape: v.shape, dtype: v.dtype, chunk: v.chunk, sig: 2}
	dir, base := path.Split(name)
	switch {
	case strings.HasPrefix(dir, "/Data/Image/") && base == "Data" && len(v.shape) == 3:
		c.axes = []int{2, 0, 1} // Velox has frames last
	case strings.HasPrefix(dir, "/Experiments/") && base == "data":
		return c, o.hyperspy(dir, c)
	}
	return c, nil
}

// hyperspy reads from the groups beside a dataset which axes are of the scan,
// and has them first.
func (o *opened) hyperspy(dir string, c *choice) error {
	var nav, sig []int
	for i := range c.shape {
		p, err := o.lookup(fmt.Sprintf("%saxis-%d", dir, i))
		if err != nil {
			if isMissing(err) {
				return nil // an old file, or none of HyperSpy
			}
			return err
		}
		navigate, ok := truth(p.notes("navigate"))
		switch {
		case !ok:
			return nil
		case navigate:
			nav = append(nav, i)
		default:
			sig = append(sig, i)
		}
	}
	if len(sig) == 0 {
		return nil // points of a map
	}
	c.sig = len(sig)
	if order := append(nav, sig...); !slices.IsSorted(order) {
		c.axes = order
	}
	return nil
}

// truth reads a boolean, which old files have as a number.
func truth(v any) (value, ok bool) {
	switch v := v.(type) {
	case bool:
		return v, true
	case int8:
		return v != 0, true
	case uint8:
		return v != 0, true
	case int64:
		return v != 0, true
	}
	return false, false
}
