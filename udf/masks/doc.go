// Package masks makes the masks that virtual detectors and template matching
// need: disks, rings, gradients, radial bins, stamped templates.
//
// # Model
//
// A [Detector] is a grid of pixels with a centre on it; its methods are the
// masks around that centre. Pixel (y, x) = (0, 0) has its centre at the origin,
// lengths are in pixels.
//
//	d := masks.Detector{H: 128, W: 128, CY: 63.5, CX: 63.5}
//	bright := d.Circular(12)
//	bins, err := d.RadialBins(masks.Bins{Radius: 60, Count: 20})
//
// Masks with hard borders are bool, all others float64. A mask goes into a run
// as stdudf.MasksParams.Stack; small masks stamped at many places are a
// [Stamps], a list of coordinates. Names and borders are those of
// libertem.masks; the functions that take "antialiased" there are two here, the
// second one named Smooth.
package masks
