package source

import "github.com/gloam-go/gloam/arrays/ndarray"

// parts says how parts of such images are read, if they are shown with their
// own rows.
func (m mibImage) parts(l *layout) {
	if len(l.sig) != 2 || l.sig[0] != m.height {
		return
	}
	if m.bits == 0 {
		l.plain, l.flip = true, m.flip
		l.elements = unpacker(m.dtype, ndarray.BigEndian)
		return
	}
	l.crop = m.crop
}

// crop says what decoding rows from to before to of a raw image needs. A stored
// row of a quad has a row of the upper half and its mirror image below.
func (m mibImage) crop(from, to int) rowsPart {
	low, high := m.rows, 0
	for y := from; y < to; y++ {
		row := y
		switch {
		case m.quad:
			row = min(y, m.height-1-y)
		case m.flip:
			row = m.height - 1 - y
		}
		low, high = min(low, row), max(high, row+1)
	}
	m.from, m.to = low, high
	bytes := m.cols * m.bits / 8
	part := rowsPart{spans: []span{{low * bytes, high * bytes}}, unpack: m.unpacker}
	if m.pair {
		half := int(m.stored / 2)
		part.spans = append(part.spans, span{half + low*bytes, half + high*bytes})
	}
	return part
}
