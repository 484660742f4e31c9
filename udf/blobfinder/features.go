package blobfinder

import (
	"github.com/gloam-go/gloam/udf/masks"
)

// FeatureVector stamps the pattern, as an image of twice the search radius, with
// its middle on each of the peaks, rounded: one mask of h rows and w columns for
// each. As masks of stdudf.ApplyMasks they give each frame's weight at each peak.
func FeatureVector(h, w int, peaks Points, p Pattern) (*masks.Stamps, error) {
	if err := peaks.check("peaks"); err != nil {
		return nil, err
	}
	crop, err := p.Crop()
	if err != nil {
		return nil, err
	}
	template, err := p.Mask(2*crop+1, 2*crop+1)
	if err != nil {
		return nil, err
	}
	index, y, x := make([]int, len(peaks)), make([]int, len(peaks)), make([]int, len(peaks))
	for i, at := range peaks.pixels() {
		index[i], y[i], x[i] = i, at[0]-crop, at[1]-crop
	}
	return masks.StampTemplate(h, w, template, index, y, x)
}
