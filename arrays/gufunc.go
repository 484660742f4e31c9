package arrays

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// A GUFuncSpec describes a generalised function.
type GUFuncSpec struct {
	// Signature names the core axes, the last ones of each input and output, as
	// in "(i,j),(j)->(i)". The axes before them are loops and broadcast.
	Signature string
	DTypes    []ndarray.DType // of the outputs
	Sizes     map[string]int  // of core axes that only outputs have
	// Rechunk makes core axes whole; otherwise they must be.
	Rechunk bool
	// Axes are the core axes of each input and then of each output, where they
	// are not the last ones.
	Axes [][]int
	// KeepDims gives outputs without core axes those of the first input, with
	// length 1 and in their places.
	KeepDims bool
}

// ApplyGUFunc calls kernels, one for each output, for each combination of
// blocks along the loop axes. A kernel gets the blocks, whole along core axes,
// and returns its output for all loop positions in them.
func ApplyGUFunc(spec GUFuncSpec, kernels []Kernel, in ...*Array) ([]*Array, error) {
	if err := present("apply gufunc", in...); err != nil {
		return nil, err
	}
	inputs, outputs, err := parseSignature(spec.Signature)
	if err != nil {
		return nil, err
	}
	if len(in) != len(inputs) || len(kernels) != len(outputs) || len(spec.DTypes) != len(outputs) {
		return nil, asked(fmt.Errorf("arrays: apply gufunc: got %d arrays, %d kernels and %d dtypes for %q", len(in), len(kernels), len(spec.DTypes), spec.Signature))
	}
	for i, d := range spec.DTypes {
		if err := checkDType(fmt.Sprintf("apply gufunc: output %d", i), d); err != nil {
			return nil, err
		}
	}
	for name, n := range spec.Sizes {
		if n < 0 {
			return nil, asked(&ShapeError{Op: "apply gufunc", Got: []int{n}, Want: []int{0}, Rule: fmt.Sprintf("a size of axis %q of at least", name)})
		}
	}
	if in, err = spec.coreLast(in, inputs, outputs); err != nil {
		return nil, err
	}
	g := gufunc{core: map[string]int{}, loops: 0}
	for i, a := range in {
		if a.NDim() < len(inputs[i]) {
			return nil, asked(&AxisError{Op: "apply gufunc", Axis: len(inputs[i]) - 1, NDim: a.NDim()})
		}
		g.loops = max(g.loops, a.NDim()-len(inputs[i]))
	}
	labels := make([][]int, len(in))
	for i, a := range in {
		if in[i], err = g.whole(a, inputs[i], spec.Rechunk); err != nil {
			return nil, err
		}
		labels[i] = trailing(a.NDim()-len(inputs[i]), g.loops)
		for _, name := range inputs[i] {
			labels[i] = append(labels[i], g.label(name))
		}
	}
	in, common, err := align("apply gufunc", in, labels)
	if err != nil {
		return nil, err
	}
	for name, n := range spec.Sizes {
		if l := g.label(name); common[l] == nil {
			common[l] = []int{n}
		}
	}
	out := make([]*Array, len(outputs))
	for i, names := range outputs {
		own := trailing(g.loops, g.loops)
		for _, name := range names {
			own = append(own, g.label(name))
		}
		chunks := [][]int{}
		for _, l := range own {
			if common[l] == nil {
				return nil, asked(fmt.Errorf("arrays: apply gufunc: no size is known for an axis of output %d of %q", i, spec.Signature))
			}
			chunks = append(chunks, common[l])
		}
		if out[i], err = kernels[i].layer(blockwise{labels: own, out: newGrid(chunks), dtype: spec.DTypes[i], in: in, axes: labels}); err != nil {
			return nil, err
		}
		if out[i], err = spec.corePlaced(out[i], i, inputs, names); err != nil {
			return nil, err
		}
	}
	return out, nil
}

type gufunc struct {
	core  map[string]int
	loops int
}

// label numbers core axes behind the loops.
func (g *gufunc) label(name string) int {
	if _, ok := g.core[name]; !ok {
		g.core[name] = g.loops + len(g.core)
	}
	return g.core[name]
}

func (g *gufunc) whole(a *Array, names []string, rechunk bool) (*Array, error) {
	chunks := slices.Clone(a.grid.chunks)
	for k, name := range names {
		axis := a.NDim() - len(names) + k
		if len(chunks[axis]) > 1 && !rechunk {
			return nil, asked(&ChunkError{Op: "apply gufunc", Axis: axis, Got: chunks[axis], Extent: a.grid.shape[axis], Reason: fmt.Sprintf("want one chunk along core axis %q; rechunk it or set Rechunk", name)})
		}
		chunks[axis] = []int{a.grid.shape[axis]}
	}
	return a.rechunk(chunks)
}

func parseSignature(text string) (in, out [][]string, err error) {
	left, right, ok := strings.Cut(strings.ReplaceAll(text, " ", ""), "->")
	if ok {
		if in, err = parseAxes(left); err == nil {
			out, err = parseAxes(right)
		}
	}
	if !ok || err != nil {
		return nil, nil, asked(fmt.Errorf("arrays: apply gufunc: got signature %q, want one such as \"(i,j),(j)->(i)\"", text))
	}
	return in, out, nil
}

func parseAxes(text string) ([][]string, error) {
	var out [][]string
	for text != "" {
		inside, rest, ok := strings.Cut(strings.TrimPrefix(text, "("), ")")
		if !ok || text[0] != '(' {
			return nil, fmt.Errorf("unbalanced")
		}
		names := []string{}
		if inside != "" {
			names = strings.Split(inside, ",")
		}
		out, text = append(out, names), strings.TrimPrefix(rest, ",")
	}
	return out, nil
}

