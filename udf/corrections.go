package udf

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// Corrections turn what a detector counts into what it should have counted:
//
//	x = (x - dark) * gain
//
// and then every excluded pixel becomes the mean of its neighbours, those that
// differ by at most one in every axis, lie inside the frame and are not
// excluded themselves. Attach them with [Dataset.Corrected]. They are
// immutable.
type Corrections struct {
	wire    CorrectionImages
	sig     []int // nil if there are none
	patches []patch
}

// CorrectionImages are what [NewCorrections] is made of, all in the shape of a
// frame; any may be nil. They must not be modified afterwards.
type CorrectionImages struct {
	Dark     *ndarray.Array // subtracted
	Gain     *ndarray.Array // then multiplied by
	Excluded *ndarray.Array // not zero where a pixel is bad
	// AllowEmpty leaves bad pixels without good neighbours as they are, instead
	// of refusing them.
	AllowEmpty bool
}

// A patch repairs one pixel; numbers are of pixels in the flattened frame.
type patch struct {
	pixel int
	from  []int
}

// A CorrectionError reports corrections that do not fit each other or the frame.
type CorrectionError struct{ What, Got, Want string }

func (e *CorrectionError) Error() string {
	return fmt.Sprintf("udf: corrections: %s: got %s, want %s", e.What, e.Got, e.Want)
}

// A RepairError reports an excluded pixel without a good neighbour.
type RepairError struct{ Pixel []int }

func (e *RepairError) Error() string {
	return fmt.Sprintf("udf: corrections: excluded pixel %s has no good neighbour to repair it from", wording.Shape(e.Pixel))
}

// NewCorrections checks the images and finds the neighbours of excluded
// pixels. Errors are a [*CorrectionError] or a [*RepairError].
func NewCorrections(images CorrectionImages) (*Corrections, error) {
	c := &Corrections{wire: images}
	for _, i := range []struct {
		what  string
		image *ndarray.Array
	}{{"dark", images.Dark}, {"gain", images.Gain}, {"excluded pixels", images.Excluded}} {
		switch {
		case i.image == nil:
		case i.image.DType() == ndarray.Object:
			return nil, &CorrectionError{i.what, "dtype object", "numbers"}
		case c.sig == nil:
			c.sig = append([]int{}, i.image.Shape()...)
		case !equal(c.sig, i.image.Shape()):
			return nil, &CorrectionError{i.what, fmt.Sprintf("shape %s", wording.Shape(i.image.Shape())), wording.Shape(c.sig)}
		}
	}
	if images.Excluded == nil {
		return c, nil
	}
	flags, err := images.Excluded.AsContiguous().AsType(ndarray.Bool)
	if err != nil {
		return nil, err
	}
	bad, err := ndarray.Values[bool](flags)
	if err != nil {
		return nil, err
	}
	c.patches, err = patchesOf(bad, c.sig, images.AllowEmpty)
	return c, err
}

// patchesOf finds the good neighbours of bad pixels.
func patchesOf(bad []bool, sig []int, allowEmpty bool) ([]patch, error) {
	var out []patch
	for p, b := range bad {
		if !b {
			continue
		}
		x := patch{pixel: p}
		for _, q := range neighbours(p, sig) {
			if !bad[q] {
				x.from = append(x.from, q)
			}
		}
		if len(x.from) > 0 {
			out = append(out, x)
		} else if !allowEmpty {
			return nil, &RepairError{Pixel: unflat(p, sig)}
		}
	}
	return out, nil
}

// neighbours returns the pixels that differ from p by at most one in every axis.
func neighbours(p int, sig []int) []int {
	found := []int{0}
	for a, c := range unflat(p, sig) {
		var next []int
		for _, base := range found {
			for v := max(c-1, 0); v <= min(c+1, sig[a]-1); v++ {
				next = append(next, base*sig[a]+v)
			}
		}
		found = next
	}
	out := found[:0]
	for _, q := range found {
		if q != p {
			out = append(out, q)
		}
	}
	return out
}

// unflat returns the coordinates of a place in C order.
func unflat(p int, shape []int) []int {
	at := make([]int, len(shape))
	for a := len(shape) - 1; a >= 0; a-- {
		at[a] = p % shape[a]
		p /= shape[a]
	}
	return at
}

// Images returns what the corrections were made of.
func (c *Corrections) Images() CorrectionImages { return c.wire }

// IsEmpty reports whether nothing is corrected; nil is empty.
func (c *Corrections) IsEmpty() bool { return c == nil || c.sig == nil }

// Corrected returns the dataset with corrections that are applied to every
// frame before UDFs see it, after conversion to the input dtype, which then is
// at least float32. The data itself is never modified. nil or empty
// corrections take earlier ones away. The error is a [*CorrectionError] if
// frames have another shape.
func (d *Dataset) Corrected(c *Corrections) (*Dataset, error) {
	if c.IsEmpty() {
		c = nil
	} else if !equal(c.sig, d.sig) {
		return nil, &CorrectionError{"images", fmt.Sprintf("shape %s", wording.Shape(c.sig)), fmt.Sprintf("%s, that of a frame", wording.Shape(d.sig))}
	}
	out := *d
	out.corrections = c
	return &out, nil
}

// CorrectDotMasks returns masks whose products with raw frames are those of the
// given masks, of shape (masks, signal axes…), with frames corrected by gain
// and repaired. Dark images do not enter: they add a constant to each product.
func (c *Corrections) CorrectDotMasks(masks *ndarray.Array) (*ndarray.Array, error) {
	if c.IsEmpty() {
		return masks.Copy(), nil
	}
	if masks.NDim() != len(c.sig)+1 || !equal(masks.Shape()[1:], c.sig) {
		return nil, &CorrectionError{"masks", fmt.Sprintf("shape %s", wording.Shape(masks.Shape())), fmt.Sprintf("(masks, %s)", wording.Shape(c.sig))}
	}
	d := ndarray.ResultType(masks.DType(), ndarray.Float32)
	if c.wire.Gain != nil {
		d = ndarray.ResultType(d, c.wire.Gain.DType())
	}
	wide, err := masks.AsType(d)
	if err != nil {
		return nil, err
	}
	out := wide.Copy()
	x, err := newCorrector(&Corrections{wire: CorrectionImages{Gain: c.wire.Gain}, sig: c.sig, patches: c.patches}, d)
	if err != nil {
		return nil, err
	}
	return out, x.spread(out)
}
