// Package plot draws results as PNG pictures: a Heatmap of a scan or detector
// image, a VectorField as colours of direction and magnitude, and a Line for
// one-dimensional results.
//
// A Picture is a struct with its data and labels. Render returns the image and
// WritePNG writes it; both leave the struct and its data as they are, may run
// concurrently, and give the same bytes for the same input. Pages are white
// and as large as their content: images are enlarged by whole factors or
// averaged down so that the longer side comes to between about 400 and 1024
// pixels, and fonts follow.
//
// Arrays are row-major with row 0 at the top, as detectors and scans are read:
// y grows downwards. A pixel's number stands at its centre. NaN is a missing
// value and hatched in light gray.
package plot
