package udf_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/udfcases"
	"github.com/gloam-go/gloam/udf"
)

func TestReferenceDotMasks(t *testing.T) {
	ran := 0
	udfcases.List(t, "mask_cases", func(dir string, c struct {
		ID, Factory, File string
		RTol, ATol        float64
		Params            struct {
			Masks, Excluded string
			Gain            string `json:"gain_map"`
		}
	}) {
		if c.Factory != "correct_dot_masks" {
			return
		}
		ran++
		corrections, err := udf.NewCorrections(udf.CorrectionImages{
			Gain: udfcases.Load(t, dir, c.Params.Gain), Excluded: udfcases.Load(t, dir, c.Params.Excluded)})
		require.NoError(t, err)
		got, err := corrections.CorrectDotMasks(udfcases.Load(t, dir, c.Params.Masks))
		require.NoError(t, err)
		udfcases.RequireClose(t, c.ID, udfcases.Load(t, dir, c.File), got, c.RTol, c.ATol)
	})
	require.NotZero(t, ran)
}
