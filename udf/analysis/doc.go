// Package analysis holds ready analyses of scans: virtual detectors, sum and
// single frames, centre of mass, rotational symmetry.
//
// # Model
//
// An [Analysis] is a UDF with its parameters over a dataset, and the arrays that
// people want to see of its results. Run computes it; the results are a list of
// [Channel]s, found by key, each an array and how to draw it.
//
//	a, err := analysis.Disk(ds, analysis.DiskParams{})
//	got, err := a.Run(ctx)
//	image, err := got.Channel("intensity")
//	picture, err := image.RGBA()
//
// A region of interest is that of the dataset. Keys, defaults and colours are
// those of LiberTEM's analyses. Analyses of places on the detector need frames of
// two axes.
package analysis
