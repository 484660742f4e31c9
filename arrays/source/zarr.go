package source

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/zarr"
)

// isZarr reports whether a path is a Zarr store: a folder that has Zarr's
// documents, or a zip file of one. What is called .zarr is taken for one.
func isZarr(path string) bool {
	st, err := os.Stat(path)
	if err != nil {
		return false
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".zarr":
		return true
	case ".zip", ".zspy": // HyperSpy's name for one
	default:
		if !st.IsDir() {
			return false
		}
	}
	_, err = zarr.Open(path)
	return err == nil
}

// openZarr describes an array of a Zarr store.
func openZarr(path string, c *config) (arrays.Source, error) {
	sig := 2
	if c.has("SigDims") {
		sig = c.sigDims
	}
	s, err := zarr.NewSource(path, c.member, sig)
	if err != nil {
		return nil, err
	}
	dims, shown, split, err := c.fitArray(ndarray.Header{DType: s.Type, Shape: s.Shape})
	if err != nil {
		return nil, err
	}
	if split != s.Sig {
		if s, err = zarr.NewSource(path, s.Name, split); err != nil {
			return nil, err
		}
	}
	if s, err = s.As(dims, shown, c.sync); err != nil {
		return nil, err
	}
	info := s.Info()
	return asSource(s, checkCounts(info.Nav(), info.Stored, info.Sync, c.allowShort))
}
