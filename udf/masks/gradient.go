package masks

import "github.com/gloam-go/gloam/arrays/ndarray"

// GradientX is the column of each pixel, as float32.
func GradientX(h, w int) *ndarray.Array {
	return fill(Detector{H: h, W: w}, func(_, x float64) float32 { return float32(x) })
}

// GradientY is the row of each pixel, as float32.
func GradientY(h, w int) *ndarray.Array {
	return fill(Detector{H: h, W: w}, func(y, _ float64) float32 { return float32(y) })
}

// RadialGradientBackgroundSubtraction applies the profile of the method of that
// name to an array of distances, which may be distorted, such as those of
// [Detector.StretchedPolarMap]. The error is about complex numbers.
func RadialGradientBackgroundSubtraction(r *ndarray.Array, radius, outer, delta float64) (*ndarray.Array, error) {
	v, err := ndarray.Float64s(r)
	if err != nil {
		return nil, err
	}
	for i, x := range v {
		v[i] = gradient(x, radius, outer, delta)
	}
	return ndarray.FromSlice(v, r.Shape()...)
}

// gradient is that profile.
func gradient(r, radius, outer, delta float64) float64 {
	switch {
	case r < radius-delta/2:
		return r / radius
	case r < radius+delta/2:
		return (radius - r) / (delta / 2)
	case r <= outer:
		return -1
	}
	return 0
}

// Balance returns a template with its negative part scaled so that the total is
// zero: a uniform background then gives zero. Its dtype is float64; the error is
// about complex numbers. Without negative part nothing changes.
func Balance(template *ndarray.Array) (*ndarray.Array, error) {
	v, err := ndarray.Float64s(template)
	if err != nil {
		return nil, err
	}
	var above, below float64
	for _, x := range v {
		if x > 0 {
			above += x
		} else {
			below += x
		}
	}
	for i, x := range v {
		if x < 0 {
			v[i] = -x * above / below
		}
	}
	return ndarray.FromSlice(v, template.Shape()...)
}

// Rectangular is the pixels from (y, x) to (y+height, x+width), both ends
// included, on a detector of h rows and w columns. Negative extents reach to the
// other side, zero ones give an empty mask, and fractions are cut off.
func Rectangular(h, w int, y, x, height, width float64) *ndarray.Array {
	y0, y1 := int(min(y, y+height)), int(max(y, y+height))
	x0, x1 := int(min(x, x+width)), int(max(x, x+width))
	empty := height == 0 || width == 0
	return fill(Detector{H: h, W: w}, func(py, px float64) bool {
		return !empty && int(py) >= y0 && int(py) <= y1 && int(px) >= x0 && int(px) <= x1
	})
}
