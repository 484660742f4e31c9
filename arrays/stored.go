package arrays

import (
	"context"

	"github.com/gloam-go/gloam/graph"
)

// A Stored is an array on its way to a target: a [graph.Collection] without a
// value. Computing it writes the blocks, each time anew.
type Stored struct {
	layer   *graph.Layer
	item    StoreItem // as its target wants it
	encoded []byte    // the target, nil if it does not travel
}

// Lazy returns the storing of the item, which happens when it is computed: with
// [scheduler.Compute], together with whatever else is wanted of the same arrays,
// so that their work is done once. What cannot be written is an error at once.
func (s StoreItem) Lazy() (*Stored, error) {
	s, err := s.fitted()
	if err != nil {
		return nil, err
	}
	encoded, err := encodeTarget(s.Target)
	if err != nil {
		return nil, asked(err)
	}
	op, g, step := storeOp, s.Array.grid, append([]int{}, s.Step...)
	if encoded == nil {
		op = storeHere(s.Target)
	}
	layer, err := graph.NewLayer(graph.LayerSpec{
		Label: "store", Token: graph.Token(unique("store"), s.Array.layer), Grid: g.counts, Op: op, Deps: []*graph.Layer{s.Array.layer}, Blockwise: true,
		Args: func(block int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Lit(s.start(g, g.coords(block))), graph.Lit(step), graph.Ref(0, block), graph.Lit(encoded))
		},
		Note: g.note(s.Array.dtype, "written"),
	})
	if err != nil {
		return nil, err
	}
	return &Stored{layer, s, encoded}, nil
}

// Layer implements graph.Collection.
func (s *Stored) Layer() *graph.Layer { return s.layer }

// Blocks implements graph.Collection: all are wanted.
func (s *Stored) Blocks() []int { return nil }

// Collect implements graph.Collection. There is no value.
func (s *Stored) Collect([]any) (any, error) { return nil, nil }

// Array returns what the target holds where the item goes, in the dtype of the
// target: each block is written, and then read from there when it is wanted. So
// blocks that many need can be kept in storage instead of in memory. The target
// must be a [ReadTarget], else it is a [*TargetError]. [StoreItem.Reread] is for
// what is written already.
func (s *Stored) Array() (*Array, error) { return s.item.reading(s.encoded, s.layer) }

// Reread returns what the target holds where the item goes, in the array's chunks
// and the dtype of the target. It writes nothing and does not need the array's
// values: it is for what [Store] has written. The target must be a [ReadTarget],
// else it is a [*TargetError].
func (s StoreItem) Reread() (*Array, error) {
	s, err := s.fitted()
	if err != nil {
		return nil, err
	}
	encoded, err := encodeTarget(s.Target)
	if err != nil {
		return nil, asked(err)
	}
	return s.reading(encoded)
}

// reading is the array that reads the target, each block when the same block of
// the layers before is done.
func (s StoreItem) reading(encoded []byte, before ...*graph.Layer) (*Array, error) {
	from, err := readerOf(s.Target)
	if err != nil {
		return nil, asked(err)
	}
	g, step := s.Array.grid, append([]int{}, s.Step...)
	op, params := rereadOp, []any{encoded, s.At, s.Step}
	if encoded == nil {
		op, params = rereadHere(from), []any{unique("reread")}
	}
	dtype := from.DType()
	return work{
		label: "reread", op: op, params: params, layers: before, out: g, dtype: dtype, blockwise: len(before) > 0,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			at := g.coords(block)
			dst = append(dst, graph.Lit(s.start(g, at)), graph.Lit(step), graph.Lit(g.blockShape(at)), graph.Lit(encoded))
			if len(before) > 0 {
				dst = append(dst, graph.Ref(0, block))
			}
			return dst
		},
		reads: func(block int) int64 { return int64(g.size(block)) * int64(dtype.Size()) },
	}.array()
}

var storeOp = graph.Register("gloam/store", func(ctx context.Context, args []any) (any, error) {
	var r reader
	b := r.bytes(args, 3)
	if r.err != nil {
		return nil, r.err
	}
	t, err := targetKinds.unpack(b)
	if err != nil {
		return nil, err
	}
	return storeBlock(ctx, t, args)
})

// storeHere is storeOp for a target that does not travel.
func storeHere(t Target) *graph.Op {
	return graph.InProcessAt(graph.Site(), "gloam/arrays/store", func(ctx context.Context, args []any) (any, error) {
		return storeBlock(ctx, t, args)
	})
}

func storeBlock(ctx context.Context, t Target, args []any) (any, error) {
	var r reader
	start, step, block := r.ints(args, 0), r.ints(args, 1), r.block(args, 2)
	if r.err != nil {
		return nil, r.err
	}
	return true, write(ctx, t, start, step, block)
}

var rereadOp = graph.Register("gloam/store/read", func(ctx context.Context, args []any) (any, error) {
	var r reader
	b := r.bytes(args, 3)
	if r.err != nil {
		return nil, r.err
	}
	t, err := targetKinds.unpack(b)
	if err != nil {
		return nil, err
	}
	from, err := readerOf(t)
	if err != nil {
		return nil, err
	}
	return rereadBlock(ctx, from, args)
})

// rereadHere is rereadOp for a target that does not travel.
func rereadHere(t ReadTarget) *graph.Op {
	return graph.InProcessAt(graph.Site(), "gloam/arrays/store/read", func(ctx context.Context, args []any) (any, error) {
		return rereadBlock(ctx, t, args)
	})
}

func rereadBlock(ctx context.Context, t ReadTarget, args []any) (any, error) {
	var r reader
	start, step, shape := r.ints(args, 0), r.ints(args, 1), r.ints(args, 2)
	if r.err != nil {
		return nil, r.err
	}
	if len(step) == 0 {
		step = nil
	}
	b, err := t.Read(ctx, start, step, shape)
	if err != nil {
		return nil, err
	}
	return b, nil
}
