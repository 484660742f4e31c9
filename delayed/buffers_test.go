package delayed_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
)

// rising is data of shape (nav…, sig…) with 0, 1, 2, … in it.
func rising(t *testing.T, d ndarray.DType, shape ...int) *ndarray.Array {
	v := make([]float64, product(shape))
	for i := range v {
		v[i] = float64(i)
	}
	a, err := must(ndarray.FromSlice(v, shape...)).AsType(d)
	require.NoError(t, err)
	return a
}

// framewise calls a function for each frame. Sig and single buffers are merged
// by the function merge, in scan order.
type framewise struct {
	decl  buffers
	frame func(frame *ndarray.Array, out udf.View) error
	merge func(dst, src udf.View) error
}

func (f framewise) Buffers(udf.Meta) buffers { return f.decl }
func (f framewise) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	return f.frame(frame, out)
}

type framewiseMerging struct{ framewise }

func (f framewiseMerging) Merge(dst, src udf.View) error { return f.merge(dst, src) }

func TestBuffersHaveTheShapesOfTheDocument(t *testing.T) {
	f := ndarray.Float32
	decl := buffers{"nav": udf.Nav(f), "nav32": udf.Nav(f, 3, 2), "sig": udf.Sig(f), "sig2": udf.Sig(f, 2), "single": udf.Single(f), "single16": udf.Single(f, 16, 16),
		"p": udf.Nav(f).Private(), "none": udf.Nav(f, 0)}
	u := spec(framewiseMerging{framewise{decl, func(_ *ndarray.Array, out udf.View) error {
		for name, want := range map[string][]int{"nav": {1}, "nav32": {3, 2}, "sig": {32, 32}, "sig2": {32, 32, 2}, "single": {1}, "single16": {16, 16}, "p": {1}, "none": {0}} {
			if got := out.Buffer(name).Shape(); !slices.Equal(got, want) {
				return fmt.Errorf("%s: got %v, want %v", name, got, want)
			}
		}
		return nil
	}, func(_, _ udf.View) error { return nil }}})
	ds := must(memory(ndarray.New(ndarray.Uint8, 14, 14, 32, 32)).Partitions(5))
	got := compute(ds, scheduler.Sync{}, u)[0]
	want := map[string][]int{"nav": {14, 14}, "nav32": {14, 14, 3, 2}, "sig": {32, 32}, "sig2": {32, 32, 2}, "single": {1}, "single16": {16, 16}, "none": {14, 14, 0}}
	require.Len(t, got, len(want), "the names declared, and no private one")
	for name, shape := range want {
		require.Equal(t, shape, got[name].Data.Shape(), name)
		require.Zero(t, total(floats(got[name].Data)), "buffers start as zeros")
	}
}

func TestValuesOfEveryDTypeArriveAsTheyWereWritten(t *testing.T) {
	values := map[ndarray.DType][2]any{
		ndarray.Bool: {true, false}, ndarray.Int8: {int8(-128), int8(127)}, ndarray.Int16: {int16(-32768), int16(32767)},
		ndarray.Int32: {int32(math.MinInt32), int32(math.MaxInt32)}, ndarray.Int64: {int64(math.MinInt64), int64(math.MaxInt64)},
		ndarray.Uint8: {uint8(0), uint8(255)}, ndarray.Uint16: {uint16(0), uint16(65535)}, ndarray.Uint32: {uint32(0), uint32(math.MaxUint32)},
		ndarray.Uint64: {uint64(1), uint64(math.MaxUint64)}, ndarray.Float32: {float32(math.Pi), float32(math.Inf(-1))},
		ndarray.Float64: {math.Pi, 5e-324}, ndarray.Complex64: {complex64(1 - 2i), complex64(3i)}, ndarray.Complex128: {1e300 + 2i, -1i},
		ndarray.Object: {[]any{"a", 1}, map[string]any{"b": nil}},
	}
	for d, pair := range values {
		set := func(out udf.View, name string, at ...int) error {
			return out.Buffer(name).Set(pair[out.Slice().Start%2], at...)
		}
		u := framewiseMerging{framewise{buffers{"n": udf.Nav(d), "s": udf.Sig(d, 2), "one": udf.Single(d, 4)}, func(_ *ndarray.Array, out udf.View) error {
			i := out.Slice().Start
			if err := set(out, "n", 0); err != nil {
				return err
			}
			if err := set(out, "s", 1, 0, i%2); err != nil {
				return err
			}
			return set(out, "one", i)
		}, func(dst, src udf.View) error {
			i := 0 // of the partition, which has one frame
			for dst.Valid()[i] {
				i++
			}
			if err := dst.Buffer("one").Set(must(src.Buffer("one").At(i)), i); err != nil {
				return err
			}
			return dst.Buffer("s").Set(must(src.Buffer("s").At(1, 0, i%2)), 1, 0, i%2)
		}}}
		got := compute(must(memory(ndarray.New(ndarray.Uint8, 2, 2, 2, 2)).Partitions(4)), scheduler.NewLocal(scheduler.Workers(3)), spec(u))[0]
		for i := range 4 {
			require.Equal(t, pair[i%2], must(got["n"].Data.At(i/2, i%2)), "%s nav", d)
			require.Equal(t, pair[i%2], must(got["one"].Data.At(i)), "%s single", d)
			require.Equal(t, pair[i%2], must(got["s"].Data.At(1, 0, i%2)), "%s sig", d)
		}
	}
}

