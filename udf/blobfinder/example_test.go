package blobfinder_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/blobfinder"
	"github.com/gloam-go/gloam/udf/masks"
)

// threeDisks is a scan of one frame with disks at (16, 16), (16, 34) and
// (34, 16).
func threeDisks() *udf.Dataset {
	s, err := masks.StampCircles(50, 50, 3, []int{0, 0, 0}, []float64{16, 16, 34}, []float64{16, 34, 16})
	if err != nil {
		log.Fatal(err)
	}
	s.DType = ndarray.Uint8
	frame, err := s.Dense()
	if err != nil {
		log.Fatal(err)
	}
	ds, err := udf.FromSource(source.Memory{Data: frame})
	if err != nil {
		log.Fatal(err)
	}
	return ds
}

func run(spec udf.Spec, err error) map[string]delayed.Result {
	if err != nil {
		log.Fatal(err)
	}
	lazy, err := delayed.Run(threeDisks(), spec)
	if err != nil {
		log.Fatal(err)
	}
	got, err := lazy[0].Compute(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	return got
}

func Example() {
	got := run(blobfinder.FastCorrelation.With(blobfinder.FastParams{
		Peaks:   blobfinder.Points{{14, 17}, {17, 33}},
		Pattern: blobfinder.RadialGradient(3.5),
	}))
	fmt.Println(got["centers"].Data)
	// Output:
	// [[[16 16]
	//   [16 34]]]
}

func ExampleRefine() {
	got := run(blobfinder.Refine.With(blobfinder.RefineParams{
		Zero: blobfinder.Points{{15, 15}}, A: blobfinder.Points{{18, 1}}, B: blobfinder.Points{{1, 18}},
		Indices: blobfinder.Points{{0, 0}, {1, 0}, {0, 1}},
		Pattern: blobfinder.BackgroundSubtraction(3.5),
		Match:   "affine",
	}))
	fmt.Println(got["centers"].Raw.Shape(), got["zero"].Raw.Shape(), got["selector"].Raw)
	// Output:
	// [1 3 2] [1 2] [[ True  True  True]]
}

func ExamplePattern_Mask() {
	mask, err := blobfinder.Circular(1.5).Mask(5, 5)
	if err != nil {
		log.Fatal(err)
	}
	bright, err := ndarray.Greater(mask, ndarray.New(ndarray.Float64, 1))
	if err != nil {
		log.Fatal(err)
	}
	disk, err := bright.AsType(ndarray.Uint8)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(disk)
	// Output:
	// [[0 0 0 0 0]
	//  [0 1 1 1 0]
	//  [0 1 1 1 0]
	//  [0 1 1 1 0]
	//  [0 0 0 0 0]]
}

func ExampleEvaluate() {
	maps := ndarray.New(ndarray.Float32, 1, 7, 7)
	for _, at := range [][]int{{0, 3, 4}, {0, 3, 5}} {
		if err := maps.Set(1, at...); err != nil {
			log.Fatal(err)
		}
	}
	peaks, err := blobfinder.Evaluate(maps, blobfinder.Points{{100, 200}}, 3)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(peaks[0].Center, peaks[0].Refined)
	// Output: [100 201] [100 201.5]
}

func ExampleIntegration() {
	centers, err := ndarray.FromSlice([]int32{16, 16, 34, 34}, 1, 1, 2, 2)
	if err != nil {
		log.Fatal(err)
	}
	c, err := blobfinder.CentersOf(centers)
	if err != nil {
		log.Fatal(err)
	}
	got := run(blobfinder.Integration.With(blobfinder.IntegrationParams{Centers: c, Pattern: blobfinder.Circular(5)}))
	fmt.Println(got["integration"].Raw)
	// Output: [[29.  0.]]
}

func ExampleFeatureVector() {
	s, err := blobfinder.FeatureVector(50, 50, blobfinder.Points{{16, 16}, {16, 34}}, blobfinder.Circular(3))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.Masks, s.H, s.W)
	// Output: 2 50 50
}
