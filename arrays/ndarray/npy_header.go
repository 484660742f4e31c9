package ndarray

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A Header describes the array in an npy file.
type Header struct {
	DType   DType
	Order   ByteOrder
	Fortran bool  // the first axis varies fastest
	Shape   []int // as NumPy shows it, for Fortran order too
	Offset  int64 // of the first element, from the start of the file
}

// NBytes returns the bytes of all elements.
func (h Header) NBytes() int64 { return int64(product(h.Shape)) * int64(h.DType.Size()) }

// Errors of npy files that are well formed and cannot be read.
var (
	ErrStructured = errors.New("ndarray: npy file has structured elements")
	ErrObjects    = errors.New("ndarray: npy file has pickled Python objects")
)

// A HeaderError reports damage in the header of an npy file.
type HeaderError struct{ Reason string }

func (e *HeaderError) Error() string { return "ndarray: npy header: " + e.Reason }

const npyMagic = "\x93NUMPY"

// maxHeader bounds the text of a header. NumPy's own reader refuses more than
// 10,000 characters; 64 axes of 20 digits need less than 2,000.
const maxHeader = 10_000

// ReadHeader reads the header of an npy file of version 1, 2 or 3 and leaves r
// at the first element. Damage is a [*HeaderError], an element type of another
// kind [ErrStructured], [ErrObjects] or a [*DTypeError].
func ReadHeader(r io.Reader) (Header, error) {
	var head [12]byte
	if err := readHead(r, head[:8]); err != nil {
		return Header{}, err
	}
	if string(head[:6]) != npyMagic {
		return Header{}, &HeaderError{fmt.Sprintf("starts with %q, want %q", head[:6], npyMagic)}
	}
	var size, from int
	switch version := head[6]; version {
	case 1:
		from = 10
	case 2, 3:
		from = 12
	default:
		return Header{}, &HeaderError{fmt.Sprintf("version %d, want 1, 2 or 3", version)}
	}
	if err := readHead(r, head[8:from]); err != nil {
		return Header{}, err
	}
	if from == 10 {
		size = int(binary.LittleEndian.Uint16(head[8:]))
	} else {
		size = int(min(binary.LittleEndian.Uint32(head[8:]), maxHeader+1))
	}
	if size > maxHeader {
		return Header{}, &HeaderError{fmt.Sprintf("text of more than %d bytes", maxHeader)}
	}
	text := make([]byte, size)
	if err := readHead(r, text); err != nil {
		return Header{}, err
	}
	h, err := parseHeader(string(text))
	h.Offset = int64(from + size)
	return h, err
}

func readHead(r io.Reader, b []byte) error {
	if n, err := io.ReadFull(r, b); err != nil {
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return &HeaderError{fmt.Sprintf("ends after %d of %d bytes", n, len(b))}
		}
		return err
	}
	return nil
}

// parseHeader reads a Python dict literal with exactly the keys descr,
// fortran_order and shape.
func parseHeader(text string) (Header, error) {
	p := literal{rest: text}
	var h Header
	seen := map[string]bool{}
	p.expect("{")
	for p.err == nil && !p.accept("}") {
		key := p.str()
		p.expect(":")
		if seen[key] {
			p.fail("key %q appears twice", key)
		}
		seen[key] = true
		switch key {
		case "descr":
			h.DType, h.Order = p.descr()
		case "fortran_order":
			h.Fortran = p.boolean()
		case "shape":
			h.Shape = p.tuple()
		default:
			p.fail("unknown key %q", key)
		}
		if !p.accept(",") {
			p.expect("}")
			break
		}
	}
	if p.err == nil && strings.TrimSpace(p.rest) != "" {
		p.fail("text %.20q behind the dictionary", p.rest)
	}
	if p.err == nil && len(seen) != 3 {
		p.fail("has %d keys, want descr, fortran_order and shape", len(seen))
	}
	if p.err != nil {
		return Header{}, p.err
	}
	if _, err := CheckShape(h.DType, h.Shape); err != nil {
		return Header{}, &HeaderError{err.Error()}
	}
	return h, nil
}

// A literal is a reader of Python literals. Once it has failed it does nothing.
type literal struct {
	rest string
	err  error
}

func (p *literal) fail(format string, args ...any) {
	if p.err == nil {
		p.err = &HeaderError{fmt.Sprintf(format, args...)}
	}
}

