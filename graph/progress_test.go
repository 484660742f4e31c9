package graph_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/gloam-go/gloam/graph"
)

func TestReportReadWithoutAReceiverDoesNothing(t *testing.T) {
	graph.ReportRead(t.Context(), 100)
	graph.ReportRead(graph.WithReadReporter(t.Context(), nil), 100)
	graph.ReportRead(graph.WithReadReporter(t.Context(), func(int64) { t.Error("nothing was read") }), 0)
}

func ExampleReportRead() {
	ctx := graph.WithReadReporter(context.Background(), func(n int64) { fmt.Println("read", n) })
	stream := func(ctx context.Context) { // the code of a task
		for range 2 {
			graph.ReportRead(ctx, 1<<20)
		}
	}
	stream(ctx)
	// Output:
	// read 1048576
	// read 1048576
}