func TestEachFrameWritesItsOwnEntryOnce(t *testing.T) {
	var calls atomic.Int64
	decl := buffers{"times": udf.Nav(ndarray.Int32), "only": udf.Nav(ndarray.Int32, 2), "frames": udf.Single(ndarray.Int64)}
	u := framewiseMerging{framewise{decl, func(_ *ndarray.Array, out udf.View) error {
		calls.Add(1)
		must(ndarray.Values[int32](out.Buffer("times")))[0]++
		must(ndarray.Values[int64](out.Buffer("frames")))[0]++
		if at := floats(out.Coordinates()); at[0] == 1 && at[1] == 2 {
			return out.Buffer("only").Fill(7)
		}
		return nil
	}, func(dst, src udf.View) error { return ndarray.AddInto(dst.Buffer("frames"), src.Buffer("frames")) }}}
	ds := must(must(memory(ndarray.New(ndarray.Uint8, 3, 4, 2, 2)).Partitions(5)).Except([]int{0, 0}, []int{2, 1}))
	got := compute(ds, scheduler.NewLocal(scheduler.Workers(3)), spec(u))[0]
	require.EqualValues(t, 10, calls.Load())
	require.Equal(t, []float64{10}, floats(got["frames"].Data))
	require.Equal(t, slices.Repeat([]float64{1}, 10), floats(got["times"].Raw))
	only := make([]float64, 24)
	only[12], only[13] = 7, 7
	require.Equal(t, only, floats(must(got["only"].Data.AsType(ndarray.Float64))))
}

func TestBuffersKeepTheirValuesFromFrameToFrame(t *testing.T) {
	double := func(b, frame *ndarray.Array) error {
		if err := ndarray.AddInto(b, b.Copy()); err != nil {
			return err
		}
		return ndarray.AddInto(b, frame)
	}
	u := framewiseMerging{framewise{buffers{"s": udf.Sig(ndarray.Float32), "one": udf.Single(ndarray.Float32)}, func(frame *ndarray.Array, out udf.View) error {
		if err := double(out.Buffer("s"), frame); err != nil {
			return err
		}
		return double(out.Buffer("one"), must(must(frame.Reshape(-1)).Slice(ndarray.Range{Stop: 1, Step: 1})))
	}, func(dst, src udf.View) error {
		if err := ndarray.AddInto(dst.Buffer("s"), src.Buffer("s")); err != nil {
			return err
		}
		return ndarray.AddInto(dst.Buffer("one"), src.Buffer("one"))
	}}}
	data := rising(t, ndarray.Uint8, 2, 2, 1, 2) // frames (0 1) (2 3) (4 5) (6 7)
	for partitions, want := range map[int][]float64{
		1: {8*0 + 4*2 + 2*4 + 6, 8*1 + 4*3 + 2*5 + 7},
		2: {2*0 + 2 + 2*4 + 6, 2*1 + 3 + 2*5 + 7},
		4: {0 + 2 + 4 + 6, 1 + 3 + 5 + 7},
	} {
		got := compute(must(memory(data).Partitions(partitions)), scheduler.Sync{}, spec(u))[0]
		require.Equal(t, want, floats(got["s"].Data), "%d partitions", partitions)
		require.Equal(t, want[:1], floats(got["one"].Data), "%d partitions", partitions)
	}
}

