package stdudf_test

import (
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// stripes is a scan of two frames of 8×8 pixels: vertical stripes every two
// pixels, and an even one.
func stripes() *udf.Dataset {
	v := make([]uint8, 128)
	for i := range v {
		v[i] = uint8(1 + i%2)
		if i >= 64 {
			v[i] = 1
		}
	}
	a, err := ndarray.FromSlice(v, 1, 2, 8, 8)
	if err != nil {
		log.Fatal(err)
	}
	ds, err := udf.FromSource(source.Memory{Data: a})
	if err != nil {
		log.Fatal(err)
	}
	return ds
}

func Example_crystallinity() {
	spec, err := stdudf.Crystallinity.With(stdudf.CrystallinityParams{RadIn: 1, RadOut: 4})
	fmt.Println(compute(stripes(), spec, err)["intensity"].Data)
	// Output: [[32.  0.]]
}

func Example_fem() {
	spec, err := stdudf.FEM.With(stdudf.FEMParams{CY: number(3.5), CX: number(3.5), RadOut: 3})
	fmt.Println(compute(stripes(), spec, err)["intensity"].Data)
	// Output: [[0.5 0. ]]
}

func Example_radialFourier() {
	spec, err := stdudf.RadialFourier.With(stdudf.RadialFourierParams{Bins: 2, MaxOrder: 4})
	c := compute(stripes(), spec, err)["coefficients"].Data
	fmt.Println(c.DType(), c.Shape())
	// Output: complex64 [1 2 2 5]
}

func Example_record() {
	dir, err := os.MkdirTemp("", "record")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "scan.npy")
	spec, err := stdudf.Record.With(stdudf.RecordParams{Path: path})
	fmt.Println(compute(stripes(), spec, err)["frames"].Data)
	a, err := ndarray.LoadNPY(path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a.DType(), a.Shape())
	// Output:
	// [2]
	// uint8 [1 2 8 8]
}

func ExampleGuessCorrections() {
	y, x := ndarray.New(ndarray.Float64, 9, 9), ndarray.New(ndarray.Float64, 9, 9)
	for i := range 9 {
		for j := range 9 { // an atom in the middle attracts, seen turned by 90 degrees
			dy, dx := float64(i-4), float64(j-4)
			well := math.Exp(-(dy*dy + dx*dx) / 4)
			if err := y.Set(dx*well, i, j); err != nil {
				log.Fatal(err)
			}
			if err := x.Set(-dy*well, i, j); err != nil {
				log.Fatal(err)
			}
		}
	}
	g, err := stdudf.GuessCorrections(y, x, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(g.ScanRotation, g.FlipY)
	// Output: 90 false
}
