package delayed

import (
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
)

// buffer is one buffer of a UDF as a lazy array, nav axes flat and compressed.
type buffer struct {
	udf.Decl
	raw  *arrays.Array    // nil for private buffers
	own  graph.Collection // the same in whatever dtype Results returned
	mask *arrays.Array    // validity in the shape of raw, nil if all is valid
}

// oneBlock is the only block of a layer, whatever its dtype.
type oneBlock struct{ layer *graph.Layer }

func (b oneBlock) Layer() *graph.Layer              { return b.layer }
func (b oneBlock) Blocks() []int                    { return nil }
func (b oneBlock) Collect(parts []any) (any, error) { return parts[0], nil }

// results lowers one UDF.
func (l *lowering) results(u int) (*Results, error) {
	stored, err := l.stored(u)
	if err != nil {
		return nil, err
	}
	if l.run.Finishes(u) {
		if stored, err = l.finish(u, stored); err != nil {
			return nil, err
		}
	}
	r := &Results{run: l.run, spec: l.run.Specs()[u], all: l.run.Decls(u)}
	for _, b := range stored {
		if b.Use != udf.Private {
			r.buffers = append(r.buffers, b)
		}
	}
	return r, nil
}

// stored returns the UDF's buffers that have storage, merged, as lazy arrays.
func (l *lowering) stored(u int) ([]buffer, error) {
	if l.run.Mode(u) == udf.MergeLazy && len(l.parts) > 0 {
		return l.mergeAll(u)
	}
	state, rows, err := l.merged(u)
	if err != nil {
		return nil, err
	}
	var out []buffer
	for j, d := range l.run.Decls(u) {
		b := buffer{Decl: d}
		switch {
		case d.Use == udf.ResultOnly:
		case d.Kind != udf.KindNav || len(l.parts) == 0:
			b.raw, err = l.one(d, state, j)
		case rows != nil:
			b.raw, err = l.rows(d, rows, func(i int) graph.Arg { return graph.Ref(i, 0) }, j)
		default:
			b.raw, err = l.rows(d, []*graph.Layer{l.part}, func(i int) graph.Arg { return graph.Ref(0, i) }, l.offset(u)+j)
		}
		if err != nil {
			return nil, err
		}
		b.own = b.raw
		out = append(out, b)
	}
	return out, nil
}

// one picks a buffer that is a single block.
func (l *lowering) one(d udf.Decl, from list, index int) (*arrays.Array, error) {
	shape := l.rawShape(d)
	layer, err := l.pickOne(d, d.DType.String(), shape, from, index)
	if err != nil {
		return nil, err
	}
	return arrays.New(layer, single(shape), d.DType)
}

// pickOne makes the layer of one buffer in one block, without a cast if dtype is
// empty.
func (l *lowering) pickOne(d udf.Decl, dtype string, shape []int, from list, index int) (*graph.Layer, error) {
	at := from.offset + index
	return graph.NewLayer(graph.LayerSpec{
		Label: "pick-" + letters(d.Name), Token: graph.Token(from.layer, from.block, at, dtype), Grid: ones(len(shape)),
		Op: opPick, Deps: []*graph.Layer{from.layer}, Blockwise: true,
		Args: func(_ int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Ref(0, from.block), graph.Lit(at), graph.Lit(dtype), graph.Lit(shape))
		},
		Bytes: func(int) int64 { return int64(product(shape) * d.ElementBytes()) },
		Note:  note(shape, d.DType, shape),
	})
}

// rows picks a nav buffer: one block for each partition.
func (l *lowering) rows(d udf.Decl, deps []*graph.Layer, ref func(part int) graph.Arg, index int) (*arrays.Array, error) {
	shape := l.rawShape(d)
	chunks := single(shape)
	chunks[0] = lengthsOf(l.run, l.parts)
	grid := ones(len(shape))
	grid[0] = len(l.parts)
	parts := []any{index, d.DType.String()}
	for _, dep := range deps {
		parts = append(parts, dep)
	}
	layer, err := graph.NewLayer(graph.LayerSpec{
		Label: "pick-" + letters(d.Name), Token: graph.Token(parts...), Grid: grid,
		Op: opPick, Deps: deps, Blockwise: true,
		Args: func(i int, dst []graph.Arg) []graph.Arg {
			block := append([]int{chunks[0][i]}, d.Extra...)
			return append(dst, ref(i), graph.Lit(index), graph.Lit(d.DType.String()), graph.Lit(block))
		},
		Bytes: func(i int) int64 { return int64(chunks[0][i] * product(d.Extra) * d.ElementBytes()) },
		Note:  note(shape, d.DType, append([]int{maxOf(chunks[0])}, d.Extra...)),
	})
	if err != nil {
		return nil, err
	}
	return arrays.New(layer, chunks, d.DType)
}

