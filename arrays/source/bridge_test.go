package source

import (
	"bytes"
	"io"
)

// AlignedWriter makes the writer that Export uses.
func AlignedWriter(to io.WriterAt) (write func(b []byte, off int64) (int, error), flush func() error) {
	w := newAlignedWriter(to)
	return w.WriteAt, w.flush
}

// Stretches is how offsets of frames become a Series.
var Stretches = stretches

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
	ReadDM = func(b []byte) (any, error) {
		f, err := readDM(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return nil, err
		}
		return f.image()
	}
	ParseMRC   = func(b []byte) (any, error) { return parseMRC(b) }
	ParseSEQ   = func(b []byte) (any, error) { return parseSEQ(b) }
	ParseTVIPS = func(b []byte) (any, error) { return parseTVIPS(b) }
	ReadSER    = func(b []byte) (any, error) {
		r, size := bytes.NewReader(b), int64(len(b))
		h, err := readSER(r, size)
		if err != nil {
			return nil, err
		}
		offsets, err := h.offsets(r, size)
		if err != nil {
			return nil, err
		}
		return h.element(r, offsets[0])
	}
	ReadTIFF    = func(b []byte) (any, error) { return readTIFF(bytes.NewReader(b), int64(len(b))) }
	ParseDEInfo = parseDEInfo
	ParseTOML   = func(b []byte) (map[string]any, error) { return parseTOML(b) }
	ParseHDR    = func(b []byte, frames int) []int { return parseHDR(b).scan(frames) }
)
