package hdf5

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// A node is a group or a dataset.
type node struct {
	path       string // absolute
	children   map[string]*node
	data       *dataset // nil for a group
	attributes []attribute
}

func newGroup(path string) *node { return &node{path: path, children: map[string]*node{}} }

// names returns those of the children in the order of their bytes, which files
// have them in.
func (n *node) names() []string { return slices.Sorted(maps.Keys(n.children)) }

// parts cuts a path. Slashes at either end do not count.
func parts(name string) ([]string, error) {
	trimmed := strings.Trim(name, "/")
	if trimmed == "" {
		return nil, nil
	}
	list := strings.Split(trimmed, "/")
	for _, p := range list {
		switch {
		case p == "":
			return nil, &NameError{name, "has an empty part"}
		case p == "." || p == "..":
			return nil, &NameError{name, "readers take the part " + p + " for another group"}
		case !utf8.ValidString(p) || strings.Contains(p, "\x00"):
			return nil, &NameError{name, "is not text"}
		}
	}
	return list, nil
}

// group returns a group below this one, and makes it and those around it if
// need be.
func (n *node) group(list []string) (*node, error) {
	for _, p := range list {
		next := n.children[p]
		if next == nil {
			next = newGroup(strings.TrimSuffix(n.path, "/") + "/" + p)
			n.children[p] = next
		}
		if next.data != nil {
			return nil, &NameError{next.path, "is a dataset, which holds no others"}
		}
		n = next
	}
	return n, nil
}

// place puts a dataset where its name says.
func (n *node) place(name string, d *dataset) (*node, error) {
	list, err := parts(name)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, &NameError{name, "is the root group, want a name below it"}
	}
	last := len(list) - 1
	g, err := n.group(list[:last])
	if err != nil {
		return nil, err
	}
	if g.children[list[last]] != nil {
		return nil, &NameError{name, "is there twice, or a group with others inside"}
	}
	child := &node{path: strings.TrimSuffix(g.path, "/") + "/" + list[last], data: d}
	g.children[list[last]] = child
	return child, nil
}

// find returns the node of a name; nil if there is none.
func (n *node) find(list []string) *node {
	for _, p := range list {
		if n == nil {
			return nil
		}
		n = n.children[p]
	}
	return n
}

// each calls fn for this node and all below it, parents first.
func (n *node) each(fn func(*node) error) error {
	if err := fn(n); err != nil {
		return err
	}
	for _, name := range n.names() {
		if err := n.children[name].each(fn); err != nil {
			return err
		}
	}
	return nil
}
