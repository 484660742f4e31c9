// Package raster draws anti-aliased shapes and text on an RGBA image.
//
// A Canvas holds the image. Coordinates are float64 pixels with the origin at
// the top left corner and y pointing down; pixel (i, j) covers the square from
// (i, j) to (i+1, j+1), so a one pixel wide vertical line is crisp when its x
// ends in .5. Shapes go through a Path or through one of the short-hand
// methods (FillRect, Line, Bezier, ...), outlines are described by a Stroke,
// and writing by a TextStyle. Everything outside the image is cut away, shapes
// with a NaN or infinite coordinate are not drawn, and drawing never fails.
//
// Colours may be translucent; color.NRGBA is the type for those, as color.RGBA
// wants its channels multiplied by alpha already.
//
// The same calls give the same pixels: there is no hinting, no system font and
// no parallelism. A Canvas belongs to one goroutine at a time; MeasureText may
// be called from any.
package raster
