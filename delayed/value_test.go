package delayed_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

type peak struct{ X, Y float64 }

var _ = graph.RegisterValue("delayed_test/peak",
	func(p peak) ([]byte, error) { return json.Marshal(p) },
	func(b []byte) (p peak, err error) { return p, json.Unmarshal(b, &p) })

type private struct{ n int }

type celsius float64

type tree []tree

var (
	countedCalls atomic.Int64
	counted      = delayed.Func1("delayed_test/counted", func(_ context.Context, n int) (int, error) {
		countedCalls.Add(1)
		return n + 1, nil
	})
	zeroArgs = delayed.Func0("delayed_test/zero", func(context.Context) (int, error) { return 1, nil })
	add2     = delayed.Func2("delayed_test/add2", func(_ context.Context, a, b int) (int, error) { return a + b, nil })
	add3     = delayed.Func3("delayed_test/add3", func(_ context.Context, a, b, c int) (int, error) { return a + b + c, nil })
	add4     = delayed.Func4("delayed_test/add4", func(_ context.Context, a, b, c, d int) (int, error) { return a + b + c + d, nil })
	add5     = delayed.Func5("delayed_test/add5", func(_ context.Context, a, b, c, d, e int) (int, error) { return a + b + c + d + e, nil })
	addAll   = delayed.FuncN("delayed_test/addall", func(_ context.Context, all []int) (sum int, _ error) {
		for _, n := range all {
			sum += n
		}
		return sum, nil
	})
	takesPrivate  = delayed.Func1("delayed_test/takesprivate", func(_ context.Context, p private) (int, error) { return p.n, nil })
	returnPrivate = delayed.Func1("delayed_test/returnsprivate", func(_ context.Context, n int) (private, error) { return private{n}, nil })
	takesAny      = delayed.Func1("delayed_test/takesany", func(_ context.Context, v any) (string, error) { return fmt.Sprint(v), nil })
	minMax        = delayed.Func1x2("delayed_test/minmax", func(_ context.Context, v []float64) (float64, float64, error) {
		lo, hi := math.Inf(1), math.Inf(-1)
		for _, x := range v {
			lo, hi = min(lo, x), max(hi, x)
		}
		return lo, hi, nil
	})
	divmod = delayed.Func2x2("delayed_test/divmod", func(_ context.Context, a, b int) (int, int, error) {
		if b == 0 {
			return 0, 0, errors.New("division by zero")
		}
		return a / b, a % b, nil
	})
	three = delayed.Func1("delayed_test/three", func(_ context.Context, n int) (delayed.Tuple3[int, string, peak], error) {
		return delayed.Tuple3[int, string, peak]{n, fmt.Sprint(n), peak{float64(n), 0}}, nil
	})
	peakX = delayed.Getter("delayed_test/peak/x", func(p peak) float64 { return p.X })
)