// ApplyAlongAxis calls a kernel for each line along an axis, an array of one
// axis, and puts its results, of the given shape, in place of the axis. The
// axis becomes whole.
func ApplyAlongAxis(k Kernel, axis int, shape []int, dtype ndarray.DType, a *Array) (*Array, error) {
	if err := present("apply along axis", a); err != nil {
		return nil, err
	}
	if err := checkDType("apply along axis", dtype); err != nil {
		return nil, err
	}
	if err := checkShape("apply along axis", shape, dtype); err != nil {
		return nil, err
	}
	i, err := normalAxis("apply along axis", axis, a.NDim())
	if err != nil {
		return nil, err
	}
	if k.op == nil {
		return nil, asked(fmt.Errorf("arrays: got a kernel without a function, want one made by NewKernel or RegisterKernel"))
	}
	whole := slices.Clone(a.grid.chunks)
	whole[i] = []int{a.grid.shape[i]}
	y, err := a.rechunk(whole)
	if err != nil {
		return nil, err
	}
	chunks := slices.Clone(y.grid.chunks[:i])
	for _, n := range shape {
		chunks = append(chunks, []int{n})
	}
	out := newGrid(append(chunks, y.grid.chunks[i+1:]...))
	op, params := alongOp, k.params
	if k.op.InProcess() {
		op = graph.InProcessAt(k.op.Site(), k.name, func(ctx context.Context, args []any) (any, error) {
			return applyAlong(ctx, k.op, args)
		})
	}
	if params == nil {
		params = []byte{}
	}
	return y.each("apply-along-axis", op, out, dtype, []any{k.id, params, i, shape}, func(b int) int {
		at := out.coords(b)
		return y.grid.number(slices.Concat(at[:i], []int{0}, at[i+len(shape):]))
	}, func(b int, dst []graph.Arg) []graph.Arg {
		return append(dst, graph.Lit(k.op.Name()), graph.Lit(k.name), graph.Lit(dtype.String()), graph.Lit(params), graph.Lit(i), graph.Lit(slices.Clone(shape)))
	})
}

var alongOp = graph.Register("gloam/arrays/along-axis", func(ctx context.Context, args []any) (any, error) {
	var r reader
	name := r.text(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	op, ok := graph.Lookup(name)
	if !ok {
		return nil, fmt.Errorf("arrays: apply along axis: kernel %q is not registered in this process", name)
	}
	return applyAlong(ctx, op, args)
})

// ApplyOverAxes applies a reduction to one axis after the other; axes that it
// drops are put back with length 1.
func ApplyOverAxes(f func(a *Array, axis int) (*Array, error), a *Array, axes ...int) (*Array, error) {
	if err := present("apply over axes", a); err != nil {
		return nil, err
	}
	if f == nil {
		return nil, asked(&NilError{Op: "apply over axes", What: "function"})
	}
	ndim := a.NDim()
	for _, axis := range axes {
		i, err := normalAxis("apply over axes", axis, ndim)
		if err != nil {
			return nil, err
		}
		y, err := f(a, i)
		if err != nil {
			return nil, err
		}
		if y.NDim() == ndim-1 {
			if y, err = y.ExpandDims(i); err != nil {
				return nil, err
			}
		}
		if y.NDim() != ndim {
			return nil, asked(&ShapeError{Op: "apply over axes", Got: y.grid.shape, Want: a.grid.shape, Rule: "as many axes as, or one less than,"})
		}
		a = y
	}
	return a, nil
}

func applyAlong(ctx context.Context, op *graph.Op, args []any) (*ndarray.Array, error) {
	var r reader
	b, name, dtype, params, axis, shape := r.block(args, 0), r.text(args, 2), r.dtype(args, 3), r.bytes(args, 4), r.int(args, 5), r.ints(args, 6)
	if r.err != nil {
		return nil, r.err
	}
	order := []int{}
	for i := range b.NDim() {
		if i != axis {
			order = append(order, i)
		}
	}
	turned, err := b.Transpose(append(order, axis)...)
	if err != nil {
		return nil, err
	}
	n := b.Shape()[axis]
	loops := slices.Clone(turned.Shape()[:b.NDim()-1])
	rows, err := turned.Reshape(product(loops), n)
	if err != nil {
		return nil, err
	}
	out := ndarray.New(dtype, append([]int{product(loops)}, shape...)...)
	origin, one := make([]int, len(shape)), slices.Repeat([]int{1}, len(shape))
	for i := range product(loops) {
		line, err := rows.Index(0, i)
		if err != nil {
			return nil, err
		}
		v, err := op.Call(ctx, []any{name, dtype.String(), params, origin, origin, shape, shape, one, line})
		if err != nil {
			return nil, err
		}
		place, err := out.Index(0, i)
		if err != nil {
			return nil, err
		}
		if err := ndarray.CopyInto(place, v.(*ndarray.Array)); err != nil {
			return nil, err
		}
	}
	y, err := out.Reshape(append(loops, shape...)...)
	if err != nil {
		return nil, err
	}
	back := []int{} // loops before the axis, the results, loops behind it
	for i := range axis {
		back = append(back, i)
	}
	for i := range shape {
		back = append(back, len(loops)+i)
	}
	for i := axis; i < len(loops); i++ {
		back = append(back, i)
	}
	if len(back) == 0 {
		return y, nil
	}
	return y.Transpose(back...)
}
