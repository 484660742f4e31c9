package delayed_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
)

// A loop UDF has every kind of buffer and calculates what a plain loop over all
// frames can. How it takes data, how it merges and where its nav results come
// from are drawn at random.
type loop struct {
	method udf.Method
	weight udf.Aux // of positions
	mask   udf.Aux // of pixels
}

func (l loop) Method() udf.Method      { return l.method }
func (loop) InputDType() ndarray.DType { return ndarray.Float64 }
func (l loop) Aux() map[string]udf.Aux { return map[string]udf.Aux{"weight": l.weight, "mask": l.mask} }
func (loop) Buffers(m udf.Meta) buffers {
	f := ndarray.Float64
	return buffers{
		"sum": udf.Nav(f), "range": udf.Nav(f, 2), "where": udf.Nav(ndarray.Int64, len(m.Nav)), "weighted": udf.Nav(f, 1),
		"rows":  udf.Nav(ndarray.Int64).Private(),
		"total": udf.Sig(f), "top": udf.Sig(f), "seen": udf.Single(ndarray.Int64, 2), "mean": udf.Sig(f).ResultOnly(),
		"double": udf.Nav(f).ResultOnly(),
	}
}

// nothing is less than any value of a frame.
const nothing = -1e6

func (loop) Preprocess(out udf.View) error {
	check(out.Buffer("top").Fill(math.Inf(-1)))
	return out.Buffer("range").Fill(nothing)
}

func (loop) TaskData(udf.View) (any, error) { return new(int), nil }

func (l loop) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	return l.take(tile, tile.Shape()[0], out)
}
func (l loop) ProcessPartition(_ context.Context, tile *ndarray.Array, out udf.View) error {
	return l.take(tile, tile.Shape()[0], out)
}
func (l loop) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	return l.take(frame, 1, out)
}

// take adds n frames of a region of the detector.
func (loop) take(in *ndarray.Array, n int, out udf.View) error {
	v, coords := floats(in), floats(out.Coordinates())
	if in.DType() != ndarray.Float64 || out.Slice().Frames != n || len(coords) != n*len(out.Meta().Nav) {
		return fmt.Errorf("got %v of %s, slice %v", in.Shape(), in.DType(), out.Slice())
	}
	f64 := func(name string) []float64 { return must(ndarray.Values[float64](out.Buffer(name))) }
	sum, span, weighted, total, top := f64("sum"), f64("range"), f64("weighted"), f64("total"), f64("top")
	where, rows := must(ndarray.Values[int64](out.Buffer("where"))), must(ndarray.Values[int64](out.Buffer("rows")))
	weight, mask := floats(out.Aux("weight")), floats(out.Aux("mask"))
	*out.Task().(*int) += len(v)
	for f := range n {
		rows[f]++
		for a := range out.Meta().Nav {
			where[f*len(out.Meta().Nav)+a] = int64(coords[f*len(out.Meta().Nav)+a])
		}
		for p, x := range v[f*len(total) : (f+1)*len(total)] {
			sum[f], total[p], top[p] = sum[f]+x, total[p]+x, max(top[p], x)
			weighted[f] += weight[f] * mask[p] * x
			if span[2*f] == nothing || x < span[2*f] {
				span[2*f] = x
			}
			span[2*f+1] = max(span[2*f+1], x)
		}
	}
	return nil
}

func (loop) Postprocess(out udf.View) error {
	seen := must(ndarray.Values[int64](out.Buffer("seen")))
	seen[0] = int64(*out.Task().(*int))
	for _, n := range must(ndarray.Values[int64](out.Buffer("rows"))) {
		if n > 0 {
			seen[1]++
		}
	}
	return nil
}

func (loop) Results(res udf.View) (map[string]*ndarray.Array, error) {
	seen := max(1, floats(res.Buffer("seen"))[1])
	by := must(ndarray.FromSlice([]float64{seen}))
	return map[string]*ndarray.Array{"mean": must(ndarray.Div(res.Buffer("total"), by)),
		"double": must(ndarray.Add(res.Buffer("sum"), res.Buffer("sum")))}, nil
}

