package blobfinder_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/udfcases"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf/blobfinder"
)

// finders are the names that the reference has for the UDFs of this package.
var finders = map[string]bool{"FastCorrelationUDF": true, "FullFrameCorrelationUDF": true, "SparseCorrelationUDF": true, "IntegrationUDF": true, "run_refine": true}

func TestReferenceCorrelations(t *testing.T) {
	executors := map[string]scheduler.Executor{"sync": scheduler.Sync{}, "local-7": scheduler.NewLocal(scheduler.Workers(7))}
	ran := 0
	for _, c := range udfcases.Read(t) {
		if len(c.UDFs) != 1 || !finders[c.UDFs[0].Name] {
			continue
		}
		ran++
		for name, e := range executors {
			t.Run(c.ID+"/"+name, func(t *testing.T) { runReference(t, c, e) })
		}
	}
	require.NotZero(t, ran)
}

func runReference(t *testing.T, c udfcases.Case, e scheduler.Executor) {
	ds := c.Open(t)
	lattice, ok, err := c.Lattice()
	require.NoError(t, err)
	if ok && c.Used != nil {
		used, err := lattice.Used(ds.Sig())
		require.NoError(t, err)
		require.Equal(t, blobfinder.Points(c.Used), used)
	}
	lazy, err := delayed.Run(ds, c.Specs(t, nil)...)
	require.NoError(t, err)
	got, err := delayed.Compute(context.Background(), lazy, scheduler.On(e))
	require.NoError(t, err)
	c.Require(t, c.Outputs, got)
}

func TestReferencePatternMasks(t *testing.T) {
	ran := 0
	udfcases.List(t, "mask_cases", func(dir string, c struct {
		ID, Factory, File string
		RTol, ATol        float64
		Params            json.RawMessage
	}) {
		if c.Factory != "MatchPattern.get_mask" {
			return
		}
		ran++
		var v struct {
			udfcases.PatternParams
			Pattern  string
			SigShape []int `json:"sig_shape"`
		}
		require.NoError(t, json.Unmarshal(c.Params, &v))
		p, err := v.PatternParams.Pattern(dir, v.Pattern)
		require.NoError(t, err)
		mask, err := p.Mask(v.SigShape[0], v.SigShape[1])
		require.NoError(t, err)
		want := udfcases.Load(t, dir, c.File)
		require.Equal(t, want.DType(), mask.DType(), c.ID)
		udfcases.RequireClose(t, c.ID, want, mask, c.RTol, c.ATol)
	})
	require.NotZero(t, ran)
}

func TestReferenceEvaluation(t *testing.T) {
	udfcases.List(t, "evaluate_correlations_cases", func(dir string, c struct {
		Corrs      string
		At         [][2]float64 `json:"peaks"`
		Crop       int          `json:"crop_size"`
		Centers    [][2]int
		Refineds   [][2]float64
		Heights    []float64
		Elevations []float64
		ATol       float64
	}) {
		got, err := blobfinder.Evaluate(udfcases.Load(t, dir, c.Corrs), c.At, c.Crop)
		require.NoError(t, err)
		require.Len(t, got, len(c.Centers))
		for i, p := range got {
			at := fmt.Sprint(c.Corrs, " peak ", i)
			require.Equal(t, c.Centers[i], p.Center, at)
			require.InDelta(t, c.Refineds[i][0], p.Refined[0], c.ATol, at)
			require.InDelta(t, c.Refineds[i][1], p.Refined[1], c.ATol, at)
			require.InDelta(t, c.Heights[i], p.Value, c.ATol, at)
			require.InDelta(t, c.Elevations[i], p.Elevation, c.ATol, at)
		}
	})
}
