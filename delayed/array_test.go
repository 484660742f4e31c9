package delayed_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/udfcases"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

func TestReferenceLazyArraysAsDatasets(t *testing.T) {
	udfcases.List(t, "dask_dataset_cases", func(_ string, c struct {
		Shape   []int
		Chunks  [][]int
		SigDims int `json:"sig_dims"`
		Options struct {
			MinSize  *int64 `json:"min_size"`
			Preserve *bool  `json:"preserve_dimensions"`
		}
		ResultShape []int `json:"result_shape"`
		Partitions  [][2]int
	}) {
		a := must(arrays.FromDense(randomData(1, ndarray.Float32, c.Shape...), arrays.Explicit(c.Chunks)))
		var opts []udf.ArrayOption
		if c.Options.MinSize != nil {
			opts = append(opts, udf.MinSize(*c.Options.MinSize))
		}
		if c.Options.Preserve != nil {
			opts = append(opts, udf.PreserveDimensions(*c.Options.Preserve))
		}
		ds := must(udf.FromArray(a, c.SigDims, opts...))
		require.Equal(t, c.ResultShape, append(append([]int{}, ds.Nav()...), ds.Sig()...))
		bounds := []int{0}
		for _, p := range c.Partitions {
			bounds = append(bounds, p[0]+p[1])
		}
		require.Equal(t, bounds, ds.Bounds(), "%+v", c)
		want := must(must(a.Sum()).Compute(context.Background())).Item()
		got := compute(ds, scheduler.Sync{}, must(stdudf.SumSig.With(struct{}{})))[0]["intensity"].Raw
		require.InEpsilon(t, float64(want.(float32)), total(floats(got)), 1e-4)
	})
}

func TestReferenceDatasetsAsLazyArrays(t *testing.T) {
	udfcases.List(t, "make_dask_array_cases", func(dir string, c struct {
		Dataset udfcases.Data
		ROI     string
		DType   string
		Shape   []int
		Chunks  [][]int
		File    string
	}) {
		data := source.Memory{Data: udfcases.Load(t, dir, c.Dataset.File), Sig: c.Dataset.SigDims}
		ds := must(must(udf.FromSource(data)).Partitions(c.Dataset.NumPartitions))
		if c.ROI != "" {
			ds = must(ds.ROI(udfcases.Load(t, dir, c.ROI)))
		}
		d, _, err := ndarray.ParseDType(c.DType)
		require.NoError(t, err)
		a := must(delayed.Array(ds, d))
		require.Equal(t, c.Shape, a.Shape())
		got := must(a.Compute(context.Background()))
		require.True(t, ndarray.Identical(got, udfcases.Load(t, dir, c.File)))
		sums := must(must(a.Sum(arrays.Over(signal(c.Dataset.SigDims)...))).Compute(context.Background()))
		eager := compute(ds, scheduler.Sync{}, must(stdudf.SumSig.With(struct{}{})))[0]["intensity"]
		require.InEpsilon(t, total(floats(eager.Raw)), total(floats(sums)), 1e-6)
	})
}

// signal lists the last n axes.
func signal(n int) (axes []int) {
	for i := range n {
		axes = append(axes, i-n)
	}
	return axes
}

func TestLazyArraysGoThroughUDFsAndBack(t *testing.T) {
	data := randomData(3, ndarray.Uint16, 23, 42, 5, 6)
	a := must(arrays.FromDense(data, arrays.EveryAxis(arrays.Size(5))))
	ds := must(udf.FromArray(must(arrays.Mul(a, 2)), 2, udf.MinSize(1)))
	require.Greater(t, ds.NumPartitions(), 1)
	sum := must(must(delayed.Run(ds, must(stdudf.Sum.With(stdudf.SumParams{}))))[0].Array("intensity"))
	want := must(must(arrays.Mul(must(a.Sum(arrays.Over(0, 1))), 2)).Compute(context.Background()))
	require.True(t, must(ndarray.AllClose(must(sum.Compute(context.Background())), want, 1e-6, 0, false)))
	dark := must(udf.NewCorrections(udf.CorrectionImages{Dark: ndarray.New(ndarray.Float32, 5, 6)}))
	back := must(delayed.Array(must(ds.Corrected(dark)), ndarray.Uint32))
	require.Equal(t, ndarray.Uint32, back.DType())
	require.Equal(t, floats(must(ndarray.Mul(data, must(ndarray.FromSlice([]uint16{2}))))), floats(must(back.Compute(context.Background()))))
}

func ExampleArray() {
	ds := must(memory(must(must(ndarray.FromSlice([]uint8{1, 2, 3, 4})).Reshape(2, 2, 1, 1))).Except([]int{0, 1}))
	a := must(delayed.Array(ds, ndarray.Float32))
	fmt.Println(a.Shape(), must(must(a.Sum()).Compute(context.Background())))
	// Output: [3 1 1] 8.
}
