// Goworker is a Dask worker with a function of its own: "example.com/scale",
// an array times a factor. Python and Go clients of the cluster can call it.
//
// Without an address it prints:
//
//	usage: goworker tcp://scheduler:8786
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler/worker"
)

// scale is registered before main, once, by name. Keyword arguments arrive as
// one map behind the others.
var _ = graph.Register("example.com/scale", func(_ context.Context, args []any) (any, error) {
	if len(args) != 2 {
		return nil, fmt.Errorf("got %d arguments, want an array and factor=…", len(args))
	}
	x, ok := args[0].(*ndarray.Array)
	if !ok {
		return nil, fmt.Errorf("got %T, want an array", args[0])
	}
	options, _ := args[1].(map[string]any)
	factor, ok := options["factor"].(float64)
	if !ok {
		return nil, fmt.Errorf("factor: got %v, want a float", options["factor"])
	}
	k, err := ndarray.FromSlice([]float64{factor}, 1)
	if err != nil {
		return nil, err
	}
	return ndarray.Mul(x, k)
})

func main() {
	if len(os.Args) != 2 {
		fmt.Println("usage: goworker tcp://scheduler:8786")
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := worker.Run(ctx, os.Args[1], worker.Threads(4)); err != nil {
		log.Fatal(err)
	}
}
