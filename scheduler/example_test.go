package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

var square = graph.Register("gloam/scheduler_test/square", func(_ context.Context, args []any) (any, error) {
	n := args[0].(int)
	if n < 0 {
		return nil, errors.New("negative number")
	}
	return n * n, nil
})

// squares is a lazy value: the squares of some numbers. Real programs have
// arrays, which come with their layers.
type squares struct{ layer *graph.Layer }

func squaresOf(numbers ...int) squares {
	l, err := graph.NewLayer(graph.LayerSpec{
		Label: "square", Token: graph.Token("squares", numbers), Grid: []int{len(numbers)}, Op: square,
		Args:  func(block int, dst []graph.Arg) []graph.Arg { return append(dst, graph.Lit(numbers[block])) },
		Bytes: func(int) int64 { return 8 },
		Reads: func(int) int64 { return 100 },
	})
	if err != nil {
		log.Fatal(err)
	}
	return squares{l}
}

func (s squares) Layer() *graph.Layer { return s.layer }
func (s squares) Blocks() []int       { return nil }

func (s squares) Collect(parts []any) (any, error) {
	out := make([]int, len(parts))
	for i, p := range parts {
		out[i] = p.(int)
	}
	return out, nil
}

func Example() {
	small, large := squaresOf(1, 2, 3), squaresOf(100, 200)
	got, err := scheduler.Compute(context.Background(), []graph.Collection{small, large})
	fmt.Println(got, err)
	// Output: [[1 4 9] [10000 40000]] <nil>
}

func ExampleCompute() {
	_, err := scheduler.Compute(context.Background(), []graph.Collection{squaresOf(4, -5)})
	var failed *graph.TaskError
	if errors.As(err, &failed) {
		fmt.Println(failed.Op, "block", failed.Key.Coords.Ints(), "-", failed.Err)
	}
	// Output: gloam/scheduler_test/square block [1] - negative number
}

func ExampleOn() {
	// One task after the other in this goroutine, as a debugger likes it.
	got, err := scheduler.Compute(context.Background(), []graph.Collection{squaresOf(5)}, scheduler.On(scheduler.Sync{}))
	fmt.Println(got, err)
	// Output: [[25]] <nil>
}

func ExampleNewLocal() {
	four := scheduler.NewLocal(scheduler.Workers(4), scheduler.MemoryLimit(2<<30))
	got, err := scheduler.Compute(context.Background(), []graph.Collection{squaresOf(6, 7)}, scheduler.On(four))
	fmt.Println(got, err)
	// Output: [[36 49]] <nil>
}

func ExampleOnProgress() {
	show := func(p scheduler.Progress) {
		if p.Done {
			fmt.Printf("%s: %d of %d tasks, %d of %d bytes\n", p.Layers[0].Label, p.Tasks, p.Total, p.Bytes, p.BytesAll)
		}
	}
	_, err := scheduler.Compute(context.Background(), []graph.Collection{squaresOf(1, 2, 3)}, scheduler.OnProgress(show))
	fmt.Println(err)
	// Output:
	// square: 3 of 3 tasks, 300 of 300 bytes
	// <nil>
}

func ExampleObserve() {
	ctx := scheduler.Observe(context.Background(), func(p scheduler.Progress) {
		if p.Done {
			fmt.Println(p.Tasks, "tasks, at most", p.Peak, "bytes of results")
		}
	})
	plan, err := graph.NewPlan([]graph.Collection{squaresOf(8, 9)})
	if err != nil {
		log.Fatal(err)
	}
	got, err := scheduler.NewLocal().Execute(ctx, plan)
	fmt.Println(got, err)
	// Output:
	// 2 tasks, at most 16 bytes of results
	// [64 81] <nil>
}

// An executor outside this package reports like the ones in it.
func ExampleNewMeter() {
	plan, err := graph.NewPlan([]graph.Collection{squaresOf(1, 2)})
	if err != nil {
		log.Fatal(err)
	}
	ctx := scheduler.Observe(context.Background(), func(p scheduler.Progress) {
		if p.Done {
			fmt.Println(p.Tasks, "of", p.Total)
		}
	})
	m := scheduler.NewMeter(ctx, plan, 1)
	m.Finished(0, 0)
	m.Finished(0, 1)
	m.Close()
	// Output: 2 of 2
}
