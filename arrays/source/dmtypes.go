package source

import (
	"math"
	"unicode/utf16"
)

// Types of values that are made of others.
const (
	dmStruct = 15
	dmText   = 18
	dmList   = 20
	dmShort  = 4 // texts are mostly lists of these
)

// dmSizes are the bytes of the simple types.
var dmSizes = map[int64]int64{2: 2, 3: 4, 4: 2, 5: 4, 6: 4, 7: 8, 8: 1, 9: 1, 10: 1, 11: 8, 12: 8}

// sizes returns the bytes of an element and how many there are of what such a
// type describes, and whether that may be a text.
func (d *dmReader) sizes(info []int64) (item, count int64, text bool) {
	switch info[0] {
	case dmText:
		if len(info) == 2 {
			return 2, info[1], true
		}
	case dmList:
		if len(info) >= 3 {
			item, rest := d.item(info[1:])
			if len(rest) == 1 {
				return item, rest[0], info[1] == dmShort
			}
		}
	default:
		if item, rest := d.item(info); len(rest) == 0 {
			return item, 1, false
		}
	}
	d.fail("type %v", info)
	return 0, 0, false
}

// item returns the bytes of a value of the type that begins info, and what
// follows it.
func (d *dmReader) item(info []int64) (int64, []int64) {
	switch info[0] {
	case dmStruct:
		// Length of a name, number of fields, and as many pairs of the length of
		// a name and a type.
		if len(info) < 3 || info[2] > int64(len(info)-3)/2 {
			d.fail("type %v", info)
			return 0, nil
		}
		var sum int64
		fields := info[3:][:2*info[2]]
		for i := 1; i < len(fields); i += 2 {
			sum += d.simple(fields[i])
		}
		return sum, info[3+2*info[2]:]
	case dmList:
		if len(info) < 3 {
			d.fail("type %v", info)
			return 0, nil
		}
		item, rest := d.item(info[1:])
		if len(rest) == 0 {
			d.fail("type %v", info)
			return 0, nil
		}
		return saturatingMul(item, rest[0]), rest[1:]
	}
	return d.simple(info[0]), info[1:]
}

func (d *dmReader) simple(kind int64) int64 {
	n, ok := dmSizes[kind]
	if !ok {
		d.fail("value of type %d", kind)
	}
	return n
}

// number reads a simple value.
func (d *dmFile) number(kind int64, b []byte) (float64, bool) {
	switch kind {
	case 2:
		return float64(int16(d.order.Uint16(b))), true
	case 3:
		return float64(int32(d.order.Uint32(b))), true
	case 4:
		return float64(d.order.Uint16(b)), true
	case 5:
		return float64(d.order.Uint32(b)), true
	case 6:
		return float64(math.Float32frombits(d.order.Uint32(b))), true
	case 7:
		return math.Float64frombits(d.order.Uint64(b)), true
	case 8, 10:
		return float64(b[0]), true
	case 9:
		return float64(int8(b[0])), true
	case 11:
		return float64(int64(d.order.Uint64(b))), true
	case 12:
		return float64(d.order.Uint64(b)), true
	}
	return 0, false
}

// text decodes UTF-16.
func (d *dmFile) text(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = d.order.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}
