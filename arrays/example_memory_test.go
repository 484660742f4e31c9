package arrays_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

func ExampleLimit() {
	x, err := arrays.FromDense(ndarray.New(ndarray.Float64, 256, 256), arrays.PerAxis(arrays.Size(1), arrays.Whole))
	if err != nil {
		log.Fatal(err)
	}
	columns := arrays.PerAxis(arrays.Whole, arrays.Size(1))
	for _, limit := range []int64{1 << 20, 100 << 10, 2 << 10} {
		y, err := x.Rechunk(columns, arrays.Limit(limit))
		var short *arrays.MemoryError
		if errors.As(err, &short) {
			fmt.Println(short)
			continue
		}
		fmt.Println(y.Layer().Label())
	}
	// Output:
	// rechunk
	// rechunk-read
	// arrays: rechunk: got a limit of 2048 bytes, want at least 4096 for one old and one new block
}

func ExampleUnnamed() {
	a := ndarray.New(ndarray.Float32, 1000, 1000)
	x, err := arrays.FromDense(a, arrays.ChunkSize(500))
	if err != nil {
		log.Fatal(err)
	}
	y, err := arrays.FromDense(a, arrays.ChunkSize(500))
	if err != nil {
		log.Fatal(err)
	}
	z, err := arrays.FromDense(a, arrays.ChunkSize(500), arrays.Unnamed())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(x.Name() == y.Name(), x.Name() == z.Name())
	// Output:
	// true false
}
