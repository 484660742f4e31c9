package source

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// EMPAD frames have 128 rows of pixels and two of sensor metadata, which are
// left out.
const (
	empadEdge = 128
	empadGap  = 2 * empadEdge * 4
	empadSize = empadEdge*empadEdge*4 + empadGap
)

// openEMPAD describes an acquisition by its .xml or its .raw file.
func openEMPAD(path string, c *config) (arrays.Source, error) {
	raw, meta, err := empadFiles(path)
	if err != nil {
		return nil, err
	}
	size, err := fileSize(raw)
	if err != nil {
		return nil, err
	}
	frames := int(size / empadSize)
	if frames == 0 {
		return nil, inFile(raw, "empad", &SizeError{Want: empadSize, Have: size})
	}
	nav := []int{frames}
	short := c.allowShort
	if c.nav == nil {
		if nav, err = empadScan(append(meta.scans(), empadNameScan(raw)...), frames, c.allowShort); err != nil {
			return nil, inFile(raw, "empad", err)
		}
	}
	dims, sig, err := c.fitFrame(nav, []int{empadEdge, empadEdge})
	if err != nil {
		return nil, err
	}
	return asSource(NewRaw(Raw{
		Path: raw, Dims: dims, Sig: sig, Type: ndarray.Float32, Gap: empadGap, Frames: frames,
		Sync: c.sync, AllowShort: short, Buffered: c.buffered, Format: "empad",
	}))
}

// An empadShape is a scan shape and where it is written down.
type empadShape struct {
	nav  []int
	from string
}

// empadScan chooses the scan shape that fits the number of frames: what the
// metadata say in several places may disagree. Without any, frames are a row.
func empadScan(shapes []empadShape, frames int, allowShort bool) ([]int, error) {
	if len(shapes) == 0 {
		return []int{frames}, nil
	}
	var said []string
	for _, s := range shapes {
		if product(s.nav) == frames {
			return s.nav, nil
		}
		said = append(said, fmt.Sprintf("%s (%s)", wording.Shape(s.nav), s.from))
	}
	if allowShort {
		return shapes[0].nav, nil
	}
	return nil, fmt.Errorf("%d frames are stored, the scan shape is %s: option NavShape or AllowShort needed", frames, strings.Join(said, " or "))
}

// empadFiles returns the raw file of an acquisition and its metadata, empty if
// there are none.
func empadFiles(path string) (string, empadMeta, error) {
	if !strings.EqualFold(filepath.Ext(path), ".xml") {
		meta, _ := empadMetaOf(path)
		return path, meta, nil
	}
	meta, err := readEMPADMeta(path)
	if err != nil {
		return "", empadMeta{}, err
	}
	dir := filepath.Dir(path)
	// The name in the metadata may be from before a renaming, and from another
	// system.
	candidates := []string{strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)) + ".raw"}
	if name := meta.rawName(); name != "" {
		candidates = append([]string{name}, candidates...)
	}
	for _, s := range meta.scans() {
		if len(s.nav) == 2 {
			candidates = append(candidates, fmt.Sprintf("scan_x%d_y%d.raw", s.nav[1], s.nav[0]))
		}
	}
	for _, name := range candidates {
		if _, err := fileSize(filepath.Join(dir, name)); err == nil {
			return filepath.Join(dir, name), meta, nil
		}
	}
	return "", meta, fmt.Errorf("none of its frame files %s: %w", strings.Join(candidates, ", "), os.ErrNotExist)
}

// empadMetaOf finds the metadata of a raw file: the .xml of the same name, or
// one in the folder that names it.
func empadMetaOf(raw string) (empadMeta, error) {
	dir, base := filepath.Split(raw)
	stem := strings.TrimSuffix(base, filepath.Ext(base))
	if meta, err := readEMPADMeta(filepath.Join(dir, stem+".xml")); err == nil {
		return meta, nil
	}
	entries, err := os.ReadDir(filepath.Clean(dir))
	if err != nil {
		return empadMeta{}, err
	}
	for _, e := range entries {
		if !strings.EqualFold(filepath.Ext(e.Name()), ".xml") {
			continue
		}
		if meta, err := readEMPADMeta(filepath.Join(dir, e.Name())); err == nil && meta.rawName() == base {
			return meta, nil
		}
	}
	return empadMeta{}, errors.New("no metadata")
}

var empadName = regexp.MustCompile(`scan_x(\d{1,6})_y(\d{1,6})\.raw$`)

// empadNameScan reads the scan shape in the name of a raw file.
func empadNameScan(raw string) []empadShape {
	m := empadName.FindStringSubmatch(filepath.Base(raw))
	if m == nil {
		return nil
	}
	x, _ := strconv.Atoi(m[1])
	y, _ := strconv.Atoi(m[2])
	if x < 1 || y < 1 {
		return nil
	}
	return []empadShape{{[]int{y, x}, "file name"}}
}

// looksLikeEMPAD reports whether a .raw file is made of whole EMPAD frames and
// its name or metadata next to it say the same.
func looksLikeEMPAD(path string) bool {
	size, err := fileSize(path)
	if err != nil || size == 0 || size%empadSize != 0 {
		return false
	}
	if empadNameScan(path) != nil {
		return true
	}
	_, err = empadMetaOf(path)
	return err == nil
}
