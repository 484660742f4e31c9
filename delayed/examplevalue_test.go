package delayed_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"strings"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// scale is registered before main, once, under a name that stays the same.
var scale = delayed.Func2("example.com/scale",
	func(_ context.Context, a *ndarray.Array, k float64) (*ndarray.Array, error) {
		factor, err := ndarray.FromSlice([]float64{k}, 1)
		if err != nil {
			return nil, err
		}
		return ndarray.Mul(a, factor)
	})

func ExampleFunc2() {
	block, err := ndarray.FromSlice([]float64{1, 2, 3}, 3)
	if err != nil {
		log.Fatal(err)
	}
	v := scale.Call(delayed.Of(block), delayed.Of(2.0)) // nothing has run
	got, err := v.Compute(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(v)
	fmt.Println(ndarray.Values[float64](got))
	// Output:
	// gloam.Value<scale, *ndarray.Array>
	// [2 4 6] <nil>
}

func ExampleOf() {
	v := delayed.Of("a value that is there already")
	got, err := v.Compute(context.Background())
	fmt.Println(got, err)
	// Output: a value that is there already <nil>
}

var answer = delayed.Func0("example.com/answer", func(context.Context) (int, error) { return 42, nil })

func ExampleFunc0() {
	// Calls of registered functions are pure: equal calls are one task. What
	// changes with time or is random is made unique.
	a, b := answer.Call(), answer.Call()
	fmt.Println(a.Name() == b.Name())
	now := answer.Unique()
	a, b = now.Call(), now.Call()
	fmt.Println(a.Name() == b.Name())
	// Output:
	// true
	// false
}

var shout = delayed.Func1("example.com/shout", func(_ context.Context, s string) (string, error) {
	return strings.ToUpper(s), nil
})

func ExampleFunc1() {
	fmt.Println(shout.Call(delayed.Of("now")).Compute(context.Background()))
	// Output: NOW <nil>
}

var clamp = delayed.Func3("example.com/clamp", func(_ context.Context, v, lo, hi float64) (float64, error) {
	if lo > hi {
		return 0, fmt.Errorf("limits %g and %g", lo, hi)
	}
	return min(max(v, lo), hi), nil
})

func ExampleFunc3() {
	v := clamp.Call(delayed.Of(7.0), delayed.Of(9.0), delayed.Of(1.0))
	_, err := v.Compute(context.Background())
	var failed *graph.TaskError
	fmt.Println(errors.As(err, &failed), failed.Op, failed.Err)
	// Output: true example.com/clamp limits 9 and 1
}

var area = delayed.Func4("example.com/area", func(_ context.Context, top, left, bottom, right int) (int, error) {
	return (bottom - top) * (right - left), nil
})

func ExampleFunc4() {
	fmt.Println(area.Call(delayed.Of(0), delayed.Of(0), delayed.Of(3), delayed.Of(5)).Compute(context.Background()))
	// Output: 15 <nil>
}

var path = delayed.Func5("example.com/path", func(_ context.Context, a, b, c, d, e string) (string, error) {
	return strings.Join([]string{a, b, c, d, e}, "/"), nil
})

func ExampleFunc5() {
	v := path.Call(delayed.Of("a"), delayed.Of("b"), delayed.Of("c"), delayed.Of("d"), delayed.Of("e"))
	fmt.Println(v.Compute(context.Background()))
	// Output: a/b/c/d/e <nil>
}

var sum = delayed.FuncN("example.com/sum", func(_ context.Context, all []float64) (float64, error) {
	s := 0.0
	for _, v := range all {
		s += v
	}
	return s, nil
})

func ExampleFuncN() {
	total := sum.Call(delayed.Of(1.5), clamp.Call(delayed.Of(7.0), delayed.Of(0.0), delayed.Of(2.0)), delayed.Of(3.0))
	fmt.Println(total.Compute(context.Background()))
	// Output: 6.5 <nil>
}

func ExampleLocal1() {
	seen := map[string]bool{"b": true}
	isNew := delayed.Local1(func(_ context.Context, s string) (bool, error) { return !seen[s], nil })
	fmt.Println(isNew.Call(delayed.Of("a")).Compute(context.Background()))
	// Output: true <nil>
}

var quotient = delayed.Func2x2("example.com/quotient", func(_ context.Context, a, b int) (int, int, error) {
	if b == 0 {
		return 0, 0, errors.New("division by zero")
	}
	return a / b, a % b, nil
})

func ExampleFunc2x2() {
	q, r := delayed.Split2(quotient.Call(delayed.Of(17), delayed.Of(5)))
	got, err := scheduler.Compute(context.Background(), []graph.Collection{q, r}) // one call for both
	fmt.Println(got, err)
	// Output: [3 2] <nil>
}

var extent = delayed.Func1x2("example.com/extent", func(_ context.Context, v []float64) (lo, hi float64, err error) {
	if len(v) == 0 {
		return 0, 0, errors.New("no values")
	}
	lo, hi = v[0], v[0]
	for _, x := range v[1:] {
		lo, hi = min(lo, x), max(hi, x)
	}
	return lo, hi, nil
})

func ExampleFunc1x2() {
	_, hi := delayed.Split2(extent.Call(delayed.Of([]float64{3, 1, 2})))
	fmt.Println(hi.Compute(context.Background()))
	// Output: 3 <nil>
}

var parse = delayed.Func1("example.com/parse", func(_ context.Context, s string) (t delayed.Tuple3[string, int, bool], err error) {
	_, err = fmt.Sscanf(s, "%s %d %t", &t.First, &t.Second, &t.Third)
	return t, err
})

func ExampleSplit3() {
	name, count, _ := delayed.Split3(parse.Call(delayed.Of("scan 4 true")))
	got, err := scheduler.Compute(context.Background(), []graph.Collection{name, count})
	fmt.Println(got, err)
	// Output: [scan 4] <nil>
}

// Spot is registered, so that values of its type can leave the process.
type Spot struct{ Y, X float64 }

var _ = graph.RegisterValue("example.com/spot",
	func(s Spot) ([]byte, error) { return json.Marshal(s) },
	func(b []byte) (s Spot, err error) { return s, json.Unmarshal(b, &s) })

var spotX = delayed.Getter("example.com/spot/x", func(s Spot) float64 { return s.X })

func ExampleGetter() {
	v := delayed.Of(Spot{Y: 1, X: 2})
	fmt.Println(spotX.Call(v).Compute(context.Background()))
	// Output: 2 <nil>
}

func ExampleField() {
	v := delayed.Of(Spot{Y: 1, X: 2})
	y := delayed.Field(v, func(s Spot) float64 { return s.Y })
	fmt.Println(y.Compute(context.Background()))
	// Output: 1 <nil>
}

func ExampleList() {
	words := delayed.List(shout.Call(delayed.Of("one")), delayed.Of("two"))
	fmt.Println(words.Compute(context.Background()))
	// Output: [ONE two] <nil>
}

func ExampleMap() {
	m := delayed.Map(map[string]*delayed.Value[int]{"answer": answer.Call(), "one": delayed.Of(1)})
	fmt.Println(m.Compute(context.Background()))
	// Output: map[answer:42 one:1] <nil>
}

func ExampleForEach() {
	lengths := delayed.Local1(func(_ context.Context, s string) (int, error) { return len(s), nil })
	values := delayed.ForEach([]string{"a", "bb", "ccc"}, lengths)
	fmt.Println(values[2].Compute(context.Background()))
	// Output: 3 <nil>
}

func ExampleMapSlice() {
	fmt.Println(delayed.MapSlice([]string{"left", "right"}, shout).Compute(context.Background()))
	// Output: [LEFT RIGHT] <nil>
}

func ExampleToArray() {
	block, err := ndarray.FromSlice([]float64{1, 2, 3}, 3)
	if err != nil {
		log.Fatal(err)
	}
	a, err := delayed.ToArray(scale.Call(delayed.Of(block), delayed.Of(10.0)), []int{3}, ndarray.Float64)
	if err != nil {
		log.Fatal(err)
	}
	twice, err := arrays.Concatenate([]*arrays.Array{a, a}, 0)
	if err != nil {
		log.Fatal(err)
	}
	got, err := twice.Compute(context.Background())
	fmt.Println(twice.Shape(), twice.NumBlocks(), err)
	fmt.Println(ndarray.Values[float64](got))
	// Output:
	// [6] [2] <nil>
	// [10 20 30 10 20 30] <nil>
}

func ExampleFromArray() {
	a, err := arrays.Full([]int{4}, 0.5, ndarray.Float64, arrays.Explicit([][]int{{2, 2}}))
	if err != nil {
		log.Fatal(err)
	}
	v := scale.Call(delayed.FromArray(a), delayed.Of(4.0)) // the whole array is one argument
	got, err := v.Compute(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(ndarray.Values[float64](got))
	// Output: [2 2 2 2] <nil>
}

// settings is not registered with graph.RegisterValue.
type settings struct{ Gain float64 }

var gain = delayed.Func1("example.com/gain", func(_ context.Context, s settings) (float64, error) { return s.Gain, nil })

func ExampleValue_Err() {
	v := gain.Call(delayed.Of(settings{2}))
	fmt.Println(v.Err())
	// Output: delayed: argument 1 of example.com/gain: values of type delayed_test.settings cannot travel: register the type with graph.RegisterValue, or make the function with delayed.Local (asked for at delayed/examplevalue_test.go:261)
}