// everywhere computes a value on each executor and expects one result.
func everywhere[T any](t require.TestingT, v *delayed.Value[T]) T {
	want, err := v.Compute(context.Background(), scheduler.On(scheduler.Sync{}))
	require.NoError(t, err)
	for _, workers := range []int{1, 3} {
		got, err := v.Compute(context.Background(), scheduler.On(scheduler.NewLocal(scheduler.Workers(workers))))
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	return want
}

func TestCallsOfEachArity(t *testing.T) {
	one := delayed.Of(1)
	require.Equal(t, 1, everywhere(t, zeroArgs.Call()))
	require.Equal(t, 2, everywhere(t, counted.Call(one)))
	require.Equal(t, 2, everywhere(t, add2.Call(one, one)))
	require.Equal(t, 3, everywhere(t, add3.Call(one, one, one)))
	require.Equal(t, 4, everywhere(t, add4.Call(one, one, one, one)))
	require.Equal(t, 5, everywhere(t, add5.Call(one, one, one, one, one)))
	require.Equal(t, 6, everywhere(t, addAll.Call(one, one, one, one, add2.Call(one, one))))
	require.Equal(t, 0, everywhere(t, addAll.Call()))
}

// made are the functions that tests register: a name can be taken only once,
// however often a test runs.
var made = map[string]any{}

func once[A, R any](name string, fn func(context.Context, A) (R, error)) *delayed.Function1[A, R] {
	if made[name] == nil {
		made[name] = delayed.Func1(name, fn)
	}
	return made[name].(*delayed.Function1[A, R])
}

func identity[T any](t *testing.T, name string, v T) {
	t.Helper()
	f := once("delayed_test/identity/"+name, func(_ context.Context, v T) (T, error) { return v, nil })
	require.Equal(t, v, everywhere(t, delayed.Of(v)), name)
	require.Equal(t, v, everywhere(t, f.Call(f.Call(delayed.Of(v)))), name)
}

func TestValuesOfTypesThatTravelComeBackAsTheyWere(t *testing.T) {
	a := ndarray.New(ndarray.Uint16, 2, 3)
	identity(t, "bool", true)
	identity(t, "int8", int8(-3))
	identity(t, "uint8", uint8(200))
	identity(t, "uint64", uint64(math.MaxUint64))
	identity(t, "int64", int64(math.MinInt64))
	identity(t, "float32", float32(1.1))
	identity(t, "complex64", complex64(1+2i))
	identity(t, "named", celsius(21.5))
	identity(t, "duration", time.Second)
	identity(t, "string", "text")
	identity(t, "bytes", []byte{1, 2})
	identity(t, "ints", []int{1, 2})
	identity(t, "float64s", []float64{1, math.Pi})
	identity(t, "nofloats", []float64(nil))
	identity(t, "uint32s", []uint32{1, 2})
	identity(t, "strings", []string{"a", ""})
	identity(t, "celsiuses", []celsius{1, 2})
	identity(t, "nested", [][]float64{{1}, {2, 3}})
	identity(t, "map", map[string][]int{"a": {1}, "b": nil})
	identity(t, "array", a)
	identity(t, "arrays", []*ndarray.Array{a, nil})
	identity(t, "registered", peak{1, 2})
	identity(t, "registereds", []peak{{1, 2}, {3, 4}})
	identity(t, "nothing", struct{}{})
	identity(t, "tree", tree{tree{}, tree{tree{}}})
	identity(t, "any", any("x"))
	identity(t, "tuple", delayed.Tuple2[int, []float32]{1, []float32{2}})
	identity(t, "tuples", []delayed.Tuple2[int, string]{{1, "a"}})
}

func TestEqualPureCallsRunOnce(t *testing.T) {
	countedCalls.Store(0)
	a, b := counted.Call(delayed.Of(5)), counted.Call(delayed.Of(5))
	require.Equal(t, a.Name(), b.Name())
	require.NotEqual(t, a.Name(), counted.Call(delayed.Of(6)).Name())
	got, err := scheduler.Compute(t.Context(), []graph.Collection{a, b, add2.Call(a, b)})
	require.NoError(t, err)
	require.Equal(t, []any{6, 6, 12}, got)
	require.EqualValues(t, 1, countedCalls.Load())
}

func TestUniqueCallsRunEachTime(t *testing.T) {
	countedCalls.Store(0)
	f := counted.Unique()
	a, b := f.Call(delayed.Of(5)), f.Call(delayed.Of(5))
	require.NotEqual(t, a.Name(), b.Name())
	_, err := scheduler.Compute(t.Context(), []graph.Collection{a, b})
	require.NoError(t, err)
	require.EqualValues(t, 2, countedCalls.Load())
	require.Equal(t, f.Pure().Call(delayed.Of(5)).Name(), counted.Call(delayed.Of(5)).Name())
}

func TestNamesTellTypesAndValuesApart(t *testing.T) {
	names := map[string]bool{}
	for _, v := range []interface{ Name() string }{
		delayed.Of(1), delayed.Of(1.0), delayed.Of("1"), delayed.Of([]byte("1")), delayed.Of([]int{1}), delayed.Of(true),
		delayed.Of([]string{"a", "b"}), delayed.Of([]string{"ab", ""}), delayed.Of(map[string]int{"a": 1}),
		delayed.Of([]float64{1}), delayed.Of([]float32{1}), delayed.Of(ndarray.New(ndarray.Uint8, 2)), delayed.Of(ndarray.New(ndarray.Uint8, 1, 2)),
		delayed.Of(peak{1, 2}), delayed.Of(peak{2, 1}), delayed.Of([]*ndarray.Array{nil}), delayed.Of([]*ndarray.Array{nil, nil}),
	} {
		require.False(t, names[v.Name()], v.Name())
		names[v.Name()] = true
	}
}

func TestLocalFunctionsTakeClosuresAndAnyType(t *testing.T) {
	factor := 3
	wrap := delayed.Local1(func(_ context.Context, n int) (private, error) { return private{n * factor}, nil })
	open := delayed.Local1(func(_ context.Context, p private) (int, error) { return p.n, nil })
	require.Equal(t, 12, everywhere(t, open.Call(wrap.Call(delayed.Of(4)))))
	require.Equal(t, 9, everywhere(t, open.Call(delayed.Of(private{9}))))
	require.NotEqual(t, wrap.Call(delayed.Of(4)).Name(), wrap.Call(delayed.Of(4)).Name())
	require.Equal(t, wrap.Pure().Call(delayed.Of(4)).Name(), wrap.Pure().Call(delayed.Of(4)).Name())
	require.Equal(t, []private{{3}, {6}}, everywhere(t, delayed.MapSlice([]int{1, 2}, wrap)))
	op := wrap.Call(delayed.Of(4)).Layer().Op()
	require.True(t, op.InProcess())
	require.Contains(t, op.Name(), "TestLocalFunctionsTakeClosuresAndAnyType")
	require.Contains(t, op.Site(), "value_test.go")
	require.Regexp(t, `^value_test-\d+$`, wrap.Call(delayed.Of(4)).Layer().Label())

	first, second := delayed.Split2(delayed.Local0(func(context.Context) (delayed.Tuple2[private, int], error) {
		return delayed.Tuple2[private, int]{private{1}, 2}, nil
	}).Call())
	require.Equal(t, private{1}, everywhere(t, first))
	require.Equal(t, 2, everywhere(t, second))
	sum := delayed.LocalN(func(_ context.Context, all []private) (int, error) { return len(all) + factor, nil })
	require.Equal(t, 5, everywhere(t, sum.Call(first, first)))
}

func TestWhatCannotTravelFailsAtTheCall(t *testing.T) {
	var e *delayed.TravelError
	for name, err := range map[string]error{
		"argument 1 of delayed_test/takesprivate: values of type delayed_test.private": takesPrivate.Call(delayed.Of(private{1})).Err(),
		"result of delayed_test/returnsprivate: values of type delayed_test.private":   returnPrivate.Call(delayed.Of(1)).Err(),
		"argument 1 of delayed_test/takesany: values of type delayed_test.private":     takesAny.Call(delayed.Of[any](private{1})).Err(),
		"item 1: values of type delayed_test.private":                                  delayed.MapSlice([]any{1, private{1}}, takesAny).Err(),
	} {
		require.ErrorAs(t, err, &e, name)
		require.ErrorContains(t, err, name)
		require.ErrorContains(t, err, "graph.RegisterValue")
	}
	objects, err := ndarray.FromObjects([]any{1}, 1)
	require.NoError(t, err)
	f := once("delayed_test/takesarray", func(_ context.Context, a *ndarray.Array) (int, error) { return a.Size(), nil })
	require.ErrorContains(t, f.Call(delayed.Of(objects)).Err(), "its elements are Go objects")
}

func TestErrorsAreKnownBeforeAnythingRuns(t *testing.T) {
	countedCalls.Store(0)
	bad := takesPrivate.Call(delayed.Of(private{1}))
	after := counted.Call(bad)
	require.ErrorIs(t, after.Err(), bad.Err())
	_, err := after.Compute(t.Context())
	require.ErrorIs(t, err, bad.Err())
	_, err = scheduler.Compute(t.Context(), []graph.Collection{counted.Call(delayed.Of(1)), after})
	require.ErrorContains(t, err, bad.Err().Error())
	require.Zero(t, countedCalls.Load())
	require.ErrorIs(t, delayed.List(counted.Call(delayed.Of(1)), bad).Err(), bad.Err())
	require.Contains(t, after.String(), "cannot travel")
	require.Equal(t, "gloam.Value<counted, int>", counted.Call(delayed.Of(1)).String())
	require.ErrorContains(t, counted.Call(nil).Err(), "nil Value")
	require.ErrorContains(t, new(delayed.Value[int]).Err(), "nil Value")
	require.ErrorContains(t, new(delayed.Function1[int, int]).Call(delayed.Of(1)).Err(), "no Func or Local has made")
	require.ErrorContains(t, once[int, int]("delayed_test/nil", nil).Call(delayed.Of(1)).Err(), "nil function")
	require.ErrorContains(t, delayed.Local0[int](nil).Call().Err(), "nil function")
	require.ErrorContains(t, delayed.Field[peak, int](delayed.Of(peak{}), nil).Err(), "nil function")
	require.ErrorContains(t, delayed.MapSlice[int, int]([]int{1}, nil).Err(), "nil function")
	require.ErrorContains(t, delayed.FromArray(nil).Err(), "nil array")
	_, err = delayed.ToArray(nil, []int{1}, ndarray.Float32)
	require.ErrorContains(t, err, "nil Value")
}

func TestRegisteringANameTwicePanicsWithBothLines(t *testing.T) {
	op, ok := graph.Lookup("delayed_test/counted")
	require.True(t, ok)
	defer func() {
		text, _ := recover().(string)
		require.Contains(t, text, "registered at "+op.Site()+" and again at delayed/value_test.go:")
	}()
	delayed.Func1("delayed_test/counted", func(context.Context, int) (int, error) { return 0, nil })
}

func TestFailingCallsNameTheFunctionAndTheLine(t *testing.T) {
	q, _ := delayed.Split2(divmod.Call(delayed.Of(1), delayed.Of(0)))
	_, err := q.Compute(t.Context())
	var failed *graph.TaskError
	require.ErrorAs(t, err, &failed)
	require.Equal(t, "delayed_test/divmod", failed.Op)
	require.Contains(t, failed.Site, "value_test.go")
	require.EqualError(t, failed.Err, "division by zero")
}

func TestSeveralResultsRunOnce(t *testing.T) {
	lo, hi := delayed.Split2(minMax.Call(delayed.Of([]float64{2, 1, 3})))
	require.InDelta(t, 1, everywhere(t, lo), 0)
	require.InDelta(t, 3, everywhere(t, hi), 0)
	q, r := delayed.Split2(divmod.Call(delayed.Of(17), delayed.Of(5)))
	require.Equal(t, 5, everywhere(t, add2.Call(q, r)))
	n, s, p := delayed.Split3(three.Call(delayed.Of(4)))
	require.Equal(t, 4, everywhere(t, n))
	require.Equal(t, "4", everywhere(t, s))
	require.InDelta(t, 4, everywhere(t, peakX.Call(p)), 0)
	require.InDelta(t, 0, everywhere(t, delayed.Field(p, func(p peak) float64 { return p.Y })), 0)
	require.False(t, peakX.Call(p).Layer().Op().InProcess())
}

func TestContainersOfLazyValues(t *testing.T) {
	l := delayed.List(delayed.Of(1), counted.Call(delayed.Of(1)))
	require.Equal(t, []int{1, 2}, everywhere(t, l))
	require.Empty(t, everywhere(t, delayed.List[int]()))
	m := delayed.Map(map[string]*delayed.Value[float64]{"b": delayed.Of(2.0), "a": delayed.Of(1.0)})
	require.Equal(t, map[string]float64{"a": 1, "b": 2}, everywhere(t, m))
	require.Equal(t, m.Name(), delayed.Map(map[string]*delayed.Value[float64]{"a": delayed.Of(1.0), "b": delayed.Of(2.0)}).Name())
	total := delayed.Local1(func(_ context.Context, v []int) (int, error) { return len(v), nil })
	require.Equal(t, 2, everywhere(t, total.Call(l)))
	lo, _ := delayed.Split2(minMax.Call(delayed.List(delayed.Of(2.5), delayed.Of(1.5))))
	require.InDelta(t, 1.5, everywhere(t, lo), 0)
	_, err := scheduler.Compute(t.Context(), []graph.Collection{delayed.List(delayed.Of(peak{1, 2}), delayed.Of(peak{3, 4}))})
	require.NoError(t, err)
}

func TestForEachIsOneLayer(t *testing.T) {
	vs := delayed.ForEach([]int{1, 2, 3}, counted)
	require.Len(t, vs, 3)
	require.Same(t, vs[0].Layer(), vs[2].Layer())
	require.Equal(t, 4, everywhere(t, vs[2]))
	require.Equal(t, 7, everywhere(t, add2.Call(vs[1], vs[2])))
	require.Equal(t, []int{2, 3, 4}, everywhere(t, delayed.MapSlice([]int{1, 2, 3}, counted)))
	require.Equal(t, vs[0].Name(), delayed.ForEach([]int{1, 2, 3}, counted)[0].Name())
	require.Empty(t, delayed.ForEach(nil, counted))
	xs := delayed.MapSlice([]peak{{1, 2}, {3, 4}}, peakX)
	require.Equal(t, []float64{1, 3}, everywhere(t, xs))
}

func TestALargeLiteralIsOneDatum(t *testing.T) {
	big := delayed.Of(ndarray.New(ndarray.Float64, 1000))
	size := once("delayed_test/size", func(_ context.Context, a *ndarray.Array) (int, error) { return a.Size(), nil })
	a := size.Call(big)
	require.Equal(t, []*graph.Layer{big.Layer()}, a.Layer().Deps())
	require.True(t, big.Layer().IsData())
	require.Empty(t, counted.Call(delayed.Of(3)).Layer().Deps())
	p, err := graph.Expand([]graph.Collection{a, delayed.FromArray(must(delayed.ToArray(big, []int{1000}, ndarray.Float64)))})
	require.NoError(t, err)
	require.Equal(t, 3, p.Len())
}

func TestArraysFromValuesAndBack(t *testing.T) {
	block := must(ndarray.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 2, 3))
	double := once("delayed_test/double", func(_ context.Context, a *ndarray.Array) (*ndarray.Array, error) {
		return ndarray.Add(a, a)
	})
	a := must(delayed.ToArray(double.Call(delayed.Of(block)), []int{2, 3}, ndarray.Float64))
	both := must(arrays.Concatenate([]*arrays.Array{a, a}, 0))
	v := delayed.FromArray(both)
	got := everywhere(t, double.Call(v))
	require.Equal(t, []int{4, 3}, got.Shape())
	require.Equal(t, []float64{4, 8, 12, 16, 20, 24, 4, 8, 12, 16, 20, 24}, floats(got))
	require.Same(t, a.Layer(), delayed.FromArray(a).Layer())
	scalar := must(delayed.ToArray(delayed.Of(must(ndarray.FromSlice([]int32{7}, 1))), []int{1}, ndarray.Int32))
	require.Equal(t, 7.0, floats(must(scalar.Compute(t.Context())))[0])

	wrong := must(delayed.ToArray(delayed.Of(block), []int{3, 2}, ndarray.Float64))
	_, err := wrong.Compute(t.Context())
	var mismatch *arrays.BlockError
	require.ErrorAs(t, err, &mismatch)
	require.Equal(t, []int{2, 3}, mismatch.GotShape)
}

