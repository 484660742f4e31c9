package zarr

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// documents are the names of metadata, of which a node has at least one.
var documents = []string{"zarr.json", ".zarray", ".zgroup"}

// An arrayMeta is what metadata say about an array.
type arrayMeta struct {
	version int
	shape   []int
	chunk   []int // of the grid of keys; shards where there are shards
	dtype   ndarray.DType
	fill    *ndarray.Array // no axes; nil means zeros
	keys    keyEncoding
	pipe    *pipeline
	axes    []string
	codecs  []string
}

// A keyEncoding makes the keys of chunks.
type keyEncoding struct {
	v2        bool
	separator string
}

// key returns the key of a chunk below its array.
func (k keyEncoding) key(coords []int) string {
	parts := make([]string, 0, len(coords)+1)
	if !k.v2 {
		parts = append(parts, "c")
	}
	for _, c := range coords {
		parts = append(parts, strconv.Itoa(c))
	}
	if len(parts) == 0 {
		return "0"
	}
	return strings.Join(parts, k.separator)
}

// parseArray reads the document of an array, which is nil if the document is
// that of a group.
func parseArray(document []byte) (*arrayMeta, error) {
	var kind struct {
		Format int    `json:"zarr_format"`
		Node   string `json:"node_type"`
	}
	if err := json.Unmarshal(document, &kind); err != nil {
		return nil, fmt.Errorf("metadata: %w", err)
	}
	switch {
	case kind.Format == 2:
		return parseV2(document)
	case kind.Format == 3 && kind.Node == "array":
		return parseV3(document)
	case kind.Format == 3 && kind.Node == "group":
		return nil, errIsGroup
	}
	return nil, &UnsupportedError{What: "zarr format", Name: fmt.Sprint(kind.Format)}
}

var errIsGroup = errors.New("the node is a group, not an array")

// check accepts descriptions of arrays that memory can hold, one chunk at a
// time.
func (m *arrayMeta) check() error {
	if len(m.shape) != len(m.chunk) || len(m.shape) > maxAxes {
		return fmt.Errorf("metadata: shape %s and chunks %s", wording.Shape(m.shape), wording.Shape(m.chunk))
	}
	if _, err := ndarray.CheckShape(m.dtype, m.shape); err != nil {
		return fmt.Errorf("metadata: %w", err)
	}
	for i, c := range m.chunk {
		if c < 1 {
			return fmt.Errorf("metadata: chunk length %d on axis %d", c, i)
		}
	}
	return m.pipe.check(m.dtype, m.chunk)
}

// ceil divides and rounds up.
func ceil(n, by int) int {
	if n == 0 {
		return 0
	}
	return (n-1)/by + 1
}

// unpacked returns the chunk shape that is read at once: inner chunks of
// shards.
func (m *arrayMeta) unpacked() []int {
	if s := m.pipe.shard; s != nil && m.pipe.perm == nil {
		return s.inner
	}
	return m.chunk
}
