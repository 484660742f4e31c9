package source

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/gloam-go/gloam/arrays"
)

// Open describes the scan in a file, or in a folder that is a Zarr store. The format is what [Format] says, else
// what the name's extension means, else what the first bytes look like. Headers
// and file sizes are read, frames are not; the file is not kept open. The
// source holds the absolute path. Errors are [*FormatError].
func Open(path string, opts ...Option) (arrays.Source, error) {
	var c config
	for _, o := range opts {
		o(&c)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, inFile(path, c.format, err)
	}
	f, err := c.detect(abs)
	if err != nil {
		return nil, inFile(abs, c.format, err)
	}
	if err := f.check(&c); err != nil {
		return nil, inFile(abs, f.Name, err)
	}
	s, err := f.open(abs, &c)
	if err != nil {
		return nil, inFile(abs, f.Name, err)
	}
	return s, nil
}

// detect chooses the format.
func (c *config) detect(path string) (*format, error) {
	if c.format != "" {
		if f := formatNamed(c.format); f != nil {
			return f, nil
		}
		return nil, fmt.Errorf("%w %q, want one of %s", ErrUnknownFormat, c.format, formatNames())
	}
	if isZarr(path) {
		return formatNamed("zarr"), nil
	}
	head, err := readHead(path, signatureBytes)
	if err != nil {
		return nil, err
	}
	ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))
	f := formatOfExtension(ext)
	if f != nil && f.Name != "raw" {
		return f, nil
	}
	asRaw := c.has("DType") || c.has("Offset") || c.has("Gap") || c.has("ByteOrder")
	if byContent := formatOfContent(head); byContent != nil && !asRaw {
		return byContent, nil
	}
	if f != nil && !asRaw && looksLikeEMPAD(path) {
		return formatNamed("empad"), nil
	}
	if f != nil || asRaw {
		return formatNamed("raw"), nil
	}
	return nil, fmt.Errorf("%w: extension %q, first bytes %q; name one of %s, or give the dtype of a headerless file", ErrUnknownFormat, ext, head[:min(len(head), 16)], formatNames())
}

func formatNames() string {
	var names []string
	for _, f := range formats {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// readHead returns the first n bytes of a file, or all if there are fewer.
func readHead(path string, n int) ([]byte, error) {
	if _, err := fileSize(path); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, int64(n)))
}

// openSized opens a file and returns how many bytes it has.
func openSized(path string) (*os.File, int64, error) {
	size, err := fileSize(path)
	if err != nil {
		return nil, 0, err
	}
	f, err := os.Open(path)
	return f, size, err
}

// openRaw makes the source of a headerless file from options alone.
func openRaw(path string, c *config) (arrays.Source, error) {
	var missing []string
	if !c.has("DType") {
		missing = append(missing, "DType")
	}
	if !c.has("SigShape") {
		missing = append(missing, "SigShape")
	}
	if missing != nil {
		return nil, &MissingOptionsError{Options: missing}
	}
	r := Raw{
		Path: path, Type: c.dtype, Order: c.order, Offset: c.offset, Gap: c.gap,
		Dims: c.sig, Sig: len(c.sig), AllowShort: c.allowShort, Buffered: c.buffered,
	}
	if len(c.sig) == 0 {
		return nil, errNoSigAxes
	}
	whole, err := NewRaw(r)
	if err != nil {
		return nil, err
	}
	nav := c.nav
	if !c.has("NavShape") {
		nav = []int{whole.Frames}
	}
	r.Dims, r.Sync = append(append([]int{}, nav...), c.sig...), c.sync
	return asSource(NewRaw(r))
}

// asSource drops the value beside an error.
func asSource[S arrays.Source](s S, err error) (arrays.Source, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}
