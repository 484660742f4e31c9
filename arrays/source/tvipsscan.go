package source

import (
	"encoding/binary"
	"io"
	"math"
	"os"
)

// Where frame headers of newer software have the scan position, as float32.
const (
	tvipsScanX = 68
	tvipsScanY = 72
)

// Frames before the scan, and points of a line, that are looked at.
const (
	tvipsLead = 4096
	tvipsLine = 1 << 16
)

// A tvipsScan is what the positions in the frame headers say.
type tvipsScan struct {
	found bool
	first int // frame at the position 0, 0
	width int // of a line; 0 if none ends
}

// findScan looks for the first frame of the scan, the last one at position 0, 0
// before one at 0, 1, and for the end of a line, where the position drops.
func (h tvipsHeader) findScan(list []Stretch) (tvipsScan, error) {
	var s tvipsScan
	if !h.scans {
		return s, nil
	}
	p := tvipsPositions{header: h, list: list}
	defer p.close()
	zero, most := false, 0.0
	for i := 0; i < tvipsLead || s.found && i < s.first+tvipsLine; i++ {
		y, x, err := p.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return s, err
		}
		switch {
		case s.found && x < most:
			s.width = int(most) + 1
			return s, nil
		case s.found:
			most = max(most, math.Min(x, tvipsLine))
		case zero && y == 0 && x == 1:
			s.found, s.first, most = true, i-1, 1
		case y == 0 && x == 0:
			zero = true
		}
	}
	return s, nil
}

// tvipsPositions reads the scan positions of one frame after the other.
type tvipsPositions struct {
	header tvipsHeader
	list   []Stretch
	frame  int // of the first stretch of the list
	file   *os.File
}

// next returns the next position, as whole numbers, or io.EOF.
func (p *tvipsPositions) next() (y, x float64, err error) {
	if len(p.list) > 0 && p.frame == p.list[0].Frames {
		p.close()
		p.list, p.frame = p.list[1:], 0
	}
	if len(p.list) == 0 {
		return 0, 0, io.EOF
	}
	s := p.list[0]
	if p.file == nil {
		if p.file, err = os.Open(s.Path); err != nil {
			return 0, 0, inFile(s.Path, "tvips", err)
		}
	}
	var b [8]byte
	at := s.Offset - p.header.before + int64(p.frame)*p.header.pitch()
	if _, err := p.file.ReadAt(b[:], at+tvipsScanX); err != nil {
		return 0, 0, inFile(s.Path, "tvips", err)
	}
	p.frame++
	number := func(b []byte) float64 {
		return math.Trunc(float64(math.Float32frombits(binary.LittleEndian.Uint32(b))))
	}
	return number(b[tvipsScanY-tvipsScanX:]), number(b[:]), nil
}

func (p *tvipsPositions) close() {
	if p.file != nil {
		_ = p.file.Close() // was only read
		p.file = nil
	}
}
