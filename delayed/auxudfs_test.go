package delayed_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
)

// echoAux shows auxiliary data at each stage.
type echoAux struct{ aux udf.Aux }

func (e echoAux) Aux() map[string]udf.Aux { return map[string]udf.Aux{"aux": e.aux} }
func (echoAux) Buffers(udf.Meta) buffers {
	f := ndarray.Float32
	return buffers{"echo": udf.Nav(f, 2), "echo_pre": udf.Nav(f, 2), "echo_post": udf.Nav(f, 2), "weighted": udf.Nav(f)}
}
func (echoAux) Preprocess(out udf.View) error {
	return ndarray.CopyInto(out.Buffer("echo_pre"), out.Aux("aux"))
}
func (echoAux) ProcessFrame(_ context.Context, f *ndarray.Array, out udf.View) error {
	check(out.Buffer("weighted").Fill(total(floats(f)) * floats(out.Aux("aux"))[0]))
	return ndarray.CopyInto(out.Buffer("echo"), out.Aux("aux"))
}
func (echoAux) Postprocess(out udf.View) error {
	return ndarray.CopyInto(out.Buffer("echo_post"), out.Aux("aux"))
}

// auxTile weighs frames with one number each.
type auxTile struct{ aux udf.Aux }

func (a auxTile) Aux() map[string]udf.Aux { return map[string]udf.Aux{"aux": a.aux} }
func (auxTile) Buffers(udf.Meta) buffers  { return buffers{"weighted": udf.Nav(ndarray.Float32)} }
func (auxTile) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	flat := must(tile.Reshape(tile.Shape()[0], -1))
	sums := must(ndarray.Reduce(ndarray.Sum, flat, []int{1}, false))
	return ndarray.AddInto(out.Buffer("weighted"), must(must(ndarray.Mul(sums, out.Aux("aux"))).AsType(ndarray.Float32)))
}

// auxParams has auxiliary data of each kind.
type auxParams struct {
	Nav, Sig, Single, One udf.Aux
	Name                  string
}

var everyAux = udf.Register("test/aux", func(p auxParams) (udf.UDF, error) { return auxEverywhere{p}, nil })

// auxEverywhere adds nav·(frame·sig) + single[1] with views of each kind.
type auxEverywhere struct{ p auxParams }

func (a auxEverywhere) Aux() map[string]udf.Aux {
	return map[string]udf.Aux{"nav": a.p.Nav, "sig": a.p.Sig, "single": a.p.Single, "one": a.p.One}
}
func (auxEverywhere) Buffers(udf.Meta) buffers {
	d := ndarray.Float64
	return buffers{"v": udf.Nav(d), "total": udf.Single(d), "all": udf.Single(d).ResultOnly()}
}
func (auxEverywhere) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	v, nav := must(ndarray.Values[float64](out.Buffer("v"))), floats(out.Aux("nav"))
	sig, px := floats(out.Aux("sig")), floats(tile)
	if out.Aux("one").NDim() != 2 || len(nav) != len(v) || len(sig)*len(nav) != len(px) {
		panic("views of other shapes")
	}
	for i, x := range px {
		v[i/len(sig)] += nav[i/len(sig)] * x * sig[i%len(sig)]
	}
	must(ndarray.Values[float64](out.Buffer("total")))[0] += floats(out.Aux("single"))[1]
	return nil
}
func (auxEverywhere) Merge(dst, src udf.View) error {
	if n := dst.Aux("nav").Shape()[0]; n != dst.Buffer("v").Shape()[0] {
		panic("nav view of another length")
	}
	check(ndarray.CopyInto(dst.Buffer("v"), src.Buffer("v")))
	return ndarray.AddInto(dst.Buffer("total"), src.Buffer("total"))
}
func (auxEverywhere) Results(res udf.View) (map[string]*ndarray.Array, error) {
	return map[string]*ndarray.Array{"all": must(ndarray.FromSlice([]float64{total(floats(res.Aux("nav")))}))}, nil
}

func TestAuxiliaryDataIsCutLikeBuffers(t *testing.T) {
	data := randomData(2, ndarray.Uint8, 4, 5, 6, 7)
	nav, sig := randomData(3, ndarray.Float64, 4, 5), randomData(4, ndarray.Float32, 6, 7)
	single := must(ndarray.FromSlice([]int64{7, 11, 13}))
	one := randomData(5, ndarray.Int16, 20, 1)
	for _, spec := range []udf.Spec{
		must(everyAux.With(auxParams{Nav: udf.NavAux(nav), Sig: udf.SigAux(sig), Single: udf.SingleAux(single), One: udf.NavAux(one, 1)})),
	} {
		for _, tile := range [][]int{nil, {2, 6, 7}, {3, 4, 3}} {
			ds := must(must(memory(data).Partitions(3)).Except([]int{0, 2}, []int{2, 2}))
			if tile != nil {
				ds = must(ds.TileShape(tile[0], tile[1:]...))
			}
			got := compute(ds, scheduler.NewLocal(scheduler.Workers(2)), spec)[0]
			px, n, s := floats(data), floats(nav), floats(sig)
			row := 0
			for f := range 20 {
				if f == 2 || f == 12 {
					continue
				}
				want := 0.0
				for p := range s {
					want += n[f] * px[f*len(s)+p] * s[p]
				}
				require.InDelta(t, want, floats(got["v"].Raw)[row], 1e-6*want+1e-6)
				row++
			}
			require.InDelta(t, total(n), floats(got["all"].Data)[0], 1e-9, "Results sees all scan positions")
			require.Zero(t, int(floats(got["total"].Data)[0])%11)
		}
	}
}