func (p *literal) space() { p.rest = strings.TrimLeft(p.rest, " \t\n\r") }

func (p *literal) accept(token string) bool {
	p.space()
	if p.err != nil || !strings.HasPrefix(p.rest, token) {
		return false
	}
	p.rest = p.rest[len(token):]
	return true
}

func (p *literal) expect(token string) {
	if !p.accept(token) {
		p.fail("got %.20q, want %q", p.rest, token)
	}
}

// str reads a quoted string without escapes, which no valid header has.
func (p *literal) str() string {
	p.space()
	if p.err != nil || p.rest == "" || p.rest[0] != '\'' && p.rest[0] != '"' {
		p.fail("got %.20q, want a string", p.rest)
		return ""
	}
	end := strings.IndexByte(p.rest[1:], p.rest[0])
	if end < 0 || strings.ContainsAny(p.rest[1:end+1], "\\\n") {
		p.fail("string %.20q does not end", p.rest)
		return ""
	}
	s := p.rest[1 : end+1]
	p.rest = p.rest[end+2:]
	return s
}

func (p *literal) descr() (DType, ByteOrder) {
	if p.accept("[") || p.accept("(") || p.accept("{") {
		p.reject(ErrStructured)
		return Invalid, LittleEndian
	}
	code := p.str()
	if p.err != nil {
		return Invalid, LittleEndian
	}
	switch kind := strings.TrimLeft(code, "<>|="); {
	case strings.HasPrefix(kind, "O"):
		p.reject(ErrObjects)
	case strings.HasPrefix(kind, "V"):
		p.reject(ErrStructured)
	}
	d, order, err := ParseDType(code)
	if err == nil && (d == Object || code == d.String()) {
		err = &DTypeError{Text: code} // names are no array-interface codes
	}
	if err != nil {
		p.reject(err)
	}
	return d, order
}

func (p *literal) reject(err error) {
	if p.err == nil {
		p.err = err
	}
}

func (p *literal) boolean() bool {
	if p.accept("True") {
		return true
	}
	p.expect("False")
	return false
}

// tuple reads integers in parentheses; a single one needs a comma behind it.
// Python 2 wrote an L behind large integers.
func (p *literal) tuple() []int {
	shape := []int{}
	p.expect("(")
	for p.err == nil && !p.accept(")") {
		if len(shape) == maxAxes {
			p.fail("more than %d axes", maxAxes)
		}
		shape = append(shape, p.integer())
		if !p.accept(",") {
			if len(shape) == 1 {
				p.fail("shape is no tuple")
			}
			p.expect(")")
			break
		}
	}
	return shape
}

func (p *literal) integer() int {
	p.space()
	n := 0
	for n < len(p.rest) && p.rest[n] >= '0' && p.rest[n] <= '9' {
		n++
	}
	v, err := strconv.Atoi(p.rest[:n])
	if err != nil {
		p.fail("got %.20q, want an extent", p.rest)
		return 0
	}
	p.rest = strings.TrimPrefix(p.rest[n:], "L")
	return v
}

// appendHeader appends the header that NumPy writes: version 1 if it fits, the
// text padded so that elements start at a multiple of 64 bytes.
func appendHeader(b []byte, d DType, shape []int) []byte {
	var text bytes.Buffer
	fmt.Fprintf(&text, "{'descr': '%s', 'fortran_order': False, 'shape': (", d.Code('<'))
	for i, e := range shape {
		if i > 0 {
			text.WriteString(", ")
		}
		text.WriteString(strconv.Itoa(e))
	}
	if len(shape) == 1 {
		text.WriteByte(',')
	}
	text.WriteString("), }")
	version, prefix := byte(1), 10
	if text.Len()+prefix+64 > 1<<16-1 {
		version, prefix = 2, 12
	}
	for (prefix+text.Len()+1)%64 != 0 {
		text.WriteByte(' ')
	}
	text.WriteByte('\n')
	b = append(append(b, npyMagic...), version, 0)
	if version == 1 {
		b = binary.LittleEndian.AppendUint16(b, uint16(text.Len()))
	} else {
		b = binary.LittleEndian.AppendUint32(b, uint32(text.Len()))
	}
	return append(b, text.Bytes()...)
}
