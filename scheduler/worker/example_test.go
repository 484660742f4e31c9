package worker_test

import (
	"context"
	"fmt"
	"time"

	"github.com/gloam-go/gloam/scheduler/worker"
)

// A program that imports the packages of its operations and calls Run is all
// that a Go worker is. Without Reconnect it ends with its scheduler.
func ExampleRun() {
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	err := worker.Run(ctx, "tcp://127.0.0.1:1", worker.Threads(2), worker.Name("example"),
		worker.OnReady(func(i worker.Info) { fmt.Println("registered as", i.Address) }))
	fmt.Println("no scheduler there:", err != nil)
	// Output: no scheduler there: true
}
