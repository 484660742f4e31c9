package blobfinder

import (
	"fmt"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
)

// A Peak is what a correlation map says about one disk.
type Peak struct {
	Center    [2]int     // pixel (y, x) of the largest correlation; may be outside the frame
	Refined   [2]float32 // position within pixels
	Value     float32    // largest correlation
	Elevation float32    // smallest slope down from it, at least 0
}

// Evaluate finds the peak in each of the correlation maps around expected
// positions: maps has the shape (peaks, rows, columns), and element (crop, crop)
// of a map belongs to the expected position, rounded.
func Evaluate(maps *ndarray.Array, expected Points, crop int) ([]Peak, error) {
	if maps.NDim() != 3 || maps.Shape()[0] != len(expected) || maps.Size() == 0 {
		return nil, udf.BadValue("blobfinder: evaluate", fmt.Sprintf("%d maps", len(expected)), "maps of shape %s", wording.Shape(maps.Shape()))
	}
	flat, err := maps.AsType(ndarray.Float32)
	if err != nil {
		return nil, err
	}
	v, err := ndarray.Values[float32](flat)
	if err != nil {
		return nil, err
	}
	h, w := maps.Shape()[1], maps.Shape()[2]
	out := make([]Peak, len(expected))
	for i, p := range expected.pixels() {
		out[i] = evaluate(v[i*h*w:][:h*w], h, w).moved(p[0]-crop, p[1]-crop)
	}
	return out, nil
}

// moved shifts the position.
func (p Peak) moved(dy, dx int) Peak {
	p.Center[0] += dy
	p.Center[1] += dx
	p.Refined[0] += float32(dy)
	p.Refined[1] += float32(dx)
	return p
}

const (
	refineRadius = 2   // pixels around the maximum that refine its position
	farAway      = 1.5 // pixels from which on slopes count
)

// evaluate finds the peak in map coordinates.
func evaluate(corr []float32, h, w int) Peak {
	corr = corr[:h*w]
	at := 0
	for i, v := range corr {
		if v > corr[at] {
			at = i
		}
	}
	p := Peak{Center: [2]int{at / w, at % w}, Value: corr[at]}
	y, x := refine(corr, h, w, p.Center)
	p.Refined = [2]float32{float32(y), float32(x)}
	p.Elevation = elevation(corr, w, y, x, p.Value)
	return p
}

// refine returns the centre of mass around a maximum, above the smallest value
// there.
func refine(corr []float32, h, w int, at [2]int) (y, x float64) {
	r := min(refineRadius, at[0], at[1], h-1-at[0], w-1-at[1])
	if r <= 0 {
		return float64(at[0]), float64(at[1])
	}
	low := corr[at[0]*w+at[1]]
	for dy := -r; dy <= r; dy++ {
		for _, v := range corr[(at[0]+dy)*w+at[1]-r:][:2*r+1] {
			low = min(low, v)
		}
	}
	var sum, sy, sx float64
	for dy := -r; dy <= r; dy++ {
		for i, v := range corr[(at[0]+dy)*w+at[1]-r:][:2*r+1] {
			m := float64(v - low)
			sum += m
			sy += m * float64(dy)
			sx += m * float64(i-r)
		}
	}
	if sum == 0 {
		return float64(at[0]), float64(at[1])
	}
	return float64(at[0]) + sy/sum, float64(at[1]) + sx/sum
}

// elevation returns the smallest slope down from the peak.
func elevation(corr []float32, w int, y, x float64, height float32) float32 {
	best := math.Inf(1)
	for row := range len(corr) / w {
		dy2 := (float64(row) - y) * (float64(row) - y)
		for col, v := range corr[row*w:][:w] {
			dx := float64(col) - x
			d2, down := dy2+dx*dx, float64(height-v)
			// Squares tell most pixels apart without a root.
			if d2 >= farAway*farAway && (down <= 0 || down*down < best*best*d2) {
				best = min(best, down/math.Sqrt(d2))
			}
		}
	}
	return float32(max(0, best))
}
