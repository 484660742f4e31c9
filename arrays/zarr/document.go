package zarr

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// describe makes the metadata of the array to write.
func (s *save) describe() ([]byte, error) {
	s.name = strings.Trim(s.name, "/")
	if s.name != "" && !fs.ValidPath(s.name) {
		return nil, &fs.PathError{Op: "save", Path: s.name, Err: fs.ErrInvalid}
	}
	switch s.format {
	case 2:
		return s.describeV2()
	case 3:
		return s.describeV3()
	}
	return nil, &UnsupportedError{What: "zarr format", Name: fmt.Sprint(s.format)}
}

func (s *save) describeV2() ([]byte, error) {
	if s.separator == "" {
		s.separator = "."
	}
	if s.shard != nil {
		return nil, &UnsupportedError{What: "zarr format with shards", Name: "2"}
	}
	order, err := orderV2(s.perm, s.array.NDim())
	if err != nil {
		return nil, err
	}
	c, err := s.compressor.v2()
	if err != nil {
		return nil, err
	}
	code, err := json.Marshal(s.array.DType().Code('<'))
	if err != nil {
		return nil, err
	}
	return marshalASCII(documentV2{
		Shape: nonNil(s.array.Shape()), Chunks: nonNil(s.chunk), DType: code, Compressor: c,
		Fill: zeroOf(s.array.DType(), 2), Order: order, Separator: s.separator, Format: 2,
	}, "    ")
}

// orderV2 is what version 2 calls an order of axes.
func orderV2(perm []int, ndim int) (string, error) {
	if perm == nil {
		return "C", nil
	}
	for i, p := range perm {
		if len(perm) != ndim || p != ndim-1-i {
			return "", &UnsupportedError{What: "zarr format 2 with order of axes", Name: fmt.Sprint(perm)}
		}
	}
	return "F", nil
}

func (s *save) describeV3() ([]byte, error) {
	if s.separator == "" {
		s.separator = "/"
	}
	dtype := s.array.DType()
	codecs, grid, err := s.codecsV3()
	if err != nil {
		return nil, err
	}
	d := documentV3{
		Format: 3, Node: "array", Shape: nonNil(s.array.Shape()), Fill: zeroOf(dtype, 3),
		Codecs: codecs, Attributes: s.attributes,
	}
	if d.Attributes == nil {
		d.Attributes = map[string]any{}
	}
	for i := range s.axes {
		d.Axes = append(d.Axes, &s.axes[i])
	}
	if d.DataType, err = json.Marshal(dtype.String()); err != nil {
		return nil, err
	}
	if d.Grid, err = named("regular", map[string]any{"chunk_shape": nonNil(grid)}); err != nil {
		return nil, err
	}
	if d.Keys, err = named("default", map[string]any{"separator": s.separator}); err != nil {
		return nil, err
	}
	return marshalASCII(d, "  ")
}

// codecsV3 returns how chunks are packed, and the shape of what a key holds.
func (s *save) codecsV3() (codecs []namedV3, grid []int, err error) {
	if s.perm != nil {
		t, err := named("transpose", map[string]any{"order": s.perm})
		if err != nil {
			return nil, nil, err
		}
		codecs = append(codecs, t)
	}
	bytes := namedV3{Name: "bytes"}
	if s.array.DType().Size() > 1 {
		bytes.Configuration = json.RawMessage(`{"endian":"little"}`)
	}
	packed, err := s.compressor.v3(s.array.DType().Size())
	if err != nil {
		return nil, nil, err
	}
	codecs = append(append(codecs, bytes), packed...)
	if s.shard == nil {
		return codecs, s.chunk, nil
	}
	location := "end"
	if s.indexFirst {
		location = "start"
	}
	sharding, err := named("sharding_indexed", map[string]any{
		"chunk_shape": nonNil(s.chunk), "codecs": codecs, "index_location": location,
		"index_codecs": []namedV3{{Name: "bytes", Configuration: json.RawMessage(`{"endian":"little"}`)}, {Name: "crc32c"}},
	})
	return []namedV3{sharding}, s.shard, err
}

func named(name string, conf map[string]any) (namedV3, error) {
	b, err := json.Marshal(conf)
	return namedV3{Name: name, Configuration: b}, err
}

// zeroOf returns the fill value that stands for zero.
func zeroOf(d ndarray.DType, version int) json.RawMessage {
	switch d.Kind() {
	case ndarray.KindBool:
		return json.RawMessage("false")
	case ndarray.KindFloat:
		return json.RawMessage("0.0")
	case ndarray.KindComplex:
		if version == 2 {
			return json.RawMessage("null")
		}
		return json.RawMessage("[0.0,0.0]")
	}
	return json.RawMessage("0")
}

// notes are the attributes of version 2, which have a document of their own.
func (s *save) notes() ([]byte, error) {
	all := map[string]any{}
	for k, v := range s.attributes {
		all[k] = v
	}
	if s.axes != nil {
		all["_ARRAY_DIMENSIONS"] = s.axes
	}
	if len(all) == 0 {
		return nil, nil
	}
	return marshalASCII(all, "    ")
}
