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

// saveExample writes a scan of 4 by 4 frames.
func saveExample(dir string) string {
	x, err := arrays.Arange(0, 4*4*8*8, 1, ndarray.Uint16, arrays.ChunkSize(256))
	if err != nil {
		log.Fatal(err)
	}
	if x, err = x.Reshape(4, 4, 8, 8); err != nil {
		log.Fatal(err)
	}
	path := filepath.Join(dir, "scan.h5")
	err = hdf5.Save(context.Background(), path, map[string]*arrays.Array{"/entry/data": x},
		hdf5.For("/entry/data", hdf5.Chunks(1, 4, 8, 8), hdf5.Gzip(4), hdf5.Attributes(map[string]any{"units": "counts"})))
	if err != nil {
		log.Fatal(err)
	}
	return path
}

func ExampleOpen() {
	dir, err := os.MkdirTemp("", "hdf5")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	f, err := hdf5.Open(saveExample(dir))
	if err != nil {
		log.Fatal(err)
	}
	names, err := f.Datasets()
	if err != nil {
		log.Fatal(err)
	}
	info, err := f.Info(names[0])
	if err != nil {
		log.Fatal(err)
	}
	notes, err := f.Attributes(names[0])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(names, info.Shape, info.DType, info.Chunks, info.Filters, notes)
	// Output:
	// [/entry/data] [4 4 8 8] uint16 [1 4 8 8] [gzip] map[units:counts]
}

func ExampleFile_Array() {
	dir, err := os.MkdirTemp("", "hdf5")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	f, err := hdf5.Open(saveExample(dir))
	if err != nil {
		log.Fatal(err)
	}
	x, err := f.Array("/entry/data")
	if err != nil {
		log.Fatal(err)
	}
	sum, err := x.Sum(arrays.Over(2, 3))
	if err != nil {
		log.Fatal(err)
	}
	got, err := sum.Compute(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	first, err := got.Float(0, 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(x.Chunks(), got.Shape(), first)
	// Output:
	// [[1 1 1 1] [4] [8] [8]] [4 4] 2016
}

func ExampleNewSource() {
	dir, err := os.MkdirTemp("", "hdf5")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	src, err := hdf5.NewSource(saveExample(dir), "", 2)
	if err != nil {
		log.Fatal(err)
	}
	info := src.Info()
	fmt.Println(src.Name, info.Nav(), info.Frame(), info.Stored)
	// Output:
	// /entry/data [4 4] [8 8] 16
}
