package blobfinder

import (
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
)

// FindPeaks returns the positions of the n strongest disks in an image, such as
// the sum of all frames: the pixels next to which the correlation of the
// log-scaled image with the pattern is nowhere larger, strongest first, those
// at the border left out. There may be fewer.
func FindPeaks(image *ndarray.Array, p Pattern, n int) (Points, error) {
	if image.NDim() != 2 || image.Size() == 0 || n < 1 {
		return nil, udf.BadValue("blobfinder: find peaks", "at least one of rows and columns", "%d peaks of an image of shape %s", n, wording.Shape(image.Shape()))
	}
	px, err := image.AsType(ndarray.Float32) // a copy
	if err != nil {
		return nil, err
	}
	v, err := ndarray.Values[float32](px)
	if err != nil {
		return nil, err
	}
	h, w := image.Shape()[0], image.Shape()[1]
	c, err := newCorrelator(p, h, w, 0)
	if err != nil {
		return nil, err
	}
	scaled := make([]float32, h*w)
	logScale(scaled, v)
	c.run(v, scaled)
	at := maxima(v, h, w)
	slices.SortStableFunc(at, func(a, b int) int {
		switch {
		case v[a] > v[b]:
			return -1
		case v[a] < v[b]:
			return 1
		}
		return 0
	})
	out := make(Points, min(n, len(at)))
	for i := range out {
		out[i] = [2]float64{float64(at[i] / w), float64(at[i] % w)}
	}
	return out, nil
}

// maxima lists the elements inside the border that no neighbour exceeds, unless
// they are as low as the lowest one.
func maxima(v []float32, h, w int) []int {
	low := slices.Min(v)
	var at []int
	for y := 1; y < h-1; y++ {
		for x := 1; x < w-1; x++ {
			i := y*w + x
			highest := v[i]
			for dy := -1; dy <= 1; dy++ {
				row := v[i+dy*w-1:][:3]
				highest = max(highest, row[0], row[1], row[2])
			}
			if v[i] == highest && v[i] > low {
				at = append(at, i)
			}
		}
	}
	return at
}