func TestTreesOfCallsEqualPlainGo(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		values, want := []*delayed.Value[int]{}, []int{}
		for range rapid.IntRange(1, 6).Draw(rt, "leaves") {
			n := rapid.IntRange(-100, 100).Draw(rt, "leaf")
			values, want = append(values, delayed.Of(n)), append(want, n)
		}
		pickOne := func() int { return rapid.IntRange(0, len(values)-1).Draw(rt, "from") }
		for range rapid.IntRange(0, 12).Draw(rt, "calls") {
			a, b, c := pickOne(), pickOne(), pickOne()
			var v *delayed.Value[int]
			var n int
			switch rapid.IntRange(0, 4).Draw(rt, "call") {
			case 0:
				v, n = add2.Call(values[a], values[b]), want[a]+want[b]
			case 1:
				v, n = addAll.Call(values...), 0
				for _, w := range want {
					n += w
				}
			case 2:
				v, n = add3.Call(values[a], values[b], values[c]), want[a]+want[b]+want[c]
			case 3:
				q, r := delayed.Split2(divmod.Call(values[a], delayed.Of(7)))
				v, n = add2.Call(q, r), want[a]/7+want[a]%7
			case 4:
				total := delayed.Local1(func(_ context.Context, m map[string]int) (int, error) { return m["a"] - m["b"], nil })
				v, n = total.Call(delayed.Map(map[string]*delayed.Value[int]{"a": values[a], "b": values[b]})), want[a]-want[b]
			}
			values, want = append(values, v), append(want, n)
		}
		require.Equal(rt, want, everywhere(rt, delayed.List(values...)))
	})
}
