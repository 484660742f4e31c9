package udftest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
	"github.com/gloam-go/gloam/udf/udftest"
)

// In a test of your own UDF one line is enough.
func ExampleCheck() {
	TestSumSig := func(t *testing.T) {
		spec, err := stdudf.SumSig.With(struct{}{})
		if err != nil {
			t.Fatal(err)
		}
		udftest.Check(t, spec)
	}
	_ = TestSumSig
	// Output:
}

// lastTile looks right as long as a tile is a whole frame: it sets the sum of
// a frame where it should add up the sums of the frame's parts.
type lastTile struct{}

func (lastTile) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"sum": udf.Nav(ndarray.Float32)}
}

func (lastTile) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	sum, err := ndarray.Reduce(ndarray.Sum, tile, []int{1, 2}, false)
	if err != nil {
		return err
	}
	return ndarray.CopyInto(out.Buffer("sum"), sum)
}

// A UDF that is right for whole frames only is found out.
func ExampleVerify() {
	spec := udf.InProcess("example.com/last-tile", func() (udf.UDF, error) { return lastTile{}, nil })
	var d *udftest.Disagreement
	if errors.As(udftest.Verify(context.Background(), spec), &d) {
		fmt.Println(d.Result, d.Position, "is", d.Got, "and should be", d.Want)
		fmt.Println("with", d.How)
	}
	// Output:
	// sum [0 0] is 230 and should be 1525
	// with uint8 data, all positions, 1 partition, tiles of 2 frames of (3, 3), sync
}

// A scan of one's own shape, in one's own dtype, for UDFs that need them.
func ExampleScan() {
	spec, err := stdudf.Sum.With(stdudf.SumParams{})
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(udftest.Verify(context.Background(), spec,
		udftest.Scan([]int{2, 2}, []int{8, 8}), udftest.DTypes(ndarray.Uint16)))
	// Output: <nil>
}
