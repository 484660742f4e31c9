package source

import "io"

// AlignedWriter makes the writer that Export uses.
func AlignedWriter(to io.WriterAt) (write func(b []byte, off int64) (int, error), flush func() error) {
	w := newAlignedWriter(to)
	return w.WriteAt, w.flush
}

// Parsers for fuzzing.
var (
	ParseMIBHeader = func(b []byte) (any, error) {
		h, err := parseMIBHeader(b)
		if err == nil {
			_, err = h.image(false)
		}
		return h, err
	}
	ParseBLO       = func(b []byte) (any, error) { return parseBLO(b) }
	ParseEMPADMeta = func(b []byte) (any, error) {
		m, err := parseEMPADMeta(b)
		if err == nil {
			m.scans()
		}
		return m, err
	}
	ParseTOML = func(b []byte) (map[string]any, error) { return parseTOML(b) }
	ParseHDR  = func(b []byte, frames int) []int { return parseHDR(b).scan(frames) }
)
