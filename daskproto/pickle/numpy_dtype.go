package pickle

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gloam-go/gloam/internal/wording"
)

// A DType is a numpy dtype.
type DType struct {
	// Code is the kind and the size: "f8", "b1", "S5", "U3", "V6", "O8", "M8".
	Code string
	// Order is the byte order: '<', '>', or '|' where there is none.
	Order byte
	// ItemSize is the length of one element in bytes.
	ItemSize int
	// Align is the alignment of structured types, 0 for others.
	Align int
	// Flags are numpy's flags of structured types, 0 for others.
	Flags int
	// Unit is the unit of datetime64 and timedelta64, such as "ns" or "25s".
	Unit string
	// Fields are the fields of a structured type, in order.
	Fields []Field
	// Sub is what each element is an array of, if it is one.
	Sub *SubArray
}

// A Field is one field of a structured DType.
type Field struct {
	Name   string
	Offset int
	DType  DType
}

// A SubArray says that an element is an array itself.
type SubArray struct {
	DType DType
	Shape []int
}

// Kind returns numpy's letter for the kind of type: 'f', 'i', 'V'.
func (d DType) Kind() byte {
	if d.Code == "" {
		return 0
	}
	return d.Code[0]
}

// String returns the type string that numpy shows: "<f8", "|V6", "<M8[ns]".
func (d DType) String() string {
	s := string(d.Order) + d.Code
	if d.Kind() == 'O' {
		s = "|O"
	}
	if d.Unit != "" {
		s += "[" + d.Unit + "]"
	}
	return s
}

// ParseDType reads a type string such as "<f8", "f8", "float64" or "<M8[ns]".
func ParseDType(s string) (DType, error) {
	want := func() (DType, error) { return DType{}, fmt.Errorf("%w: got dtype %.40q", ErrMismatch, s) }
	code := s
	if c, ok := numpyNames[s]; ok {
		code = c
	}
	order := byte('<')
	if code != "" && strings.IndexByte("<>|=", code[0]) >= 0 {
		order, code = code[0], code[1:]
	}
	code, unit, timed := strings.Cut(code, "[")
	unit, closed := strings.CutSuffix(unit, "]")
	if code == "O" {
		code = "O8"
	}
	size, ok := codeSize(code)
	if !ok || timed != closed || timed && code != "M8" && code != "m8" {
		return want()
	}
	if order == '=' {
		order = '<'
	}
	if size == 1 && code[0] != 'U' || strings.IndexByte("OSV", code[0]) >= 0 {
		order = '|'
	}
	return DType{Code: code, Order: order, ItemSize: size, Unit: unit}, nil
}

// maxItem bounds the size of one element to what an int holds everywhere.
const maxItem = 1<<31 - 1

// codeSize returns the bytes of an element of a code such as "f8".
func codeSize(code string) (int, bool) {
	if len(code) < 2 || strings.IndexByte("biufcmMOSUV", code[0]) < 0 {
		return 0, false
	}
	n, err := strconv.ParseUint(code[1:], 10, 31)
	if code[0] == 'U' {
		n *= 4
	}
	if err != nil || n > maxItem {
		return 0, false
	}
	return int(n), true
}

// numpyNames are the type names that numpy knows and their codes.
var numpyNames = map[string]string{
	"bool": "b1", "bool_": "b1", "int8": "i1", "int16": "i2", "int32": "i4", "int64": "i8",
	"uint8": "u1", "uint16": "u2", "uint32": "u4", "uint64": "u8",
	"float16": "f2", "float32": "f4", "float64": "f8", "longdouble": "f16",
	"complex64": "c8", "complex128": "c16", "object": "O8", "object_": "O8", "?": "b1",
}

// AsDType recognises a numpy dtype: as numpy writes it, with a state, or made
// from a type string only, or the class of a scalar. The error is ErrMismatch
// for anything else, also for a dtype whose state cannot be read.
func AsDType(v any) (DType, error) {
	r := dtypeReader{left: maxTypes}
	return r.read(v)
}

// maxTypes is how many types a structured type may be made of, those of nested
// fields included. It ends recursion on a type that contains itself.
const maxTypes = 4096

type dtypeReader struct {
	left int
}

func (r *dtypeReader) read(v any) (DType, error) {
	if r.left--; r.left < 0 {
		return DType{}, fmt.Errorf("%w: numpy.dtype of more than %d types", ErrMismatch, maxTypes)
	}
	if g, ok := v.(Global); ok && g.Module == "numpy" {
		if _, known := numpyNames[g.Name]; known {
			return ParseDType(g.Name)
		}
	}
	args, ok := Calls(v, "numpy", "dtype")
	if !ok || len(args) == 0 {
		return DType{}, mismatch(v, "numpy.dtype")
	}
	code, ok := args[0].(string)
	if !ok {
		return r.read(args[0])
	}
	d, err := ParseDType(code)
	if o, _ := v.(*Object); err == nil && o.State != nil {
		err = r.state(&d, o.State)
	}
	return d, err
}

