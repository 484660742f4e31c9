package dask_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/dask"
)

// The same graph, on a cluster instead of in this process.
func Example() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	cluster, err := dask.Dial(ctx, "tcp://scheduler:8786")
	if err != nil {
		log.Fatal(err)
	}
	defer cluster.Close()
	x, err := arrays.Ones([]int{1 << 14, 1 << 14}, ndarray.Float32, arrays.ChunkSize(4096))
	if err != nil {
		log.Fatal(err)
	}
	sum, err := x.Sum()
	if err != nil {
		log.Fatal(err)
	}
	got, err := sum.Compute(ctx, scheduler.On(cluster))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(got)
}

// A result that stays on the cluster: read by later graphs, and by Python.
func ExampleClient_Persist() {
	ctx := context.Background()
	cluster, err := dask.Dial(ctx, "tcp://scheduler:8786")
	if err != nil {
		log.Fatal(err)
	}
	defer cluster.Close()
	x, err := arrays.Arange(0, 1e6, 1, ndarray.Float64, arrays.ChunkSize(1e5))
	if err != nil {
		log.Fatal(err)
	}
	held, err := cluster.Persist(ctx, x)
	if err != nil {
		log.Fatal(err)
	}
	defer held[0].Release()
	y, err := arrays.New(held[0].Layer(), x.Chunks(), x.DType())
	if err != nil {
		log.Fatal(err)
	}
	mean, err := y.Mean() // reads the blocks where they are
	if err != nil {
		log.Fatal(err)
	}
	got, err := mean.Compute(ctx, scheduler.On(cluster))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(got)
	// In Python: client.get_dataset("numbers") is a dask.array.
	if err := cluster.Publish(ctx, "numbers", held[0]); err != nil {
		log.Fatal(err)
	}
}

// What a cluster is made of, and a Python function on each Python worker.
func ExampleClient_Info() {
	ctx := context.Background()
	cluster, err := dask.Dial(ctx, "tcp://scheduler:8786")
	if err != nil {
		log.Fatal(err)
	}
	defer cluster.Close()
	info, err := cluster.Info(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range info.Workers {
		fmt.Println(w.Address, w.Go, w.Threads, w.Status)
	}
	pids, err := cluster.RunPython(ctx, pickle.Func("os", "getpid"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(pids))
}
