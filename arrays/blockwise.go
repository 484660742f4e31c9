package arrays

import (
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// blockwise describes a layer in which each block of the result reads one
// block of each input: the one at the same place along axes of the same label.
type blockwise struct {
	label  string
	op     *graph.Op
	params []any
	labels []int // of the axes of the result
	out    *grid
	dtype  ndarray.DType
	in     []*Array // aligned
	axes   [][]int  // labels of the axes of each input
	// args appends the arguments of a block; refs are the references to its
	// inputs, in order.
	args func(at []int, refs, dst []graph.Arg) []graph.Arg
}

func (b blockwise) array() (*Array, error) {
	from := make([][]int, len(b.in)) // axis of the result for each axis of each input
	for i, labels := range b.axes {
		from[i] = make([]int, len(labels))
		for j, l := range labels {
			from[i][j] = slices.Index(b.labels, l)
		}
	}
	return work{
		label: b.label, op: b.op, params: b.params, deps: b.in, out: b.out, dtype: b.dtype, blockwise: true,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			at := b.out.coords(block)
			refs := make([]graph.Arg, len(b.in))
			for i, a := range b.in {
				in := 0
				for j, n := range a.grid.counts {
					if in *= n; n > 1 { // else it is stretched, or contracted
						in += at[from[i][j]]
					}
				}
				refs[i] = graph.Ref(i, in)
			}
			return b.args(at, refs, dst)
		},
	}.array()
}

// Labelled is an input of [Blockwise]: an array and one letter for each of its
// axes.
type Labelled struct {
	Array  *Array
	Labels string
}

// A BlockwiseSpec says what [Blockwise] makes.
type BlockwiseSpec struct {
	Labels string        // one letter for each axis of the result
	DType  ndarray.DType // of the result
	// Chunks gives the chunk lengths along axes of the result that no input
	// has, or along which blocks change their length. The number of chunks of
	// axes that inputs have cannot change.
	Chunks map[rune][]int
}

// Blockwise calls a kernel for each block of the result with the blocks of the
// inputs at the same place along axes of the same letter. Chunks of inputs are
// unified first; axes of length 1 are stretched. Inputs are whole along axes
// that the result does not have.
func Blockwise(k Kernel, spec BlockwiseSpec, in ...Labelled) (*Array, error) {
	if err := checkDType("blockwise", spec.DType); err != nil {
		return nil, err
	}
	arrays, labels := make([]*Array, len(in)), make([][]int, len(in))
	for i, l := range in {
		if err := present("blockwise", l.Array); err != nil {
			return nil, err
		}
		arrays[i], labels[i] = l.Array, runes(l.Labels)
		if len(labels[i]) != l.Array.NDim() {
			return nil, asked(&ShapeError{Op: "blockwise", Got: l.Array.grid.shape, Want: labels[i], Rule: fmt.Sprintf("as many axes as labels in %q, numbered", l.Labels)})
		}
	}
	out := runes(spec.Labels)
	arrays, chunks, err := align("blockwise", arrays, labels)
	if err != nil {
		return nil, err
	}
	if arrays, err = contract(arrays, labels, out); err != nil {
		return nil, err
	}
	g, err := spec.grid(out, chunks)
	if err != nil {
		return nil, err
	}
	return k.layer(blockwise{labels: out, out: g, dtype: spec.DType, in: arrays, axes: labels})
}

func runes(text string) []int {
	out := []int{}
	for _, r := range text {
		out = append(out, int(r))
	}
	return out
}

// contract makes arrays whole along axes that the result does not have.
func contract(arrays []*Array, labels [][]int, out []int) ([]*Array, error) {
	whole := make([]*Array, len(arrays))
	for i, a := range arrays {
		chunks := slices.Clone(a.grid.chunks)
		for j, l := range labels[i] {
			if !slices.Contains(out, l) {
				chunks[j] = []int{a.grid.shape[j]}
			}
		}
		w, err := a.rechunk(chunks)
		if err != nil {
			return nil, err
		}
		whole[i] = w
	}
	return whole, nil
}

func (s BlockwiseSpec) grid(labels []int, chunks map[int][]int) (*grid, error) {
	axes := make([][]int, len(labels))
	for i, l := range labels {
		have, known := chunks[l]
		own, given := s.Chunks[rune(l)]
		switch {
		case given && known && len(own) != len(have):
			return nil, asked(&ChunkError{Op: "blockwise", Axis: i, Got: own, Extent: total(own), Reason: fmt.Sprintf("want %d of them as in the inputs", len(have))})
		case given:
			axes[i] = own
		case known:
			axes[i] = have
		default:
			return nil, asked(&ChunkError{Op: "blockwise", Axis: i, Reason: fmt.Sprintf("no input and no chunks have label %q", rune(l))})
		}
		if slices.Index(labels, l) != i {
			return nil, asked(&AxisError{Op: "blockwise", Axis: i, NDim: len(labels), Twice: true})
		}
	}
	if err := checkChunks("blockwise", axes); err != nil {
		return nil, err
	}
	return newGrid(axes), nil
}
