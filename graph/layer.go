package graph

import (
	"fmt"

	"github.com/gloam-go/gloam/internal/wording"
)

// An Arg is one argument of a task: a literal, or a reference to the result of
// another task.
type Arg struct {
	value any
	dep   int32 // index into the layer's Deps, -1 for a literal
	block int32
}

// Lit is a literal argument. For ops that travel it must be nil, a bool, an
// int, a float64, a string, a []byte, a []int or an encoding.BinaryMarshaler
// that the receiving package knows.
func Lit(value any) Arg { return Arg{value: value, dep: -1} }

// Ref is the result of a block of the layer's dep-th dependency.
func Ref(dep, block int) Arg { return Arg{dep: int32(dep), block: int32(block)} }

// IsRef reports whether the argument is a reference, and to which block of
// which dependency.
func (a Arg) IsRef() (dep, block int, ok bool) { return int(a.dep), int(a.block), a.dep >= 0 }

// Value returns the literal; nil for references.
func (a Arg) Value() any { return a.value }

// A LayerSpec says what a layer is. Only Label, Token and Grid are always
// needed; layers that compute also have an Op and Args.
type LayerSpec struct {
	Label string // short name of the operation, letters and dashes: "sum-partial"
	Token string // from [Token], over all that decides the values
	Grid  []int  // blocks along each axis; no axis means one block
	Op    *Op
	Deps  []*Layer
	// Args appends the arguments of a block (C-order number) to dst. It must be
	// a pure function, safe for concurrent use, and quick: it is called when
	// the plan is made and again when the task runs.
	Args func(block int, dst []Arg) []Arg

	// Blockwise promises that each block reads at most one block of each
	// dependency, which lets plans fuse it with its inputs.
	Blockwise bool
	// Bytes predicts the size of a block's result; nil if unknown.
	Bytes func(block int) int64
	// Reads tells how many bytes of storage a block reads; nil for none. A
	// layer with Reads and no Deps is a source: executors with a memory limit
	// start its tasks only while there is room.
	Reads func(block int) int64
	// Prefers names the workers that are to make a block: addresses, names or
	// hosts. Executors that send tasks to other machines follow it as far as
	// they can, others do not; results do not depend on it. Nil or an empty list
	// is for any worker.
	Prefers func(block int) []string
	// Dropped is given a block's result when a run in this process that made it
	// has no more use for it: all its readers have run, and it is not wanted. It
	// may reuse the memory, so it is for layers whose readers keep nothing of it.
	// Nil leaves results to the garbage collector. It must be safe for concurrent
	// use.
	Dropped func(value any)

	Site string // the user's source line; [Site] if empty
	Note Note   // what drawings and listings show
}

// A Note describes the values of a layer to people. All fields are optional.
type Note struct {
	Shape  []int
	DType  string
	Chunks string // such as "(4, 64, 64)", the largest block
	Text   string // anything else, one line
}

// A Layer is a named, immutable family of tasks, one per block of its grid,
// and the layers these tasks read. Make one with [NewLayer] or [NewData].
type Layer struct {
	spec LayerSpec
	name string
	size int
	data []any // values of a data layer
}

// NewLayer checks spec and makes a layer of it.
func NewLayer(spec LayerSpec) (*Layer, error) {
	if spec.Label == "" || spec.Token == "" {
		return nil, fmt.Errorf("graph: layer needs a label and a token, got %q and %q", spec.Label, spec.Token)
	}
	if spec.Op == nil || spec.Args == nil {
		return nil, fmt.Errorf("graph: layer %q needs an op and its arguments", spec.Label)
	}
	size, err := gridSize(spec.Label, spec.Grid)
	if err != nil {
		return nil, err
	}
	if spec.Site == "" {
		spec.Site = Site()
	}
	return &Layer{spec: spec, name: spec.Label + "-" + spec.Token, size: size}, nil
}

// NewData makes a layer of values that are already there: one per block of
// grid, in C order. The values are shared, not copied.
func NewData(label, token string, grid []int, values []any) (*Layer, error) {
	size, err := gridSize(label, grid)
	if err != nil {
		return nil, err
	}
	if size != len(values) {
		return nil, fmt.Errorf("graph: data layer %q has %d values for a grid %s of %d blocks", label, len(values), wording.Shape(grid), size)
	}
	return &Layer{spec: LayerSpec{Label: label, Token: token, Grid: grid, Site: Site()}, name: label + "-" + token, size: size, data: values}, nil
}

