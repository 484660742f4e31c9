package udf

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// A View is what a UDF sees of a run at one moment: its buffers cut to the data
// at hand, and where that data lies. It is valid until the method it was given
// to returns.
type View struct{ s *state }

// state is the part of a running UDF that views look at. Between calls the
// runner moves the views.
type state struct {
	udf    string
	meta   *Meta
	decls  []Decl
	whole  []*ndarray.Array // storage, nil without
	view   []ndarray.Array  // current views
	shown  []bool
	asked  []bool // by declaration, whether Buffer has been called for it
	slice  Slice
	part   Slice // the partition as a whole
	region int
	coords func() *ndarray.Array
	task   any
	valid  []bool
	masks  map[string]*ndarray.Array
	aux    *state // auxiliary data, nil without

	backend Backend // of the data at hand

	regions []regionViews // sig buffers cut to detector regions
}

// Buffer returns the current view of a buffer: in ProcessFrame the entry of
// the frame for nav buffers, with shape (1,) or the extra shape; in ProcessTile
// the entries of its frames; sig buffers cut to the tile's detector region;
// single buffers whole. Writing to it writes to the buffer. It panics with an
// [*UnknownBufferError] if the UDF has not declared the buffer, or if it is
// result-only.
func (v View) Buffer(name string) *ndarray.Array {
	for i := range v.s.decls {
		if v.s.decls[i].Name == name && v.s.shown[i] {
			v.s.asked[i] = true
			return &v.s.view[i]
		}
	}
	panic(&UnknownBufferError{UDF: v.s.udf, Buffer: name, Declared: v.s.names()})
}

// Aux returns the current view of auxiliary data, cut as a buffer of its kind
// would be, except that in Results nav data is there for all scan positions.
// It must not be modified. It panics with an [*UnknownBufferError] if the UDF
// has no auxiliary data of that name, or if nav data is asked for while
// partitions are merged in groups.
func (v View) Aux(name string) *ndarray.Array {
	if v.s.aux == nil {
		panic(&UnknownBufferError{UDF: v.s.udf, Buffer: name, Aux: true})
	}
	for i := range v.s.aux.decls {
		if v.s.aux.decls[i].Name == name && v.s.aux.shown[i] {
			return &v.s.aux.view[i]
		}
	}
	panic(&UnknownBufferError{UDF: v.s.udf, Buffer: name, Declared: v.s.aux.names(), Aux: true})
}

// Has reports whether the view has the buffer.
func (v View) Has(name string) bool {
	for i := range v.s.decls {
		if v.s.decls[i].Name == name {
			return v.s.shown[i]
		}
	}
	return false
}

// Meta describes the data of the run.
func (v View) Meta() *Meta { return v.s.meta }

// Slice says where the current frame, tile or partition lies.
func (v View) Slice() Slice { return v.s.slice }

// Partition says where the partition lies that the current data belong to, in
// all methods of a partition's task. Its frames are the selected ones, so it has
// as many as the partition's nav buffers have entries. Elsewhere it is null.
func (v View) Partition() Slice { return v.s.part }

// Region returns the number of the tile's detector region; tiles with the same
// number cover the same pixels.
func (v View) Region() int { return v.s.region }

// Coordinates returns the scan positions of the current frames: int64 of shape
// (frames, navigation axes). They are true positions, not compressed to the
// region of interest. It is nil outside the Process methods.
func (v View) Coordinates() *ndarray.Array {
	if v.s.coords == nil {
		return nil
	}
	return v.s.coords()
}

// Task returns what TaskData made for this partition.
func (v View) Task() any { return v.s.task }

// Valid tells for each selected scan position whether its partition has been
// merged: in Merge those before the current partition, in Results all of them.
// It is nil elsewhere.
func (v View) Valid() []bool { return v.s.valid }

// Mask declares in Results which elements of a result are valid. mask is a bool
// array that broadcasts to the result. Without it a result is valid as a whole.
// A mask of what is no result ends the run with an [*UnknownBufferError].
func (v View) Mask(name string, mask *ndarray.Array) {
	if v.s.masks == nil {
		v.s.masks = map[string]*ndarray.Array{}
	}
	v.s.masks[name] = mask
}

func (s *state) names() []string {
	var names []string
	for i, d := range s.decls {
		if s.shown[i] {
			names = append(names, d.Name)
		}
	}
	return names
}

// newState makes the buffers for that many frames, all zero.
func newState(name string, meta *Meta, decls []Decl, frames int, storage func(Decl, []int) *ndarray.Array) *state {
	s := &state{udf: name, meta: meta, decls: decls,
		whole: make([]*ndarray.Array, len(decls)), view: make([]ndarray.Array, len(decls)),
		shown: make([]bool, len(decls)), asked: make([]bool, len(decls))}
	for i, d := range decls {
		if d.Use != ResultOnly {
			s.whole[i] = storage(d, d.shape(frames, meta.Sig))
		}
	}
	return s
}

// stateOf returns a state over existing buffers; nil entries have no view.
func stateOf(name string, meta *Meta, decls []Decl, buffers []*ndarray.Array) *state {
	s := &state{udf: name, meta: meta, decls: decls, whole: buffers,
		view: make([]ndarray.Array, len(decls)), shown: make([]bool, len(decls)), asked: make([]bool, len(decls))}
	s.showAll()
	return s
}

// showAll makes the views whole.
func (s *state) showAll() {
	for i, w := range s.whole {
		if s.shown[i] = w != nil; s.shown[i] {
			s.view[i].Alias(w)
		}
	}
	if s.aux != nil {
		s.aux.showAll()
	}
}

// showFrames cuts nav views to n entries from row on; sig views are whole.
func (s *state) showFrames(row, n int) {
	for i, d := range s.decls {
		if d.Kind == KindNav && s.whole[i] != nil {
			s.view[i].Window(s.whole[i], row, n, false)
		}
	}
	if s.aux != nil {
		s.aux.showFrames(row, n)
	}
}

// showFrame cuts nav views to the entry of one frame.
func (s *state) showFrame(row int) {
	for i, d := range s.decls {
		if d.Kind == KindNav && s.whole[i] != nil {
			s.view[i].Window(s.whole[i], row, 1, len(d.Extra) > 0)
		}
	}
	if s.aux != nil {
		s.aux.showFrame(row)
	}
}

func (d Decl) String() string {
	return fmt.Sprintf("%s: %s %s%s", d.Name, d.Kind, d.DType, wording.Shape(d.Extra))
}
