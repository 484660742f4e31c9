package hdf5

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// Save computes arrays in one run and writes each as the dataset of its name
// into a new file, such as "/entry/data"; groups are made as names need them. By
// default a dataset is one piece and each block goes to its place in it by the
// task that has its values, in this process or on a cluster whose workers see
// the folder; [Chunks], [Gzip] and [Shuffle] change that. Nothing of the size of
// an array is held in memory.
//
// The file appears under its name when it is complete and on the disk, see
// [Unsynced]. Until then it is hidden in the same folder; after an error it is
// removed, of a process that was killed it stays, under a name that ends in
// .unfinished. What is there already is never written over. Errors are an
// [*Error], with the cause inside, or those of the computation.
func Save(ctx context.Context, path string, datasets map[string]*arrays.Array, opts ...SaveOption) error {
	s, err := prepare(path, datasets, opts)
	if err != nil {
		return at(path, "", err)
	}
	defer s.discard()
	if err := s.create(); err != nil {
		return at(path, "", err)
	}
	if err := s.compute(ctx); err != nil {
		return err
	}
	if err := s.describe(); err != nil {
		return at(path, "", err)
	}
	return at(path, "", s.appear())
}

type save struct {
	path     string // absolute
	root     *node
	special  []special
	unsynced bool
	run      []scheduler.Option
	packer   packer // and the file
}

// prepare checks everything that can be wrong before the first byte is written.
func prepare(path string, datasets map[string]*arrays.Array, opts []SaveOption) (*save, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	s := &save{path: absolute, root: newGroup("/")}
	var common layout
	for _, o := range opts {
		o(s, &common)
	}
	rootAttributes := common.attributes
	common.attributes = nil
	for _, name := range slices.Sorted(maps.Keys(datasets)) {
		if err := s.dataset(name, datasets[name], common); err != nil {
			return nil, at(path, name, err)
		}
	}
	if s.root.attributes, err = attributesOf(rootAttributes); err != nil {
		return nil, at(path, "/", err)
	}
	for _, o := range s.special {
		if err := s.group(o); err != nil {
			return nil, at(path, o.name, err)
		}
	}
	s.assign()
	return s, nil
}

// dataset adds one with the options for all and those for it.
func (s *save) dataset(name string, a *arrays.Array, l layout) error {
	if a == nil {
		return &NameError{name, "has no array"}
	}
	d := &dataset{}
	n, err := s.root.place(name, d)
	if err != nil {
		return err
	}
	for _, o := range s.special {
		list, err := parts(o.name)
		if err != nil {
			return err
		}
		if s.root.find(list) == n {
			for _, opt := range o.opts {
				opt(s, &l)
			}
		}
	}
	made, err := newDataset(a, l)
	if err != nil {
		return err
	}
	*d = *made
	n.attributes, err = attributesOf(l.attributes)
	return err
}

// group applies what was said for one object, if that is a group.
func (s *save) group(o special) error {
	list, err := parts(o.name)
	if err != nil {
		return err
	}
	if n := s.root.find(list); n != nil && n.data != nil {
		return nil // dataset did
	}
	n, err := s.root.group(list)
	if err != nil {
		return err
	}
	var l layout
	for _, opt := range o.opts {
		opt(s, &l)
	}
	if !l.plain() {
		return &NameError{o.name, "is a group, which takes attributes only"}
	}
	more, err := attributesOf(l.attributes)
	if err != nil {
		return err
	}
	for _, a := range more {
		n.attributes = slices.DeleteFunc(n.attributes, func(old attribute) bool { return old.name == a.name })
	}
	n.attributes = append(n.attributes, more...)
	return nil
}

// page is what large datasets begin at a multiple of, for readers that map them.
const page = 4096

// assign gives every dataset of known size its place.
func (s *save) assign() {
	end := int64(superblockSize)
	_ = s.root.each(func(n *node) error {
		if n.data == nil || n.data.room() == 0 {
			return nil
		}
		alignment := int64(8)
		if n.data.room() >= page {
			alignment = page
		}
		n.data.offset = (end + alignment - 1) / alignment * alignment
		end = n.data.offset + n.data.room()
		return nil
	})
	s.packer.end = end
}

// compute runs the tasks that write.
func (s *save) compute(ctx context.Context) error {
	var all []graph.Collection
	err := s.root.each(func(n *node) error {
		if n.data == nil || n.data.size() == 0 {
			return nil
		}
		layer, err := s.writing(n)
		all = append(all, writing{layer})
		return err
	})
	if err != nil || len(all) == 0 {
		return at(s.path, "", err)
	}
	_, err = scheduler.Compute(ctx, all, s.run...)
	return err
}

// writing is a layer whose tasks have no value.
type writing struct{ layer *graph.Layer }

func (w writing) Layer() *graph.Layer        { return w.layer }
func (w writing) Blocks() []int              { return nil }
func (w writing) Collect([]any) (any, error) { return nil, nil }

// writing makes the layer that writes a dataset: of a name that other processes
// know, unless chunks are packed.
func (s *save) writing(n *node) (*graph.Layer, error) {
	d, c := n.data, newCuts(n.data.array.Chunks())
	name, owner := s.packer.file.Name(), self
	if s.unsynced {
		owner = 0
	}
	spec := graph.LayerSpec{
		Label: "hdf5-write", Grid: c.counts, Deps: []*graph.Layer{d.array.Layer()}, Blockwise: true,
		Token: graph.Token(writeOp.Name(), name, n.path, d.array.Layer()),
		Note:  graph.Note{Shape: d.shape, DType: d.dtype.String(), Chunks: fmt.Sprint(d.chunk), Text: s.path},
	}
	if d.packed != nil {
		spec.Op = graph.InProcessAt(graph.Site(), "gloam/hdf5/pack", s.packing(d))
		spec.Args = func(block int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Lit(c.start(block)), graph.Ref(0, block))
		}
		return graph.NewLayer(spec)
	}
	spec.Op = writeOp
	spec.Args = func(block int, dst []graph.Arg) []graph.Arg {
		dst = append(dst, graph.Lit(name), graph.Lit(owner), graph.Lit(c.start(block)), graph.Ref(0, block))
		return d.place().literals(dst)
	}
	return graph.NewLayer(spec)
}

// packing returns what tasks do whose chunks are packed.
func (s *save) packing(d *dataset) graph.Func {
	return func(ctx context.Context, args []any) (any, error) {
		start, ok0 := args[0].([]int)
		block, ok1 := args[1].(*ndarray.Array)
		if !ok0 || !ok1 {
			return nil, fmt.Errorf("hdf5: pack got %T, %T, want start, block", args[0], args[1])
		}
		return true, at(s.path, "", s.packer.write(ctx, d, start, block))
	}
}
