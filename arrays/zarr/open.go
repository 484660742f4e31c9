package zarr

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A Store is a Zarr hierarchy in a folder or a zip file. It holds no open file
// and is safe for concurrent use.
type Store struct {
	path  string
	root  []byte            // document of the root, nil if it has none
	nodes map[string][]byte // consolidated documents by name; nil if there are none
}

// Info describes an array in a store.
type Info struct {
	Name   string // below the root, with slashes; empty for the root itself
	Format int    // version of Zarr, 2 or 3
	Shape  []int
	DType  ndarray.DType
	Chunks []int    // shape of a stored object's content: a chunk, or a shard
	Inner  []int    // shape of the chunks inside shards, nil without them
	Codecs []string // names, in the order of writing
	Axes   []string // names of the axes, nil if not said
}

// Open reads the metadata of the root. A zip file may have one leading folder
// around everything. Errors are an [*Error]; one that is [ErrNotZarr] says that
// nothing was recognised.
func Open(path string) (*Store, error) {
	s := &Store{path: path}
	err := s.using(func(keys keyStore) error {
		var err error
		if s.root, err = findDocument(keys, ""); err != nil {
			return err
		}
		if err := s.consolidate(keys); err != nil {
			return err
		}
		if s.root == nil && s.nodes == nil {
			return anyNode(keys)
		}
		return nil
	})
	if err != nil {
		return nil, at(path, "", err)
	}
	return s, nil
}

// using opens the store for the time of a call.
func (s *Store) using(fn func(keyStore) error) error {
	keys, err := openKeys(s.path)
	if err != nil {
		return at(s.path, "", err)
	}
	defer keys.Close()
	return fn(keys)
}

// findDocument returns the metadata of a node, nil if there are none.
func findDocument(keys keyStore, name string) ([]byte, error) {
	for _, d := range documents {
		b, err := get(keys, join(name, d), maxDocument)
		if err == nil {
			return b, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	return nil, nil
}

// consolidate reads the documents that the root has of all nodes.
func (s *Store) consolidate(keys keyStore) error {
	var v3 struct {
		Consolidated *struct {
			Metadata map[string]json.RawMessage
		} `json:"consolidated_metadata"`
	}
	if s.root != nil && json.Unmarshal(s.root, &v3) == nil && v3.Consolidated != nil {
		s.nodes = map[string][]byte{}
		for name, doc := range v3.Consolidated.Metadata {
			s.nodes[name] = doc
		}
		return nil
	}
	b, err := get(keys, ".zmetadata", maxDocument)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var v2 struct{ Metadata map[string]json.RawMessage }
	if err := json.Unmarshal(b, &v2); err != nil {
		return fmt.Errorf(".zmetadata: %w", err)
	}
	s.nodes = map[string][]byte{}
	for key, doc := range v2.Metadata {
		for _, d := range documents {
			if name, ok := strings.CutSuffix("/"+key, "/"+d); ok {
				s.nodes[strings.TrimPrefix(name, "/")] = doc
			}
		}
	}
	return nil
}

// anyNode is ErrNotZarr unless a node lies right below the root.
func anyNode(keys keyStore) error {
	below, err := keys.children(".")
	if err != nil {
		return err
	}
	for _, child := range below {
		if doc, err := findDocument(keys, child); err != nil || doc != nil {
			return err
		}
	}
	return ErrNotZarr
}

// maxDepth is how deep groups may lie in groups.
const maxDepth = 64

// walk calls fn for the nodes below a folder, in alphabetical order. It does
// not look into arrays.
func walk(keys keyStore, name string, depth int, fn func(name string, doc []byte) error) error {
	if depth > maxDepth {
		return fmt.Errorf("groups are more than %d deep", maxDepth)
	}
	below, err := keys.children(name)
	if err != nil {
		return err
	}
	for _, child := range below {
		full := join(name, child)
		doc, err := findDocument(keys, full)
		if err != nil {
			return err
		}
		if doc != nil {
			if err := fn(full, doc); err != nil {
				return err
			}
		}
		if doc == nil || !isArray(doc) {
			if err := walk(keys, full, depth+1, fn); err != nil {
				return err
			}
		}
	}
	return nil
}

// isArray reports whether a document is of an array.
func isArray(doc []byte) bool {
	var d struct {
		Node  string `json:"node_type"`
		Shape []int
	}
	return json.Unmarshal(doc, &d) == nil && d.Node != "group" && d.Shape != nil
}

// Path returns the name that the store was opened by.
func (s *Store) Path() string { return s.path }

// Arrays lists the names of all arrays, in alphabetical order; the name of an
// array at the root is empty. If the root has consolidated metadata, they tell.
func (s *Store) Arrays() ([]string, error) {
	names := []string{}
	add := func(name string, doc []byte) error {
		if isArray(doc) {
			names = append(names, name)
		}
		return nil
	}
	if s.root != nil {
		add("", s.root)
	}
	if s.nodes != nil {
		for name, doc := range s.nodes {
			if name != "" || s.root == nil {
				add(name, doc)
			}
		}
		slices.Sort(names)
		return names, nil
	}
	if len(names) > 0 {
		return names, nil
	}
	err := s.using(func(keys keyStore) error { return walk(keys, ".", 0, add) })
	slices.Sort(names)
	return names, at(s.path, "", err)
}

// document returns the metadata of a node.
func (s *Store) document(name string) (doc []byte, err error) {
	name = strings.Trim(name, "/")
	err = s.using(func(keys keyStore) error {
		if name != "" && !fs.ValidPath(name) {
			return &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
		}
		if doc, err = findDocument(keys, name); err == nil && doc == nil {
			doc = s.nodes[name]
		}
		return err
	})
	if err == nil && doc == nil {
		err = fs.ErrNotExist
	}
	return doc, at(s.path, name, err)
}

// Attributes returns what users noted at an array or group, nil if nothing.
func (s *Store) Attributes(name string) (map[string]any, error) {
	doc, err := s.document(name)
	if err != nil {
		return nil, err
	}
	var v3 struct {
		Format     int `json:"zarr_format"`
		Attributes map[string]any
	}
	if err := json.Unmarshal(doc, &v3); err != nil {
		return nil, at(s.path, name, err)
	}
	if v3.Format == 3 {
		return v3.Attributes, nil
	}
	var v2 map[string]any
	err = s.using(func(keys keyStore) error {
		b, err := get(keys, join(strings.Trim(name, "/"), ".zattrs"), maxDocument)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		return json.Unmarshal(b, &v2)
	})
	return v2, at(s.path, name, err)
}

// Info describes an array. Data types and codecs that this package does not
// know are an [*UnsupportedError].
func (s *Store) Info(name string) (Info, error) {
	m, _, err := s.array(name)
	if err != nil {
		return Info{}, err
	}
	i := Info{Name: strings.Trim(name, "/"), Format: m.version, Shape: m.shape, DType: m.dtype, Chunks: m.chunk, Codecs: m.codecs, Axes: m.axes}
	if m.pipe.shard != nil {
		i.Inner = m.unpacked()
	}
	return i, nil
}

func (s *Store) array(name string) (*arrayMeta, []byte, error) {
	doc, err := s.document(name)
	if err != nil {
		return nil, nil, err
	}
	if !isArray(doc) {
		return nil, nil, at(s.path, name, errIsGroup)
	}
	m, err := parseArray(doc)
	return m, doc, at(s.path, name, err)
}
