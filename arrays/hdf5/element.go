package hdf5

import (
	"fmt"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// An element is a datatype taken apart.
type element struct {
	class, size int
	dtype       ndarray.DType // of numbers; ndarray.Invalid for others
	order       ndarray.ByteOrder
	base        *element // of what consists of elements of one type
	padding     int      // of texts of fixed length
	varying     bool     // texts of any length
	name        string   // of what is not a number
}

// Classes of datatypes without the version.
const (
	ofInteger = iota
	ofFloat
	ofTime
	ofText
	ofBits
	ofOpaque
	ofRecord
	ofReference
	ofEnum
	ofVarying
	ofArray
	ofComplex
)

// maxNesting bounds types within types.
const maxNesting = 16

// parseElement takes a datatype message apart.
func parseElement(c *cursor, depth int) (element, error) {
	head := c.u8()
	bits := c.uint(3)
	e := element{class: head & 15, size: c.u32(), order: ndarray.LittleEndian}
	version := head >> 4
	if c.err == nil && (version < 1 || version > 5 || depth > maxNesting) {
		c.fail("got version %d of a data type, %d deep", version, depth)
	}
	if bits&1 != 0 {
		e.order = ndarray.BigEndian
	}
	switch e.class {
	case ofInteger, ofBits:
		e.integer(c, bits)
	case ofFloat:
		e.float(c, bits)
	case ofText:
		e.padding, e.name = int(bits&15), fmt.Sprintf("text of %d bytes", e.size)
	case ofRecord:
		return e, e.record(c, version, int(bits&0xffff), depth)
	case ofEnum:
		return e, e.enum(c, version, int(bits&0xffff), depth)
	case ofVarying, ofArray, ofComplex:
		return e, e.derived(c, version, bits, depth)
	case ofTime:
		e.name = "time"
		c.skip(2)
	case ofOpaque:
		e.name = fmt.Sprintf("opaque of %d bytes", e.size)
		c.skip(int(bits & 0xff))
	case ofReference:
		e.name = "reference"
	default:
		e.name = fmt.Sprintf("of class %d", e.class)
	}
	return e, c.err
}

// integer takes what says which bits of an element count.
func (e *element) integer(c *cursor, bits uint64) {
	offset, precision := c.u16(), c.u16()
	signed := bits&8 != 0 && e.class == ofInteger
	table := map[int][2]ndarray.DType{
		1: {ndarray.Uint8, ndarray.Int8}, 2: {ndarray.Uint16, ndarray.Int16}, 4: {ndarray.Uint32, ndarray.Int32}, 8: {ndarray.Uint64, ndarray.Int64},
	}
	pair, ok := table[e.size]
	if !ok || offset != 0 || precision != 8*e.size {
		e.name = fmt.Sprintf("integer of %d bits in %d bytes", precision, e.size)
		return
	}
	if e.dtype = pair[0]; signed {
		e.dtype = pair[1]
	}
}

// float takes what says where sign, exponent and mantissa are. It knows IEEE's.
func (e *element) float(c *cursor, bits uint64) {
	layout := [8]int{c.u16(), c.u16(), c.u8(), c.u8(), c.u8(), c.u8(), c.u32(), int(bits >> 8 & 0xff)}
	for size, d := range map[int]ndarray.DType{2: ndarray.Float16, 4: ndarray.Float32, 8: ndarray.Float64} {
		exponent := map[int]int{2: 5, 4: 8, 8: 11}[size]
		mantissa := 8*size - exponent - 1
		ieee := [8]int{0, 8 * size, mantissa, exponent, 0, mantissa, 1<<(exponent-1) - 1, 8*size - 1}
		if e.size == size && layout == ieee && bits&0x40 == 0 {
			e.dtype = d
			return
		}
	}
	e.name = fmt.Sprintf("float of %d bits with %d of exponent", layout[1], layout[3])
}

// memberName takes a name and the zeros behind it.
func memberName(c *cursor, version int) string {
	start := c.pos
	name := c.text()
	if version < 3 {
		c.skip(-(c.pos - start) & 7)
	}
	return name
}

// record takes the members of a compound. Those of two floats are complex
// numbers, as h5py and others store them.
func (e *element) record(c *cursor, version, n, depth int) error {
	names, complex := []string{}, n == 2
	var first element
	for i := range n {
		name := memberName(c, version)
		var offset int
		if version < 3 {
			offset = c.u32()
		} else {
			offset = int(c.uint(limitBytes(uint64(e.size))))
		}
		if version == 1 {
			c.skip(28) // it is an array, or not
		}
		if c.err != nil {
			return c.err
		}
		m, err := parseElement(c, depth+1)
		if err != nil {
			return err
		}
		if i == 0 {
			first = m
		}
		complex = complex && m.dtype == first.dtype && m.order == first.order && offset == i*e.size/2
		names = append(names, name)
	}
	e.order = first.order
	text := strings.ToLower(strings.Join(names, " "))
	if complex && (text == "r i" || text == "real imag" || text == "re im" || text == "realfloathi imagfloathi") {
		e.dtype = complexOf(first.dtype, e.size)
	}
	if e.dtype == ndarray.Invalid {
		e.name = fmt.Sprintf("compound of %q", names[:min(len(names), 10)])
	}
	return nil
}

// complexOf returns the dtype with parts of another.
func complexOf(part ndarray.DType, size int) ndarray.DType {
	switch {
	case part == ndarray.Float32 && size == 8:
		return ndarray.Complex64
	case part == ndarray.Float64 && size == 16:
		return ndarray.Complex128
	}
	return ndarray.Invalid
}

// enum takes an enumeration. One of FALSE and TRUE is booleans, as h5py stores
// them, others are the numbers.
func (e *element) enum(c *cursor, version, n, depth int) error {
	base, err := parseElement(c, depth+1)
	if err != nil {
		return err
	}
	names := make([]string, 0, 2)
	for range n {
		name := memberName(c, version)
		if c.err != nil {
			return c.err
		}
		if len(names) < 3 {
			names = append(names, name)
		}
	}
	values := c.take(n * base.size)
	e.dtype, e.order, e.name = base.dtype, base.order, base.name
	if c.err == nil && e.size == 1 && strings.Join(names, " ") == "FALSE TRUE" && values[0] == 0 && values[1] == 1 {
		e.dtype = ndarray.Bool
	}
	return c.err
}

// derived takes types that hold any number of another one.
func (e *element) derived(c *cursor, version int, bits uint64, depth int) error {
	shape := ""
	if e.class == ofArray {
		n := c.u8()
		if version < 3 {
			c.skip(3)
		}
		for range n {
			shape += fmt.Sprintf(" %d", c.u32())
		}
		if version < 3 {
			c.skip(4 * n)
		}
	}
	base, err := parseElement(c, depth+1)
	if err != nil {
		return err
	}
	e.base = &base
	switch e.class {
	case ofVarying:
		e.varying = bits&15 == 1
		if e.name = "lists of any length"; e.varying {
			e.name = "text of any length"
		}
	case ofArray:
		e.name = "arrays of" + shape
	case ofComplex:
		e.order = base.order
		if e.dtype = complexOf(base.dtype, e.size); e.dtype == ndarray.Invalid {
			e.name = "complex of other parts than float32 or float64"
		}
	}
	return nil
}

// number is an error for elements that are none.
func (e *element) number() error {
	if e.dtype == ndarray.Invalid {
		return &UnsupportedError{"data type", e.name}
	}
	return nil
}

// parseSpace takes a dataspace apart. limit is how far each axis may grow, with
// -1 for any length. Spaces without elements of any kind have null set.
func parseSpace(c *cursor) (shape, limit []int, null bool, err error) {
	version := c.version(2)
	n, flags := c.u8(), c.u8()
	if version == 2 {
		null = c.u8() == 2
	} else {
		c.skip(5)
	}
	if n > maxAxes {
		c.fail("got %d axes, want at most %d", n, maxAxes)
	}
	if c.err != nil {
		return nil, nil, false, c.err
	}
	shape = make([]int, n)
	for i := range shape {
		shape[i] = int(c.length())
	}
	limit = shape
	if flags&1 != 0 {
		limit = make([]int, n)
		for i := range limit {
			if limit[i] = int(c.address()); c.width != c.long || limit[i] < shape[i] {
				limit[i] = -1
			}
		}
	}
	return shape, limit, null, c.err
}
