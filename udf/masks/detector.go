package masks

import (
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A Detector is a grid of H rows and W columns of pixels, and a centre on or
// beside it. Negative extents count as none.
type Detector struct {
	H, W   int
	CY, CX float64
}

// Circular is the pixels at most radius from the centre.
func (d Detector) Circular(radius float64) *ndarray.Array {
	return fill(d, func(dy, dx float64) bool { return dy*dy+dx*dx <= radius*radius })
}

// SmoothCircular is Circular with a border that falls from 1 to 0 over a pixel.
func (d Detector) SmoothCircular(radius float64) *ndarray.Array {
	return array(d.bin(0, radius), d.h(), d.w())
}

// Ring is the pixels more than inner and at most radius from the centre.
func (d Detector) Ring(radius, inner float64) *ndarray.Array {
	return fill(d, func(dy, dx float64) bool {
		r2 := dy*dy + dx*dx
		return r2 <= radius*radius && !(r2 <= inner*inner)
	})
}

// SmoothRing is Ring with borders that fall over a pixel.
func (d Detector) SmoothRing(radius, inner float64) *ndarray.Array {
	return array(d.bin(inner, radius), d.h(), d.w())
}

// RadialGradient rises from 0 at the centre to 1 at radius and is 0 beyond.
func (d Detector) RadialGradient(radius float64) *ndarray.Array {
	return fill(d, func(dy, dx float64) float64 {
		if r2 := dy*dy + dx*dx; r2 <= radius*radius {
			return math.Sqrt(r2) / radius
		}
		return 0
	})
}

// SmoothRadialGradient is RadialGradient with a border of a pixel.
func (d Detector) SmoothRadialGradient(radius float64) *ndarray.Array {
	return fill(d, func(dy, dx float64) float64 { return gradient(math.Sqrt(dy*dy+dx*dx), radius, 0, 1) })
}

// RadialGradientBackgroundSubtraction rises from 0 at the centre to 1 near
// radius, falls to -1 over a width of delta around it, stays there up to outer
// and is 0 beyond. See [RadialGradientBackgroundSubtraction] for distorted
// coordinates.
func (d Detector) RadialGradientBackgroundSubtraction(radius, outer, delta float64) *ndarray.Array {
	return fill(d, func(dy, dx float64) float64 { return gradient(math.Sqrt(dy*dy+dx*dx), radius, outer, delta) })
}

// BackgroundSubtraction is a disk of radius inner in a negative ring up to
// radius; the total is 0.
func (d Detector) BackgroundSubtraction(radius, inner float64) *ndarray.Array {
	return subtract(floats(d.Circular(inner)), floats(d.Ring(radius, inner)), d.h(), d.w())
}

// SmoothBackgroundSubtraction is BackgroundSubtraction with borders of a pixel.
func (d Detector) SmoothBackgroundSubtraction(radius, inner float64) *ndarray.Array {
	return subtract(d.bin(0, inner), d.bin(inner, radius), d.h(), d.w())
}

// subtract takes the ring, scaled to the disk's sum, off the disk.
func subtract(disk, ring []float64, h, w int) *ndarray.Array {
	scale := total(disk) / total(ring)
	for i, v := range ring {
		disk[i] -= v * scale
	}
	return array(disk, h, w)
}

// PolarMap returns distance from the centre and angle atan2(dy, dx) of each
// pixel.
func (d Detector) PolarMap() (r, phi *ndarray.Array) { return d.StretchedPolarMap(1, 0) }

// StretchedPolarMap is PolarMap in coordinates that are turned by angle, in
// radians, and whose y axis is then stretched.
func (d Detector) StretchedPolarMap(stretchY, angle float64) (r, phi *ndarray.Array) {
	sin, cos := math.Sincos(angle)
	turn := func(dy, dx float64) (float64, float64) {
		if stretchY == 1 && angle == 0 {
			return dy, dx
		}
		return (dy*cos - dx*sin) / stretchY, dx*cos + dy*sin
	}
	r = fill(d, func(dy, dx float64) float64 {
		dy, dx = turn(dy, dx)
		return math.Hypot(dy, dx)
	})
	phi = fill(d, func(dy, dx float64) float64 { return math.Atan2(turn(dy, dx)) })
	return r, phi
}

// BoundingRadius is a radius around the centre that covers all pixels.
func (d Detector) BoundingRadius() int {
	dy, dx := max(d.CY, float64(d.H)-d.CY), max(d.CX, float64(d.W)-d.CX)
	return int(math.Ceil(math.Sqrt(dy*dy+dx*dx))) + 1
}

func (d Detector) h() int { return max(d.H, 0) }
func (d Detector) w() int { return max(d.W, 0) }

// fill calls fn with the distance of each pixel from the centre.
func fill[T ndarray.Element](d Detector, fn func(dy, dx float64) T) *ndarray.Array {
	v := make([]T, d.h()*d.w())
	for i := range v {
		v[i] = fn(float64(i/d.W)-d.CY, float64(i%d.W)-d.CX)
	}
	return array(v, d.h(), d.w())
}

// array wraps elements whose number is known to fit the shape.
func array[T ndarray.Element](v []T, shape ...int) *ndarray.Array {
	a, err := ndarray.FromSlice(v, shape...)
	if err != nil {
		panic(err) // the lengths are ours
	}
	return a
}

// floats copies the elements of a mask of real numbers.
func floats(a *ndarray.Array) []float64 {
	v, err := ndarray.Float64s(a)
	if err != nil {
		panic(err) // the arrays are ours
	}
	return v
}

func total(v []float64) (sum float64) {
	for _, x := range v {
		sum += x
	}
	return sum
}
