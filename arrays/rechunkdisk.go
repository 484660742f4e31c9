package arrays

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// rechunkOnDisk is rechunk through a file: every old block is cut into the
// pieces that new blocks take of it and written as soon as it is there, every
// new block is read when it is needed. Pieces of a new block lie together. Only
// one old and one new block have to be in memory at a time.
func (a *Array) rechunkOnDisk(chunks [][]int, dir string) (*Array, error) {
	d := diskRechunk{old: a.grid, new: newGrid(chunks), item: a.dtype.Size()}
	for i := range chunks {
		d.given = append(d.given, overlaps(chunks[i], a.grid.chunks[i]))
		d.taken = append(d.taken, overlaps(a.grid.chunks[i], chunks[i]))
	}
	site := graph.Site()
	file, err := graph.NewLayer(graph.LayerSpec{
		Label: "scratch", Token: graph.Token(unique("scratch")), Grid: []int{1}, Op: graph.InProcessAt(site, "gloam/arrays/scratch", openOp),
		Args: func(_ int, dst []graph.Arg) []graph.Arg { return append(dst, graph.Lit(dir)) },
	})
	if err != nil {
		return nil, err
	}
	cut, err := graph.NewLayer(graph.LayerSpec{
		Label: "rechunk-write", Token: graph.Token(file, a.layer), Grid: a.grid.counts, Op: graph.InProcessAt(site, "gloam/arrays/rechunk/write", writeOp),
		Deps: []*graph.Layer{file, a.layer},
		Args: func(block int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Ref(0, 0), graph.Ref(1, block), graph.Lit(d.pieces(block)))
		},
		Note: a.grid.note(a.dtype, "to a scratch file"),
	})
	if err != nil {
		return nil, err
	}
	dtype := a.dtype.String()
	return work{
		label: "rechunk-read", op: graph.InProcessAt(site, "gloam/arrays/rechunk/read", readBackOp), layers: []*graph.Layer{file, cut},
		out: d.new, dtype: a.dtype, text: "from a scratch file",
		args: func(block int, dst []graph.Arg) []graph.Arg {
			at := d.new.coords(block)
			dst = append(dst, graph.Lit(dtype), graph.Lit(d.new.blockShape(at)), graph.Lit(d.offset(at)), graph.Ref(0, 0))
			return shiftRefs(d.old.pieces(d.taken, at, dst), len(dst)+1)
		},
	}.array()
}

// shiftRefs makes the references to dependency 0 from an argument on ones to
// dependency 1.
func shiftRefs(args []graph.Arg, from int) []graph.Arg {
	for i := from; i < len(args); i++ {
		if _, block, ok := args[i].IsRef(); ok {
			args[i] = graph.Ref(1, block)
		}
	}
	return args
}

// A diskRechunk says where pieces lie in the file: new blocks follow one
// another in C order, and so do the pieces of each.
type diskRechunk struct {
	old, new     *grid
	item         int
	given, taken [][][]span // per axis and old chunk, and per axis and new chunk
}

// offset returns where a new block begins, in bytes.
func (d *diskRechunk) offset(at []int) int {
	return d.item * before(d.new.start(at), d.new.blockShape(at), d.new.shape)
}

// before counts the elements of a box that come before one of the blocks it is
// cut into, block after block in C order.
func before(start, shape, box []int) int {
	sum := 0
	for i := range box {
		n := start[i]
		for j := range box {
			switch {
			case j < i:
				n *= shape[j]
			case j > i:
				n *= box[j]
			}
		}
		sum += n
	}
	return sum
}

// pieces returns for each piece of an old block its offset in the file, where
// it starts in the block and its extents.
func (d *diskRechunk) pieces(block int) []int {
	at := d.old.coords(block)
	nd, n := len(at), 1
	for i, c := range at {
		n *= len(d.given[i][c])
	}
	plan := make([]int, 0, n*(2*nd+1))
	pick := make([]int, nd)
	for range n {
		target, place, start, shape := make([]int, nd), make([]int, nd), make([]int, nd), make([]int, nd)
		for i, c := range at {
			s := d.given[i][c][pick[i]]
			start[i], target[i], place[i], shape[i] = s.at, s.chunk, s.start, s.stop-s.start
		}
		plan = append(plan, d.offset(target)+d.item*before(place, shape, d.new.blockShape(target)))
		plan = append(append(plan, start...), shape...)
		for i := nd - 1; i >= 0; i-- {
			if pick[i]++; pick[i] < len(d.given[i][at[i]]) {
				break
			}
			pick[i] = 0
		}
	}
	return plan
}

func openOp(_ context.Context, args []any) (any, error) {
	var r reader
	dir := r.text(args, 0)
	if r.err != nil {
		return nil, r.err
	}
	return openScratch(dir)
}

// writeOp writes the pieces of a block. Its result says no more than that.
func writeOp(ctx context.Context, args []any) (any, error) {
	var r reader
	file, b, plan := take[*scratch](&r, args, 0), r.block(args, 1), r.ints(args, 2)
	if r.err != nil {
		return nil, r.err
	}
	nd := b.NDim()
	for ; len(plan) > 0; plan = plan[2*nd+1:] {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		piece, err := b.Region(plan[1:nd+1], plan[nd+1:2*nd+1])
		if err != nil {
			return nil, err
		}
		if err := file.write(piece, int64(plan[0])); err != nil {
			return nil, err
		}
	}
	return true, nil
}

// readBackOp reads the pieces of a block, which follow one another.
func readBackOp(ctx context.Context, args []any) (any, error) {
	var r reader
	dtype, shape, offset := r.dtype(args, 0), r.ints(args, 1), r.int(args, 2)
	file, plan := take[*scratch](&r, args, 3), r.ints(args, 4)
	if r.err != nil {
		return nil, r.err
	}
	out, nd, at := ndarray.New(dtype, shape...), len(shape), int64(offset)
	if len(plan) != 3*nd*(len(args)-5) {
		return nil, fmt.Errorf("arrays: rechunk: got a plan of %d numbers for %d pieces of %d axes", len(plan), len(args)-5, nd)
	}
	for ; len(plan) > 0; plan = plan[3*nd:] {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		place, err := out.Region(plan[:nd], plan[2*nd:3*nd])
		if err != nil {
			return nil, err
		}
		piece := place
		whole := place.Size() == out.Size()
		if !whole {
			piece = ndarray.New(dtype, place.Shape()...)
		}
		if err := file.read(piece, at); err != nil {
			return nil, err
		}
		at += int64(piece.NBytes())
		if whole {
			continue
		}
		if err := ndarray.CopyInto(place, piece); err != nil {
			return nil, err
		}
	}
	return out, nil
}