// mergeLoop adds what may be added in any order.
func mergeLoop(dst, src udf.View) error {
	check(ndarray.AddInto(dst.Buffer("total"), src.Buffer("total")))
	check(ndarray.AddInto(dst.Buffer("seen"), src.Buffer("seen")))
	return ndarray.CopyInto(dst.Buffer("top"), must(ndarray.Maximum(dst.Buffer("top"), src.Buffer("top"))))
}

type chainLoop struct{ loop }

func (chainLoop) Merge(dst, src udf.View) error { return mergeLoop(dst, src) }

type treeLoop struct{ chainLoop }

func (treeLoop) MergeIsAssociative() bool { return true }

type lazyLoop struct{ loop }

func (lazyLoop) MergeAll(m udf.Meta, parts []udf.Part) (map[string]*arrays.Array, error) {
	out := map[string]*arrays.Array{}
	for name := range (loop{}).Buffers(m) {
		for i, p := range parts {
			a, b := out[name], p.Arrays[name]
			switch {
			case b == nil:
			case i == 0:
				out[name] = b
			case name == "total" || name == "seen":
				out[name] = must(arrays.Add(a, b))
			case name == "top":
				out[name] = must(arrays.Maximum(a, b))
			default:
				out[name] = must(arrays.Concatenate([]*arrays.Array{a, b}, 0))
			}
		}
	}
	return out, nil
}

// plan is one drawn run and what a plain loop needs to know of it.
type loopRun struct {
	ds       *udf.Dataset
	data     []float64 // stored frames after corrections
	nav, sig []int
	selected []bool
	sync     int
	stored   int
	weight   []float64
	mask     []float64
}

// want is what the plain loop gives: nav results of the selected positions, and
// the others as they are.
func (r loopRun) want() map[string][]float64 {
	px := product(r.sig)
	w := map[string][]float64{"total": make([]float64, px), "top": make([]float64, px), "seen": make([]float64, 2), "mean": make([]float64, px)}
	for p := range px {
		w["top"][p] = math.Inf(-1)
	}
	for pos, in := range r.selected {
		if !in {
			continue
		}
		sum, weighted, lo, hi, at := 0.0, 0.0, nothing, nothing, make([]float64, len(r.nav))
		if f := pos + r.sync; f >= 0 && f < r.stored {
			for a, rest := len(r.nav)-1, pos; a >= 0; a, rest = a-1, rest/r.nav[a] {
				at[a] = float64(rest % r.nav[a])
			}
			frame := r.data[f*px : (f+1)*px]
			lo, hi = slices.Min(frame), slices.Max(frame)
			for p, x := range frame {
				sum, w["total"][p], w["top"][p] = sum+x, w["total"][p]+x, max(w["top"][p], x)
				weighted += r.weight[pos] * r.mask[p] * x
			}
			w["seen"][0], w["seen"][1] = w["seen"][0]+float64(px), w["seen"][1]+1
		}
		w["sum"], w["double"], w["weighted"] = append(w["sum"], sum), append(w["double"], 2*sum), append(w["weighted"], weighted)
		w["range"], w["where"] = append(w["range"], lo, hi), append(w["where"], at...)
	}
	for p, s := range w["total"] {
		w["mean"][p] = s / max(1, w["seen"][1])
	}
	return w
}

func product(shape []int) int {
	n := 1
	for _, e := range shape {
		n *= e
	}
	return n
}