func TestAuxiliaryDataThatDoesNotFitIsRefused(t *testing.T) {
	ds := memory(randomData(2, ndarray.Uint8, 4, 5, 6, 7))
	f32 := ndarray.Float32
	for name, aux := range map[string]udf.Aux{
		"too few rows":   udf.NavAux(ndarray.New(f32, 19)),
		"too many rows":  udf.NavAux(ndarray.New(f32, 21)),
		"other extra":    udf.NavAux(ndarray.New(f32, 20, 3), 2),
		"other detector": udf.SigAux(ndarray.New(f32, 7, 7)),
		"no data":        {Kind: udf.KindNav},
	} {
		_, err := delayed.Run(ds, spec(auxTile{aux}))
		var bad *udf.AuxError
		require.ErrorAs(t, err, &bad, name)
		require.Equal(t, "aux", bad.Name)
	}
	_, err := must(delayed.Run(ds, spec(badAux{})))[0].Compute(context.Background())
	require.ErrorContains(t, err, `no auxiliary data "aux"`)
}

// badAux asks for data that it has not declared.
type badAux struct{ sumOverSig }

func (badAux) ProcessFrame(_ context.Context, _ *ndarray.Array, out udf.View) error {
	return out.Aux("aux").Fill(0)
}

func TestObjectsTravelAsAuxiliaryData(t *testing.T) {
	names := must(ndarray.FromObjects([]any{"a", "b", []any{"c", true}}))
	b := must(udf.NavAux(names).MarshalBinary())
	var back udf.Aux
	require.NoError(t, back.UnmarshalBinary(b))
	require.Equal(t, must(names.Objects()), must(back.Data.Objects()))
	require.Error(t, back.UnmarshalBinary([]byte{1}))
}

func TestSelectionsAndSparseMasksSelectAsDenseOnes(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint8, 3, 4, 4, 4)).Partitions(2))
	want := must(ds.Only([]int{0, 1}, []int{2, 3}))
	rest := []udf.Selection{{At: []int{0, 1}}, {At: []int{2, 3}}}
	for name, got := range map[string]*udf.Dataset{
		"selection": must(ds.Select(udf.Selection{At: []int{0, 1}, In: true}, udf.Selection{At: []int{2, 3}, In: true})),
		"coo":       must(ds.SparseROI(udf.COO{Coords: [][]int{{2, 3}, {0, 1}, {0, 1}, {1, 1}}, Values: []bool{true, true, false, false}})),
		"csr":       must(ds.SparseROI(udf.CSR{Shape: []int{3, 4}, RowStart: []int{0, 1, 1, 2}, Columns: []int{1, 3}})),
	} {
		r := compute(got, scheduler.Sync{}, builtins(4, 4)[1])[0]["intensity"]
		w := compute(want, scheduler.Sync{}, builtins(4, 4)[1])[0]["intensity"]
		require.True(t, ndarray.Identical(r.Raw, w.Raw), name)
		require.True(t, ndarray.Identical(r.Valid, w.Valid), name)
	}
	require.Len(t, floats(compute(must(ds.Select(rest...)), scheduler.Sync{}, builtins(4, 4)[1])[0]["intensity"].Raw), 10)
	var bad *udf.ROIError
	for name, err := range map[string]error{
		"mixed truth":   second(ds.Select(udf.Selection{At: []int{0, 1}}, udf.Selection{At: []int{0, 2}, In: true})),
		"empty list":    second(ds.Select()),
		"outside":       second(ds.SparseROI(udf.COO{Coords: [][]int{{3, 0}}})),
		"other scan":    second(ds.SparseROI(udf.CSR{Shape: []int{4, 3}, RowStart: make([]int, 5)})),
		"bad rows":      second(ds.SparseROI(udf.CSR{Shape: []int{3, 4}, RowStart: []int{0, 2, 1, 2}, Columns: []int{1, 3}})),
		"few rows":      second(ds.SparseROI(udf.CSR{Shape: []int{3, 4}, RowStart: []int{0}})),
		"few values":    second(ds.SparseROI(udf.COO{Coords: [][]int{{0, 0}}, Values: []bool{}})),
		"beyond column": second(ds.SparseROI(udf.CSR{Shape: []int{3, 4}, RowStart: []int{0, 1, 1, 1}, Columns: []int{4}})),
	} {
		require.ErrorAs(t, err, &bad, name)
	}
}