// finish adds the layer that computes results and picks all of them from it.
func (l *lowering) finish(u int, stored []buffer) ([]buffer, error) {
	var inputs []*graph.Layer
	for _, b := range stored {
		if b.raw == nil {
			continue
		}
		one, err := whole(b.raw)
		if err != nil {
			return nil, err
		}
		inputs = append(inputs, one.Layer())
	}
	spec := l.run.Specs()[u]
	layer, err := l.layer(labelOf("finish", spec), u, opFinish, nil, inputs,
		func(_ int, dst []graph.Arg) []graph.Arg {
			for i := range inputs {
				dst = append(dst, graph.Ref(i+1, 0))
			}
			return dst
		})
	if err != nil {
		return nil, err
	}
	out, from := make([]buffer, len(stored)), list{layer: layer}
	for j, b := range stored {
		out[j] = buffer{Decl: b.Decl}
		if b.Use == udf.Private {
			continue
		}
		if out[j].raw, err = l.one(b.Decl, from, j); err != nil {
			return nil, err
		}
		own, err := l.pickOne(b.Decl, "", l.rawShape(b.Decl), from, j)
		if err != nil {
			return nil, err
		}
		out[j].own = oneBlock{own}
		if out[j].mask, err = l.mask(b.Decl, from, len(stored)+j); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// mask picks the validity of a result.
func (l *lowering) mask(d udf.Decl, from list, index int) (*arrays.Array, error) {
	shape := l.rawShape(d)
	layer, err := graph.NewLayer(graph.LayerSpec{
		Label: "valid-" + letters(d.Name), Token: graph.Token(from.layer, "valid", index), Grid: ones(len(shape)),
		Op: opValid, Deps: []*graph.Layer{from.layer}, Blockwise: true,
		Args: func(_ int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Ref(0, from.block), graph.Lit(index), graph.Lit(shape))
		},
		Note: note(shape, ndarray.Bool, shape),
	})
	if err != nil {
		return nil, err
	}
	return arrays.New(layer, single(shape), ndarray.Bool)
}

// mergeAll lets the UDF merge lazy arrays and checks what it returns.
func (l *lowering) mergeAll(u int) ([]buffer, error) {
	spec, decls := l.run.Specs()[u], l.run.Decls(u)
	parts := make([]udf.Part, len(l.parts))
	for i, p := range l.parts {
		parts[i] = udf.Part{Slice: l.run.Slice(p), Arrays: map[string]*arrays.Array{}}
		for j, d := range decls {
			if d.Use == udf.ResultOnly {
				continue
			}
			var err error
			if parts[i].Arrays[d.Name], err = l.partBuffer(d, i, l.offset(u)+j); err != nil {
				return nil, err
			}
		}
	}
	got, err := l.run.MergeAll(u, parts)
	if err != nil {
		return nil, err
	}
	return l.checkMerged(spec, decls, got)
}

// partBuffer picks one buffer of one partition.
func (l *lowering) partBuffer(d udf.Decl, part, index int) (*arrays.Array, error) {
	shape := l.rawShape(d)
	if d.Kind == udf.KindNav {
		shape[0] = l.run.Rows(l.parts[part])
	}
	layer, err := l.pickOne(d, "", shape, list{layer: l.part, block: part}, index)
	if err != nil {
		return nil, err
	}
	return arrays.New(layer, single(shape), d.DType)
}

func (l *lowering) checkMerged(spec udf.Spec, decls []udf.Decl, got map[string]*arrays.Array) ([]buffer, error) {
	var out []buffer
	known := 0
	for _, d := range decls {
		b := buffer{Decl: d}
		a, given := got[d.Name]
		if given {
			known++
		}
		fail := func(got, want string) error {
			return &udf.BufferError{UDF: spec.Name(), Buffer: d.Name, Got: got + " from MergeAll", Want: want}
		}
		shape := l.rawShape(d)
		switch {
		case given && (d.Use == udf.ResultOnly || a == nil):
			return nil, fail("a value", "nothing, it is result-only or nil")
		case given && a.DType() != d.DType:
			return nil, fail(a.DType().String(), d.DType.String())
		case given && !slices.Equal(a.Shape(), shape):
			return nil, fail(fmt.Sprintf("shape %s", wording.Shape(a.Shape())), wording.Shape(shape))
		case given:
			b.raw = a
		case d.Use != udf.ResultOnly:
			z, err := arrays.Zeros(shape, d.DType, arrays.Explicit(single(shape)))
			if err != nil {
				return nil, err
			}
			b.raw = z
		}
		b.own = b.raw
		out = append(out, b)
	}
	if known < len(got) {
		for name := range got {
			if !declared(decls, name) {
				return nil, unknown(spec, name, decls)
			}
		}
	}
	return out, nil
}

func declared(decls []udf.Decl, name string) bool {
	for _, d := range decls {
		if d.Name == name {
			return true
		}
	}
	return false
}

// rawShape is the shape of a buffer over the selected frames.
func (l *lowering) rawShape(d udf.Decl) []int {
	m := l.run.Meta()
	return d.Shape([]int{m.Frames}, m.Sig)
}

func ones(n int) []int {
	g := make([]int, n)
	for i := range g {
		g[i] = 1
	}
	return g
}

// single is the chunking into one block.
func single(shape []int) [][]int {
	chunks := make([][]int, len(shape))
	for i, n := range shape {
		chunks[i] = []int{n}
	}
	return chunks
}

func note(shape []int, d ndarray.DType, chunk []int) graph.Note {
	return graph.Note{Shape: shape, DType: d.String(), Chunks: wording.Shape(chunk)}
}

func maxOf(v []int) int {
	m := 0
	for _, x := range v {
		m = max(m, x)
	}
	return m
}
