// Package blobfinder finds bright disks in diffraction patterns: template
// correlation around expected positions, and refinement of lattices.
//
// # Model
//
// A [Pattern] is what a disk looks like: its template has twice the search
// radius as side. Three UDFs correlate each frame with it and evaluate the
// correlation around expected peaks:
//
//   - [FastCorrelation] cuts a square around each peak out of the frame,
//   - [FullFrameCorrelation] correlates the whole frame at once,
//   - [SparseCorrelation] computes only a few steps around each peak, without
//     Fourier transforms, from tiles.
//
// Frames are log-scaled, ln(x - min + 1), so that weak disks count. Results of
// all three, per scan position and peak, are "centers", the pixel of the
// largest correlation, "refineds", its position within the pixel,
// "peak_values" and "peak_elevations": how much the maximum stands out, the
// smallest slope down from it. Positions are (y, x).
//
// [FindPeaks] tells where disks are in the sum of all frames. [Refine] adds a fit
// of lattice vectors to a correlation; [Integration] sums the frames themselves
// over the template at known positions.
//
//	spec, err := blobfinder.FastCorrelation.With(blobfinder.FastParams{
//		Peaks:   blobfinder.Points{{64, 64}, {64, 90}},
//		Pattern: blobfinder.RadialGradient(6),
//	})
//
// Semantics follow LiberTEM-blobfinder. Frames must be of real numbers and two
// axes. Scratch memory is made once per partition.
package blobfinder
