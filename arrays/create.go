package arrays

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// ZerosLike returns zeros with the shape, chunks and dtype of a.
func ZerosLike(a *Array) (*Array, error) { return FullLike(a, 0) }

// OnesLike returns ones with the shape, chunks and dtype of a.
func OnesLike(a *Array) (*Array, error) { return FullLike(a, 1) }

// FullLike returns an array of one value with the shape, chunks and dtype of a.
func FullLike(a *Array, value any) (*Array, error) {
	if err := a.known("full like"); err != nil {
		return nil, err
	}
	return filled("full-like", a.grid.shape, value, a.dtype, Explicit(a.grid.chunks))
}

// Linspace returns num evenly spaced float64 numbers from start to stop, and
// the step between them. With endpoint stop is the last one, otherwise it would
// be the next.
func Linspace(start, stop float64, num int, endpoint bool, spec Chunking) (a *Array, step float64, err error) {
	if num < 0 {
		return nil, 0, asked(&ShapeError{Op: "linspace", Got: []int{num}, Want: []int{0}, Rule: "at least"})
	}
	if err := checkShape("linspace", []int{num}, ndarray.Float64); err != nil {
		return nil, 0, err
	}
	steps := num
	if endpoint {
		steps--
	}
	step = math.NaN()
	if steps > 0 {
		step = (stop - start) / float64(steps)
	}
	chunks, err := normalize("linspace", []int{num}, spec, ndarray.Float64, nil)
	if err != nil {
		return nil, 0, err
	}
	last := -1
	if endpoint && num > 1 {
		last = num - 1
	}
	g := newGrid(chunks)
	a, err = work{
		label: "linspace", op: linspaceOp, params: []any{start, stop, num, last}, out: g, dtype: ndarray.Float64, blockwise: true,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Lit(start), graph.Lit(stop), graph.Lit(step), graph.Lit(last), graph.Lit(g.starts[0][block]), graph.Lit(g.chunks[0][block]))
		},
	}.array()
	return a, step, err
}

var linspaceOp = graph.Register("gloam/arrays/linspace", func(_ context.Context, args []any) (any, error) {
	var r reader
	start, stop, step := take[float64](&r, args, 0), take[float64](&r, args, 1), take[float64](&r, args, 2)
	last, first, n := r.int(args, 3), r.int(args, 4), r.int(args, 5)
	if r.err != nil {
		return nil, r.err
	}
	v := make([]float64, n)
	for i := range v {
		switch at := first + i; at {
		case last:
			v[i] = stop
		case 0:
			v[i] = start
		default:
			v[i] = float64(at)*step + start
		}
	}
	return ndarray.FromSlice(v, n)
})

// counting returns 0, 1, … along an axis of ndim axes, in the given chunks.
func counting(chunks []int, axis, ndim int) (*Array, error) {
	a, err := Arange(0, float64(total(chunks)), 1, ndarray.Int64, Explicit([][]int{chunks}))
	if err != nil {
		return nil, err
	}
	index := slices.Repeat([]Index{NewAxis}, ndim)
	index[axis] = All
	return a.Slice(index...)
}

// Eye returns rows × columns with ones on the k-th diagonal above the main one
// and zeros elsewhere.
func Eye(rows, columns, k int, dtype ndarray.DType, spec Chunking) (*Array, error) {
	k = diagonalWithin(k, rows, columns)
	return newBand("eye", rows, columns, k, k, dtype, spec)
}

// Tri returns rows × columns with ones on and below the k-th diagonal and zeros
// elsewhere.
func Tri(rows, columns, k int, dtype ndarray.DType, spec Chunking) (*Array, error) {
	return newBand("tri", rows, columns, -rows, diagonalWithin(k, rows, columns), dtype, spec)
}

// diagonalWithin is k, or the first diagonal on its side that is outside.
func diagonalWithin(k, rows, columns int) int { return min(max(k, -rows-1), columns+1) }

func newBand(op string, rows, columns, low, high int, dtype ndarray.DType, spec Chunking) (*Array, error) {
	if err := checkDType(op, dtype); err != nil {
		return nil, err
	}
	if err := checkShape(op, []int{rows, columns}, dtype); err != nil {
		return nil, err
	}
	chunks, err := normalize(op, []int{rows, columns}, spec, dtype, nil)
	if err != nil {
		return nil, err
	}
	return band(op, chunks, low, high, dtype)
}

