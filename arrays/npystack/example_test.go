package npystack_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/npystack"
)

func ExampleSave() {
	dir, err := os.MkdirTemp("", "stack")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	x, err := arrays.Arange(0, 10, 1, ndarray.Int64, arrays.ChunkSize(4))
	if err != nil {
		log.Fatal(err)
	}
	if err := npystack.Save(context.Background(), dir, x, 0); err != nil {
		log.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range files {
		fmt.Println(filepath.Base(f))
	}
	// Output:
	// 0.npy
	// 1.npy
	// 2.npy
	// info
}

func ExampleLoad() {
	dir, err := os.MkdirTemp("", "stack")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	x, err := arrays.Arange(0, 10, 1, ndarray.Int64, arrays.ChunkSize(4))
	if err != nil {
		log.Fatal(err)
	}
	if err := npystack.Save(context.Background(), dir, x, 0); err != nil {
		log.Fatal(err)
	}
	y, err := npystack.Load(dir)
	if err != nil {
		log.Fatal(err)
	}
	sum, err := y.Sum()
	if err != nil {
		log.Fatal(err)
	}
	total, err := sum.Compute(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(y, total)
	// Output:
	// gloam.Array<read-npy, shape=(10,), dtype=int64, chunksize=(4,)> 45
}
