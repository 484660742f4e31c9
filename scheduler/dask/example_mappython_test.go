package dask_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/dask"
)

// The function runs on Python workers, the sum of its results on Go workers.
func ExampleMapPython() {
	ctx := context.Background()
	cluster, err := dask.Dial(ctx, "tcp://scheduler:8786")
	if err != nil {
		log.Fatal(err)
	}
	defer cluster.Close()
	x, err := arrays.Ones([]int{64, 512, 512}, ndarray.Float64, arrays.OnAxes(map[int]arrays.AxisChunks{0: arrays.Size(8)}))
	if err != nil {
		log.Fatal(err)
	}
	layer, err := dask.MapPython(x, ndarray.Float64, "scipy.special", "gammaln")
	if err != nil {
		log.Fatal(err)
	}
	logs, err := arrays.New(layer, x.Chunks(), ndarray.Float64)
	if err != nil {
		log.Fatal(err)
	}
	total, err := logs.Sum(arrays.Over(0))
	if err != nil {
		log.Fatal(err)
	}
	there, err := total.Compute(ctx, scheduler.On(cluster))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(there)
}
