package hdf5

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// maxAttributes is how many an object may have: their number has 16 bits.
const maxAttributes = 60_000

// An attribute is a small value at a node.
type attribute struct {
	name        string
	kind, space []byte
	data        []byte   // of numbers
	texts       []string // in the global heap, else nil
	refs        []reference
}

// attributesOf converts values in the order of their names.
func attributesOf(values map[string]any) ([]attribute, error) {
	if len(values) > maxAttributes {
		return nil, fmt.Errorf("got %d attributes, want at most %d", len(values), maxAttributes)
	}
	list := make([]attribute, 0, len(values))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if name == "" || !utf8.ValidString(name) || strings.Contains(name, "\x00") {
			return nil, &NameError{name, "is no name of an attribute"}
		}
		a, err := attributeOf(name, values[name])
		if err != nil {
			return nil, err
		}
		if len(a.message()) > maxMessage {
			return nil, &ValueError{fmt.Sprintf("attribute %q", name), values[name], fmt.Sprintf("want at most %d bytes", maxMessage)}
		}
		list = append(list, a)
	}
	return list, nil
}

func attributeOf(name string, value any) (attribute, error) {
	texts, shape, ok := textsOf(value)
	if ok {
		for _, s := range texts {
			if !utf8.ValidString(s) || strings.Contains(s, "\x00") {
				return attribute{}, &ValueError{fmt.Sprintf("attribute %q", name), s, "want UTF-8 without zero bytes"}
			}
		}
		refs := make([]reference, len(texts))
		return attribute{name: name, kind: text(), space: dataspace(shape), texts: texts, refs: refs}, nil
	}
	a, err := numbersOf(value)
	if err == nil && a.NDim() > maxAxes {
		err = fmt.Errorf("want at most %d axes", maxAxes)
	}
	if err != nil {
		return attribute{}, &ValueError{fmt.Sprintf("attribute %q", name), value, err.Error()}
	}
	data, err := ndarray.EncodeBytes(nil, a, ndarray.LittleEndian)
	if err != nil {
		return attribute{}, err
	}
	return attribute{name: name, kind: datatype(a.DType(), ndarray.LittleEndian), space: dataspace(a.Shape()), data: data}, nil
}

// textsOf takes a string or a slice of them.
func textsOf(value any) (texts []string, shape []int, ok bool) {
	switch v := value.(type) {
	case string:
		return []string{v}, nil, true
	case []string:
		return v, []int{len(v)}, true
	}
	return nil, nil, false
}

// numbersOf takes a number, a slice of them or an array.
func numbersOf(value any) (*ndarray.Array, error) {
	if a, ok := value.(*ndarray.Array); ok && a != nil {
		if a.DType().Size() == 0 {
			return nil, fmt.Errorf("want numbers, not %s", a.DType())
		}
		return a, nil
	}
	if d := ndarray.PromoteScalar(ndarray.Bool, value); d.Size() > 0 {
		a := ndarray.New(d)
		return a, a.Fill(value)
	}
	v := reflect.ValueOf(value)
	if k := v.Kind(); k != reflect.Slice && k != reflect.Array {
		return nil, errKind
	}
	d := ndarray.PromoteScalar(ndarray.Bool, reflect.Zero(v.Type().Elem()).Interface())
	if d.Size() == 0 {
		return nil, errKind
	}
	a := ndarray.New(d, v.Len())
	for i := range v.Len() {
		if err := a.Set(v.Index(i).Interface(), i); err != nil {
			return nil, err
		}
	}
	return a, nil
}

var errKind = fmt.Errorf("want a bool, number or string, a slice of them, or an array")

// message is what stands in the object header.
func (a *attribute) message() []byte {
	name := append([]byte(a.name), 0)
	b := []byte{1, 0}
	b = little.AppendUint16(b, uint16(len(name)))
	b = little.AppendUint16(b, uint16(len(a.kind)))
	b = little.AppendUint16(b, uint16(len(a.space)))
	for _, part := range [][]byte{name, slices.Clone(a.kind), slices.Clone(a.space)} {
		b = append(b, padded(part)...)
	}
	b = append(b, a.data...)
	for i, r := range a.refs {
		b = little.AppendUint32(b, uint32(len(a.texts[i])))
		b = little.AppendUint64(b, uint64(r.address))
		b = little.AppendUint32(b, uint32(r.index))
	}
	return b
}
