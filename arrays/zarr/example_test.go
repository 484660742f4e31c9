package zarr_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/zarr"
)

// counted is an array of 4 by 6 numbers in blocks of 2 by 3.
func counted() *arrays.Array {
	values := make([]int32, 24)
	for i := range values {
		values[i] = int32(i)
	}
	dense, err := ndarray.FromSlice(values, 4, 6)
	if err != nil {
		log.Fatal(err)
	}
	a, err := arrays.FromDense(dense, arrays.PerAxis(arrays.Size(2), arrays.Size(3)))
	if err != nil {
		log.Fatal(err)
	}
	return a
}

func scratch() (path string, remove func()) {
	dir, err := os.MkdirTemp("", "zarr")
	if err != nil {
		log.Fatal(err)
	}
	return filepath.Join(dir, "scan.zarr"), func() { os.RemoveAll(dir) }
}

func ExampleSave() {
	path, remove := scratch()
	defer remove()
	ctx := context.Background()
	if err := zarr.Save(ctx, path, counted(), zarr.Compress(zarr.Zstd(3)), zarr.Axes("y", "x")); err != nil {
		log.Fatal(err)
	}
	s, err := zarr.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	info, err := s.Info("")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(info.Shape, info.DType, info.Chunks, info.Codecs, info.Axes)
	// Output: [4 6] int32 [2 3] [bytes zstd] [y x]
}

func ExampleOpen() {
	path, remove := scratch()
	defer remove()
	ctx := context.Background()
	for _, name := range []string{"raw", "results/sum"} {
		if err := zarr.Save(ctx, path, counted(), zarr.Format(2), zarr.Name(name)); err != nil {
			log.Fatal(err)
		}
	}
	s, err := zarr.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	names, err := s.Arrays()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(names)
	// Output: [raw results/sum]
}

func ExampleStore_Array() {
	path, remove := scratch()
	defer remove()
	ctx := context.Background()
	if err := zarr.Save(ctx, path, counted()); err != nil {
		log.Fatal(err)
	}
	s, err := zarr.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	a, err := s.Array("")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a)
	row, err := a.Slice(arrays.At(3)) // reads two of the four chunks
	if err != nil {
		log.Fatal(err)
	}
	got, err := row.Compute(ctx)
	if err != nil {
		log.Fatal(err)
	}
	values, err := ndarray.Values[int32](got)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(values)
	// Output:
	// gloam.Array<read, shape=(4, 6), dtype=int32, chunksize=(2, 3)>
	// [18 19 20 21 22 23]
}

func ExampleNewSource() {
	path, remove := scratch()
	defer remove()
	if err := zarr.Save(context.Background(), path, counted(), zarr.Name("scan")); err != nil {
		log.Fatal(err)
	}
	src, err := zarr.NewSource(path, "", 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(src.Name, src.Info().Stored, "frames of", src.Info().Frame())
	// Output: scan 4 frames of [6]
}

func ExampleShards() {
	path, remove := scratch()
	defer remove()
	path += ".zip" // a zip file of shards of four checked chunks each
	err := zarr.Save(context.Background(), path, counted(), zarr.Chunks(1, 3), zarr.Shards(2, 6), zarr.Compress(zarr.Checked(zarr.Zstd(3))))
	if err != nil {
		log.Fatal(err)
	}
	s, err := zarr.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	info, err := s.Info("")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(info.Shape, "in files of", info.Chunks, "with chunks of", info.Inner)
	// Output: [4 6] in files of [2 6] with chunks of [1 3]
}

func ExampleStore_Update() {
	path, remove := scratch()
	defer remove()
	if err := zarr.Create(path, []int{8, 6}, ndarray.Int32, zarr.Chunks(2, 6)); err != nil {
		log.Fatal(err)
	}
	s, err := zarr.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	if err := s.Update(ctx, "", []int{4, 0}, counted()); err != nil { // rows 4 to 7
		log.Fatal(err)
	}
	got, err := s.Read(ctx, "", []int{3, 4}, []int{2, 2})
	if err != nil {
		log.Fatal(err)
	}
	values, err := ndarray.Values[int32](got)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(values)
	fmt.Println(s.Update(ctx, "", []int{1, 0}, counted()) != nil)
	// Output:
	// [0 0 4 5]
	// true
}

func ExampleUnsynced() {
	path, remove := scratch()
	defer remove()
	// Many small chunks that can be made again.
	fmt.Println(zarr.Save(context.Background(), path, counted(), zarr.Chunks(1, 1), zarr.Unsynced()))
	// Output: <nil>
}

func ExampleStore_Target() {
	path, remove := scratch()
	defer remove()
	ctx := context.Background()
	if err := zarr.Create(path, []int{8, 6}, ndarray.Float32, zarr.Chunks(4, 6)); err != nil {
		log.Fatal(err)
	}
	s, err := zarr.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	target, err := s.Target("")
	if err != nil {
		log.Fatal(err)
	}
	item := arrays.StoreItem{Array: counted(), Target: target, At: []int{4, 0}}
	if err := arrays.Store(ctx, []arrays.StoreItem{item}); err != nil {
		log.Fatal(err)
	}
	there, err := item.Reread()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(there.Shape(), there.DType(), there.Chunks())
	// Output: [4 6] float32 [[4] [6]]
}
