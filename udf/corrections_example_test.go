package udf_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// A dead pixel takes the mean of its neighbours. The data stays as it is.
func ExampleNewCorrections() {
	frame, err := ndarray.FromSlice([]float32{4, 8, 0, 6}, 1, 1, 2, 2)
	if err != nil {
		log.Fatal(err)
	}
	dead, err := ndarray.FromSlice([]bool{false, false, true, false}, 2, 2)
	if err != nil {
		log.Fatal(err)
	}
	c, err := udf.NewCorrections(udf.CorrectionImages{Excluded: dead})
	if err != nil {
		log.Fatal(err)
	}
	ds, err := udf.FromSource(source.Memory{Data: frame})
	if err != nil {
		log.Fatal(err)
	}
	if ds, err = ds.Corrected(c); err != nil {
		log.Fatal(err)
	}
	spec, err := stdudf.Sum.With(stdudf.SumParams{})
	if err != nil {
		log.Fatal(err)
	}
	lazy, err := delayed.Run(ds, spec)
	if err != nil {
		log.Fatal(err)
	}
	got, err := lazy[0].Compute(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(got["intensity"].Data)
	fmt.Println(frame)
	// Output:
	// [[4. 8.]
	//  [6. 6.]]
	// [[[[4. 8.]
	//    [0. 6.]]]]
}

// Positions with truth values, and masks of which only some entries are stored.
func ExampleDataset_SparseROI() {
	ds, err := udf.FromSource(source.Synthetic{NY: 2, NX: 3, KY: 8, KX: 8, Seed: 1, Dose: 64})
	if err != nil {
		log.Fatal(err)
	}
	two, err := ds.SparseROI(udf.CSR{Shape: []int{2, 3}, RowStart: []int{0, 1, 2}, Columns: []int{0, 2}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(two.Bytes(), "of", ds.Bytes(), "bytes")
	_, err = ds.Select(udf.Selection{At: []int{0, 0}, In: true}, udf.Selection{At: []int{1, 1}})
	fmt.Println(err)
	// Output:
	// 256 of 768 bytes
	// udf: roi: incompatible shapes: got positions with truth value true and false, want the same truth value for all
}

func ExampleResourcesOf() {
	needs, err := udf.ResourcesOf([][]udf.Backend{{udf.Dense}, {udf.Dense, udf.CuPy}})
	fmt.Println(needs, err)
	_, err = udf.ResourcesOf([][]udf.Backend{{udf.Dense}, {udf.CuPy}})
	fmt.Println(err)
	// Output:
	// map[CPU:1 compute:1 ndarray:1] <nil>
	// udf: no common backend: [[numpy] [cupy]], restricted to []
}

func ExamplePlanBackends() {
	groups, err := udf.PlanBackends([]udf.Backend{udf.CSRMatrix}, [][]udf.Backend{{udf.Dense}, udf.AllBackends}, udf.OnCPU)
	fmt.Println(groups, err)
	// Output: [{scipy.sparse.csr_matrix [1]} {numpy [0]}] <nil>
}
