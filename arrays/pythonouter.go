package arrays

import (
	"errors"
	"math"

	"github.com/gloam-go/gloam/graph"
)

// What operations that put blocks together anew are in NumPy.
var _ = pythonMeanings(map[*graph.Op]graph.PyMeaning{
	reshapeOp:  pyReshaped,
	linspaceOp: pyLinspace,
	outerOp:    pyOuter,
})

func pyReshaped(args []any) (graph.PyCall, error) {
	var r reader
	shape := r.ints(args, 1)
	return pyReshape(args[0], shape), r.err
}

func pyLinspace(args []any) (graph.PyCall, error) {
	var r reader
	start, stop, step := take[float64](&r, args, 0), take[float64](&r, args, 1), take[float64](&r, args, 2)
	last, first, n := r.int(args, 3), r.int(args, 4), r.int(args, 5)
	if math.IsNaN(step) { // of one element at most
		return graph.Py("numpy", "full", n, start), r.err
	}
	counted := func(to int) graph.PyCall {
		return graph.Py("numpy", "add", graph.Py("numpy", "multiply", graph.Py("numpy", "arange", first, to), step), start)
	}
	if n > 0 && last == first+n-1 {
		return graph.Py("numpy", "append", counted(last), stop), r.err
	}
	return counted(first + n), r.err
}

var (
	errHoles = errors.New("arrays: elements that are not of the array have no meaning in Python")
	errMany  = errors.New("arrays: picking from too many places has no meaning in Python")
)

// maxPieces bounds the expressions in one task.
const maxPieces = 1000

// pyOuter picks from each block, for every combination of the stretches along
// the axes, and joins what it has picked.
func pyOuter(args []any) (graph.PyCall, error) {
	var r reader
	shape := r.ints(args, 1)
	nd := len(shape)
	picks := make([][]pick, nd)
	total := 1
	for i := range picks {
		picks[i] = picksOf(r.ints(args, 2+i))
		total = min(total*len(picks[i]), maxPieces+1)
	}
	if r.err != nil {
		return graph.PyCall{}, r.err
	}
	literals := r.block(args, 0)
	if total > maxPieces {
		return graph.PyCall{}, errMany
	}
	if total == 0 || r.err != nil {
		return graph.Py("numpy", "zeros", shape, literals.DType().Code('<')), r.err
	}
	if nd == 0 {
		return graph.Py("numpy", "asarray", args[2]), nil
	}
	pieces, at := make([]any, total), make([]int, nd)
	for k := range pieces {
		rest := k
		for i := nd - 1; i >= 0; i-- {
			at[i], rest = rest%len(picks[i]), rest/len(picks[i])
		}
		block, index := 0, make([]any, nd)
		for i, p := range at {
			if picks[i][p].slot < 0 {
				return graph.PyCall{}, errHoles
			}
			block, index[i] = block*slots(picks[i])+picks[i][p].slot, picks[i][p].index
		}
		pieces[k] = graph.Py("operator", "getitem", args[2+nd+block], graph.Py("numpy", "ix_", index...))
	}
	for j := nd - 1; j >= 0; j-- {
		pieces = rowsOf(pieces, len(picks[j]))
	}
	return graph.Py("numpy", "block", pieces[0]), nil
}

// A pick is a stretch of an axis of the result that comes from one block.
type pick struct {
	slot  int // of the block along the axis, -1 for a hole
	index []int
}

// picksOf reads an axisPlan's code of a chunk.
func picksOf(code []int) []pick {
	var out []pick
	for ; len(code) >= 5; code = code[5:] {
		slot, in, n, step := code[0], code[2], code[3], code[4]
		if len(out) == 0 || out[len(out)-1].slot != slot {
			out = append(out, pick{slot: slot})
		}
		p := &out[len(out)-1]
		for i := range n {
			p.index = append(p.index, in+i*step)
		}
	}
	return out
}

// slots is how many blocks are read along an axis.
func slots(picks []pick) int {
	most := -1
	for _, p := range picks {
		most = max(most, p.slot)
	}
	return most + 1
}