// band returns ones where low <= column - row <= high, zeros elsewhere.
func band(op string, chunks [][]int, low, high int, dtype ndarray.DType) (*Array, error) {
	g, name := newGrid(chunks), dtype.String()
	return work{
		label: op, op: bandOp, params: []any{low, high}, out: g, dtype: dtype, blockwise: true,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			start := g.start(g.coords(block))
			dst = append(dst, graph.Lit(name), graph.Lit(low+start[0]-start[1]), graph.Lit(high+start[0]-start[1]))
			return g.shapeArg(block, dst)
		},
	}.array()
}

var bandOp = graph.Register("gloam/arrays/band", func(_ context.Context, args []any) (any, error) {
	var r reader
	dtype, low, high, shape := r.dtype(args, 0), r.int(args, 1), r.int(args, 2), r.ints(args, 3)
	if r.err != nil {
		return nil, r.err
	}
	out, one := ndarray.New(dtype, shape...), ndarray.New(dtype)
	if err := one.Fill(true); err != nil {
		return nil, err
	}
	for i := range shape[0] {
		from, to := min(max(i+low, 0), shape[1]), min(max(i+high+1, 0), shape[1])
		if from >= to {
			continue
		}
		place, err := out.Region([]int{i, from}, []int{1, to - from})
		if err != nil {
			return nil, err
		}
		if err := ndarray.CopyInto(place, one); err != nil {
			return nil, err
		}
	}
	return out, nil
})

// Tril returns a with zeros above the k-th diagonal of its last two axes.
func Tril(a *Array, k int) (*Array, error) {
	if err := present("tril", a); err != nil {
		return nil, err
	}
	return triangle("tril", a, k, false)
}

// Triu returns a with zeros below the k-th diagonal of its last two axes.
func Triu(a *Array, k int) (*Array, error) {
	if err := present("triu", a); err != nil {
		return nil, err
	}
	return triangle("triu", a, max(k, -math.MaxInt)-1, true)
}

func triangle(op string, a *Array, k int, upper bool) (*Array, error) {
	if a.NDim() < 2 {
		return nil, asked(&AxisError{Op: op, Axis: 1, NDim: a.NDim()})
	}
	if err := a.known(op); err != nil {
		return nil, err
	}
	chunks := a.grid.chunks[a.NDim()-2:]
	at, err := band(op, chunks, -total(chunks[0]), diagonalWithin(k, total(chunks[0]), total(chunks[1])), ndarray.Bool)
	if err != nil {
		return nil, err
	}
	zero := ndarray.New(a.dtype)
	if upper {
		return Where(at, zero, a)
	}
	return Where(at, a, zero)
}

// Diag returns the matrix that has the elements of a on its k-th diagonal if a
// has one axis, or the k-th diagonal of a if it has two.
func Diag(a *Array, k int) (*Array, error) {
	if err := present("diag", a); err != nil {
		return nil, err
	}
	if a.NDim() == 2 {
		return Diagonal(a, k, 0, 1)
	}
	if a.NDim() != 1 {
		return nil, asked(&AxisError{Op: "diag", Axis: 1, NDim: a.NDim()})
	}
	if err := a.known("diag"); err != nil {
		return nil, err
	}
	own := a.grid.chunks[0]
	if k == 0 {
		return a.spreadDiagonal(0, own)
	}
	more := chunksOf(max(k, -k), max(slices.Max(own), 1))
	before, behind := slices.Concat(more, own), slices.Concat(own, more)
	rows, columns := behind, before
	if k < 0 {
		rows, columns = before, behind
	}
	from := places{}.add(hole(0), max(k, 0), 0).add(0, a.grid.shape[0], 1).add(hole(0), max(-k, 0), 0)
	row, err := a.outer("diag", []axisMap{{columns, from}}, ndarray.New(a.dtype, 1))
	if err != nil {
		return nil, err
	}
	return row.spreadDiagonal(k, rows)
}

// spreadDiagonal puts element j of a at column j of the k-th diagonal. Only
// blocks that the diagonal passes read any.
func (a *Array) spreadDiagonal(k int, rows []int) (*Array, error) {
	g, name := newGrid([][]int{rows, a.grid.chunks[0]}), a.dtype.String()
	return work{
		label: "diag", op: diagOp, params: []any{k}, deps: []*Array{a}, out: g, dtype: a.dtype, blockwise: true,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			at := g.coords(block)
			start, shape := g.start(at), g.blockShape(at)
			offset := k + start[0] - start[1] // of the diagonal in the block
			dst = append(dst, graph.Lit(name), graph.Lit(offset), graph.Lit(shape))
			if offset > -shape[0] && offset < shape[1] {
				dst = append(dst, graph.Ref(0, at[1]))
			}
			return dst
		},
	}.array()
}

