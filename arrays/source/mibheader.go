package source

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// A mibHeader is what the text before each Merlin frame says about it.
type mibHeader struct {
	frame         int // counted from 1
	bytes         int // of the header itself
	chips         int
	width, height int    // as stored; see mibImage
	pixel         string // U08, U16, U32 or R64
	layout        string // such as 1x1 or 2x2, without G
	depth         int    // bits of a counter; 0 if the header does not say
}

// maxMIBEdge and maxMIBHeader keep sizes made of corrupt headers small.
const (
	maxMIBEdge   = 1 << 14
	maxMIBHeader = 1 << 16
)

// readMIBHeader reads the first header of a file.
func readMIBHeader(path string) (mibHeader, error) {
	head, err := readHead(path, 4096)
	if err != nil {
		return mibHeader{}, err
	}
	h, err := parseMIBHeader(head)
	if err == nil && h.bytes > len(head) {
		// Some fields may lie beyond what was read.
		if head, err = readHead(path, h.bytes); err != nil {
			return mibHeader{}, err
		}
		return parseMIBHeader(head)
	}
	return h, err
}

// parseMIBHeader reads a header from the first bytes of a frame.
func parseMIBHeader(b []byte) (mibHeader, error) {
	if !bytes.HasPrefix(b, []byte("MQ1,")) {
		return mibHeader{}, fmt.Errorf("header starts with %q, want \"MQ1,\"", b[:min(len(b), 4)])
	}
	fields := mibFields(b)
	if len(fields) < 8 {
		return mibHeader{}, fmt.Errorf("header has %d fields, want at least 8", len(fields))
	}
	var h mibHeader
	for _, f := range []struct {
		to       *int
		field    int
		name     string
		min, max int
	}{
		{&h.frame, 1, "frame number", 0, 1<<31 - 1},
		{&h.bytes, 2, "header size", 64, maxMIBHeader},
		{&h.chips, 3, "number of chips", 1, 64},
		{&h.width, 4, "width", 1, maxMIBEdge},
		{&h.height, 5, "height", 1, maxMIBEdge},
	} {
		n, err := strconv.Atoi(fields[f.field])
		if err != nil || n < f.min || n > f.max {
			return mibHeader{}, fmt.Errorf("header: %s is %q, want between %d and %d", f.name, fields[f.field], f.min, f.max)
		}
		*f.to = n
	}
	// Fields beyond the header's own size are pixels.
	if h.bytes < len(b) {
		fields = mibFields(b[:h.bytes])
	}
	if len(fields) < 8 {
		return mibHeader{}, fmt.Errorf("header of %d bytes has %d fields, want at least 8", h.bytes, len(fields))
	}
	h.pixel, h.layout = fields[6], strings.TrimSuffix(fields[7], "G")
	if n, err := strconv.Atoi(fields[len(fields)-1]); err == nil && len(fields) > 10 {
		h.depth = n
	}
	return h, nil
}

// mibFields splits the text up to the first NUL at commas. Empty fields at the
// end are dropped.
func mibFields(b []byte) []string {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	fields := strings.Split(string(b), ",")
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	for len(fields) > 0 && fields[len(fields)-1] == "" {
		fields = fields[:len(fields)-1]
	}
	return fields
}

// mibScan returns the scan shape that a .hdr file names for about this many
// frames, or nil.
func mibScan(path string, frames int) []int {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil // there often is none
	}
	return parseHDR(b).scan(frames)
}

// hdrFields holds the lines of a .hdr file, by name without the unit.
type hdrFields map[string]string

// parseHDR reads the lines between "HDR," and "End".
func parseHDR(b []byte) hdrFields {
	fields := hdrFields{}
	for line := range strings.Lines(string(b)) {
		line = strings.Trim(line, " \t\r\n\x00")
		if line == "End" || strings.HasPrefix(line, "End\t") {
			break
		}
		if name, value, ok := strings.Cut(line, ":\t"); ok {
			name, _, _ = strings.Cut(name, " (")
			fields[strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
	}
	return fields
}

// scan returns the scan shape if it is a plausible one for so many frames: an
// acquisition may have been stopped, and the first trigger may add frames, up
// to a line. One frame per trigger says nothing about lines.
func (f hdrFields) scan(frames int) []int {
	x, y := f.number("ScanX"), f.number("ScanY")
	if x < 1 || y < 1 {
		x = f.number("Frames per Trigger")
		if x < 2 {
			return nil
		}
		y = f.number("Frames in Acquisition") / x
	}
	switch {
	case y < 1 || x > frames || y > 2*frames/x+1 || frames > x*y+x:
		return nil
	case y == 1:
		return []int{x}
	}
	return []int{y, x}
}

func (f hdrFields) number(name string) int {
	n, err := strconv.Atoi(f[name])
	if err != nil || n < 0 || n > 1<<30 {
		return 0
	}
	return n
}
