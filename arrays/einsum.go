package arrays

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// Einsum sums products over labelled axes, as in "ij,jk->ik": one letter for
// each axis of each array, separated by commas, and those of the result, once
// each. Letters that the result lacks are summed over, one named twice in an
// array means its diagonal, an ellipsis stands for axes that broadcast. Without
// an arrow the result has the letters that occur once, in alphabetical order.
//
// There is one task for each block of the result and of the summed axes, which
// multiplies blocks as matrices, and a tree that adds them up. Arrays are cut
// further where blocks of the result would be more than a quarter larger than
// the largest of theirs.
func Einsum(subscripts string, arrays ...*Array) (*Array, error) {
	if err := present("einsum", arrays...); err != nil {
		return nil, err
	}
	out, labels, err := parseSubscripts(subscripts, arrays)
	if err != nil {
		return nil, err
	}
	for _, a := range arrays {
		if err := a.known("einsum"); err != nil {
			return nil, err
		}
	}
	if arrays, err = smallProducts(out, labels, arrays); err != nil {
		return nil, err
	}
	return contraction("einsum", out, labels, arrays)
}

// parseSubscripts returns labels of axes: letters, and negative numbers for
// the axes of an ellipsis, counted from the last one.
func parseSubscripts(text string, arrays []*Array) (out []int, labels [][]int, err error) {
	text = strings.ReplaceAll(text, " ", "")
	left, right, explicit := strings.Cut(text, "->")
	terms := strings.Split(left, ",")
	if len(terms) != len(arrays) {
		return nil, nil, asked(fmt.Errorf("arrays: einsum: got %d arrays for %q, want %d", len(arrays), text, len(terms)))
	}
	if at := strings.IndexFunc(strings.NewReplacer(",", "", "...", "").Replace(left+right), func(r rune) bool { return !unicode.IsLetter(r) }); at >= 0 {
		return nil, nil, asked(fmt.Errorf("arrays: einsum: got %q, want letters, commas, ellipses and one arrow at most", text))
	}
	most, count := 0, map[int]int{}
	for i, term := range terms {
		head, tail, dots := strings.Cut(term, "...")
		l := runes(head)
		if n := arrays[i].NDim() - len(l) - len(runes(tail)); dots && n >= 0 {
			most = max(most, n)
			for k := n; k > 0; k-- {
				l = append(l, -k)
			}
		}
		l = append(l, runes(tail)...)
		if len(l) != arrays[i].NDim() {
			return nil, nil, asked(fmt.Errorf("arrays: einsum: got labels %q for shape %s", term, tuple(arrays[i].grid.shape)))
		}
		labels = append(labels, l)
		for _, k := range l {
			count[k]++
		}
	}
	dots := []int{}
	for k := most; k > 0; k-- {
		dots = append(dots, -k)
	}
	if explicit {
		head, tail, found := strings.Cut(right, "...")
		if out = runes(head); found {
			out = append(out, dots...)
		} else if most > 0 {
			return nil, nil, asked(fmt.Errorf("arrays: einsum: got %q, want an ellipsis in the result for %d axes of those of the arrays", text, most))
		}
		return append(out, runes(tail)...), labels, nil
	}
	for k, n := range count {
		if k >= 0 && n == 1 {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return append(dots, out...), labels, nil
}

// contraction builds an einsum of labelled arrays.
func contraction(op string, out []int, labels [][]int, arrays []*Array) (*Array, error) {
	dtype := ndarray.Bool
	for i, a := range arrays {
		if i == 0 {
			dtype = a.dtype
		}
		dtype = ndarray.ResultType(dtype, a.dtype)
		if a.dtype == ndarray.Object || dtype == ndarray.Invalid {
			return nil, asked(&DTypeError{Op: op, Got: a.dtype, With: arrays[0].dtype})
		}
		if err := a.known(op); err != nil {
			return nil, err
		}
	}
	arrays, common, err := align(op, arrays, labels)
	if err != nil {
		return nil, err
	}
	summed := []int{}
	for _, l := range slices.Concat(labels...) {
		if !slices.Contains(out, l) && !slices.Contains(summed, l) {
			summed = append(summed, l)
		}
	}
	chunks, tail := [][]int{}, [][]int{}
	for i, l := range out {
		if common[l] == nil || slices.Index(out, l) != i {
			return nil, asked(fmt.Errorf("arrays: %s: label %q of the result is in no array, or twice in it", op, rune(l)))
		}
		chunks = append(chunks, common[l])
	}
	parts := 1
	for _, l := range summed {
		tail = append(tail, slices.Repeat([]int{1}, len(common[l])))
		parts *= len(common[l])
	}
	if parts == 1 {
		return products(op, out, summed, labels, arrays, newGrid(chunks), dtype)
	}
	y, err := products(op, out, summed, labels, arrays, newGrid(append(chunks, tail...)), dtype)
	if err != nil {
		return nil, err
	}
	axes := []int{}
	for i := range summed {
		axes = append(axes, len(out)+i)
	}
	if y, err = y.Sum(Over(axes...)); err != nil {
		return nil, err
	}
	return y.AsType(dtype)
}

// products makes the layer of block products; the grid has axes for the labels
// of the result and perhaps for the summed ones.
func products(op string, out, summed []int, labels [][]int, arrays []*Array, g *grid, dtype ndarray.DType) (*Array, error) {
	place := slices.Concat(out, summed)
	return work{
		label: op, op: einsumOp, params: []any{out, fmt.Sprint(labels)}, deps: arrays, out: g, dtype: dtype, blockwise: true,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			at := g.coords(block)
			dst = append(dst, graph.Lit(g.blockShape(at)), graph.Lit(out), graph.Lit(len(arrays)))
			for _, l := range labels {
				dst = append(dst, graph.Lit(l))
			}
			for i, a := range arrays {
				in := make([]int, a.NDim())
				for j, l := range labels[i] {
					if k := slices.Index(place, l); k < len(at) && a.grid.counts[j] > 1 {
						in[j] = at[k]
					}
				}
				dst = append(dst, graph.Ref(i, a.grid.number(in)))
			}
			return dst
		},
	}.array()
}

var einsumOp = graph.RegisterFusing("gloam/arrays/einsum", einsumBlocks, einsumBlocks)

// einsumBlocks multiplies blocks, or terms in a fused task.
func einsumBlocks(ctx context.Context, args []any) (any, error) {
	var r reader
	shape, out, n := r.ints(args, 0), r.ints(args, 1), r.int(args, 2)
	if r.err == nil && len(args) != 3+2*n {
		r.err = fmt.Errorf("arrays: einsum: got %d arguments for %d arrays", len(args), n)
	}
	if r.err != nil {
		return nil, r.err
	}
	labels, terms := make([][]int, n), make([]*term, n)
	for i := range labels {
		labels[i], terms[i] = r.ints(args, 3+i), r.term(args, 3+n+i)
	}
	if r.err != nil {
		return nil, r.err
	}
	y, err := einsumTerms(ctx, out, labels, terms)
	if err != nil {
		return nil, err
	}
	return y.Reshape(shape...)
}

// TensorDot sums products over pairs of axes: axesA[i] of a with axesB[i] of b.
// The result has the other axes of a, then those of b.
func TensorDot(a, b *Array, axesA, axesB []int) (*Array, error) {
	if err := present("tensordot", a, b); err != nil {
		return nil, err
	}
	if len(axesA) != len(axesB) {
		return nil, asked(fmt.Errorf("arrays: tensordot: got %d axes of the first array and %d of the second", len(axesA), len(axesB)))
	}
	la, lb := trailing(a.NDim(), a.NDim()), make([]int, b.NDim())
	for i := range lb {
		lb[i] = a.NDim() + i
	}
	out := slices.Concat(la, lb)
	for i := range axesA {
		p, err := normalAxis("tensordot", axesA[i], a.NDim())
		if err != nil {
			return nil, err
		}
		q, err := normalAxis("tensordot", axesB[i], b.NDim())
		if err != nil {
			return nil, err
		}
		if lb[q] < a.NDim() || slices.Contains(lb, p) {
			return nil, asked(&AxisError{Op: "tensordot", Axis: axesA[i], NDim: a.NDim(), Twice: true})
		}
		if a.grid.shape[p] == Unknown || b.grid.shape[q] == Unknown {
			return nil, cmp.Or(a.known("tensordot"), b.known("tensordot"))
		}
		if a.grid.shape[p] != b.grid.shape[q] {
			return nil, asked(&ShapeError{Op: "tensordot", Got: b.grid.shape, Want: a.grid.shape, Rule: fmt.Sprintf("axis %d as long as axis %d of", q, p)})
		}
		lb[q] = p
		out = slices.DeleteFunc(out, func(l int) bool { return l == p || l == a.NDim()+q })
	}
	return contraction("tensordot", out, [][]int{la, lb}, []*Array{a, b})
}

// MatMul returns the matrix products of the last two axes; axes before them
// broadcast. An array of one axis is a row on the left and a column on the
// right, and that axis goes.
func MatMul(a, b *Array) (*Array, error) {
	if err := present("matmul", a, b); err != nil {
		return nil, err
	}
	if a.NDim() == 0 || b.NDim() == 0 {
		return nil, asked(&AxisError{Op: "matmul", Axis: 0, NDim: 0})
	}
	const row, column, inner = 1, 2, 3
	la, lb, out := []int{inner}, []int{inner}, []int{}
	batch := max(a.NDim(), b.NDim()) - 2
	dots := func(n int) (l []int) {
		for k := n; k > 0; k-- {
			l = append(l, -k)
		}
		return l
	}
	out = append(out, dots(batch)...)
	if a.NDim() > 1 {
		la = append(dots(a.NDim()-2), row, inner)
		out = append(out, row)
	}
	if b.NDim() > 1 {
		lb = append(dots(b.NDim()-2), inner, column)
		out = append(out, column)
	}
	k := b.grid.shape[max(b.NDim()-2, 0)]
	if n := a.grid.shape[a.NDim()-1]; n != k {
		return nil, asked(&ShapeError{Op: "matmul", Got: b.grid.shape, Want: a.grid.shape, Rule: fmt.Sprintf("one with %d rows, as many as columns of", n)})
	}
	return contraction("matmul", out, [][]int{la, lb}, []*Array{a, b})
}

// Dot is [MatMul] for at most two axes; otherwise it sums over the last axis
// of a and the last but one of b.
func Dot(a, b *Array) (*Array, error) {
	if err := present("dot", a, b); err != nil {
		return nil, err
	}
	if a.NDim() == 0 || b.NDim() == 0 {
		return Mul(a, b)
	}
	return TensorDot(a, b, []int{-1}, []int{max(b.NDim()-2, 0)})
}

// VDot is the sum of the products of all elements, those of a conjugated.
func VDot(a, b *Array) (*Array, error) {
	if err := present("vdot", a, b); err != nil {
		return nil, err
	}
	if a.Size() != b.Size() {
		return nil, asked(&ShapeError{Op: "vdot", Got: b.grid.shape, Want: a.grid.shape, Rule: "one with the size of"})
	}
	var e Expr
	x, y := e.One((*Array).Ravel, a), e.One((*Array).Ravel, b)
	if a.dtype.Kind() == ndarray.KindComplex {
		x = e.One(Conj, x)
	}
	if e.Err != nil {
		return nil, e.Err
	}
	return TensorDot(x, y, []int{0}, []int{0})
}

// Outer returns all products of an element of a, in C order, and one of b.
func Outer(a, b *Array) (*Array, error) {
	if err := present("outer", a, b); err != nil {
		return nil, err
	}
	var e Expr
	x, y := e.One((*Array).Ravel, a), e.One((*Array).Ravel, b)
	if e.Err != nil {
		return nil, e.Err
	}
	return contraction("outer", []int{0, 1}, [][]int{{0}, {1}}, []*Array{x, y})
}
