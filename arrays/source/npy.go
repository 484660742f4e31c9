package source

import (
	"errors"
	"os"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// openNPY describes a .npy file.
func openNPY(path string, c *config) (arrays.Source, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h, err := ndarray.ReadHeader(f)
	if err != nil {
		return nil, err
	}
	return c.npySource(path, "npy", h, h.Offset)
}

// npySource describes array data that lie in a file as they are.
func (c *config) npySource(path, format string, h ndarray.Header, offset int64) (arrays.Source, error) {
	dims, sig, split, err := c.fitArray(h)
	if err != nil {
		return nil, err
	}
	frames := product(h.Shape[:len(h.Shape)-split])
	if h.Fortran {
		return asSource(NewFortran(Fortran{
			Path: path, Format: format, Dims: dims, Sig: sig, Extents: h.Shape, Split: split,
			Type: h.DType, Order: h.Order, Offset: offset, Sync: c.sync, AllowShort: c.allowShort, Buffered: c.buffered,
		}))
	}
	r := Raw{
		Path: path, Format: format, Dims: dims, Sig: sig, Type: h.DType, Order: h.Order,
		Offset: offset, Sync: c.sync, Frames: frames, AllowShort: c.allowShort, Buffered: c.buffered,
	}
	if c.allowShort && format == "npy" {
		r.Frames = 0 // what the file still has
		all, err := NewRaw(r)
		if err != nil {
			return nil, err
		}
		r.Frames = min(frames, all.Frames)
	}
	return asSource(NewRaw(r))
}

// fitArray splits the axes of an array file.
func (c *config) fitArray(h ndarray.Header) (dims []int, sig, split int, err error) {
	if len(h.Shape) == 0 {
		return nil, 0, 0, errors.New("the array has no axes")
	}
	if n, err := ndarray.CheckShape(h.DType, h.Shape); err != nil {
		return nil, 0, 0, err
	} else if n == 0 {
		return nil, 0, 0, errors.New("the array is empty")
	}
	sig = min(2, len(h.Shape))
	if c.has("SigDims") {
		sig = c.sigDims
	}
	return c.fit(h.Shape, sig)
}
