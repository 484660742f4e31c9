package stdudf_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
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

// frameCase is a case of golden/udf/manifest.json for a UDF over frames.
type frameCase struct {
	ID      string
	Dataset struct {
		File          string
		NumPartitions int `json:"num_partitions"`
	}
	UDFs []struct {
		Name   string
		Params json.RawMessage
	}
	Outputs []struct {
		Buffer, File string
		RTol, ATol   float64
	}
}

func loaded(t *testing.T, path ...string) *ndarray.Array {
	a, err := ndarray.LoadNPY(filepath.Join(path...))
	require.NoError(t, err)
	return a
}

// frameSpecs makes the UDFs of frame cases.
var frameSpecs = map[string]func(t *testing.T, params json.RawMessage) (udf.Spec, error){
	"CrystallinityUDF": func(t *testing.T, raw json.RawMessage) (udf.Spec, error) {
		var p struct {
			RadIn  float64   `json:"rad_in"`
			RadOut float64   `json:"rad_out"`
			Center []float64 `json:"real_center"`
			Rad    *float64  `json:"real_rad"`
		}
		require.NoError(t, json.Unmarshal(raw, &p))
		c := stdudf.CrystallinityParams{RadIn: p.RadIn, RadOut: p.RadOut, RealRad: p.Rad}
		if p.Center != nil {
			c.RealCY, c.RealCX = &p.Center[0], &p.Center[1]
		}
		return stdudf.Crystallinity.With(c)
	},
	"FEMUDF": func(t *testing.T, raw json.RawMessage) (udf.Spec, error) {
		var p struct {
			Center []float64
			RadIn  float64 `json:"rad_in"`
			RadOut float64 `json:"rad_out"`
		}
		require.NoError(t, json.Unmarshal(raw, &p))
		return stdudf.FEM.With(stdudf.FEMParams{CY: &p.Center[0], CX: &p.Center[1], RadIn: p.RadIn, RadOut: p.RadOut})
	},
}

func executors() map[string]scheduler.Executor {
	return map[string]scheduler.Executor{"sync": scheduler.Sync{}, "local-7": scheduler.NewLocal(scheduler.Workers(7))}
}

func TestReferenceFrameUDFs(t *testing.T) {
	for _, manifest := range golden.Files(t, "golden/udf/manifest.json") {
		var m struct{ Cases []frameCase }
		b, err := os.ReadFile(manifest)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(b, &m))
		ran, dir := 0, filepath.Dir(manifest)
		for _, c := range m.Cases {
			if len(c.UDFs) != 1 || frameSpecs[c.UDFs[0].Name] == nil {
				continue
			}
			ran++
			spec, err := frameSpecs[c.UDFs[0].Name](t, c.UDFs[0].Params)
			require.NoError(t, err)
			for name, e := range executors() {
				t.Run(c.ID+"/"+name, func(t *testing.T) { c.run(t, dir, spec, e) })
			}
		}
		require.Equal(t, 3, ran)
	}
}

func (c frameCase) run(t *testing.T, dir string, spec udf.Spec, e scheduler.Executor) {
	ds, err := udf.FromSource(source.Memory{Data: loaded(t, dir, c.Dataset.File), Sig: 2})
	require.NoError(t, err)
	ds, err = ds.Partitions(c.Dataset.NumPartitions)
	require.NoError(t, err)
	got := computed(t, ds, e, spec)
	for _, o := range c.Outputs {
		requireClose(t, loaded(t, dir, o.File), got[o.Buffer].Data, o.RTol, o.ATol)
	}
}

// computed runs one UDF.
func computed(t *testing.T, ds *udf.Dataset, e scheduler.Executor, spec udf.Spec) map[string]delayed.Result {
	lazy, err := delayed.Run(ds, spec)
	require.NoError(t, err)
	got, err := lazy[0].Compute(context.Background(), scheduler.On(e))
	require.NoError(t, err)
	return got
}

func requireClose(t *testing.T, want, have *ndarray.Array, rtol, atol float64) {
	require.NotNil(t, have)
	require.Equal(t, want.Shape(), have.Shape())
	require.Equal(t, want.DType(), have.DType())
	same, err := ndarray.AllClose(have, want, rtol, atol, true)
	require.NoError(t, err)
	require.True(t, same, "got %v, want %v", have, want)
}

func TestReferenceGuessedCorrections(t *testing.T) {
	for _, manifest := range golden.Files(t, "golden/udf/manifest.json") {
		var m struct {
			Cases []struct {
				Y, X   string
				Result struct {
					ScanRotation float64 `json:"scan_rotation"`
					FlipY        bool    `json:"flip_y"`
					CY, CX       float64
				}
				Straight, Flipped struct{ File string }
				RTol, ATol        float64
			} `json:"com_guess_cases"`
		}
		b, err := os.ReadFile(manifest)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(b, &m))
		require.NotEmpty(t, m.Cases)
		dir := filepath.Dir(manifest)
		for _, c := range m.Cases {
			y, x := loaded(t, dir, c.Y), loaded(t, dir, c.X)
			g, err := stdudf.GuessCorrections(y, x, nil)
			require.NoError(t, err)
			require.Equal(t, c.Result.ScanRotation, g.ScanRotation)
			require.Equal(t, c.Result.FlipY, g.FlipY)
			require.InDelta(t, c.Result.CY, g.CY, 1e-9)
			require.InDelta(t, c.Result.CX, g.CX, 1e-9)
			straight, flipped, err := stdudf.CoordinateCheck(y, x, nil)
			require.NoError(t, err)
			for file, v := range map[string][]float64{c.Straight.File: straight, c.Flipped.File: flipped} {
				have, err := ndarray.FromSlice(v)
				require.NoError(t, err)
				requireClose(t, loaded(t, dir, file), have, c.RTol, c.ATol)
			}
		}
	}
}
