package delayed_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// goldenCase is a case of golden/udf/manifest.json.
type goldenCase struct {
	ID      string
	Dataset struct {
		File          string
		Shape         []int
		SigDims       int   `json:"sig_dims"`
		NumPartitions int   `json:"num_partitions"`
		TileShape     []int `json:"tileshape"`
		SyncOffset    int   `json:"sync_offset"`
		NavShape      []int `json:"nav_shape"`
		SigShape      []int `json:"sig_shape"`
	}
	UDFs []struct {
		Name   string
		Params map[string]any
	}
	Analysis    json.RawMessage
	Corrections map[string]string
	ROI         *struct {
		Form, File string
		Value      json.RawMessage
	}
	Outputs      []goldenOutput
	PartialSteps []struct {
		Damage  [][]int
		Outputs []goldenOutput
	} `json:"partial_steps"`
}

// goldenOutput is an expected result.
type goldenOutput struct {
	UDF          int
	Buffer, View string
	Declared     string `json:"declared_dtype"`
	File         string
	JSON         json.RawMessage
	DType        string
	Shape        []int
	RTol, ATol   float64
}

// isAnalysis reports whether package analysis runs the case.
func (c goldenCase) isAnalysis() bool { return c.Analysis != nil }

func TestReferenceUDFResults(t *testing.T) {
	executors := map[string]scheduler.Executor{
		"sync":    scheduler.Sync{},
		"local-1": scheduler.NewLocal(scheduler.Workers(1)),
		"local-7": scheduler.NewLocal(scheduler.Workers(7)),
	}
	for _, manifest := range golden.Files(t, "golden/udf/manifest.json") {
		list, dir := goldenCases(t, manifest)
		ran := 0
		for _, c := range list {
			if c.isAnalysis() {
				continue
			}
			ran++
			for name, e := range executors {
				t.Run(c.ID+"/"+name, func(t *testing.T) { runGolden(t, dir, c, e) })
			}
		}
		require.NotZero(t, ran)
		t.Logf("%s: ran %d of %d cases", manifest, ran, len(list))
	}
}

// goldenCases reads a manifest. It returns its folder, too.
func goldenCases(t *testing.T, manifest string) ([]goldenCase, string) {
	var m struct{ Cases []goldenCase }
	b, err := os.ReadFile(manifest)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &m))
	return m.Cases, filepath.Dir(manifest)
}

func goldenSpecs(t *testing.T, dir string, c goldenCase) []udf.Spec {
	var list []udf.Spec
	for _, u := range c.UDFs {
		require.Contains(t, specs, u.Name, "%s names a UDF that nobody has defined here", c.ID)
		spec, err := specs[u.Name](dir, u.Params)
		require.NoError(t, err)
		list = append(list, spec)
	}
	return list
}

func runGolden(t *testing.T, dir string, c goldenCase, e scheduler.Executor) {
	ds := goldenDataset(t, dir, c)
	list := goldenSpecs(t, dir, c)
	lazy, err := delayed.Run(ds, list...)
	require.NoError(t, err)
	got, err := delayed.Compute(context.Background(), lazy, scheduler.On(e))
	require.NoError(t, err)
	requireOutputs(t, dir, c, c.Outputs, got)
	if c.PartialSteps == nil {
		return
	}
	step := 0
	for p, err := range delayed.Partial(context.Background(), ds, list, delayed.InScanOrder(), delayed.With(scheduler.On(e))) {
		require.NoError(t, err)
		var damage []float64
		for _, row := range c.PartialSteps[step].Damage {
			for _, v := range row {
				damage = append(damage, float64(v))
			}
		}
		require.Equal(t, damage, floats(p.Damage))
		results, err := p.All()
		require.NoError(t, err)
		requireOutputs(t, dir, c, c.PartialSteps[step].Outputs, results)
		step++
		require.Equal(t, step, p.Done)
	}
	require.Len(t, c.PartialSteps, step)
}

func requireOutputs(t *testing.T, dir string, c goldenCase, outputs []goldenOutput, got []map[string]delayed.Result) {
	for _, o := range outputs {
		r, ok := got[o.UDF][bufferName(c.UDFs[o.UDF].Name, o.Buffer)]
		require.True(t, ok, "no buffer %s", o.Buffer)
		have := map[string]*ndarray.Array{"data": r.Data, "raw_data": r.Raw, "valid_mask": r.Valid}[o.View]
		require.NotNil(t, have, "view %s", o.View)
		if o.JSON != nil {
			requireJSON(t, o.JSON, have)
			continue
		}
		want, err := ndarray.LoadNPY(filepath.Join(dir, o.File))
		require.NoError(t, err)
		if fmt.Sprint(have.Shape()) != fmt.Sprint(want.Shape()) && o.View == "raw_data" {
			have, err = have.Reshape(want.Shape()...)
			require.NoError(t, err)
		}
		require.Equal(t, o.Shape, have.Shape(), "%s %s", o.Buffer, o.View)
		declared := want.DType()
		if o.Declared != "" {
			declared, _, err = ndarray.ParseDType(o.Declared)
			require.NoError(t, err)
		}
		if o.View != "valid_mask" && have.DType() != declared {
			require.Equal(t, want.DType(), have.DType(), "%s: neither the declared dtype %s nor that of the reference", o.Buffer, declared)
		}
		same, err := ndarray.AllClose(have, want, o.RTol, o.ATol, true)
		require.NoError(t, err)
		require.True(t, same, "%s %s: got %v, want %v", o.Buffer, o.View, have, want)
	}
}

