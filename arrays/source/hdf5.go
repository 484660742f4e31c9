package source

import (
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/hdf5"
)

// openHDF5 describes a dataset of an HDF5 file. One that lies in the file as it
// is, is mapped.
func openHDF5(path string, c *config) (arrays.Source, error) {
	sig := 0
	if c.has("SigDims") {
		if sig = c.sigDims; sig < 1 {
			return nil, fmt.Errorf("%d signal axes, want 1 or more", sig)
		}
	}
	s, err := hdf5.NewSource(path, c.member, sig)
	if err != nil {
		return nil, withoutPath(err, path)
	}
	dims, shown, split, err := c.fit(s.Shape, s.Sig)
	if err != nil {
		return nil, err
	}
	if s.Dims != nil && c.nav == nil && split == s.Sig { // the file knows the scan
		nav := s.Dims[:len(s.Dims)-s.DimsSig]
		dims = slices.Concat(nav, dims[len(dims)-shown:])
	}
	s.Sig = split
	if s, err = s.As(dims, shown, c.sync); err != nil {
		return nil, err
	}
	info := s.Info()
	if err := checkCounts(info.Nav(), info.Stored, info.Sync, c.allowShort); err != nil {
		return nil, err
	}
	if s.Axes == nil && s.Parts == nil {
		if r, ok, err := mappedHDF5(s, c); ok || err != nil {
			return asSource(r, err)
		}
	}
	return s, nil
}

// withoutPath returns an error without the name of the file, which a
// [FormatError] has.
func withoutPath(err error, path string) error {
	e, ok := err.(*hdf5.Error)
	switch {
	case !ok || e.Path != path:
		return err
	case e.Object == "":
		return e.Err
	}
	return fmt.Errorf("%s: %w", e.Object, e.Err)
}

// mappedHDF5 is a dataset in one piece as frames of a file; false for others.
func mappedHDF5(s hdf5.Source, c *config) (r Raw, ok bool, err error) {
	f, err := hdf5.Open(s.Path)
	if err != nil {
		return r, false, err
	}
	i, err := f.Info(s.Name)
	if err != nil || i.Offset == 0 {
		return r, false, err
	}
	info := s.Info()
	r, err = NewRaw(Raw{
		Path: i.File, Dims: s.Dims, Type: i.DType, Order: i.Order, Sig: s.DimsSig, Offset: i.Offset, Sync: s.Sync,
		Frames: info.Stored, AllowShort: c.allowShort, Buffered: c.buffered, Format: "hdf5",
	})
	return r, true, err
}
