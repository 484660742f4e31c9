package udftest_test

import (
	"testing"

	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
	"github.com/gloam-go/gloam/udf/udftest"
	"github.com/stretchr/testify/require"
)

func TestBuiltInUDFsGiveTheSameHoweverTheyRun(t *testing.T) {
	center := 3.5
	made := func(s udf.Spec, err error) udf.Spec {
		require.NoError(t, err)
		return s
	}
	for _, spec := range []udf.Spec{
		made(stdudf.Max.With(struct{}{})),
		made(stdudf.Min.With(struct{}{})),
		made(stdudf.ApplyMasks.With(stdudf.MasksParams{Masks: stdudf.Masks{stdudf.Disk(3.5, 3.5, 2), stdudf.Disk(2, 5, 3)}})),
		made(stdudf.ApplyMasks.With(stdudf.MasksParams{Masks: stdudf.Masks{stdudf.Disk(3.5, 3.5, 2)}, Sparse: "sparse"})),
		made(stdudf.ApplyMasks.With(stdudf.MasksParams{Masks: stdudf.Masks{stdudf.Disk(3.5, 3.5, 2)}, Shifts: stdudf.Shifts{Y: 1, X: -2}})),
		made(stdudf.Crystallinity.With(stdudf.CrystallinityParams{RadIn: 1, RadOut: 3})),
		made(stdudf.FEM.With(stdudf.FEMParams{CY: &center, CX: &center, RadIn: 1, RadOut: 3})),
	} {
		t.Run(spec.Short(), func(t *testing.T) {
			udftest.Check(t, spec, udftest.Scan([]int{3, 3}, []int{8, 8}), udftest.Tolerance(1e-4, 1e-4))
		})
	}
}
