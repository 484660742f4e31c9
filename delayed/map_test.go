package delayed_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
)

type powerParams struct{ Exponent int }

func power(_ context.Context, f *ndarray.Array, p powerParams) (*ndarray.Array, error) {
	out := f
	for range p.Exponent - 1 {
		var err error
		if out, err = ndarray.Mul(out, f); err != nil {
			return nil, err
		}
	}
	return ndarray.Reduce(ndarray.Sum, out, nil, false)
}

var powers = udf.RegisterMap("test/power", power)

func TestMapTakesBoundParameters(t *testing.T) {
	data := randomData(1, ndarray.Uint8, 3, 2, 2, 2)
	ds := must(memory(data).Partitions(2))
	bound := udf.Map(udf.Bind(power, powerParams{2}))
	there := must(powers.With(powerParams{2}))
	got := compute(ds, scheduler.Sync{}, bound, there)
	require.True(t, ndarray.Identical(got[0]["result"].Data, got[1]["result"].Data))
	px := floats(data)
	for f, v := range floats(got[0]["result"].Data) {
		want := 0.0
		for _, x := range px[f*4 : f*4+4] {
			want += x * x
		}
		require.Equal(t, want, v)
	}
	run := must(udf.DecodeRun(must(must(udf.NewRun(ds, []udf.Spec{there})).MarshalBinary())))
	require.NotNil(t, must(run.Partition(context.Background(), 0, nil))[0])
}

func TestMapGivesObjects(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint8, 3, 2, 2, 2)).Partitions(2))
	hot := udf.MapObjects(func(_ context.Context, f *ndarray.Array) (any, error) {
		var at []any
		for i, v := range floats(f) {
			if v > 60 {
				at = append(at, i)
			}
		}
		return at, nil
	}, udf.Monitor())
	got := compute(must(ds.Except([]int{0, 0})), scheduler.Sync{}, hot)[0]
	list := must(got["result"].Data.Objects())
	require.Len(t, list, 6)
	require.Nil(t, list[0], "not selected")
	require.Equal(t, list[5], must(got["monitor"].Data.Objects())[0])
	_, err := must(delayed.Run(ds, udf.MapObjects(func(context.Context, *ndarray.Array) (any, error) { return nil, errors.New("no luck") })))[0].Compute(context.Background())
	require.ErrorContains(t, err, "no luck")
}

func TestMonitorFollowsTheRun(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint8, 4, 1, 2, 2)).Partitions(4))
	watch := udf.Map(udf.Bind(power, powerParams{1}), udf.Monitor())
	for p, err := range delayed.Partial(context.Background(), ds, []udf.Spec{watch}, delayed.InScanOrder()) {
		require.NoError(t, err)
		r := must(p.Results(0))
		require.Equal(t, floats(r["result"].Data)[p.Done-1], floats(r["monitor"].Data)[0])
	}
	none := compute(must(ds.ROI(ndarray.New(ndarray.Bool, 4))), scheduler.Sync{}, watch)[0]["monitor"]
	require.Equal(t, []float64{0}, floats(none.Data))
}

func TestMapAndTypeGiveTheSame(t *testing.T) {
	ds := memory(randomData(1, ndarray.Float64, 4, 3, 5, 5))
	got := compute(ds, scheduler.NewLocal(), udf.Map(udf.Bind(power, powerParams{1})), spec(sumOverSig{}))
	require.True(t, must(ndarray.AllClose(got[0]["result"].Data, got[1]["pixelsum"].Data, 1e-6, 0, false)))
}

func Example_boundParameters() {
	ds := memory(must(must(ndarray.FromSlice([]float32{1, 2, 3, 4})).Reshape(2, 1, 1, 2)))
	lazy := must(delayed.Run(ds, udf.Map(udf.Bind(power, powerParams{Exponent: 2}))))
	got := must(lazy[0].Compute(context.Background()))
	fmt.Println(got["result"].Raw)
	// Output: [ 5. 25.]
}
