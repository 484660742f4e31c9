package udf

import (
	"fmt"

	"github.com/gloam-go/gloam/internal/wording"
)

// Intersect returns what two slices have in common. If that is nothing the
// result is null; extents without overlap are 0.
func (s Slice) Intersect(t Slice) Slice {
	out := Slice{}
	out.Start, out.Frames = meet(s.Start, s.Frames, t.Start, t.Frames)
	for i := range min(len(s.Origin), len(t.Origin)) {
		o, n := meet(s.Origin[i], s.Shape[i], t.Origin[i], t.Shape[i])
		out.Origin, out.Shape = append(out.Origin, o), append(out.Shape, n)
	}
	return out
}

// meet is the overlap of two runs; without one it begins at the later start.
func meet(a, n, b, m int) (at, length int) {
	at = max(a, b)
	return at, max(min(a+n, b+m)-at, 0)
}

// IsNull reports whether the slice holds nothing.
func (s Slice) IsNull() bool { return s.Frames*product(s.Shape) == 0 }

// WithoutFrames returns the slice of the detector region alone.
func (s Slice) WithoutFrames() Slice {
	s.Start, s.Frames = 0, 0
	return s
}

// Cut covers the slice with slices of at most that many frames of at most that
// shape, in C order; those at the border are smaller.
func (s Slice) Cut(frames int, shape ...int) ([]Slice, error) {
	if frames < 1 || len(shape) != len(s.Shape) || product(shape) < 1 {
		return nil, &DatasetError{Got: fmt.Sprintf("pieces of %d frames of %s", frames, wording.Shape(shape)), Want: fmt.Sprintf("at least one frame and %d signal axes", len(s.Shape))}
	}
	var out []Slice
	for f := 0; f < s.Frames; f += frames {
		for _, r := range cut(s.Shape, shape) {
			at := make([]int, len(r.origin))
			for i := range at {
				at[i] = s.Origin[i] + r.origin[i]
			}
			out = append(out, Slice{Start: s.Start + f, Frames: min(frames, s.Frames-f), Origin: at, Shape: r.shape})
		}
	}
	return out, nil
}

// Compress counts the frames of a slice of the whole scan in the frames that
// roi selects.
func (s Slice) Compress(roi []bool) Slice {
	start, frames := 0, 0
	for i := range min(s.Start+s.Frames, len(roi)) {
		switch {
		case !roi[i]:
		case i < s.Start:
			start++
		default:
			frames++
		}
	}
	s.Start, s.Frames = start, frames
	return s
}

// FlattenNav returns the slice of the frames from origin on, of the given
// shape, in a scan of shape nav. They must follow each other in scan order.
func FlattenNav(origin, shape, nav []int) (start, frames int, err error) {
	fail := &DatasetError{Got: fmt.Sprintf("frames from %s of shape %s", wording.Shape(origin), wording.Shape(shape)), Want: fmt.Sprintf("some that follow each other in a scan of %s", wording.Shape(nav))}
	if len(origin) != len(nav) || len(shape) != len(nav) {
		return 0, 0, fail
	}
	frames = 1
	partial := false // an axis before this one is longer than 1
	for a, n := range nav {
		whole := origin[a] == 0 && shape[a] == n
		if origin[a] < 0 || shape[a] < 0 || origin[a] > n-shape[a] || partial && !whole {
			return 0, 0, fail
		}
		partial = partial || shape[a] != 1
		start, frames = start*n+origin[a], frames*shape[a]
	}
	return start, frames, nil
}
