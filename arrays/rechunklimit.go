package arrays

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// A RechunkOption changes how [Array.Rechunk] works.
type RechunkOption func(*rechunkConfig)

type rechunkConfig struct {
	limit   int64
	limited bool
	scratch string
}

// Limit bounds the memory that a rechunk takes on one worker: the bytes of old
// blocks, blocks on the way and new blocks that are alive at a time, where what
// reads the new blocks takes each as it comes, as [Store] and reductions do. A
// further worker adds the blocks of its own task; scheduler.MemoryLimit with the
// same bytes keeps all of them below it.
//
// If the ordinary way takes more, an array that comes straight from a source is
// read in the new blocks, as long as frames need not be read too often for that,
// and any other goes through a scratch file, of which [ScratchDir] sets the
// place. That works in this process only: executors of other processes refuse
// it. A limit that leaves no room for one old and one new block is a
// [*MemoryError]. Rechunk then makes the plan of the ordinary way, which takes
// some microseconds a block.
func Limit(bytes int64) RechunkOption {
	return func(c *rechunkConfig) { c.limit, c.limited = bytes, true }
}

// ScratchDir sets the folder for the scratch file that [Limit] may need. The
// default is the system's folder for temporary files.
func ScratchDir(dir string) RechunkOption { return func(c *rechunkConfig) { c.scratch = dir } }

// A MemoryError reports a limit of memory that an operation cannot keep.
type MemoryError struct {
	Op          string
	Limit, Need int64 // bytes
}

func (e *MemoryError) Error() string {
	return fmt.Sprintf("arrays: %s: got a limit of %d bytes, want at least %d for one old and one new block", e.Op, e.Limit, e.Need)
}

// rechunkWithin is rechunk by the cheapest way that keeps a limit.
func (a *Array) rechunkWithin(chunks [][]int, c rechunkConfig) (*Array, error) {
	if err := a.known("rechunk"); err != nil {
		return nil, err
	}
	if same(a.grid.chunks, chunks) {
		return a, nil
	}
	if a.dtype == ndarray.Object {
		return nil, asked(&DTypeError{Op: "rechunk", Got: a.dtype, Err: fmt.Errorf("objects have no size that a limit could count")})
	}
	g, item := newGrid(chunks), int64(a.dtype.Size())
	need := item * int64(product(a.grid.largest())+product(g.largest()))
	if need > c.limit {
		return nil, asked(&MemoryError{Op: "rechunk", Limit: c.limit, Need: need})
	}
	old, err := a.grid.given(a.dtype)
	if err != nil {
		return nil, err
	}
	for _, room := range []int{coarserBytes, 0} {
		way, err := old.rechunkVia(chunks, room)
		if err != nil {
			return nil, err
		}
		if peak, err := way.streamed(); err != nil {
			return nil, err
		} else if peak <= c.limit {
			return a.rechunkVia(chunks, room)
		}
	}
	if a.origin != nil && a.origin.cost(g) <= a.origin.cost(a.grid)+2*item*int64(product(a.grid.shape)) {
		return a.origin.array(g)
	}
	return a.rechunkOnDisk(chunks, c.scratch)
}

// given is an array of blocks that come from nowhere, to predict what is done
// with them.
func (g *grid) given(dtype ndarray.DType) (*Array, error) {
	return work{
		label: "given", op: nothingOp, out: g, dtype: dtype,
		args: func(_ int, dst []graph.Arg) []graph.Arg { return dst },
	}.array()
}

var nothingOp = graph.InProcess("gloam/arrays/nothing", func(context.Context, []any) (any, error) { return nil, nil })

// streamed predicts the peak of bytes of a run whose blocks are taken one by
// one.
func (a *Array) streamed() (int64, error) {
	taken, err := graph.NewLayer(graph.LayerSpec{
		Label: "taken", Token: graph.Token("taken", a.layer), Grid: a.grid.counts, Op: nothingOp, Deps: []*graph.Layer{a.layer},
		Args: func(block int, dst []graph.Arg) []graph.Arg { return append(dst, graph.Ref(0, block)) },
	})
	if err != nil {
		return 0, err
	}
	p, err := graph.Expand([]graph.Collection{&Stored{layer: taken}})
	if err != nil {
		return 0, err
	}
	_, bytes := graph.Peak(graph.Order(p))
	return bytes, nil
}