var diagOp = graph.Register("gloam/arrays/diag", func(_ context.Context, args []any) (any, error) {
	var r reader
	dtype, offset, shape := r.dtype(args, 0), r.int(args, 1), r.ints(args, 2)
	if r.err != nil {
		return nil, r.err
	}
	out := ndarray.New(dtype, shape...)
	if len(args) == 3 {
		return out, nil
	}
	row := r.block(args, 3)
	if r.err != nil {
		return nil, r.err
	}
	to := []int{}
	from := []int{}
	for i := max(0, -offset); i < min(shape[0], shape[1]-offset); i++ {
		to, from = append(to, i*shape[1]+i+offset), append(from, i+offset)
	}
	flat, err := out.Reshape(-1)
	if err != nil {
		return nil, err
	}
	return out, ndarray.CopyOuter(flat, [][]int{to}, row, [][]int{from})
})

// Diagonal returns the elements whose position on axis2 is k more than on
// axis1, along a new last axis in place of the two.
func Diagonal(a *Array, k, axis1, axis2 int) (*Array, error) {
	if err := present("diagonal", a); err != nil {
		return nil, err
	}
	i, err := normalAxis("diagonal", axis1, a.NDim())
	if err != nil {
		return nil, err
	}
	j, err := normalAxis("diagonal", axis2, a.NDim())
	if err != nil {
		return nil, err
	}
	if i == j {
		return nil, asked(&AxisError{Op: "diagonal", Axis: axis2, NDim: a.NDim(), Twice: true})
	}
	if err := a.known("diagonal"); err != nil {
		return nil, err
	}
	n := max(min(a.grid.shape[i]+min(k, 0), a.grid.shape[j]-max(k, 0)), 0)
	coords := [][]int{make([]int, n), make([]int, n)}
	for p := range n {
		coords[0][p], coords[1][p] = p-min(k, 0), p+max(k, 0)
	}
	longest := min(slices.Max(a.grid.chunks[i]), slices.Max(a.grid.chunks[j])) // piece in a block
	y, err := newPoints(a, []int{i, j}, coords, longest).array()
	if err != nil {
		return nil, err
	}
	return y.MoveAxis(0, -1)
}

// Trace is the sum of a diagonal of the first two axes.
func Trace(a *Array, k int) (*Array, error) {
	if err := present("trace", a); err != nil {
		return nil, err
	}
	d, err := Diagonal(a, k, 0, 1)
	if err != nil {
		return nil, err
	}
	return d.Sum(Over(-1))
}

// Indices returns, for each axis of the shape, the positions along it, in one
// array with a new first axis.
func Indices(shape []int, spec Chunking) (*Array, error) {
	grids, err := positionGrids("indices", shape, spec)
	if err != nil {
		return nil, err
	}
	if len(grids) == 0 {
		return Zeros([]int{0}, ndarray.Int64, EveryAxis(Whole))
	}
	return Stack(grids, 0)
}

func positionGrids(op string, shape []int, spec Chunking) ([]*Array, error) {
	chunks, err := normalize(op, shape, spec, ndarray.Int64, nil)
	if err != nil {
		return nil, err
	}
	out := make([]*Array, len(shape))
	for i := range out {
		line, err := counting(chunks[i], i, len(shape))
		if err != nil {
			return nil, err
		}
		if out[i], err = line.stretch(chunks); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// FromFunction calls a kernel for each block with one array of positions for
// each axis of the shape, as int64.
func FromFunction(k Kernel, shape []int, dtype ndarray.DType, spec Chunking) (*Array, error) {
	grids, err := positionGrids("from function", shape, spec)
	if err != nil {
		return nil, err
	}
	return MapBlocks(k, MapSpec{DType: dtype}, grids...)
}

// Meshgrid stretches arrays of one axis over a grid that has an axis for each,
// in their order or, with xy, with the first two exchanged.
func Meshgrid(xy bool, lines ...*Array) ([]*Array, error) {
	if err := present("meshgrid", lines...); err != nil {
		return nil, err
	}
	n := len(lines)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	if xy && n > 1 {
		order[0], order[1] = 1, 0
	}
	chunks := make([][]int, n)
	for i, l := range lines {
		if l.NDim() != 1 {
			return nil, asked(fmt.Errorf("arrays: meshgrid: got shape %s for array %d, want one axis", tuple(l.grid.shape), i))
		}
		chunks[order[i]] = l.grid.chunks[0]
	}
	out := make([]*Array, n)
	for i, l := range lines {
		index := slices.Repeat([]Index{NewAxis}, n)
		index[order[i]] = All
		tall, err := l.Slice(index...)
		if err != nil {
			return nil, err
		}
		if out[i], err = tall.stretch(chunks); err != nil {
			return nil, err
		}
	}
	return out, nil
}