// bufferName translates names that differ from the reference's.
func bufferName(udf, name string) string { return name }

func goldenDataset(t *testing.T, dir string, c goldenCase) *udf.Dataset {
	d := c.Dataset
	data, err := ndarray.LoadNPY(filepath.Join(dir, d.File))
	require.NoError(t, err)
	if d.SigShape != nil {
		frames := data.Size()
		for _, e := range d.SigShape {
			frames /= e
		}
		data, err = data.Reshape(append([]int{frames}, d.SigShape...)...)
		require.NoError(t, err)
	}
	nav := d.NavShape
	if nav == nil && d.SigShape == nil {
		nav = d.Shape[:len(d.Shape)-d.SigDims]
	}
	src := source.Memory{Data: data, Sig: d.SigDims, Nav: nav, Sync: d.SyncOffset, AllowShort: true}
	require.NoError(t, src.Check())
	ds, err := udf.FromSource(src)
	require.NoError(t, err)
	ds, err = ds.Partitions(d.NumPartitions)
	require.NoError(t, err)
	if d.TileShape != nil {
		ds, err = ds.TileShape(d.TileShape[0], d.TileShape[1:]...)
		require.NoError(t, err)
	}
	ds, err = ds.Corrected(goldenCorrections(t, dir, c.Corrections))
	require.NoError(t, err)
	if c.ROI == nil {
		return ds
	}
	switch c.ROI.Form {
	case "array":
		mask, merr := ndarray.LoadNPY(filepath.Join(dir, c.ROI.File))
		require.NoError(t, merr)
		ds, err = ds.ROI(mask)
	case "coordinate":
		var at []int
		require.NoError(t, json.Unmarshal(c.ROI.Value, &at))
		ds, err = ds.Only(at)
	case "coordinate_truth_sequence":
		var list [][2]json.RawMessage
		require.NoError(t, json.Unmarshal(c.ROI.Value, &list))
		var all [][]int
		var in bool
		for _, l := range list {
			var at []int
			require.NoError(t, json.Unmarshal(l[0], &at))
			require.NoError(t, json.Unmarshal(l[1], &in))
			all = append(all, at)
		}
		if in {
			ds, err = ds.Only(all...)
		} else {
			ds, err = ds.Except(all...)
		}
	case "scipy.sparse.csr":
		ds, err = ds.SparseROI(csrOf(must(ndarray.LoadNPY(filepath.Join(dir, c.ROI.File)))))
	case "sparse.COO":
		ds, err = ds.SparseROI(cooOf(must(ndarray.LoadNPY(filepath.Join(dir, c.ROI.File)))))
	default:
		t.Fatalf("unknown form %q of region of interest", c.ROI.Form)
	}
	require.NoError(t, err)
	return ds
}

func goldenCorrections(t *testing.T, dir string, files map[string]string) *udf.Corrections {
	var images udf.CorrectionImages
	for name, to := range map[string]**ndarray.Array{"dark": &images.Dark, "gain": &images.Gain, "excl": &images.Excluded} {
		if files[name] == "" {
			continue
		}
		var err error
		*to, err = ndarray.LoadNPY(filepath.Join(dir, files[name]))
		require.NoError(t, err)
	}
	c, err := udf.NewCorrections(images)
	require.NoError(t, err)
	return c
}

// csrOf and cooOf are the sparse forms of a mask with two axes.
func csrOf(mask *ndarray.Array) udf.CSR {
	m := udf.CSR{Shape: mask.Shape(), RowStart: []int{0}}
	for _, at := range cooOf(mask).Coords {
		for len(m.RowStart) <= at[0] {
			m.RowStart = append(m.RowStart, len(m.Columns))
		}
		m.Columns = append(m.Columns, at[1])
	}
	for len(m.RowStart) <= mask.Shape()[0] {
		m.RowStart = append(m.RowStart, len(m.Columns))
	}
	return m
}

func cooOf(mask *ndarray.Array) (m udf.COO) {
	for i, v := range floats(mask) {
		if v != 0 {
			m.Coords = append(m.Coords, []int{i / mask.Shape()[1], i % mask.Shape()[1]})
		}
	}
	return m
}