// state reads version, byte order, subdtype, names, fields, item size,
// alignment, flags and, for times, metadata.
func (r *dtypeReader) state(d *DType, v any) error {
	state, ok := v.(Tuple)
	if !ok || len(state) < 8 {
		return mismatch(v, "state of numpy.dtype")
	}
	order, ok := state[1].(string)
	if !ok || len(order) != 1 || strings.IndexByte("<>|=", order[0]) < 0 {
		return mismatch(state[1], "byte order of numpy.dtype")
	}
	if order != "=" {
		d.Order = order[0]
	}
	if n, ok := state[5].(int64); ok && 0 <= n && n <= maxItem {
		d.ItemSize = int(n)
	}
	if n, ok := state[6].(int64); ok && 0 < n && n <= 1<<16 {
		d.Align = int(n)
	}
	if err := r.sub(d, state[2]); err != nil {
		return err
	}
	if err := r.fields(d, state[3], state[4]); err != nil {
		return err
	}
	if n, ok := state[7].(int64); ok && d.Fields != nil {
		d.Flags = int(n & 0xff)
	}
	if len(state) > 8 {
		return d.setUnit(state[8])
	}
	return nil
}

func (r *dtypeReader) fields(d *DType, names, fields any) error {
	if names == nil {
		return nil
	}
	order, ok1 := names.(Tuple)
	types, ok2 := fields.(*Dict)
	if !ok1 || !ok2 {
		return mismatch(fields, "fields of numpy.dtype")
	}
	for _, n := range order {
		name, ok1 := n.(string)
		at, ok2 := types.value(name).(Tuple)
		if !ok1 || !ok2 || len(at) < 2 {
			return mismatch(n, "field of numpy.dtype")
		}
		t, err := r.read(at[0])
		if err != nil {
			return err
		}
		offset, ok := at[1].(int64)
		if !ok || offset < 0 || offset > int64(d.ItemSize-t.ItemSize) {
			return fmt.Errorf("%w: field %q at %v of %d bytes, item has %d", ErrMismatch, name, at[1], t.ItemSize, d.ItemSize)
		}
		d.Fields = append(d.Fields, Field{name, int(offset), t})
	}
	return nil
}

func (r *dtypeReader) sub(d *DType, v any) error {
	if v == nil {
		return nil
	}
	sub, ok := v.(Tuple)
	if !ok || len(sub) != 2 {
		return mismatch(v, "subdtype of numpy.dtype")
	}
	t, err := r.read(sub[0])
	if err != nil {
		return err
	}
	shape, err := shapeOf(sub[1])
	if err != nil {
		return err
	}
	if size, ok := byteSize(shape, t.ItemSize); !ok || size != d.ItemSize {
		return fmt.Errorf("%w: subdtype %v of shape %s, item has %d bytes", ErrMismatch, t, wording.Shape(shape), d.ItemSize)
	}
	d.Sub = &SubArray{t, shape}
	return nil
}

// setUnit reads ({}, (unit, count, numerator, denominator)).
func (d *DType) setUnit(v any) error {
	if v == nil || d.Kind() != 'M' && d.Kind() != 'm' {
		return nil
	}
	pair, _ := v.(Tuple)
	if len(pair) != 2 {
		return mismatch(v, "metadata of numpy.dtype")
	}
	parts, _ := pair[1].(Tuple)
	if len(parts) < 2 {
		return mismatch(pair[1], "unit of numpy.dtype")
	}
	switch unit := parts[0].(type) {
	case []byte:
		d.Unit = string(unit)
	case string:
		d.Unit = unit
	default:
		return mismatch(unit, "unit of numpy.dtype")
	}
	if n, ok := parts[1].(int64); ok && n != 1 {
		d.Unit = strconv.FormatInt(n, 10) + d.Unit
	}
	// numpy calls the lack of a unit generic.
	if d.Unit == "generic" {
		d.Unit = ""
	}
	return nil
}

// NumpyDType returns numpy.dtype(s), for type strings such as "<f8".
func NumpyDType(s string) *Object { return Call("numpy", "dtype", s) }

// Pickle returns the dtype as an Object: made from its type string alone if
// that says it all, with a state otherwise.
func (d DType) Pickle() *Object {
	if d.Fields == nil && d.Sub == nil {
		return NumpyDType(d.String())
	}
	o := Call("numpy", "dtype", "V"+strconv.Itoa(d.ItemSize), false, true)
	var sub, names, fields any
	if d.Sub != nil {
		sub = Tuple{d.Sub.DType.Pickle(), shapeTuple(d.Sub.Shape)}
	}
	flags := d.Flags
	if d.Fields != nil {
		names, fields = d.fieldState()
		flags |= structFlag
	}
	o.State = Tuple{int64(3), "|", sub, names, fields, int64(d.ItemSize), int64(max(d.Align, 1)), int64(flags)}
	return o
}

// structFlag is what numpy sets on every structured type.
const structFlag = 16

func (d DType) fieldState() (names Tuple, fields *Dict) {
	fields = &Dict{}
	for _, f := range d.Fields {
		names = append(names, f.Name)
		fields.Set(f.Name, Tuple{f.DType.Pickle(), int64(f.Offset)})
	}
	return names, fields
}
