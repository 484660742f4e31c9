package delayed_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/udfcases"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
)

func TestReferenceUDFResults(t *testing.T) {
	executors := map[string]scheduler.Executor{
		"sync":    scheduler.Sync{},
		"local-1": scheduler.NewLocal(scheduler.Workers(1)),
		"local-7": scheduler.NewLocal(scheduler.Workers(7)),
	}
	ran := 0
	for _, c := range udfcases.Read(t) {
		if c.IsAnalysis() {
			continue // package analysis runs it
		}
		ran++
		for name, e := range executors {
			t.Run(c.ID+"/"+name, func(t *testing.T) { runGolden(t, c, c.Specs(t, specs), e) })
		}
	}
	require.NotZero(t, ran)
	t.Logf("ran %d cases", ran)
}

func runGolden(t *testing.T, c udfcases.Case, list []udf.Spec, e scheduler.Executor) {
	ds := c.Open(t)
	lazy, err := delayed.Run(ds, list...)
	require.NoError(t, err)
	got, err := delayed.Compute(context.Background(), lazy, scheduler.On(e))
	require.NoError(t, err)
	c.Require(t, c.Outputs, got)
	if c.Steps == nil {
		return
	}
	step := 0
	for p, err := range delayed.Partial(context.Background(), ds, list, delayed.InScanOrder(), delayed.With(scheduler.On(e))) {
		require.NoError(t, err)
		require.Less(t, step, len(c.Steps))
		require.Equal(t, c.Steps[step].DamageFlags(t), floats(p.Damage))
		results, err := p.All()
		require.NoError(t, err)
		c.Require(t, c.Steps[step].Outputs, results)
		step++
	}
	require.Len(t, c.Steps, step)
}

// specs makes the UDFs that cases define in words.
var specs = map[string]udfcases.Maker{
	"AutoUDF":       mapped,
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
	"MyParamUDF": func(p udfcases.Params) (udf.Spec, error) {
		v := struct {
			Value any `json:"my_param"`
		}{"Eins, zwei drei!"}
		if err := p.Into(&v); err != nil {
			return udf.Spec{}, err
		}
		return myParamUDF.With(anyParams{v.Value})
	},
	"Hist":    decoded(histUDF),
	"EchoAux": withAux("echoAux", func(a udf.Aux) udf.UDF { return echoAux{a} }),
	"AuxTile": withAux("auxTile", func(a udf.Aux) udf.UDF { return auxTile{a} }),
	"BoolNav": decoded(boolNavUDF),
}

// named makes a UDF without parameters.
func named(name string) udf.Spec {
	return must(udfcases.Make("", udfcases.Named{Name: name}, specs))
}

// registered makes a UDF without parameters able to travel, under the name of
// its type.
func registered(make func() udf.UDF) udfcases.Maker {
	return udfcases.Plain(udf.Register("test/"+strings.TrimPrefix(fmt.Sprintf("%T", make()), "delayed_test."),
		func(struct{}) (udf.UDF, error) { return make(), nil }, udf.Unlisted()))
}

// decoded makes a UDF whose parameters are those of the case.
func decoded[P any](f *udf.Factory[P]) udfcases.Maker {
	return func(p udfcases.Params) (udf.Spec, error) {
		var v P
		if err := p.Into(&v); err != nil {
			return udf.Spec{}, err
		}
		return f.With(v)
	}
}

// The parameters of UDFs that have some.
type (
	anyParams  struct{ Value any }
	histParams struct {
		Lo, Hi float64
		N      int
	}
	limitParams struct {
		Limit float64 `json:"thr"`
	}
	oneAux struct{ Aux udf.Aux }
)

var (
	myParamUDF = udf.Register("test/myParam", func(p anyParams) (udf.UDF, error) { return myParam{p.Value}, nil }, udf.Unlisted())
	histUDF    = udf.Register("test/hist", func(p histParams) (udf.UDF, error) { return hist{p.Lo, p.Hi, p.N}, nil }, udf.Unlisted())
	boolNavUDF = udf.Register("test/boolNav", func(p limitParams) (udf.UDF, error) { return boolNav{p.Limit}, nil }, udf.Unlisted())
)

func withAux(name string, make func(udf.Aux) udf.UDF) udfcases.Maker {
	f := udf.Register("test/"+name, func(p oneAux) (udf.UDF, error) { return make(p.Aux), nil }, udf.Unlisted())
	return func(p udfcases.Params) (udf.Spec, error) {
		var v struct{ Aux udfcases.AuxParam }
		if err := p.Into(&v); err != nil {
			return udf.Spec{}, err
		}
		a, err := p.Aux(v.Aux)
		if err != nil {
			return udf.Spec{}, err
		}
		return f.With(oneAux{a})
	}
}

// mapParams are the parameters of AutoUDF.
type mapParams struct {
	F       string
	Monitor bool
}

// mapped makes a UDF of a function that is given by value.
func mapped(p udfcases.Params) (udf.Spec, error) {
	var v mapParams
	if err := p.Into(&v); err != nil {
		return udf.Spec{}, err
	}
	fn := mapFunctions[v.F]
	if fn == nil {
		return udf.Spec{}, fmt.Errorf("unknown function %q", v.F)
	}
	if v.Monitor {
		return udf.Map(fn, udf.Monitor()), nil
	}
	return udf.Map(fn), nil
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
