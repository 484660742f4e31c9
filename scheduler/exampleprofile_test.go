package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

func ExampleWithProfile() {
	var p scheduler.Profile
	if _, err := scheduler.Compute(context.Background(), []graph.Collection{squaresOf(1, 2, 3)}, scheduler.WithProfile(&p)); err != nil {
		log.Fatal(err)
	}
	for _, l := range p.Layers() {
		fmt.Println(l.Layer, l.Count, "tasks,", l.Bytes, "bytes of results")
	}
	// Output: square 3 tasks, 24 bytes of results
}

func ExampleProfile_WriteSVG() {
	dir, err := os.MkdirTemp("", "gloam")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	var p scheduler.Profile
	if _, err := scheduler.Compute(context.Background(), []graph.Collection{squaresOf(1, 2, 3)}, scheduler.WithProfile(&p)); err != nil {
		log.Fatal(err)
	}
	f, err := os.Create(filepath.Join(dir, "timeline.svg"))
	if err != nil {
		log.Fatal(err)
	}
	err = errors.Join(p.WriteSVG(f), f.Close())
	fmt.Println(err)
	// Output: <nil>
}

func ExampleSaveFailed() {
	dir, err := os.MkdirTemp("", "gloam")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	_, err = scheduler.Compute(context.Background(), []graph.Collection{squaresOf(4, -5)}, scheduler.SaveFailed(dir))
	var saved *scheduler.SavedError
	if !errors.As(err, &saved) {
		log.Fatal(err)
	}
	_, err = scheduler.Replay(context.Background(), saved.Dir) // in this process or a later one
	var failed *graph.TaskError
	fmt.Println(errors.As(err, &failed), failed.Key.Coords.Ints(), failed.Err)
	// Output: true [1] negative number
}
