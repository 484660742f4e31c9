package pickle

import (
	"encoding/binary"
	"math"
	"strings"
	"unicode/utf8"
)

func (d *decoder) none()     { d.push(nil) }
func (d *decoder) newTrue()  { d.push(true) }
func (d *decoder) newFalse() { d.push(false) }

func (d *decoder) binInt1() { d.push(int64(d.u8())) }

func (d *decoder) binInt2() {
	if b := d.take(2); b != nil {
		d.push(int64(binary.LittleEndian.Uint16(b)))
	}
}

func (d *decoder) binInt() { d.push(int64(int32(d.u32()))) }

func (d *decoder) long1() { d.long(d.u8()) }

func (d *decoder) long4() {
	n := d.u32()
	if n > math.MaxInt32 {
		d.fail(malformed("negative length %d", int32(n)))
	}
	d.long(n)
}

func (d *decoder) long(n uint64) {
	if b := d.take(n); d.err == nil {
		d.push(fromLong(b))
	}
}

func (d *decoder) binFloat() {
	if b := d.take(8); b != nil {
		d.push(math.Float64frombits(binary.BigEndian.Uint64(b)))
	}
}

func (d *decoder) shortBinUnicode() { d.text(d.u8()) }
func (d *decoder) binUnicode()      { d.text(d.u32()) }
func (d *decoder) binUnicode8()     { d.text(d.u64()) }

func (d *decoder) text(n uint64) {
	b := d.take(n)
	if d.err != nil {
		return
	}
	s := string(b)
	if !validText(s) {
		d.fail(malformed("string is not UTF-8"))
		return
	}
	d.push(s)
}

// validText reports whether s is UTF-8, where surrogates may be encoded like
// other characters: Python strings can hold them.
func validText(s string) bool {
	for !utf8.ValidString(s) {
		at := strings.IndexByte(s, 0xed)
		if at < 0 || len(s) < at+3 || s[at+1] < 0x80 || s[at+1] > 0xbf || s[at+2] < 0x80 || s[at+2] > 0xbf {
			return false
		}
		if !utf8.ValidString(s[:at]) {
			return false
		}
		s = s[at+3:]
	}
	return true
}

func (d *decoder) shortBinBytes() { d.bytes(d.u8()) }
func (d *decoder) binBytes()      { d.bytes(d.u32()) }
func (d *decoder) binBytes8()     { d.bytes(d.u64()) }

func (d *decoder) bytes(n uint64) {
	if b := d.take(n); d.err == nil {
		d.push(b)
	}
}

func (d *decoder) byteArray8() {
	if b := d.take(d.u64()); d.err == nil {
		d.push(ByteArray(b))
	}
}

func (d *decoder) nextBuffer() {
	if d.buffer == len(d.buffers) {
		d.fail(malformed("buffer %d is wanted, %d are given", d.buffer, len(d.buffers)))
		return
	}
	d.push(Buffer{Index: d.buffer, Data: d.buffers[d.buffer]})
	d.buffer++
}

func (d *decoder) readOnlyBuffer() {
	s := d.top(1)
	if s == nil {
		return
	}
	switch b := s[0].v.(type) {
	case Buffer:
		b.ReadOnly = true
		s[0].v, s[0].memo = b, 0
	case []byte:
	default:
		d.fail(malformed("got %s, want a buffer", typeName(b)))
	}
}

func (d *decoder) binPersID() {
	if s := d.pop(); d.err == nil {
		d.pushSlot(slot{v: PersID{s.v}, size: s.size + 1, depth: s.depth + 1})
	}
}
