package source_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
)

func ExampleCreateNPY() {
	dir, err := os.MkdirTemp("", "store")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	target, err := source.CreateNPY(filepath.Join(dir, "a.npy"), []int{2, 5}, ndarray.Int16)
	if err != nil {
		log.Fatal(err)
	}
	x, err := arrays.Ones([]int{2, 2}, ndarray.Float64, arrays.ChunkSize(1))
	if err != nil {
		log.Fatal(err)
	}
	item := arrays.StoreItem{Array: x, Target: target, At: []int{0, 1}, Step: []int{1, 2}}
	if err := arrays.Store(context.Background(), []arrays.StoreItem{item}); err != nil {
		log.Fatal(err)
	}
	got, err := ndarray.LoadNPY(target.Path)
	fmt.Println(got, err)
	// Output:
	// [[0 1 0 1 0]
	//  [0 1 0 1 0]] <nil>
}