// ragged lists, for each frame, its pixels above a limit: lists of several
// lengths, or words, maps, and nothing.
type ragged struct{ limit float64 }

var raggedUDF = udf.Register("test/ragged", func(p struct{ Limit float64 }) (udf.UDF, error) { return ragged{p.Limit}, nil }, udf.Unlisted())

func (ragged) Buffers(udf.Meta) buffers {
	return buffers{"lists": udf.Nav(ndarray.Object), "mixed": udf.Nav(ndarray.Object, 2), "all": udf.Single(ndarray.Object)}
}

func (r ragged) ProcessFrame(_ context.Context, f *ndarray.Array, out udf.View) error {
	list := []any{}
	for _, v := range floats(f) {
		if v > r.limit {
			list = append(list, int64(v))
		}
	}
	must(out.Buffer("lists").Objects())[0] = list
	mixed := must(out.Buffer("mixed").Objects())
	mixed[0] = fmt.Sprintf("%d of 4", len(list))
	if len(list) > 0 {
		mixed[1] = map[string]any{"first": list[0], "whole": len(list) == 4}
	}
	all := must(out.Buffer("all").Objects())
	sofar, _ := all[0].([]any)
	all[0] = append(sofar, list...)
	return nil
}

func (ragged) Merge(dst, src udf.View) error {
	to, from := must(dst.Buffer("all").Objects()), must(src.Buffer("all").Objects())
	a, _ := to[0].([]any)
	b, _ := from[0].([]any)
	to[0] = append(slices.Clone(a), b...)
	return nil
}

// requireRagged checks what ragged makes of frames 0…3, 4…7, 8…11, 12…15 with
// a limit of 6.
func requireRagged(t *testing.T, got map[string]delayed.Result) {
	lists := must(got["lists"].Data.Objects())
	list := func(from, to int64) (out []any) {
		out = []any{}
		for i := from; i < to; i++ {
			out = append(out, i)
		}
		return out
	}
	require.Equal(t, []any{list(0, 0), list(7, 8), list(8, 12), list(12, 16)}, lists)
	require.Equal(t, []int{2, 2, 2}, got["mixed"].Data.Shape())
	require.Equal(t, []any{"0 of 4", nil, "1 of 4", map[string]any{"first": int64(7), "whole": false},
		"4 of 4", map[string]any{"first": int64(8), "whole": true}, "4 of 4", map[string]any{"first": int64(12), "whole": true}}, must(got["mixed"].Data.Objects()))
	require.Equal(t, []any{list(7, 16)}, must(got["all"].Data.Objects()))
}

func TestObjectsOfAnyFormSurviveMerging(t *testing.T) {
	for _, partitions := range []int{1, 3, 4} {
		ds := must(memory(rising(t, ndarray.Uint8, 2, 2, 2, 2)).Partitions(partitions))
		for _, e := range []scheduler.Executor{scheduler.Sync{}, scheduler.NewLocal(scheduler.Workers(3))} {
			requireRagged(t, compute(ds, e, must(raggedUDF.With(struct{ Limit float64 }{6})))[0])
		}
	}
}

func TestNumbersOutOfRangeFollowTheirKind(t *testing.T) {
	for _, c := range []struct {
		in   *ndarray.Array
		want float64
	}{
		{must(ndarray.FromSlice([]float32{300.7})), 255}, {must(ndarray.FromSlice([]float64{-3})), 0}, {must(ndarray.FromSlice([]float64{254.9})), 254}, {must(ndarray.FromSlice([]float64{math.NaN()})), 0}, {must(ndarray.FromSlice([]float64{math.Inf(1)})), 255},
		{must(ndarray.FromSlice([]int64{300})), 44}, {must(ndarray.FromSlice([]int32{-1})), 255}, {must(ndarray.FromSlice([]uint16{256})), 0},
	} {
		u := framewise{buffers{"n": udf.Nav(ndarray.Uint8)}, func(_ *ndarray.Array, out udf.View) error {
			return ndarray.CopyInto(out.Buffer("n"), c.in)
		}, nil}
		got := compute(memory(ndarray.New(ndarray.Uint8, 1, 1, 1, 1)), scheduler.Sync{}, spec(u))[0]
		require.Equal(t, []float64{c.want}, floats(got["n"].Data), "%v", c.in)
	}
}