// drawLoopRun draws data of any shape and what is done to it.
func drawLoopRun(t *rapid.T) loopRun {
	shape := func(name string, most int) []int {
		return rapid.SliceOfN(rapid.IntRange(1, most), 1, 3).Draw(t, name)
	}
	r := loopRun{nav: shape("nav", 5), sig: shape("sig", 4)}
	n, px := product(r.nav), product(r.sig)
	d := rapid.SampledFrom([]ndarray.DType{ndarray.Bool, ndarray.Uint8, ndarray.Int8, ndarray.Int16, ndarray.Uint16, ndarray.Int32,
		ndarray.Uint32, ndarray.Int64, ndarray.Uint64, ndarray.Float16, ndarray.Float32, ndarray.Float64}).Draw(t, "dtype")
	r.stored = n
	if rapid.Bool().Draw(t, "other number of frames") {
		r.stored = rapid.IntRange(1, 2*n).Draw(t, "stored")
	}
	if rapid.Bool().Draw(t, "shifted") {
		r.sync = rapid.IntRange(1-r.stored, r.stored-1).Draw(t, "sync")
	}
	data := randomData(rapid.Uint64().Draw(t, "seed"), d, append([]int{r.stored}, r.sig...)...)
	r.data = floats(data)
	ds := must(udf.FromSource(source.Memory{Data: data, Sig: len(r.sig), Nav: r.nav, Sync: r.sync, AllowShort: true}))
	if r.stored == n && r.sync == 0 {
		switch rapid.SampledFrom([]string{"memory", "computed", "sparse"}).Draw(t, "source") {
		case "computed":
			whole := must(data.Reshape(append(append([]int{}, r.nav...), r.sig...)...))
			lazy := must(arrays.FromDense(whole, arrays.EveryAxis(arrays.Size(rapid.IntRange(1, 5).Draw(t, "chunks")))))
			ds = must(udf.FromArray(lazy, len(r.sig), udf.MinSize(1)))
		case "sparse":
			if d == ndarray.Float16 {
				break // which has no sparse form
			}
			tile := must(udf.SparseOf(data))
			ds = must(udf.FromSource(udf.SparseMemory{Nav: r.nav, Sig: r.sig, Start: tile.Start, Index: tile.Index, Values: tile.Values}))
		}
	}
	if rapid.Bool().Draw(t, "partitioned") {
		ds = must(ds.Partitions(rapid.IntRange(1, n+2).Draw(t, "partitions")))
	}
	if rapid.Bool().Draw(t, "tiled") {
		tile := make([]int, len(r.sig))
		for i, e := range r.sig {
			tile[i] = rapid.IntRange(1, e).Draw(t, "tile")
		}
		ds = must(ds.TileShape(rapid.IntRange(1, 7).Draw(t, "depth"), tile...))
	}
	if d != ndarray.Bool && rapid.Bool().Draw(t, "corrected") {
		ds = r.correct(t, ds)
	}
	ds, r.selected = drawROI(t, ds, r.nav)
	r.ds = ds
	rng := rand.New(rand.NewPCG(uint64(n), uint64(px)))
	for range n {
		r.weight = append(r.weight, float64(rng.IntN(9)))
	}
	for range px {
		r.mask = append(r.mask, float64(rng.IntN(4)))
	}
	return r
}

// correct corrects the dataset and, in a plain loop, the frames.
func (r *loopRun) correct(t *rapid.T, ds *udf.Dataset) *udf.Dataset {
	px := product(r.sig)
	dark, gain, bad := make([]float64, px), make([]float64, px), make([]bool, px)
	for p := range px {
		dark[p], gain[p] = float64(p%3), 1+float64(p%2)
	}
	if px > 1 && rapid.Bool().Draw(t, "excluded") {
		bad[rapid.IntRange(0, px-1).Draw(t, "pixel")] = true
	}
	c := must(udf.NewCorrections(udf.CorrectionImages{Dark: must(ndarray.FromSlice(dark, r.sig...)), Gain: must(ndarray.FromSlice(gain, r.sig...)),
		Excluded: must(ndarray.FromSlice(bad, r.sig...))}))
	for f := range r.stored {
		frame := r.data[f*px : (f+1)*px]
		for p := range frame {
			frame[p] = (frame[p] - dark[p]) * gain[p]
		}
		for p := range frame {
			if !bad[p] {
				continue
			}
			sum, n := 0.0, 0.0
			for q := range frame {
				if q != p && adjacent(p, q, r.sig) {
					sum, n = sum+frame[q], n+1
				}
			}
			frame[p] = sum / n
		}
	}
	return must(ds.Corrected(c))
}

// adjacent reports whether two pixels touch, corners included.
func adjacent(p, q int, sig []int) bool {
	for i := len(sig) - 1; i >= 0; i-- {
		if d := p%sig[i] - q%sig[i]; d < -1 || d > 1 {
			return false
		}
		p, q = p/sig[i], q/sig[i]
	}
	return true
}

