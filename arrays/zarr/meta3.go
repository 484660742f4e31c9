package zarr

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// documentV3 is the document zarr.json of an array.
type documentV3 struct {
	Format       int             `json:"zarr_format"`
	Node         string          `json:"node_type"`
	Shape        []int           `json:"shape"`
	DataType     json.RawMessage `json:"data_type"`
	Grid         namedV3         `json:"chunk_grid"`
	Keys         namedV3         `json:"chunk_key_encoding"`
	Fill         json.RawMessage `json:"fill_value"`
	Codecs       []namedV3       `json:"codecs"`
	Attributes   map[string]any  `json:"attributes"`
	Axes         []*string       `json:"dimension_names,omitempty"`
	Transformers []any           `json:"storage_transformers,omitempty"`
}

// namedV3 is how version 3 writes things of a choice.
type namedV3 struct {
	Name          string          `json:"name"`
	Configuration json.RawMessage `json:"configuration,omitempty"`
}

// UnmarshalJSON also takes a name alone.
func (n *namedV3) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &n.Name)
	}
	type plain namedV3
	return json.Unmarshal(b, (*plain)(n))
}

// read fills v from the configuration, if there is one.
func (n namedV3) read(v any) error {
	if len(n.Configuration) == 0 {
		return nil
	}
	if err := json.Unmarshal(n.Configuration, v); err != nil {
		return fmt.Errorf("metadata: %s: %w", n.Name, err)
	}
	return nil
}

func parseV3(document []byte) (*arrayMeta, error) {
	var d documentV3
	if err := json.Unmarshal(document, &d); err != nil {
		return nil, fmt.Errorf("metadata: %w", err)
	}
	if len(d.Transformers) > 0 {
		return nil, &UnsupportedError{What: "storage transformer", Name: fmt.Sprint(d.Transformers[0])}
	}
	m := &arrayMeta{version: 3, shape: nonNil(d.Shape)}
	for _, a := range d.Axes {
		if a == nil {
			a = new(string)
		}
		m.axes = append(m.axes, *a)
	}
	var err error
	if m.dtype, err = dtypeV3(d.DataType); err != nil {
		return nil, err
	}
	if m.chunk, err = d.chunks(); err != nil {
		return nil, err
	}
	if m.keys, err = d.encoding(); err != nil {
		return nil, err
	}
	if m.fill, err = parseFill(d.Fill, m.dtype); err != nil {
		return nil, err
	}
	for _, c := range d.Codecs {
		m.codecs = append(m.codecs, c.Name)
	}
	if m.pipe, err = newPipeline(d.Codecs, m.dtype, m.chunk, 0); err != nil {
		return nil, err
	}
	return m, m.check()
}

func dtypeV3(raw json.RawMessage) (ndarray.DType, error) {
	var t namedV3
	if err := json.Unmarshal(raw, &t); err != nil {
		return 0, &UnsupportedError{What: "data type", Name: oneLine(raw)}
	}
	d, _, err := ndarray.ParseDType(t.Name)
	if err != nil || d == ndarray.Object || d.String() != t.Name {
		return 0, &UnsupportedError{What: "data type", Name: t.Name}
	}
	return d, nil
}

func (d *documentV3) chunks() ([]int, error) {
	if d.Grid.Name != "regular" {
		return nil, &UnsupportedError{What: "chunk grid", Name: d.Grid.Name}
	}
	var c struct {
		Shape []int `json:"chunk_shape"`
	}
	err := d.Grid.read(&c)
	return nonNil(c.Shape), err
}

func (d *documentV3) encoding() (keyEncoding, error) {
	k := keyEncoding{v2: d.Keys.Name == "v2", separator: "/"}
	if k.v2 {
		k.separator = "."
	}
	if !k.v2 && d.Keys.Name != "default" {
		return k, &UnsupportedError{What: "chunk key encoding", Name: d.Keys.Name}
	}
	c := struct{ Separator *string }{&k.separator}
	if err := d.Keys.read(&c); err != nil {
		return k, err
	}
	if k.separator != "." && k.separator != "/" {
		return k, &UnsupportedError{What: "separator", Name: k.separator}
	}
	return k, nil
}

// maxNesting is how deep shards may lie in shards.
const maxNesting = 4

// newPipeline reads a list of codecs for chunks of a shape.
func newPipeline(list []namedV3, dtype ndarray.DType, chunk []int, depth int) (*pipeline, error) {
	p := &pipeline{}
	packed := false // past the codec that makes bytes
	for _, c := range list {
		var err error
		switch {
		case c.Name == "transpose" && !packed && len(p.filters) == 0:
			err = p.transpose(c, len(chunk))
		case c.Name == "bytes" && !packed:
			packed, err = true, p.endian(c)
		case c.Name == "sharding_indexed" && !packed && len(p.filters) == 0 && depth < maxNesting:
			packed = true
			p.shard, err = newSharding(c, dtype, permuted(chunk, p.perm), depth)
		case strings.HasPrefix(c.Name, "numcodecs.") && !packed:
			err = p.filter(c, dtype)
		case packed:
			err = p.pack(c, dtype)
		default:
			err = &UnsupportedError{What: "codec at this place", Name: c.Name}
		}
		if err != nil {
			return nil, err
		}
	}
	if !packed {
		return nil, fmt.Errorf("metadata: no codec makes bytes of the elements")
	}
	if len(p.filters) > 0 && p.order == ndarray.BigEndian {
		return nil, &UnsupportedError{What: "filter with byte order", Name: "big"}
	}
	return p, nil
}

func (p *pipeline) transpose(c namedV3, ndim int) error {
	var conf struct{ Order []int }
	if err := c.read(&conf); err != nil {
		return err
	}
	sorted := slices.Clone(conf.Order)
	slices.Sort(sorted)
	if len(sorted) != ndim || ndim > maxAxes {
		return fmt.Errorf("metadata: transposition %s of %d axes", wording.Shape(conf.Order), ndim)
	}
	for i, v := range sorted {
		if v != i {
			return fmt.Errorf("metadata: transposition %s is no permutation", wording.Shape(conf.Order))
		}
	}
	if p.perm == nil {
		p.perm = conf.Order
		return nil
	}
	p.perm = permuted(p.perm, conf.Order)
	return nil
}

func (p *pipeline) endian(c namedV3) error {
	var conf struct{ Endian string }
	if err := c.read(&conf); err != nil {
		return err
	}
	switch conf.Endian {
	case "little", "":
	case "big":
		p.order = ndarray.BigEndian
	default:
		return &UnsupportedError{What: "byte order", Name: conf.Endian}
	}
	return nil
}

func (p *pipeline) filter(c namedV3, dtype ndarray.DType) error {
	f, err := newFilter(strings.TrimPrefix(c.Name, "numcodecs."), c.Configuration, dtype.String())
	p.filters = append(p.filters, f)
	return err
}

func (p *pipeline) pack(c namedV3, dtype ndarray.DType) error {
	b, err := newByteCodec(strings.TrimPrefix(c.Name, "numcodecs."), c.Configuration, dtype.Size())
	p.codecs = append(p.codecs, b)
	return err
}

// permuted returns v[perm[0]], v[perm[1]], …, or v if perm is nil.
func permuted(v, perm []int) []int {
	if perm == nil {
		return v
	}
	out := make([]int, len(v))
	for i, p := range perm {
		if p < len(v) {
			out[i] = v[p]
		}
	}
	return out
}
