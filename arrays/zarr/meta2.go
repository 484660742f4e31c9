package zarr

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// documentV2 is the document .zarray.
type documentV2 struct {
	Shape      []int             `json:"shape"`
	Chunks     []int             `json:"chunks"`
	DType      json.RawMessage   `json:"dtype"`
	Compressor json.RawMessage   `json:"compressor"`
	Fill       json.RawMessage   `json:"fill_value"`
	Order      string            `json:"order"`
	Filters    []json.RawMessage `json:"filters"`
	Separator  string            `json:"dimension_separator,omitempty"`
	Format     int               `json:"zarr_format"`
}

func parseV2(document []byte) (*arrayMeta, error) {
	var d documentV2
	if err := json.Unmarshal(document, &d); err != nil {
		return nil, fmt.Errorf("metadata: %w", err)
	}
	if d.Separator == "" {
		d.Separator = "."
	}
	if d.Separator != "." && d.Separator != "/" {
		return nil, &UnsupportedError{What: "dimension separator", Name: d.Separator}
	}
	m := &arrayMeta{version: 2, shape: nonNil(d.Shape), chunk: nonNil(d.Chunks), keys: keyEncoding{v2: true, separator: d.Separator}, pipe: &pipeline{}}
	var err error
	if m.dtype, m.pipe.order, err = dtypeV2(d.DType); err != nil {
		return nil, err
	}
	if m.fill, err = parseFill(d.Fill, m.dtype); err != nil {
		return nil, err
	}
	if err := d.layout(m.pipe); err != nil {
		return nil, err
	}
	if err := d.codecs(m); err != nil {
		return nil, err
	}
	return m, m.check()
}

// dtypeV2 reads a dtype, which is a list for structures.
func dtypeV2(raw json.RawMessage) (ndarray.DType, ndarray.ByteOrder, error) {
	var code string
	if err := json.Unmarshal(raw, &code); err != nil {
		return 0, 0, &UnsupportedError{What: "data type", Name: oneLine(raw)}
	}
	dtype, order, err := ndarray.ParseDType(code)
	if err != nil || dtype == ndarray.Object {
		return 0, 0, &UnsupportedError{What: "data type", Name: code}
	}
	return dtype, order, nil
}

// oneLine is JSON without blanks between its parts.
func oneLine(raw json.RawMessage) string {
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil {
		return string(raw)
	}
	return b.String()
}

func (d *documentV2) layout(p *pipeline) error {
	switch d.Order {
	case "C", "":
	case "F":
		p.perm = make([]int, len(d.Shape))
		for i := range p.perm {
			p.perm[i] = len(p.perm) - 1 - i
		}
	default:
		return &UnsupportedError{What: "order", Name: d.Order}
	}
	return nil
}

// codecs reads the filters and the compressor. What version 2 calls a filter
// may also be a codec of bytes, behind which everything is one.
func (d *documentV2) codecs(m *arrayMeta) error {
	list := d.Filters
	if len(d.Compressor) > 0 && string(d.Compressor) != "null" {
		list = append(list[:len(list):len(list)], d.Compressor)
	}
	for i, raw := range list {
		id, err := identify(raw)
		if err != nil {
			return err
		}
		m.codecs = append(m.codecs, id)
		if isFilter(id) {
			err = m.pipe.addFilter(id, raw)
		} else {
			err = m.pipe.addCodec(id, raw, m.dtype.Size())
		}
		var unknown *UnsupportedError
		if errors.As(err, &unknown) && i < len(d.Filters) && unknown.What == "codec" {
			unknown.What = "filter"
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *pipeline) addFilter(id string, raw json.RawMessage) error {
	f, err := newFilter(id, raw, "")
	if err != nil {
		return err
	}
	if len(p.codecs) > 0 {
		p.codecs = append(p.codecs, filterCodec{f})
	} else {
		p.filters = append(p.filters, f)
	}
	return nil
}

func (p *pipeline) addCodec(id string, raw json.RawMessage, item int) error {
	c, err := newByteCodec(id, raw, item)
	p.codecs = append(p.codecs, c)
	return err
}

func identify(raw json.RawMessage) (string, error) {
	var c struct{ ID string }
	if err := json.Unmarshal(raw, &c); err != nil {
		return "", fmt.Errorf("metadata: codec: %w", err)
	}
	return c.ID, nil
}

func nonNil(v []int) []int {
	if v == nil {
		return []int{}
	}
	return v
}
