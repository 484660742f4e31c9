package stdudf_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/udfcases"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

func executors() map[string]scheduler.Executor {
	return map[string]scheduler.Executor{"sync": scheduler.Sync{}, "local-7": scheduler.NewLocal(scheduler.Workers(7))}
}

func TestReferenceFrameUDFs(t *testing.T) {
	ran := 0
	for _, c := range udfcases.Read(t) {
		if len(c.UDFs) != 1 || !slices.Contains([]string{"CrystallinityUDF", "FEMUDF"}, c.UDFs[0].Name) {
			continue
		}
		ran++
		spec := c.Specs(t, nil)[0]
		for name, e := range executors() {
			t.Run(c.ID+"/"+name, func(t *testing.T) {
				c.Require(t, c.Outputs, []map[string]delayed.Result{computed(t, c.Open(t), e, spec)})
			})
		}
	}
	require.NotZero(t, ran)
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
	udfcases.List(t, "com_guess_cases", func(dir string, c struct {
		Y, X   string
		Result struct {
			ScanRotation float64 `json:"scan_rotation"`
			FlipY        bool    `json:"flip_y"`
			CY, CX       float64
		}
		Straight, Flipped struct{ File string }
		RTol, ATol        float64
	}) {
		y, x := udfcases.Load(t, dir, c.Y), udfcases.Load(t, dir, c.X)
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
			requireClose(t, udfcases.Load(t, dir, file), have, c.RTol, c.ATol)
		}
	})
}
