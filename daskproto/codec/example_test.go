package codec_test

import (
	"errors"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto/codec"
	"github.com/gloam-go/gloam/daskproto/pickle"
)

// An array becomes a payload that Python reads as a numpy.ndarray, and back.
func Example() {
	a, err := ndarray.FromSlice([]float32{1, 2, 3, 4}, 2, 2)
	if err != nil {
		panic(err)
	}
	s, err := codec.Encode(a)
	if err != nil {
		panic(err)
	}
	fmt.Println(s.Family(), s.Size())
	v, err := codec.Decode(s)
	if err != nil {
		panic(err)
	}
	fmt.Println(v)
	// Output:
	// dask 16
	// [[1. 2.]
	//  [3. 4.]]
}

// Arguments of tasks are values of package pickle.
func ExampleToPickle() {
	v, err := codec.ToPickle([]any{1, "two", 2i})
	if err != nil {
		panic(err)
	}
	fmt.Println(pickle.Format(v))
	back, err := codec.FromPickle(v)
	if err != nil {
		panic(err)
	}
	fmt.Println(back)
	// Output:
	// [1, 'two', builtins.complex(0.0, 2.0)]
	// [1 two (0+2i)]
}

// A Python user sees a Go error as a RuntimeError.
func ExampleEncodeFailure() {
	f := codec.EncodeFailure(errors.New("scale: no input"))
	fmt.Println(f.ExceptionText)
	fmt.Println(codec.DecodeFailure(f))
	// Output:
	// RuntimeError("scale: no input")
	// RuntimeError: scale: no input
}
