package hdf5

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// A Source is a dataset as frames: navigation axes, then signal axes. It
// implements [arrays.Source] and is plain data; make one with [NewSource].
type Source struct {
	Path  string
	Name  string
	Sig   int   // number of signal axes
	Shape []int // as shown
	Type  ndarray.DType
	Unit  []int // shape of the stored chunks, along the shown axes; nil without
	// Axes says which stored axis each shown one is; nil for the stored order.
	Axes []int
	// Parts are datasets that make up the array one behind the other along the
	// first axis; nil if it is the one of Name alone.
	Parts []Part

	Dims    []int // axes as shown; nil for those of Shape
	DimsSig int   // number of signal axes among Dims
	Sync    int   // see arrays.SourceInfo
}

// A Part is a dataset that is a piece of an array.
type Part struct {
	Path, Name string
	Length     int // along the first axis
}

func init() { arrays.RegisterSource[Source]("hdf5") }

// NewSource describes a dataset whose last sig axes are a frame; 0 stands for as
// many as the file says, or two. Without a name it takes the dataset that the
// file is about: that of HyperSpy, Velox, fpd or Dectris, where the detector's
// files are one array, else the only one with three or more axes. If several fit
// that is a [*ChoiceError]. Axes are those of the file, except that those of
// Velox, which has the frame last, begin with it.
func NewSource(path, name string, sig int) (Source, error) {
	f, err := Open(path)
	if err != nil {
		return Source{}, err
	}
	var s Source
	err = f.using(func(o *opened) error {
		var c *choice
		var err error
		if strings.Trim(name, "/") == "" {
			c, err = o.choose()
		} else {
			c, err = o.named(name)
		}
		if err == nil {
			s, err = c.source(path, sig)
		}
		return at(path, name, err)
	})
	return s, err
}

// permuted returns the elements of v in another order; nil is the same order.
func permuted(v, axes []int) []int {
	if axes == nil || v == nil {
		return v
	}
	out := make([]int, len(axes))
	for i, a := range axes {
		out[i] = v[a]
	}
	return out
}

// Kind implements [arrays.Source].
func (Source) Kind() string { return "hdf5" }

// Info implements [arrays.Source].
func (s Source) Info() arrays.SourceInfo {
	nav := s.Shape[:len(s.Shape)-s.Sig]
	i := arrays.SourceInfo{
		Format: "hdf5", Path: s.Path, Shape: s.Shape, Sig: s.Sig, DType: s.Type, Stored: product(nav), Sync: s.Sync,
		FrameBytes: int64(product(s.Shape[len(nav):])) * int64(s.Type.Size()),
	}
	if s.Dims != nil {
		i.Shape, i.Sig = s.Dims, s.DimsSig
	}
	if s.boxed() && len(s.Unit) == len(s.Shape) && !slices.ContainsFunc(s.Unit, func(n int) bool { return n < 1 }) {
		i.Unit = s.Unit
	}
	return i
}

// As returns the source with the same frames in other axes, of which the last
// sig are a frame and have as many elements as the stored ones. Scan position i
// shows stored frame i+sync; there may be fewer or more positions than frames.
func (s Source) As(dims []int, sig, sync int) (Source, error) {
	frame := s.Shape[len(s.Shape)-s.Sig:]
	if sig < 1 || sig > len(dims) || product(dims[len(dims)-sig:]) != product(frame) {
		return Source{}, at(s.Path, s.Name, fmt.Errorf("got axes %s with %d signal axes, want frames of as many elements as %s", wording.Shape(dims), sig, wording.Shape(frame)))
	}
	s.Dims, s.DimsSig, s.Sync = slices.Clone(dims), sig, sync
	return s, nil
}

// boxed reports whether the array is shown as it is stored.
func (s Source) boxed() bool {
	return s.Sync == 0 && (s.Dims == nil || slices.Equal(s.Dims, s.Shape))
}

// check finds contradictions between the fields, which may come from anywhere.
func (s Source) check() error {
	if s.Sig < 1 || s.Sig > len(s.Shape) {
		return fmt.Errorf("shape %s with %d signal axes", wording.Shape(s.Shape), s.Sig)
	}
	if s.Axes != nil {
		sorted := slices.Sorted(slices.Values(s.Axes))
		for i, a := range sorted {
			if i != a || len(sorted) != len(s.Shape) {
				return fmt.Errorf("axes %s, want those of %d in another order", wording.Shape(s.Axes), len(s.Shape))
			}
		}
	}
	length := 0
	for _, p := range s.Parts {
		if p.Length < 1 {
			return fmt.Errorf("part %s:%s of length %d", p.Path, p.Name, p.Length)
		}
		length += p.Length
	}
	if s.Parts != nil && (s.Axes != nil || length != s.Shape[0]) {
		return fmt.Errorf("parts of length %d, want %d", length, s.Shape[0])
	}
	if s.Dims != nil {
		_, err := s.As(s.Dims, s.DimsSig, s.Sync)
		return err
	}
	return nil
}

// Open implements [arrays.Source]. Decoded chunks are kept while neighbouring
// frames are read, up to 256 MiB of them.
func (s Source) Open(ctx context.Context) (arrays.Frames, error) {
	if err := firstError(ctx.Err(), at(s.Path, s.Name, s.check())); err != nil {
		return nil, err
	}
	parts := s.Parts
	if parts == nil {
		parts = []Part{{s.Path, s.Name, 0}}
		if s.Axes == nil {
			parts[0].Length = s.Shape[0]
		}
	}
	f := &frames{source: s, parts: parts, now: -1}
	f.stored = s.Shape
	if s.Axes != nil {
		f.turn = make([]int, len(s.Axes))
		for shown, stored := range s.Axes {
			f.turn[stored] = shown
		}
		f.stored = permuted(s.Shape, f.turn)
		parts[0].Length = f.stored[0]
	}
	if err := f.use(0); err != nil {
		return nil, err
	}
	return f, nil
}