func requireJSON(t *testing.T, want json.RawMessage, have *ndarray.Array) {
	values, err := have.AsContiguous().Objects()
	require.NoError(t, err)
	var flat []any
	var list any
	require.NoError(t, json.Unmarshal(want, &list))
	flatten(list, len(have.Shape()), &flat)
	b, err := json.Marshal(values)
	require.NoError(t, err)
	w, err := json.Marshal(flat)
	require.NoError(t, err)
	require.JSONEq(t, string(w), string(b))
}

func flatten(v any, depth int, out *[]any) {
	if depth == 0 {
		*out = append(*out, v)
		return
	}
	for _, x := range v.([]any) {
		flatten(x, depth-1, out)
	}
}

// specs makes the UDFs that cases name.
var specs = map[string]func(dir string, p map[string]any) (udf.Spec, error){
	"SumUDF": func(_ string, p map[string]any) (udf.Spec, error) {
		d, _ := p["dtype"].(string)
		return stdudf.Sum.With(stdudf.SumParams{DType: d})
	},
	"SumSigUDF": plain(stdudf.SumSig),
	"NoOpUDF":   plain(stdudf.NoOp),
	"PickUDF":   plain(stdudf.Pick),
	"LogsumUDF": plain(stdudf.LogSum),
	"StdDevUDF": func(_ string, p map[string]any) (udf.Spec, error) {
		d, _ := p["dtype"].(string)
		return stdudf.StdDev.With(stdudf.StdDevParams{DType: d})
	},
	"ApplyMasksUDF": masksSpec,
	"CoMUDF":        comSpec,
	"AutoUDF": func(_ string, p map[string]any) (udf.Spec, error) {
		fn := mapFunctions[p["f"].(string)]
		if fn == nil {
			return udf.Spec{}, fmt.Errorf("unknown function %v", p["f"])
		}
		if p["monitor"] == true {
			return udf.Map(fn, udf.Monitor()), nil
		}
		return udf.Map(fn), nil
	},
	"MaxUDF":        registered(func() udf.UDF { return maxUDF{} }),
	"SumOverSig":    registered(func() udf.UDF { return sumOverSig{} }),
	"AverageUDF":    registered(func() udf.UDF { return average{} }),
	"PixelsumUDF":   registered(func() udf.UDF { return pixelsum{} }),
	"CoordUDF":      registered(func() udf.UDF { return coord{} }),
	"MySumUDF":      registered(func() udf.UDF { return mySum{} }),
	"MySumMergeUDF": registered(func() udf.UDF { return mySumMerge{} }),
	"MinMaxNav":     registered(func() udf.UDF { return minMaxNav{} }),
	"PartMedian":    registered(func() udf.UDF { return partMedian{} }),
	"SigExtra":      registered(func() udf.UDF { return sigExtra{} }),
	"PrivateUDF":    registered(func() udf.UDF { return privateUDF{} }),
	"MaskedHalf":    registered(func() udf.UDF { return maskedHalf{} }),
	"ValidProbe":    registered(func() udf.UDF { return validProbe{} }),
	"ObjNav":        registered(func() udf.UDF { return objNav{} }),
	"MyParamUDF": func(_ string, p map[string]any) (udf.Spec, error) {
		var v any = "Eins, zwei drei!"
		if given, ok := p["my_param"]; ok {
			v = given
		}
		return myParamUDF.With(anyParams{v})
	},
	"Hist": func(_ string, p map[string]any) (udf.Spec, error) {
		return histUDF.With(histParams{p["lo"].(float64), p["hi"].(float64), int(p["n"].(float64))})
	},
	"EchoAux": auxSpec("echoAux", func(a udf.Aux) udf.UDF { return echoAux{a} }),
	"AuxTile": auxSpec("auxTile", func(a udf.Aux) udf.UDF { return auxTile{a} }),
	"BoolNav": func(_ string, p map[string]any) (udf.Spec, error) {
		return boolNavUDF.With(limitParams{p["thr"].(float64)})
	},
}

func plain(f *udf.Factory[struct{}]) func(string, map[string]any) (udf.Spec, error) {
	return func(string, map[string]any) (udf.Spec, error) { return f.With(struct{}{}) }
}

// registered makes a UDF without parameters able to travel, under the name of
// its type.
func registered(make func() udf.UDF) func(string, map[string]any) (udf.Spec, error) {
	return plain(udf.Register("test/"+strings.TrimPrefix(fmt.Sprintf("%T", make()), "delayed_test."),
		func(struct{}) (udf.UDF, error) { return make(), nil }, udf.Unlisted()))
}

