package hdf5_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/hdf5"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

func ExampleSave() {
	dir, err := os.MkdirTemp("", "hdf5")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	x, err := arrays.Arange(0, 1000, 1, ndarray.Float32, arrays.ChunkSize(100))
	if err != nil {
		log.Fatal(err)
	}
	y, err := arrays.Square(x)
	if err != nil {
		log.Fatal(err)
	}
	path := filepath.Join(dir, "result.h5")
	err = hdf5.Save(context.Background(), path, map[string]*arrays.Array{"/entry/x": x, "/entry/y": y},
		hdf5.Attributes(map[string]any{"title": "squares"}),
		hdf5.For("/entry/y", hdf5.Gzip(4), hdf5.Shuffle(), hdf5.Attributes(map[string]any{"units": "nm²"})))
	if err != nil {
		log.Fatal(err)
	}
	head := make([]byte, 4)
	f, err := os.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Read(head); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", head[1:])
	// Output:
	// HDF
}

func ExampleFor() {
	x, err := arrays.Arange(0, 10, 1, ndarray.Int16, arrays.ChunkSize(4))
	if err != nil {
		log.Fatal(err)
	}
	err = hdf5.Save(context.Background(), "never.h5", map[string]*arrays.Array{"x": x}, hdf5.For("x", hdf5.Chunks(2, 2)))
	var wrong *hdf5.LayoutError
	fmt.Println(errors.As(err, &wrong), wrong)
	// Output:
	// true shape (10,) in chunks (2, 2): want a length for each axis
}
