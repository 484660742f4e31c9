package pickle

import (
	"bytes"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxDigits is the longest decimal number read, as in Python: the time grows
// with the square of the length.
const maxDigits = 4300

// line returns the text up to the next newline.
func (d *decoder) line() string {
	n := bytes.IndexByte(d.data[d.at:], '\n')
	if n < 0 {
		d.fail(fmt.Errorf("%w: line without end", ErrTruncated))
		return ""
	}
	s := string(d.data[d.at : d.at+n])
	d.at += n + 1
	return s
}

// lineNumber returns the number on the next line.
func (d *decoder) lineNumber() uint64 {
	s := d.line()
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil && d.err == nil {
		d.fail(malformed("got %.20q, want a number", s))
	}
	return n
}

func (d *decoder) textInt() {
	switch s := d.line(); s {
	case "00":
		d.push(false)
	case "01":
		d.push(true)
	default:
		d.decimal(s)
	}
}

func (d *decoder) textLong() { d.decimal(strings.TrimSuffix(d.line(), "L")) }

func (d *decoder) decimal(s string) {
	s = strings.TrimSpace(s)
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		d.push(n)
		return
	}
	n, ok := new(big.Int), len(s) <= maxDigits
	if ok {
		_, ok = n.SetString(s, 10)
	}
	if !ok {
		d.fail(malformed("got %.20q, want a decimal number", s))
		return
	}
	d.push(bigOrSmall(n))
}

func (d *decoder) textFloat() {
	s := d.line()
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil && (f == 0 || d.err != nil) {
		d.fail(malformed("got %.20q, want a number", s))
		return
	}
	d.push(f)
}

// textUnicode reads the raw-unicode-escape of protocol 0: Latin-1, where \u
// and \U begin the number of a character.
func (d *decoder) textUnicode() {
	s := d.line()
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n, ok := rawUnicode(s[i:])
		if !ok {
			d.fail(malformed("got %.12q, want a unicode escape", s[i:]))
			return
		}
		if 0xd800 <= r && r < 0xe000 {
			b.Write([]byte{0xed, 0x80 | byte(r>>6)&0x3f, 0x80 | byte(r)&0x3f})
		} else {
			b.WriteRune(r)
		}
		i += n
	}
	d.push(b.String())
}

// rawUnicode returns the first character of s and how long it is there.
func rawUnicode(s string) (r rune, n int, ok bool) {
	if s[0] != '\\' || len(s) < 2 || s[1] != 'u' && s[1] != 'U' {
		return rune(s[0]), 1, true
	}
	n = 6
	if s[1] == 'U' {
		n = 10
	}
	if len(s) < n {
		return 0, 0, false
	}
	v, err := strconv.ParseUint(s[2:n], 16, 32)
	return rune(v), n, err == nil && v <= utf8.MaxRune
}

func (d *decoder) shortBinString() { d.oldString(d.u8()) }
func (d *decoder) binString()      { d.oldString(d.u32()) }

// oldString reads a string of Python 2, which is text only if it is ASCII.
func (d *decoder) oldString(n uint64) {
	if b := d.take(n); d.err == nil {
		d.ascii(string(b))
	}
}

func (d *decoder) textString() {
	s := strings.TrimSpace(d.line())
	if len(s) < 2 || s[0] != s[len(s)-1] || s[0] != '\'' && s[0] != '"' {
		d.fail(malformed("string without quotes"))
		return
	}
	text, ok := unquote(s[1 : len(s)-1])
	if !ok {
		d.fail(malformed("got %.20q, want a quoted string", s))
		return
	}
	d.ascii(text)
}

func (d *decoder) ascii(s string) {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			d.fail(malformed("Python 2 string with byte 0x%02x, want ASCII", s[i]))
			return
		}
	}
	d.push(s)
}

// unquote undoes the escapes of a Python 2 string, which are those of Go but
// for the quotes.
func unquote(s string) (string, bool) {
	var b strings.Builder
	for s != "" {
		if strings.HasPrefix(s, `\'`) || strings.HasPrefix(s, `\"`) {
			b.WriteByte(s[1])
			s = s[2:]
			continue
		}
		r, _, rest, err := strconv.UnquoteChar(s, 0)
		if err != nil || r >= utf8.RuneSelf {
			return "", false
		}
		b.WriteByte(byte(r))
		s = rest
	}
	return b.String(), true
}

func (d *decoder) textGlobal() {
	module := d.line()
	name := d.line()
	d.push(d.global(module, name))
}

func (d *decoder) textPersID() { d.push(PersID{d.line()}) }
