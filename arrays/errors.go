package arrays

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// A ShapeError reports a shape that an operation cannot use.
type ShapeError struct {
	Op        string
	Got, Want []int
	Rule      string // how Got relates to Want, such as "one that broadcasts with"; may be empty
}

func (e *ShapeError) Error() string {
	rule := e.Rule
	if rule != "" {
		rule += " "
	}
	return fmt.Sprintf("arrays: %s: got shape %s, want %s%s", e.Op, tuple(e.Got), rule, tuple(e.Want))
}

// An AxisError reports an axis that an array does not have, or that is named
// twice.
type AxisError struct {
	Op    string
	Axis  int
	NDim  int
	Twice bool
}

func (e *AxisError) Error() string {
	if e.Twice {
		return fmt.Sprintf("arrays: %s: axis %d of %d axes is named twice", e.Op, e.Axis, e.NDim)
	}
	return fmt.Sprintf("arrays: %s: got axis %d, want one of an array with %d axes", e.Op, e.Axis, e.NDim)
}

// An IndexError reports an index outside an axis, or more indices than axes.
type IndexError struct {
	Op     string
	Axis   int // -1 if the error is about the indices as a whole
	Index  int
	Extent int    // of the axis; the number of axes if Axis is -1
	Reason string // replaces the usual text if not empty
}

func (e *IndexError) Error() string {
	switch {
	case e.Reason != "":
		return fmt.Sprintf("arrays: %s: %s", e.Op, e.Reason)
	case e.Axis < 0:
		return fmt.Sprintf("arrays: %s: got %d indices, want at most one for each of %d axes", e.Op, e.Index, e.Extent)
	}
	return fmt.Sprintf("arrays: %s: got index %d, want one within axis %d of length %d", e.Op, e.Index, e.Axis, e.Extent)
}

// A DTypeError reports a dtype or a scalar that an operation cannot use.
type DTypeError struct {
	Op   string
	Got  ndarray.DType
	With ndarray.DType // the other operand or the wanted dtype; Invalid if there is none
	Err  error         // the reason
}

func (e *DTypeError) Error() string {
	text := fmt.Sprintf("arrays: %s: got %s", e.Op, e.Got)
	if e.With != ndarray.Invalid {
		text += fmt.Sprintf(" with %s", e.With)
	}
	if e.Err != nil {
		text += fmt.Sprintf(": %v", e.Err)
	}
	return text
}

// Unwrap returns the reason.
func (e *DTypeError) Unwrap() error { return e.Err }

// A ChunkError reports chunk lengths that do not describe an axis.
type ChunkError struct {
	Op     string
	Axis   int // -1 if the error is about all axes
	Got    []int
	Extent int    // of the axis; the number of axes if Axis is -1
	Reason string // replaces "lengths that add up to" if not empty
}

func (e *ChunkError) Error() string {
	switch {
	case e.Axis < 0 && e.Reason != "":
		return fmt.Sprintf("arrays: %s: %s", e.Op, e.Reason)
	case e.Axis < 0:
		return fmt.Sprintf("arrays: %s: got chunks of %d axes, want %d", e.Op, len(e.Got), e.Extent)
	case e.Reason != "":
		return fmt.Sprintf("arrays: %s: axis %d of length %d: got chunks %s, %s", e.Op, e.Axis, e.Extent, tuple(e.Got), e.Reason)
	}
	return fmt.Sprintf("arrays: %s: axis %d: got chunks %s, want lengths that add up to %d", e.Op, e.Axis, tuple(e.Got), e.Extent)
}

// A BlockError reports a block that is not what its array declares.
type BlockError struct {
	Array           string // name
	Block           []int  // coordinates
	Got             any    // what is there instead of an array; nil if an array is there
	GotShape, Shape []int
	GotDType, DType ndarray.DType
}

func (e *BlockError) Error() string {
	where := fmt.Sprintf("arrays: block %s of %s", tuple(e.Block), e.Array)
	if e.GotShape == nil {
		return fmt.Sprintf("%s: got %T, want %s of shape %s", where, e.Got, e.DType, tuple(e.Shape))
	}
	return fmt.Sprintf("%s: got %s of shape %s, want %s of shape %s", where, e.GotDType, tuple(e.GotShape), e.DType, tuple(e.Shape))
}

// tuple writes a shape or a position.
func tuple(v []int) string { return wording.Shape(v) }
