package delayed

import (
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/udf"
)

// Run makes the graph of one pass of the UDFs over the dataset and returns
// their results, in the order of specs. Nothing is read or computed. Errors
// tell of misuse that can be known now: no Process method, buffers that cannot
// be merged, data that a UDF refuses.
func Run(d *udf.Dataset, specs ...udf.Spec) ([]*Results, error) {
	r, err := udf.NewRun(d, specs)
	if err != nil {
		return nil, err
	}
	l, err := newLowering(r)
	if err != nil {
		return nil, err
	}
	out := make([]*Results, len(specs))
	for u := range specs {
		if out[u], err = l.results(u); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// lowering turns a run into layers.
type lowering struct {
	run   *udf.Run
	node  *graph.Layer // the run itself
	parts []int        // partitions with selected frames
	part  *graph.Layer
	token string
}

var localRuns atomic.Int64

func newLowering(r *udf.Run) (*lowering, error) {
	if err := r.TryResults(); err != nil {
		return nil, err
	}
	l := &lowering{run: r, parts: r.Parts()}
	if b, err := r.Digest(); err == nil && r.Blocks() == nil {
		l.token = graph.Token("udf", b)
	} else if err == nil {
		l.token = graph.Token("udf", b, r.Blocks().Layer())
	} else {
		l.token = graph.Token("udf-local", int(localRuns.Add(1)))
	}
	var err error
	if l.node, err = graph.NewData("run", l.token, nil, []any{r}); err != nil {
		return nil, err
	}
	if len(l.parts) == 0 {
		return l, nil
	}
	deps := []*graph.Layer{l.node}
	if r.Blocks() != nil {
		deps = append(deps, r.Blocks().Layer())
	}
	var dropped func(any)
	if len(l.parts) > 1 {
		dropped = func(v any) { r.Recycle(v.(buffers)) }
	}
	l.part, err = graph.NewLayer(graph.LayerSpec{
		Label: "part", Token: l.token, Grid: []int{len(l.parts)}, Op: opPart, Deps: deps,
		Args: func(block int, dst []graph.Arg) []graph.Arg {
			p := l.parts[block]
			dst = append(dst, graph.Ref(0, 0), graph.Lit(p))
			if len(deps) > 1 {
				dst = append(dst, graph.Ref(1, p))
			}
			return dst
		},
		Bytes:   func(block int) int64 { return r.ResultBytes(l.parts[block]) },
		Reads:   func(block int) int64 { return r.ReadBytes(l.parts[block]) },
		Prefers: l.prefers(),
		Dropped: dropped,
		Note:    graph.Note{Shape: r.Meta().Sig, DType: r.Meta().DType.String(), Text: l.names()},
	})
	return l, err
}

// prefers says which workers are to make the partitions; nil if any may.
func (l *lowering) prefers() func(block int) []string {
	for _, p := range l.parts {
		if len(l.run.PreferredWorkers(p)) > 0 {
			return func(block int) []string { return l.run.PreferredWorkers(l.parts[block]) }
		}
	}
	return nil
}

// names lists the UDFs of the run.
func (l *lowering) names() string {
	var names []string
	for _, s := range l.run.Specs() {
		names = append(names, s.Short())
	}
	return strings.Join(names, ", ")
}

// list says where the buffers of a UDF are: in which block of a layer, from
// which index on.
type list struct {
	layer  *graph.Layer
	block  int
	offset int
}

// layer makes a layer of a few blocks that takes the run as its first input.
func (l *lowering) layer(label string, u int, op *graph.Op, grid []int, inputs []*graph.Layer, args func(block int, dst []graph.Arg) []graph.Arg) (*graph.Layer, error) {
	deps := append([]*graph.Layer{l.node}, inputs...)
	parts := []any{l.token, label, u}
	for _, d := range inputs {
		parts = append(parts, d)
	}
	return graph.NewLayer(graph.LayerSpec{
		Label: label, Token: graph.Token(parts...), Grid: grid, Op: op, Deps: deps,
		Args: func(block int, dst []graph.Arg) []graph.Arg {
			return args(block, append(dst, graph.Ref(0, 0), graph.Lit(u)))
		},
		Bytes: func(int) int64 {
			if op == opFinish {
				return l.finishedBytes(u)
			}
			return l.stateBytes(u)
		},
		Note: graph.Note{Text: l.run.Specs()[u].Short()},
	})
}

// stateBytes is the size of a UDF's merged sig and single buffers.
func (l *lowering) stateBytes(u int) int64 {
	m, total := l.run.Meta(), 0
	for _, d := range l.run.Decls(u) {
		if d.Kind != udf.KindNav && d.Use != udf.ResultOnly {
			total += product(d.Shape(m.Nav, m.Sig)) * d.ElementBytes()
		}
	}
	return int64(total)
}

// finishedBytes is the size of all results of a UDF.
func (l *lowering) finishedBytes(u int) int64 {
	total := 0
	for _, d := range l.run.Decls(u) {
		if d.Use != udf.Private {
			total += product(l.rawShape(d)) * d.ElementBytes()
		}
	}
	return int64(total)
}

// initial is the list of a UDF before any partition is merged.
func (l *lowering) initial(u int) (list, error) {
	init, err := l.layer(labelOf("init", l.run.Specs()[u]), u, opInit, nil, nil,
		func(_ int, dst []graph.Arg) []graph.Arg { return dst })
	return list{layer: init}, err
}

// offset is the index of a UDF's first buffer in a partition's list.
func (l *lowering) offset(u int) int {
	n := 0
	for i := range u {
		n += len(l.run.Decls(i))
	}
	return n
}

// merged returns where the merged sig and single buffers of a UDF are, and the
// layers whose only blocks hold the rows of nav buffers if merging makes them.
func (l *lowering) merged(u int) (state list, rows []*graph.Layer, err error) {
	switch {
	case len(l.parts) == 0:
		state, err = l.initial(u)
	case l.run.Mode(u) == udf.MergeChain:
		return l.chain(u)
	default:
		state, err = l.tree(u)
	}
	return state, nil, err
}

// tree merges neighbouring groups level by level until one list is left.
func (l *lowering) tree(u int) (list, error) {
	below, n := l.part, len(l.parts)
	if n == 1 || l.run.Mode(u) != udf.MergeTree {
		return list{layer: l.part, offset: l.offset(u)}, nil
	}
	label := labelOf("merge", l.run.Specs()[u])
	for n > 1 {
		groups := (n + udf.MergeFanIn - 1) / udf.MergeFanIn
		count, whole := n, below == l.part
		level, err := l.layer(label, u, opMerge, []int{groups}, []*graph.Layer{below},
			func(block int, dst []graph.Arg) []graph.Arg {
				dst = append(dst, graph.Lit(whole))
				for i := block * udf.MergeFanIn; i < min((block+1)*udf.MergeFanIn, count); i++ {
					dst = append(dst, graph.Ref(1, i))
				}
				return dst
			})
		if err != nil {
			return list{}, err
		}
		below, n = level, groups
	}
	return list{layer: below}, nil
}

// chain merges partition after partition.
func (l *lowering) chain(u int) (list, []*graph.Layer, error) {
	first, err := l.initial(u)
	if err != nil {
		return list{}, nil, err
	}
	label := labelOf("merge", l.run.Specs()[u])
	before, rows := first.layer, make([]*graph.Layer, len(l.parts))
	for i, p := range l.parts {
		rows[i], err = l.layer(label, u, opChain, nil, []*graph.Layer{before, first.layer, l.part},
			func(_ int, dst []graph.Arg) []graph.Arg {
				return append(dst, graph.Lit(p), graph.Ref(1, 0), graph.Ref(2, 0), graph.Ref(3, i))
			})
		if err != nil {
			return list{}, nil, err
		}
		before = rows[i]
	}
	return list{layer: before}, rows, nil
}

// labelOf returns the label of a layer of one UDF: letters and dashes only.
func labelOf(what string, s udf.Spec) string { return what + "-" + letters(s.Short()) }

// letters keeps the letters of a name, for labels that schedulers group by.
func letters(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		if r >= 'a' && r <= 'z' {
			b.WriteRune(r)
		} else if b.Len() > 0 && !strings.HasSuffix(b.String(), "-") {
			b.WriteByte('-')
		}
	}
	if s := strings.Trim(b.String(), "-"); s != "" {
		return s
	}
	return "udf"
}

// whole returns the array in one block.
func whole(a *arrays.Array) (*arrays.Array, error) {
	one := true
	for _, n := range a.NumBlocks() {
		one = one && n == 1
	}
	if one {
		return a, nil
	}
	chunks := make([][]int, a.NDim())
	for i, n := range a.Shape() {
		chunks[i] = []int{n}
	}
	return a.Rechunk(arrays.Explicit(chunks))
}

func product(shape []int) int {
	n := 1
	for _, e := range shape {
		n *= e
	}
	return n
}

func lengthsOf(r *udf.Run, parts []int) []int {
	out := make([]int, len(parts))
	for i, p := range parts {
		out[i] = r.Rows(p)
	}
	return out
}

// unknown is the error for a name that is not among a UDF's results.
func unknown(s udf.Spec, name string, decls []udf.Decl) error {
	var names []string
	for _, d := range decls {
		if d.Use != udf.Private {
			names = append(names, d.Name)
		}
	}
	return fmt.Errorf("delayed: %w", &udf.UnknownBufferError{UDF: s.Name(), Buffer: name, Declared: names})
}
