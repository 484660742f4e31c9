package pickle_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/daskproto/pickle"
)

// scalars generates values without parts.
func scalars() *rapid.Generator[any] {
	return rapid.OneOf(
		rapid.Just[any](nil),
		rapid.Bool().AsAny(),
		rapid.Int64().AsAny(),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 9, 40), func(b []byte) any {
			n := new(big.Int).SetBytes(append([]byte{1}, b...))
			if b[0]%2 == 0 {
				n.Neg(n)
			}
			return n
		}),
		rapid.Float64().AsAny(),
		rapid.String().AsAny(),
		rapid.SliceOf(rapid.Byte()).AsAny(),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) any { return pickle.ByteArray(b) }),
		globals().AsAny(),
	)
}

func globals() *rapid.Generator[pickle.Global] {
	return rapid.SampledFrom([]pickle.Global{
		pickle.Func("operator", "add"), pickle.Func("numpy", "sum"), pickle.Func("example", "Class.method"),
	})
}

// keys generates values that can be hashed.
func keys() *rapid.Generator[any] {
	simple := rapid.OneOf(rapid.String().AsAny(), rapid.Int64().AsAny(), rapid.Bool().AsAny(), rapid.Float64().AsAny(),
		rapid.SliceOf(rapid.Byte()).AsAny(), globals().AsAny(), rapid.Just[any](nil))
	return rapid.OneOf(simple, simple, rapid.Map(rapid.SliceOfN(simple, 0, 3), func(v []any) any { return pickle.Tuple(v) }),
		rapid.Map(rapid.SliceOfN(simple, 0, 3), func(v []any) any { return pickle.NewFrozenSet(v...) }))
}

// A world generates values some of whose parts are shared or contain
// themselves.
type world struct {
	t    *rapid.T
	made []any
}

func (w *world) value(depth int) any {
	kind := rapid.IntRange(0, 9).Draw(w.t, "kind")
	switch {
	case depth == 0 || kind < 3:
		return scalars().Draw(w.t, "scalar")
	case kind == 3 && len(w.made) > 0:
		return rapid.SampledFrom(w.made).Draw(w.t, "made")
	case kind == 4:
		return pickle.Tuple(w.values(depth))
	case kind == 5:
		l := &pickle.List{}
		w.made = append(w.made, l)
		l.Items = w.values(depth)
		return l
	case kind == 6:
		return pickle.NewSet(rapid.SliceOfN(keys(), 0, 12).Draw(w.t, "members")...)
	case kind == 7:
		return w.object(depth)
	}
	d := &pickle.Dict{}
	w.made = append(w.made, d)
	w.fill(d, depth)
	return d
}

func (w *world) values(depth int) []any {
	out := []any{}
	for range rapid.IntRange(0, 5).Draw(w.t, "length") {
		out = append(out, w.value(depth-1))
	}
	return out
}

func (w *world) fill(d *pickle.Dict, depth int) {
	for range rapid.IntRange(0, 12).Draw(w.t, "entries") {
		// A value that replaced another would make that one's parts first
		// reached from the inside, which no pickle can express.
		if key := keys().Draw(w.t, "key"); !has(d, key) {
			d.Set(key, w.value(depth-1))
		}
	}
}

func has(d *pickle.Dict, key any) bool {
	_, ok := d.Get(key)
	return ok
}

func (w *world) object(depth int) any {
	o := &pickle.Object{Class: globals().Draw(w.t, "class")}
	o.Kind = rapid.SampledFrom([]pickle.Kind{pickle.Reduce, pickle.New, pickle.NewKw}).Draw(w.t, "kind of object")
	o.Args = w.values(depth)
	if o.Kind == pickle.NewKw {
		o.Kwargs = pickle.NewDict(pickle.Item{Key: "k", Value: w.value(depth - 1)})
	}
	w.made = append(w.made, o)
	if rapid.Bool().Draw(w.t, "items") {
		o.ListItems = w.values(depth)
	}
	if rapid.Bool().Draw(w.t, "entries") {
		o.DictItems = &pickle.Dict{}
		w.fill(o.DictItems, depth)
	}
	// Last, as in a pickle: what is made here is not yet there for the items.
	if rapid.Bool().Draw(w.t, "state") {
		o.State = w.value(depth - 1)
	}
	return o
}

func TestValuesSurviveARoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := world{t: t}
		v := w.value(4)
		data, err := pickle.Encode(v)
		require.NoError(t, err)
		back, err := pickle.Decode(data, nil, pickle.Limits{})
		require.NoError(t, err)
		require.True(t, pickle.Equal(v, back), "%s\n%s", pickle.Format(v), pickle.Format(back))
		require.True(t, pickle.Equal(back, v))
		require.Equal(t, pickle.Format(v), pickle.Format(back))
		again, err := pickle.Encode(back)
		require.NoError(t, err)
		require.Equal(t, data, again)
		once, err := pickle.Append([]byte("x"), v)
		require.NoError(t, err)
		require.Equal(t, data, once[1:])
	})
}

func TestPrefixesOfPicklesAreTruncated(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := world{t: t}
		data, err := pickle.Encode(w.value(3))
		require.NoError(t, err)
		n := rapid.IntRange(0, len(data)-1).Draw(t, "cut")
		_, err = pickle.Decode(data[:n], nil, pickle.Limits{})
		require.Error(t, err)
	})
}

func TestADictIsAMapInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := &pickle.Dict{}
		model := map[string]int64{}
		var order []string
		for range rapid.IntRange(0, 60).Draw(t, "n") {
			n := rapid.Int64Range(0, 30).Draw(t, "key")
			name := pickle.Format(pickle.Tuple{n})
			key := rapid.SampledFrom([]any{pickle.Tuple{n}, pickle.Tuple{float64(n)}, pickle.Tuple{int(n)}}).Draw(t, "form")
			if _, ok := model[name]; !ok {
				order = append(order, name)
			}
			model[name] = n
			d.Set(key, n)
			d.Set(name, n)
		}
		require.Equal(t, 2*len(order), d.Len())
		for i, name := range order {
			require.Equal(t, name, d.At(2*i+1).Key)
			v, ok := d.Get(pickle.Tuple{model[name]})
			require.True(t, ok)
			require.Equal(t, model[name], v)
		}
		_, ok := d.Get(pickle.Tuple{int64(99)})
		require.False(t, ok)
	})
}