func gridSize(label string, grid []int) (int, error) {
	size := 1
	for _, n := range grid {
		if n < 0 {
			return 0, fmt.Errorf("graph: layer %q has a negative extent in its grid %s", label, wording.Shape(grid))
		}
		if n > 0 && size > maxBlocks/n {
			return 0, fmt.Errorf("graph: layer %q has a grid %s of more than %d blocks", label, wording.Shape(grid), maxBlocks)
		}
		size *= n
	}
	return size, nil
}

// maxBlocks is what int32 task ids can hold.
const maxBlocks = 1<<31 - 1

// Name returns the layer's name: its label and token.
func (l *Layer) Name() string { return l.name }

// Label returns the short name of the operation.
func (l *Layer) Label() string { return l.spec.Label }

// Token returns the content hash in the layer's name.
func (l *Layer) Token() string { return l.spec.Token }

// Grid returns the number of blocks along each axis. Do not modify it.
func (l *Layer) Grid() []int { return l.spec.Grid }

// Len returns the number of blocks.
func (l *Layer) Len() int { return l.size }

// Deps returns the layers this one reads. Do not modify the slice.
func (l *Layer) Deps() []*Layer { return l.spec.Deps }

// Op returns the operation, nil for data layers.
func (l *Layer) Op() *Op { return l.spec.Op }

// IsData reports whether the layer holds values instead of work.
func (l *Layer) IsData() bool { return l.data != nil || l.spec.Op == nil }

// Datum returns the value of a block of a data layer.
func (l *Layer) Datum(block int) any { return l.data[block] }

// Args appends the arguments of a block to dst.
func (l *Layer) Args(block int, dst []Arg) []Arg {
	if l.IsData() {
		return dst
	}
	return l.spec.Args(block, dst)
}

// Blockwise reports whether each block reads at most one block of each input.
func (l *Layer) Blockwise() bool { return l.spec.Blockwise }

// Bytes returns the predicted size of a block's result, 0 if unknown.
func (l *Layer) Bytes(block int) int64 {
	if l.spec.Bytes == nil {
		return 0
	}
	return l.spec.Bytes(block)
}

// Reads returns the bytes of storage that a block reads.
func (l *Layer) Reads(block int) int64 {
	if l.spec.Reads == nil {
		return 0
	}
	return l.spec.Reads(block)
}

// HasPreferences reports whether some blocks may prefer workers.
func (l *Layer) HasPreferences() bool { return l.spec.Prefers != nil }

// PreferredWorkers returns the workers that are to make a block, none if any
// may.
func (l *Layer) PreferredWorkers(block int) []string {
	if l.spec.Prefers == nil {
		return nil
	}
	return l.spec.Prefers(block)
}

// Recycles reports whether [Layer.Drop] does anything.
func (l *Layer) Recycles() bool { return l.spec.Dropped != nil }

// Drop tells the layer that nothing uses a result of it any more.
func (l *Layer) Drop(value any) {
	if l.spec.Dropped != nil && value != nil {
		l.spec.Dropped(value)
	}
}

// Site returns the user's source line that made the layer.
func (l *Layer) Site() string { return l.spec.Site }

// Note returns what drawings show about the layer's values.
func (l *Layer) Note() Note { return l.spec.Note }

// Key returns the key of a block given by its C-order number.
func (l *Layer) Key(block int) Key {
	at := make([]int, len(l.spec.Grid))
	for i := len(at) - 1; i >= 0; i-- {
		at[i] = block % l.spec.Grid[i]
		block /= l.spec.Grid[i]
	}
	return Key{Layer: l.name, Coords: NewCoords(at...)}
}

// Block returns the C-order number of the block that key names.
func (l *Layer) Block(key Key) (int, error) {
	if key.Layer != l.name || key.Coords.Len() != len(l.spec.Grid) {
		return 0, fmt.Errorf("graph: key %s is not of layer %s with grid %s", key, l.name, wording.Shape(l.spec.Grid))
	}
	block := 0
	for i, n := range l.spec.Grid {
		c := key.Coords.At(i)
		if c >= n {
			return 0, fmt.Errorf("graph: key %s is outside grid %s", key, wording.Shape(l.spec.Grid))
		}
		block = block*n + c
	}
	return block, nil
}

// A Collection is a lazy value: some blocks of one layer, and how the finished
// blocks make up the value. Arrays, UDF results and delayed values are
// Collections.
type Collection interface {
	// Layer returns the layer whose blocks make up the value.
	Layer() *Layer
	// Blocks returns the C-order numbers of the wanted blocks, in the order
	// Collect takes their results; nil means all.
	Blocks() []int
	// Collect puts finished blocks together. It keeps no reference to parts.
	Collect(parts []any) (any, error)
}
