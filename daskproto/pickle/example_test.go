package pickle_test

import (
	"errors"
	"fmt"

	"github.com/gloam-go/gloam/daskproto/pickle"
)

// A task for a Go worker is written and read back.
func Example() {
	fn := pickle.MethodCaller("go:example.com/count", nil, nil)
	data, err := pickle.Encode(pickle.Tuple{fn, "('scan-1f9c', 0)", 12})
	if err != nil {
		fmt.Println(err)
		return
	}
	v, err := pickle.Decode(data, nil, pickle.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	task := v.(pickle.Tuple)
	call, err := pickle.AsMethodCall(task[0])
	fmt.Println(call.Name, task[1:], err)
	// Output: go:example.com/count [('scan-1f9c', 0) 12] <nil>
}

func ExampleDecode() {
	data := []byte("\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x08rm -rf /\x85R.")
	v, err := pickle.Decode(data, nil, pickle.Limits{})
	fmt.Println(pickle.Format(v), err)
	_, err = pickle.Decode(data[:12], nil, pickle.Limits{})
	fmt.Println(err)
	// Output:
	// os.system('rm -rf /') <nil>
	// pickle: offset 6: SHORT_BINUNICODE: unexpected end of input: 6 bytes wanted, 4 left
}

func ExampleEncode() {
	data, err := pickle.Encode(pickle.RuntimeError("x"))
	fmt.Printf("%q %v\n", data, err)
	// Output: "\x80\x04\x8c\bbuiltins\x8c\fRuntimeError\x93\x8c\x01x\x85R." <nil>
}

func ExampleAppend() {
	data, err := pickle.Append([]byte("frame: "), nil)
	fmt.Printf("%q %v\n", data, err)
	// Output: "frame: \x80\x04N." <nil>
}

func ExampleEncodeOutOfBand() {
	block := pickle.Buffer{Data: make([]byte, 1<<20)}
	data, buffers, err := pickle.EncodeOutOfBand(pickle.Tuple{"frame", block})
	fmt.Println(len(data), len(buffers), len(buffers[0].Data), err)
	// Output: 12 1 1048576 <nil>
}

func ExampleCall() {
	fmt.Println(pickle.Format(pickle.Call("numpy", "arange", 0, 10)))
	// Output: numpy.arange(0, 10)
}

func ExampleFunc() {
	fmt.Println(pickle.Func("operator", "add"))
	// Output: operator.add
}

func ExampleCalls() {
	args, ok := pickle.Calls(pickle.Call("_operator", "add", 1, 2), "operator", "add")
	fmt.Println(args, ok)
	// Output: [1 2] true
}

func ExampleDict() {
	d := pickle.NewDict(pickle.Item{Key: "a", Value: 1})
	d.Set(pickle.Tuple{"x", 0}, "tuple")
	v, ok := d.Get(pickle.Tuple{"x", 0})
	fmt.Println(v, ok, d.Len())
	// Output: tuple true 2
}

func ExampleEqual() {
	a := pickle.NewDict(pickle.Item{Key: 1, Value: "a"}, pickle.Item{Key: 2, Value: "b"})
	b := pickle.NewDict(pickle.Item{Key: 2, Value: "b"}, pickle.Item{Key: 1, Value: "a"})
	fmt.Println(pickle.Equal(a, b), pickle.Equal(1, 1.0))
	// Output: true false
}

func ExampleFormat() {
	fmt.Println(pickle.Format(pickle.Tuple{nil, true, 1.0, "it's", []byte("b"), pickle.NewSet(1)}))
	// Output: (None, True, 1.0, "it's", b'b', {1})
}

func ExampleAsArray() {
	a, err := pickle.AsArray(pickle.NDArray([]int{2, 3}, "<u2", make([]byte, 12)))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(a.DType, a.Shape, len(a.Data))
	_, err = pickle.AsArray("text")
	fmt.Println(errors.Is(err, pickle.ErrMismatch), err)
	// Output:
	// <u2 [2 3] 12
	// true pickle: value of another shape: got str, want numpy.ndarray
}

func ExampleAsException() {
	e, err := pickle.AsException(pickle.Call("builtins", "ZeroDivisionError", "division by zero"))
	fmt.Println(e, err)
	// Output: ZeroDivisionError: division by zero <nil>
}

func ExampleAsScalar() {
	s, err := pickle.AsScalar(pickle.NumpyFloat64(1.5))
	fmt.Println(s.DType, s.Data, err)
	// Output: <f8 [0 0 0 0 0 0 248 63] <nil>
}

func ExampleAsDType() {
	d, err := pickle.AsDType(pickle.NumpyDType(">i2"))
	fmt.Println(d, d.ItemSize, err)
	// Output: >i2 2 <nil>
}

// A large dict is written entry by entry; what recurs is written once.
func ExampleWriter() {
	w := pickle.NewWriter(nil)
	var add pickle.Memo
	w.Dict(3, func(i int) {
		w.Text(fmt.Sprintf("x-%d", i))
		w.Tuple(func() {
			if i == 0 {
				w.Value(pickle.Func("operator", "add"))
				add = w.Remember()
			} else {
				w.Again(add)
			}
			w.Value(i)
			w.Value(0.5)
		})
	})
	data, err := w.Bytes()
	if err != nil {
		fmt.Println(err)
		return
	}
	v, err := pickle.Decode(data, nil, pickle.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(pickle.Format(v))
	// Output: {'x-0': (operator.add, 0, 0.5), 'x-1': (operator.add, 1, 0.5), 'x-2': (operator.add, 2, 0.5)}
}
