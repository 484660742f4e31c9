package arrays

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// Scatter puts the entries of a flat array, one for each selected scan
// position, in their places: flat has shape (selected, extra…), the result
// (nav…, extra…). mask has one entry for each position in scan order; positions
// that are not selected hold fill, which must fit the dtype. A nil mask selects
// all.
//
// The result is cut along the slowest navigation axis, as near to the chunks
// of flat as whole rows allow, and along the extra axes like flat.
func Scatter(flat *Array, mask []bool, nav []int, fill any) (*Array, error) {
	if err := present("scatter", flat); err != nil {
		return nil, err
	}
	if flat.NDim() == 0 {
		return nil, asked(&ShapeError{Op: "scatter", Got: flat.Shape(), Want: []int{len(mask)}, Rule: "one that begins with"})
	}
	extra := flat.grid.shape[1:]
	full := append(append([]int{}, nav...), extra...)
	if mask == nil {
		return flat.Reshape(full...)
	}
	s, err := newScatter(flat, mask, nav)
	if err != nil {
		return nil, err
	}
	value, err := scalarArray("scatter", flat.dtype, fill)
	if err != nil {
		return nil, err
	}
	chunks := [][]int{s.rows}
	for _, n := range nav[1:] {
		chunks = append(chunks, []int{n})
	}
	chunks = append(chunks, flat.grid.chunks[1:]...)
	out := newGrid(chunks)
	return work{
		label: "scatter", op: scatterOp, params: []any{s.mask, contentToken(value)}, deps: []*Array{flat}, out: out, dtype: flat.dtype,
		blockwise: s.oneEach(),
		args: func(block int, dst []graph.Arg) []graph.Arg {
			at := out.coords(block)
			dst = append(dst, graph.Lit(value), graph.Lit(out.blockShape(at)), graph.Lit(s.maskOf(at[0])))
			return s.refs(at, len(nav), dst)
		},
	}.array()
}

// A scatter knows which entries of the flat array each chunk of rows takes.
type scatter struct {
	flat   *grid
	mask   []byte // one byte for each position, 0 or 1
	row    int    // positions in one step of the slowest axis
	rows   []int  // chunks of the result along the slowest axis
	starts []int  // first row of each chunk, and the end
	spans  [][]span
}

func newScatter(flat *Array, mask []bool, nav []int) (*scatter, error) {
	if len(nav) == 0 || product(nav) != len(mask) {
		return nil, asked(&ShapeError{Op: "scatter", Got: nav, Want: []int{len(mask)}, Rule: "navigation axes for a mask of shape"})
	}
	s := &scatter{flat: flat.grid, mask: make([]byte, len(mask)), row: product(nav[1:])}
	selected := 0
	for i, on := range mask {
		if on {
			s.mask[i] = 1
			selected++
		}
	}
	if selected != flat.grid.shape[0] {
		want := append([]int{selected}, flat.grid.shape[1:]...)
		return nil, asked(&ShapeError{Op: "scatter", Got: flat.grid.shape, Want: want, Rule: "one entry for each selected position:"})
	}
	taken := s.cut(nav[0])
	s.spans = overlaps(flat.grid.chunks[0], taken)
	return s, nil
}

// cut chooses the rows: a chunk ends with the first row that ends at or behind
// the end of a chunk of the flat array. It returns the entries each takes.
func (s *scatter) cut(rows int) (taken []int) {
	ends := s.flat.starts[0][1:]
	have, from, begin, next := 0, 0, 0, 0
	for r := range rows {
		for _, on := range s.mask[r*s.row : (r+1)*s.row] {
			have += int(on)
		}
		for next < len(ends) && ends[next] == begin { // chunk is used up
			next++
		}
		if next < len(ends)-1 && have >= ends[next] && r < rows-1 {
			s.rows, taken = append(s.rows, r+1-from), append(taken, have-begin)
			s.starts = append(s.starts, from)
			from, begin = r+1, have
			for next < len(ends) && ends[next] <= have {
				next++
			}
		}
	}
	s.rows, taken = append(s.rows, rows-from), append(taken, have-begin)
	s.starts = append(s.starts, from, rows)
	return taken
}

func (s *scatter) oneEach() bool { return oneEach([][][]span{s.spans}) }

func (s *scatter) maskOf(chunk int) []byte {
	return s.mask[s.starts[chunk]*s.row : s.starts[chunk+1]*s.row]
}

// refs appends, for each flat block that a result block takes entries from,
// the first entry and their number, then the blocks.
func (s *scatter) refs(at []int, nav int, dst []graph.Arg) []graph.Arg {
	spans := s.spans[at[0]]
	plan := make([]int, 0, 2*len(spans))
	for _, p := range spans {
		plan = append(plan, p.start, p.stop-p.start)
	}
	dst = append(dst, graph.Lit(plan))
	from := append([]int{0}, at[nav:]...)
	for _, p := range spans {
		from[0] = p.chunk
		dst = append(dst, graph.Ref(0, s.flat.number(from)))
	}
	return dst
}

var scatterOp = graph.Register("gloam/arrays/scatter", func(ctx context.Context, args []any) (any, error) {
	var r reader
	fill, shape, mask, plan := r.block(args, 0), r.ints(args, 1), r.bytes(args, 2), r.ints(args, 3)
	if r.err != nil {
		return nil, r.err
	}
	blocks := args[4:]
	if len(plan) != 2*len(blocks) {
		return nil, fmt.Errorf("arrays: scatter: got a plan of %d numbers for %d blocks", len(plan), len(blocks))
	}
	out := ndarray.New(fill.DType(), shape...)
	if err := ndarray.CopyInto(out, fill); err != nil || len(blocks) == 0 {
		return out, err
	}
	entries := make([]*ndarray.Array, len(blocks))
	extra := []int{}
	for i, v := range blocks {
		b, err := blockOf(v)
		if err != nil {
			return nil, err
		}
		extra = b.Shape()[1:]
		if entries[i], err = b.Slice(ndarray.Range{Start: plan[2*i], Stop: plan[2*i] + plan[2*i+1], Step: 1}); err != nil {
			return nil, err
		}
	}
	flat, err := out.Reshape(append([]int{len(mask)}, extra...)...)
	if err != nil {
		return nil, err
	}
	return out, spreadOut(ctx, flat, entries, mask)
})

// spreadOut copies the entries, one after the other, to the positions of dst that
// the mask selects, run by run.
func spreadOut(ctx context.Context, dst *ndarray.Array, entries []*ndarray.Array, mask []byte) error {
	var to, from ndarray.Array
	block, used := 0, 0
	for i := 0; i < len(mask); {
		if mask[i] == 0 {
			i++
			continue
		}
		for block < len(entries) && used == entries[block].Shape()[0] {
			block, used = block+1, 0
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		if block == len(entries) {
			return fmt.Errorf("arrays: scatter: mask selects more than the entries it was given")
		}
		n := 1
		for n < entries[block].Shape()[0]-used && i+n < len(mask) && mask[i+n] != 0 {
			n++
		}
		to.Window(dst, i, n, false)
		from.Window(entries[block], used, n, false)
		if err := ndarray.CopyInto(&to, &from); err != nil {
			return err
		}
		i, used = i+n, used+n
	}
	return nil
}