// drawROI draws a region of interest in any of its forms.
func drawROI(t *rapid.T, ds *udf.Dataset, nav []int) (*udf.Dataset, []bool) {
	n := product(nav)
	sel := make([]bool, n)
	form := rapid.SampledFrom([]string{"none", "mask", "flat mask", "COO", "CSR", "only", "except"}).Draw(t, "roi")
	if form == "none" {
		for i := range sel {
			sel[i] = true
		}
		return ds, sel
	}
	sel = rapid.SliceOfN(rapid.Bool(), n, n).Draw(t, "selected")
	if form == "only" || form == "except" {
		sel[rapid.IntRange(0, n-1).Draw(t, "one")] = form == "only"
	}
	var in, out [][]int
	for pos, s := range sel {
		at := make([]int, len(nav))
		for a, rest := len(nav)-1, pos; a >= 0; a, rest = a-1, rest/nav[a] {
			at[a] = rest % nav[a]
		}
		if s {
			in = append(in, at)
		} else {
			out = append(out, at)
		}
	}
	switch form {
	case "mask":
		ds = must(ds.ROI(must(ndarray.FromSlice(sel, nav...))))
	case "flat mask":
		ds = must(ds.ROI(must(ndarray.FromSlice(sel))))
	case "COO":
		ds = must(ds.SparseROI(udf.COO{Coords: in}))
	case "CSR":
		if len(nav) != 2 {
			ds = must(ds.SparseROI(udf.COO{Coords: in}))
			break
		}
		rows := udf.CSR{Shape: nav, RowStart: make([]int, nav[0]+1)}
		for _, at := range in {
			rows.RowStart[at[0]+1]++
			rows.Columns = append(rows.Columns, at[1])
		}
		for y := range nav[0] {
			rows.RowStart[y+1] += rows.RowStart[y]
		}
		ds = must(ds.SparseROI(rows))
	case "only":
		ds = must(ds.Only(in...))
	case "except":
		ds = must(ds.Except(out...))
	}
	return ds, sel
}

func TestAnyRunEqualsThePlainLoop(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawLoopRun(t)
		var specs []udf.Spec
		lazy := false
		for range rapid.IntRange(1, 3).Draw(t, "UDFs") {
			l := loop{rapid.SampledFrom([]udf.Method{udf.ByTile, udf.ByFrame, udf.ByPartition}).Draw(t, "method"),
				udf.NavAux(must(ndarray.FromSlice(r.weight))), udf.SigAux(must(ndarray.FromSlice(r.mask, r.sig...)))}
			merging := rapid.SampledFrom([]udf.UDF{chainLoop{l}, treeLoop{chainLoop{l}}, lazyLoop{l}}).Draw(t, "merging")
			_, all := merging.(udf.AllMerger)
			lazy = lazy || all
			specs = append(specs, spec(merging))
		}
		var got []map[string]delayed.Result
		if !lazy && rapid.Bool().Draw(t, "partial") {
			opts := []delayed.PartialOption{delayed.AtOnce(rapid.IntRange(1, 3).Draw(t, "at once"))}
			if rapid.Bool().Draw(t, "ordered") {
				opts = append(opts, delayed.InScanOrder())
			}
			for p, err := range delayed.Partial(context.Background(), r.ds, specs, opts...) {
				require.NoError(t, err)
				got = must(p.All())
			}
		} else {
			e := rapid.SampledFrom([]scheduler.Executor{scheduler.Sync{}, scheduler.NewLocal(scheduler.Workers(3))}).Draw(t, "executor")
			got = compute(r.ds, e, specs...)
		}
		want := r.want()
		any := slices.Contains(r.selected, true)
		for u := range specs {
			require.NotContains(t, got[u], "rows")
			for name, w := range want {
				if _, all := must(specs[u].New()).(udf.AllMerger); all && !any && name == "top" {
					continue // MergeAll is not called and leaves zeros
				}
				raw := floats(got[u][name].Raw)
				require.Len(t, raw, len(w), name)
				for i := range w {
					require.InDelta(t, 0, difference(w[i], raw[i]), 1e-9*max(1, math.Abs(w[i])), "%s[%d]: got %v, want %v", name, i, raw, w)
				}
			}
			for i, v := range floats(got[u]["sum"].Valid) {
				require.Equal(t, r.selected[i], v == 1, "validity of position %d", i)
			}
		}
	})
}

// difference is 0 for equal infinities.
func difference(a, b float64) float64 {
	if a == b {
		return 0
	}
	return a - b
}
