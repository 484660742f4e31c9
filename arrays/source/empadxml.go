package source

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// An empadMeta is what is needed of an acquisition's .xml file.
type empadMeta struct {
	Type string `xml:"type"`
	PixX string `xml:"pix_x"`
	PixY string `xml:"pix_y"`
	Raw  struct {
		Filename string `xml:"filename,attr"`
	} `xml:"raw_file"`
	SeriesCount string `xml:"series_count"`
	Count       string `xml:"count"`
	Scans       []struct {
		Mode string `xml:"mode,attr"`
		X    string `xml:"scan_resolution_x"`
		Y    string `xml:"scan_resolution_y"`
	} `xml:"scan_parameters"`
}

// maxEMPADMeta is far above the few KiB that the file usually has.
const maxEMPADMeta = 4 << 20

func readEMPADMeta(path string) (empadMeta, error) {
	b, err := readHead(path, maxEMPADMeta)
	if err != nil {
		return empadMeta{}, err
	}
	return parseEMPADMeta(b)
}

func parseEMPADMeta(b []byte) (empadMeta, error) {
	var m empadMeta
	if err := xml.Unmarshal(b, &m); err != nil {
		return empadMeta{}, err
	}
	if m.rawName() == "" && len(m.scans()) == 0 {
		return empadMeta{}, fmt.Errorf("XML names neither a raw file nor a scan")
	}
	return m, nil
}

// rawName returns the base name of the frame file, "" if there is none.
func (m empadMeta) rawName() string {
	name := m.Raw.Filename
	return strings.TrimSpace(name[strings.LastIndexAny(name, `/\`)+1:])
}

// scans lists the scan shapes, the most trustworthy first.
func (m empadMeta) scans() []empadShape {
	var shapes []empadShape
	add := func(from, y, x string) {
		ny, nx := extent(y), extent(x)
		if ny > 0 && nx > 0 {
			shapes = append(shapes, empadShape{[]int{ny, nx}, from})
		}
	}
	for _, mode := range []string{"acquire", "search"} {
		for _, s := range m.Scans {
			if s.Mode == mode {
				add(mode, s.Y, s.X)
			}
		}
	}
	add("pix_x, pix_y", m.PixY, m.PixX)
	for _, n := range []string{m.SeriesCount, m.Count} {
		if n := extent(n); n > 0 {
			shapes = append(shapes, empadShape{[]int{n}, "series"})
		}
	}
	return shapes
}

// extent reads a number of scan points, 0 if it is none.
func extent(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 || n > 1<<20 {
		return 0
	}
	return n
}
