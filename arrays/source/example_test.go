package source_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
)

// Make a small scan, write it and read it back frame by frame.
func Example() {
	dir, err := os.MkdirTemp("", "scan")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	ctx, path := context.Background(), filepath.Join(dir, "scan.npy")
	scan := source.Synthetic{NY: 4, NX: 4, KY: 32, KX: 32, Seed: 1, Dose: 64}
	if err := source.Export(ctx, scan, path); err != nil {
		log.Fatal(err)
	}

	s, err := source.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	info := s.Info()
	fmt.Println(info.Format, info.Shape, info.DType, info.Stored)
	frames, err := s.Open(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer frames.Close()
	tile, err := frames.Read(ctx, 5, 2)
	if err != nil {
		log.Fatal(err)
	}
	err = arrays.GuardMapped(func() error {
		v, err := tile.Float(0, 16, 16)
		fmt.Println(tile.Shape(), v)
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// npy [4 4 32 32] uint16 16
	// [2 32 32] 45
}

// A headerless file needs a dtype and the shape of a frame.
func ExampleOpen() {
	file, err := os.CreateTemp("", "*.raw")
	if err != nil {
		log.Fatal(err)
	}
	defer os.Remove(file.Name())
	if _, err := file.Write(make([]byte, 1024+6*8*8*4)); err != nil {
		log.Fatal(err)
	}
	file.Close()

	_, err = source.Open(file.Name())
	var missing *source.MissingOptionsError
	fmt.Println(errors.As(err, &missing), missing.Options)

	s, err := source.Open(file.Name(), source.DType(ndarray.Float32), source.SigShape(8, 8), source.NavShape(2, 3), source.Offset(1024))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.Info().Shape, s.Info().DType)
	// Output:
	// true [DType SigShape]
	// [2 3 8 8] float32
}

// Mistakes are found without reading a frame, and name both values.
func ExampleNewRaw() {
	file, err := os.CreateTemp("", "*.raw")
	if err != nil {
		log.Fatal(err)
	}
	defer os.Remove(file.Name())
	if _, err := file.Write(make([]byte, 500*8*8)); err != nil {
		log.Fatal(err)
	}
	file.Close()

	_, err = source.NewRaw(source.Raw{Path: file.Name(), Dims: []int{32, 32, 8, 8}, Type: ndarray.Uint8})
	var count *source.FrameCountError
	fmt.Println(errors.As(err, &count), count)
	// Output:
	// true scan shape (32, 32) needs 1024 frames, 500 are stored
}

func ExampleFormats() {
	for _, f := range source.Formats() {
		fmt.Printf("%s %v: %s\n", f.Name, f.Extensions, f.Description)
	}
	// Output:
	// raw [raw bin dat]: headerless file of equally spaced frames
	// npy [npy]: NumPy array
	// npz [npz]: NumPy archive, stored or compressed
	// mib [mib hdr]: Merlin/Medipix acquisition, one or several files
	// blo [blo]: NanoMEGAS block file
	// mrc [mrc map mrcs]: MRC images, stack or volume
	// dm [dm3 dm4]: DigitalMicrograph image, stack, spectra or scan
	// seq [seq]: StreamPix sequence
	// tvips [tvips]: TVIPS series, one or several files
	// ser [ser]: TIA series of images or spectra
	// tiff [tif tiff]: TIFF stack without compression
	// empad [xml]: EMPAD acquisition: .xml and .raw
	// raw_csr [toml]: sparse frames as compressed rows: .toml and three headerless files
	// zarr [zarr zspy]: Zarr array of version 2 or 3, a folder or a zip file
	// hdf5 [h5 hdf5 nxs emd hspy]: HDF5 dataset, also of HyperSpy, EMD, NeXus, Dectris and fpd
}

func ExampleMemory() {
	data, err := ndarray.FromSlice([]float32{1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2)
	if err != nil {
		log.Fatal(err)
	}
	frames, err := source.Memory{Data: data}.Open(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	defer frames.Close()
	frame, err := frames.Read(context.Background(), 1, 1)
	if err != nil {
		log.Fatal(err)
	}
	values, err := ndarray.Values[float32](frame)
	fmt.Println(frame.Shape(), values, err)
	// Output:
	// [1 2 2] [5 6 7 8] <nil>
}

func ExampleSynthetic() {
	frames, err := source.Synthetic{NY: 8, NX: 8, KY: 32, KX: 32, Seed: 1, Dose: 64}.Open(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	defer frames.Close()
	frame, err := frames.Read(context.Background(), 0, 1)
	if err != nil {
		log.Fatal(err)
	}
	counts, err := ndarray.Values[uint16](frame)
	fmt.Println(counts[16*32+8:][:16], err) // through the direct beam
	// Output:
	// [1 2 0 0 1 3 42 39 28 43 49 45 1 1 2 0] <nil>
}

func ExampleExport() {
	dir, err := os.MkdirTemp("", "scan")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "scan.raw")
	scan := source.Synthetic{NY: 2, NX: 3, KY: 16, KX: 16, Seed: 1, Dose: 64}
	err = source.Export(context.Background(), scan, path, source.ExportProgress(func(done, total int) {
		fmt.Println(done, "of", total)
	}))
	if err != nil {
		log.Fatal(err)
	}
	st, err := os.Stat(path)
	fmt.Println(st.Size(), err)
	// Output:
	// 6 of 6
	// 3072 <nil>
}
