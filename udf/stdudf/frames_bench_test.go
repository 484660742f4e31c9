package stdudf_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

func BenchmarkFrames(b *testing.B) {
	data := noise(b, ndarray.Uint16, 8, 8, 256, 256)
	ds, err := udf.FromSource(source.Memory{Data: data})
	require.NoError(b, err)
	ds, err = ds.Partitions(1)
	require.NoError(b, err)
	cy, rad := 128.0, 20.0
	for _, c := range []struct {
		name string
		make func() (udf.Spec, error)
	}{
		{"udf=crystallinity", func() (udf.Spec, error) {
			return stdudf.Crystallinity.With(stdudf.CrystallinityParams{RadIn: 20, RadOut: 40, RealCY: &cy, RealCX: &cy, RealRad: &rad})
		}},
		{"udf=fem", func() (udf.Spec, error) {
			return stdudf.FEM.With(stdudf.FEMParams{CY: number(128), CX: number(128), RadIn: 20, RadOut: 100})
		}},
		{"udf=radial_fourier/bins=1", func() (udf.Spec, error) {
			return stdudf.RadialFourier.With(stdudf.RadialFourierParams{RO: 100})
		}},
		{"udf=radial_fourier/bins=50", func() (udf.Spec, error) {
			return stdudf.RadialFourier.With(stdudf.RadialFourierParams{RO: 100, Bins: 50, MaxOrder: 8})
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			spec, err := c.make()
			require.NoError(b, err)
			lazy, err := delayed.Run(ds, spec)
			require.NoError(b, err)
			b.SetBytes(int64(2 * data.Size()))
			for b.Loop() {
				_, err := lazy[0].Compute(context.Background(), scheduler.On(scheduler.Sync{}))
				require.NoError(b, err)
			}
		})
	}
}
