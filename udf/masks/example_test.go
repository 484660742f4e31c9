package masks_test

import (
	"fmt"
	"log"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf/masks"
)

func ExampleDetector_Ring() {
	d := masks.Detector{H: 5, W: 5, CY: 2, CX: 2}
	ring, err := d.Ring(2, 1).AsType(ndarray.Uint8)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(ring)
	// Output:
	// [[0 0 1 0 0]
	//  [0 1 0 1 0]
	//  [1 0 0 0 1]
	//  [0 1 0 1 0]
	//  [0 0 1 0 0]]
}

func ExampleDetector_RadialBins() {
	bins, err := masks.Detector{H: 5, W: 5, CY: 2, CX: 2}.RadialBins(masks.Bins{Radius: 3, Count: 3})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(bins.Shape())
	_, err = masks.Detector{H: 5, W: 5}.RadialBins(masks.Bins{Radius: 3, Inner: 4})
	fmt.Println(err)
	// Output:
	// [3 5 5]
	// masks: radial bins: got inner radius 4 and radius 3, want 0 ≤ inner < outer
}

func ExampleStampTemplate() {
	template, err := ndarray.FromSlice([]float32{1, 2, 3, 4}, 2, 2)
	if err != nil {
		log.Fatal(err)
	}
	s, err := masks.StampTemplate(3, 3, template, []int{0, 0}, []int{-1, 1}, []int{0, 1})
	if err != nil {
		log.Fatal(err)
	}
	dense, err := s.Dense()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(dense)
	// Output:
	// [[[3. 4. 0.]
	//   [0. 1. 2.]
	//   [0. 3. 4.]]]
}
