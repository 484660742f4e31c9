package analysis_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/analysis"
)

func scan() *udf.Dataset {
	ds, err := udf.FromSource(source.Synthetic{NY: 3, NX: 4, KY: 32, KX: 32, Seed: 1, Dose: 64})
	if err != nil {
		log.Fatal(err)
	}
	return ds
}

func run(a *analysis.Analysis, err error) *analysis.Results {
	if err != nil {
		log.Fatal(err)
	}
	got, err := a.Run(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	return got
}

func Example() {
	got := run(analysis.Disk(scan(), analysis.DiskParams{}))
	for _, c := range got.Channels() {
		fmt.Println(c.Key, c.Raw.DType(), c.Raw.Shape())
	}
	image, err := got.Channel("intensity")
	if err != nil {
		log.Fatal(err)
	}
	picture, err := image.RGBA()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(picture.DType(), picture.Shape())
	_, err = got.Channel("phase")
	fmt.Println(err)
	// Output:
	// intensity float32 [3 4]
	// intensity_log float32 [3 4]
	// uint8 [3 4 4]
	// analysis: no channel "phase", there are intensity, intensity_log
}

func ExampleCoM() {
	got := run(analysis.CoM(scan(), analysis.CoMParams{}))
	for _, c := range got.Channels() {
		fmt.Println(c.Key, c.Raw.Shape())
	}
	// Output:
	// field [2 3 4]
	// magnitude [3 4]
	// divergence [3 4]
	// curl [3 4]
	// x [3 4]
	// y [3 4]
}

func ExamplePick() {
	got := run(analysis.Pick(scan(), analysis.At(2, 1)))
	frame, err := got.Channel("intensity")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(frame.Raw.DType(), frame.Raw.Shape())
	_, err = analysis.Pick(scan(), analysis.At(2))
	fmt.Println(err)
	// Output:
	// uint16 [32 32]
	// analysis: pick: got 1 coordinates, want y and x for a scan of shape (3, 4)
}
