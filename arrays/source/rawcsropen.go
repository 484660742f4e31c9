package source

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// maxSidecar is far above the few lines that a side-car usually has.
const maxSidecar = 1 << 20

// openRawCSR describes the files that a TOML side-car names.
func openRawCSR(path string, c *config) (arrays.Source, error) {
	b, err := readHead(path, maxSidecar)
	if err != nil {
		return nil, err
	}
	t, err := parseTOML(b)
	if err != nil {
		return nil, err
	}
	r, err := t.rawCSR(filepath.Dir(path), c)
	if err != nil {
		return nil, err
	}
	r.Path = path
	return asSource(r, r.Check())
}

// A SidecarError reports an entry of a side-car that is missing or unusable.
type SidecarError struct {
	Key       string // with the table's name, such as "params.nav_shape"
	Got, Want string
}

func (e *SidecarError) Error() string {
	return fmt.Sprintf("%s: got %s, want %s", e.Key, e.Got, e.Want)
}

// rawCSR builds the source from a side-car's entries.
func (t tomlTable) rawCSR(dir string, c *config) (r RawCSR, err error) {
	kind, err := t.text("params.filetype")
	if err != nil {
		return r, err
	}
	if !strings.EqualFold(kind, "raw_csr") {
		return r, &SidecarError{"params.filetype", fmt.Sprintf("%q", kind), `"raw_csr"`}
	}
	nav, err := t.shape("params.nav_shape")
	if err != nil {
		return r, err
	}
	sig, err := t.shape("params.sig_shape")
	if err != nil {
		return r, err
	}
	if r.Dims, r.Sig, err = c.fitFrame(nav, sig); err != nil {
		return r, err
	}
	r.Sync, r.AllowShort, r.Buffered = c.sync, c.allowShort, c.buffered
	if r.Starts, err = t.file(dir, "raw_csr.indptr"); err != nil {
		return r, err
	}
	if r.Indices, err = t.file(dir, "raw_csr.indices"); err != nil {
		return r, err
	}
	r.Values, err = t.file(dir, "raw_csr.data")
	return r, err
}

// file reads the two entries that describe one file.
func (t tomlTable) file(dir, key string) (f CSRFile, err error) {
	if f.Path, err = t.text(key + "_file"); err != nil {
		return f, err
	}
	if !filepath.IsAbs(f.Path) {
		f.Path = filepath.Join(dir, filepath.FromSlash(f.Path))
	}
	dtype, err := t.text(key + "_dtype")
	if err != nil {
		return f, err
	}
	f.Type, f.Order, err = ndarray.ParseDType(dtype)
	return f, err
}

func (t tomlTable) text(key string) (string, error) {
	s, ok := t[key].(string)
	if !ok || s == "" {
		return "", t.wrong(key, "a text")
	}
	return s, nil
}

func (t tomlTable) shape(key string) ([]int, error) {
	list, ok := t[key].([]any)
	if !ok || len(list) == 0 {
		return nil, t.wrong(key, "a list of extents")
	}
	var shape []int
	for _, v := range list {
		n, ok := v.(int64)
		if !ok || n < 1 || n > math.MaxInt32 {
			return nil, t.wrong(key, "a list of extents, 1 or more")
		}
		shape = append(shape, int(n))
	}
	return shape, nil
}

func (t tomlTable) wrong(key, want string) error {
	got := "nothing"
	if v, ok := t[key]; ok {
		got = clipped(fmt.Sprintf("%#v", v))
	}
	return &SidecarError{key, got, want}
}
