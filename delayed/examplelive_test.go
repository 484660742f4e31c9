package delayed_test

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
)

// ThresholdParams are the parameters of brighter.
type ThresholdParams struct {
	Above float64 `udf:"above"`
}

// brighter counts pixels above a threshold.
var brighter = udf.Register("example.com/brighter",
	func(p ThresholdParams) (udf.UDF, error) { return brighterUDF(p), nil })

type brighterUDF ThresholdParams

func (brighterUDF) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"pixels": udf.Nav(ndarray.Int64)}
}

func (b brighterUDF) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	px, err := ndarray.Float64s(frame)
	if err != nil {
		return err
	}
	n := 0
	for _, v := range px {
		if v > b.Above {
			n++
		}
	}
	return out.Buffer("pixels").Fill(n)
}

// A parameter is changed when two of four partitions are there.
func ExampleLive() {
	scan, err := ndarray.FromSlice([]float32{1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4}, 2, 2, 2, 2)
	check(err)
	ds, err := memory(scan).Partitions(4)
	check(err)
	spec, err := brighter.With(ThresholdParams{Above: 0})
	check(err)

	run, err := delayed.NewLive(ds, spec)
	check(err)
	for p, err := range run.Partial(context.Background(), delayed.InScanOrder(), delayed.AtOnce(1)) {
		check(err)
		results, err := p.Results(0)
		check(err)
		fmt.Println(p.Done, "of", p.Total, results["pixels"].Raw, "version", p.Version)
		if p.Done == 2 {
			_, err := run.UpdateParameters(map[string]string{"above": "3.5"})
			check(err)
		}
	}
	_, err = run.UpdateParameters(map[string]string{"over": "3.5"})
	fmt.Println(err)
	// Output:
	// 1 of 4 [4 0 0 0] version 0
	// 2 of 4 [4 4 0 0] version 0
	// 3 of 4 [4 4 1 0] version 1
	// 4 of 4 [4 4 1 1] version 1
	// udf: example.com/brighter: parameter "over": got an unknown name, want one of above
}