// The parameters of UDFs that have some.
type (
	anyParams  struct{ Value any }
	histParams struct {
		Lo, Hi float64
		N      int
	}
	limitParams struct{ Limit float64 }
	oneAux      struct{ Aux udf.Aux }
)

var (
	myParamUDF = udf.Register("test/myParam", func(p anyParams) (udf.UDF, error) { return myParam{p.Value}, nil }, udf.Unlisted())
	histUDF    = udf.Register("test/hist", func(p histParams) (udf.UDF, error) { return hist{p.Lo, p.Hi, p.N}, nil }, udf.Unlisted())
	boolNavUDF = udf.Register("test/boolNav", func(p limitParams) (udf.UDF, error) { return boolNav{p.Limit}, nil }, udf.Unlisted())
)

func auxSpec(name string, make func(udf.Aux) udf.UDF) func(string, map[string]any) (udf.Spec, error) {
	f := udf.Register("test/"+name, func(p oneAux) (udf.UDF, error) { return make(p.Aux), nil }, udf.Unlisted())
	return func(dir string, p map[string]any) (udf.Spec, error) {
		a, err := auxOf(dir, p["aux"].(map[string]any))
		if err != nil {
			return udf.Spec{}, err
		}
		return f.With(oneAux{a})
	}
}

// auxOf reads an auxiliary parameter.
func auxOf(dir string, p map[string]any) (udf.Aux, error) {
	data, err := ndarray.LoadNPY(filepath.Join(dir, p["aux"].(string)))
	var extra []int
	for _, e := range p["extra_shape"].([]any) {
		extra = append(extra, int(e.(float64)))
	}
	return udf.NavAux(data, extra...), err
}

func masksSpec(dir string, p map[string]any) (udf.Spec, error) {
	stack, err := ndarray.LoadNPY(filepath.Join(dir, p["masks"].(string)))
	if err != nil {
		return udf.Spec{}, err
	}
	if cast, ok := p["masks_cast"].(string); ok {
		d, _, err := ndarray.ParseDType(cast)
		if err != nil {
			return udf.Spec{}, err
		}
		if stack, err = stack.AsType(d); err != nil {
			return udf.Spec{}, err
		}
	}
	params := stdudf.MasksParams{Stack: stdudf.Stack{Array: stack}}
	params.DType, _ = p["mask_dtype"].(string)
	params.Preferred, _ = p["preferred_dtype"].(string)
	switch v := p["use_sparse"].(type) {
	case bool:
		params.Sparse = map[bool]string{true: "sparse", false: "dense"}[v]
	case string:
		params.Sparse = v
	}
	switch v := p["shifts"].(type) {
	case []any:
		params.Shifts = stdudf.Shifts{Y: v[0].(float64), X: v[1].(float64)}
	case map[string]any:
		if params.Shifts.Each, err = auxOf(dir, v); err != nil {
			return udf.Spec{}, err
		}
	}
	return stdudf.ApplyMasks.With(params)
}

func comSpec(dir string, p map[string]any) (udf.Spec, error) {
	num := func(name string) float64 { v, _ := p[name].(float64); return v }
	at := func(name string) *float64 {
		if v, ok := p[name].(float64); ok {
			return &v
		}
		return nil
	}
	c := stdudf.CoMParams{CY: at("cy"), CX: at("cx"), R: num("r"), RI: num("ri"), ScanRotation: num("scan_rotation")}
	c.FlipY, _ = p["flip_y"].(bool)
	switch v := p["regression"].(type) {
	case float64:
		c.Regression = map[float64]string{-1: "none", 0: "mean", 1: "linear"}[v]
	case string:
		a, err := ndarray.LoadNPY(filepath.Join(dir, v))
		if err != nil {
			return udf.Spec{}, err
		}
		f, err := ndarray.Float64s(a)
		if err != nil {
			return udf.Spec{}, err
		}
		c.Plane = &[3][2]float64{{f[0], f[1]}, {f[2], f[3]}, {f[4], f[5]}}
	}
	return stdudf.CoM.With(c)
}

// mapFunctions are the functions that AutoUDF cases name.
var mapFunctions = map[string]func(context.Context, *ndarray.Array) (*ndarray.Array, error){
	"sum over last axis": func(_ context.Context, f *ndarray.Array) (*ndarray.Array, error) {
		return ndarray.Reduce(ndarray.Sum, f, []int{f.NDim() - 1}, false)
	},
	"mean over first sig axis": func(_ context.Context, f *ndarray.Array) (*ndarray.Array, error) {
		return ndarray.Reduce(ndarray.Mean, f, []int{0}, false)
	},
	"flat argmax (int64)": func(_ context.Context, f *ndarray.Array) (*ndarray.Array, error) {
		flat, err := f.Reshape(-1)
		if err != nil {
			return nil, err
		}
		return ndarray.Reduce(ndarray.ArgMax, flat, []int{0}, false)
	},
}
