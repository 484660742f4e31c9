package liveplot_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/delayed/liveplot"
	"github.com/gloam-go/gloam/internal/plot"
)

// item returns the partial results after some partitions.
func item(t *testing.T, run *delayed.Live, done int) *liveplot.Update {
	t.Helper()
	for p, err := range run.Partial(context.Background(), delayed.InScanOrder()) {
		require.NoError(t, err)
		if p.Done == done {
			return &liveplot.Update{PartialResult: p, Final: p.Done == p.Total}
		}
	}
	t.Fatalf("no item after %d partitions", done)
	return nil
}

// picture draws a channel after some partitions.
func picture(t *testing.T, done int, c liveplot.Channel, opts ...liveplot.ImageOption) shown {
	t.Helper()
	run, on := live(t, 4, severalSpec()), &shelf{}
	i, err := liveplot.NewImage(run, 0, c, on, opts...)
	require.NoError(t, err)
	require.NoError(t, i.Update(context.Background(), item(t, run, done)))
	require.Len(t, on.shown, 1)
	return on.shown[0]
}

func TestChannelsShowWhatTheyName(t *testing.T) {
	nan := math.NaN()
	whole, half := make([]float64, 24), make([]float64, 24)
	for i := range whole {
		whole[i], half[i] = float64(i+1), float64(i+1)
		if i >= 12 {
			half[i] = nan
		}
	}
	doubled := func(v []float64) []float64 {
		out := make([]float64, len(v))
		for i := range v {
			out[i] = 2 * v[i]
		}
		return out
	}
	double := liveplot.Of("map", "double", func(r delayed.Result) (*ndarray.Array, error) {
		return ndarray.Add(r.Data, r.Data)
	})
	extract := func(known *ndarray.Array) liveplot.Channel {
		return liveplot.From("third", func(results map[string]delayed.Result, damage *ndarray.Array) (*ndarray.Array, *ndarray.Array, error) {
			require.Contains(t, results, "number")
			require.NotContains(t, results, "private")
			require.Equal(t, []int{4, 6}, damage.Shape())
			return must(ndarray.FromSlice(append(append([]float64(nil), whole[:22]...), math.Inf(1), nan), 4, 6)), known, nil
		})
	}
	for name, c := range map[string]struct {
		channel liveplot.Channel
		done    int
		title   string
		want    []float64
	}{
		"the first that can be drawn":       {liveplot.Channel{}, 4, "several: column", whole},
		"a name":                            {liveplot.Named("map"), 4, "several: map", whole},
		"a name, half of it merged":         {liveplot.Named("map"), 2, "several: map", half},
		"complex numbers by magnitude":      {liveplot.Named("column"), 2, "several: column", half},
		"a function of a result":            {double, 4, "several: double(map)", doubled(whole)},
		"a function of half a result":       {double, 2, "several: double(map)", doubled(half)},
		"a function of all, all known":      {extract(nil), 2, "several: third", append(append([]float64(nil), whole[:22]...), nan, nan)},
		"a function of all, a row known":    {extract(must(ndarray.FromSlice([]bool{true, false, false, false}, 4, 1))), 2, "several: third", append(append([]float64(nil), whole[:6]...), nans(18)...)},
		"a function of all, known by place": {extract(must(ndarray.FromSlice(append(make([]bool, 23), true), 4, 6))), 4, "several: third", nans(24)},
	} {
		t.Run(name, func(t *testing.T) {
			got := picture(t, c.done, c.channel)
			require.Equal(t, c.title, got.title)
			want := must(plot.Render(plot.Heatmap{Title: c.title, Data: c.want, Rows: 4, Cols: 6}))
			require.Equal(t, want, decoded(t, got.png))
		})
	}
	sig := picture(t, 1, liveplot.Named("mean"))
	require.NotEmpty(t, sig.png, "results that are not by position are known as a whole")
	require.Equal(t, "Mine", picture(t, 4, liveplot.Named("table"), liveplot.Title("Mine"), liveplot.Log()).title, "axes with one element do not count")
}

func nans(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = math.NaN()
	}
	return out
}

func TestChannelsThatCannotBeDrawnAreRefused(t *testing.T) {
	run := live(t, 2, severalSpec(), plainSpec())
	fn := func(delayed.Result) (*ndarray.Array, error) { return nil, nil }
	for name, c := range map[string]struct {
		udf     int
		channel liveplot.Channel
		text    string
	}{
		"unknown":                {0, liveplot.Named("mop"), `several: channel "mop": got a name that is not among the results`},
		"private":                {0, liveplot.Named("private"), "not among the results"},
		"three axes":             {0, liveplot.Named("pair"), "got float32 of shape (4, 6, 2), want two axes; results that have are column, map, mean, table"},
		"one number":             {0, liveplot.Named("number"), "of shape (1,)"},
		"objects":                {0, liveplot.Named("things"), "got object"},
		"a function of nothing":  {0, liveplot.Of("mop", "f", fn), `channel "f(mop)"`},
		"nothing to choose from": {1, liveplot.Channel{}, "plain: channel \"\": got no name, and nothing to choose from"},
	} {
		_, err := liveplot.NewImage(run, c.udf, c.channel, &shelf{})
		var bad *liveplot.ChannelError
		require.ErrorAs(t, err, &bad, name)
		require.ErrorContains(t, err, c.text, name)
	}
	_, err := liveplot.NewImage(run, 2, liveplot.Channel{}, &shelf{})
	require.ErrorContains(t, err, "got UDF 2, want one of 2")
	_, err = liveplot.Select(run, &shelf{}, nil, nil, nil)
	require.ErrorContains(t, err, "3 UDFs, want those of 2")
}

func TestAllDrawsEachResultWithTwoAxes(t *testing.T) {
	run, on := live(t, 3, severalSpec(), plainSpec(), severalSpec()), &shelf{}
	plots, bare, err := liveplot.All(run, on)
	require.NoError(t, err)
	require.Equal(t, []int{1}, bare, "of which there is nothing to draw")
	require.Len(t, plots, 8)
	for range liveplot.Watch(t.Context(), run.Partial(t.Context()), plots...) {
		require.Empty(t, on.finals(), "final pictures come after the last item")
	}
	finals := on.finals()
	for _, name := range []string{"several.column", "several.map", "several.mean", "several.table", "several-2.column", "several-2.map", "several-2.mean", "several-2.table"} {
		require.Contains(t, finals, name)
	}
	require.Len(t, finals, 8)
}

func TestSelectedChannelsAreDrawn(t *testing.T) {
	run, on := live(t, 3, severalSpec(), severalSpec()), &shelf{}
	square := liveplot.Of("mean", "square", func(r delayed.Result) (*ndarray.Array, error) { return ndarray.Mul(r.Data, r.Data) })
	plots, err := liveplot.Select(run, on, nil, []liveplot.Channel{liveplot.Named("map"), square})
	require.NoError(t, err)
	for _, err := range collect(liveplot.Watch(t.Context(), run.Partial(t.Context()), plots...)) {
		require.NoError(t, err)
	}
	require.Len(t, on.finals(), 2)
	require.Contains(t, on.finals(), "several-2.square(mean)")
}

func TestImagesUpdateNoMoreOftenThanTheyShould(t *testing.T) {
	run, on := live(t, 4, severalSpec()), &shelf{}
	i := must(liveplot.NewImage(run, 0, liveplot.Named("map"), on, liveplot.MinDelta(time.Hour)))
	require.Equal(t, "several.map", i.Name())
	for _, done := range []int{1, 2, 3} {
		require.NoError(t, i.Update(t.Context(), item(t, run, done)))
	}
	require.Len(t, on.shown, 1, "the others came within the hour")
	require.NoError(t, i.Update(t.Context(), item(t, run, 4)))
	require.True(t, on.shown[1].final, "the last one comes at once")
	always := must(liveplot.NewImage(run, 0, liveplot.Named("map"), on, liveplot.MinDelta(0)))
	for _, done := range []int{1, 2} {
		require.NoError(t, always.Update(t.Context(), item(t, run, done)))
	}
	require.Len(t, on.shown, 4)
}

func TestFailuresOfPlotsAreToldAtTheEnd(t *testing.T) {
	wrong := errors.New("wrong")
	f32 := func(n ...int) *ndarray.Array { return ndarray.New(ndarray.Float32, n...) }
	for name, c := range map[string]struct {
		channel liveplot.Channel
		text    string
	}{
		"a panic":        {liveplot.Of("map", "f", func(delayed.Result) (*ndarray.Array, error) { panic("ouch") }), "several.f(map): panic: ouch"},
		"an error":       {liveplot.Of("map", "f", func(delayed.Result) (*ndarray.Array, error) { return nil, wrong }), "several.f(map): wrong"},
		"no array":       {liveplot.Of("map", "f", func(delayed.Result) (*ndarray.Array, error) { return nil, nil }), "got no array"},
		"three axes":     {liveplot.Of("map", "f", func(delayed.Result) (*ndarray.Array, error) { return f32(2, 3, 4), nil }), "got shape (2, 3, 4), want two axes"},
		"known as what?": {from(f32(4, 6), f32(4, 6)), "known elements as float32, want bool"},
		"known of what?": {from(f32(4, 6), ndarray.New(ndarray.Bool, 5)), "known elements of shape (5,)"},
	} {
		run, on := live(t, 3, severalSpec()), &shelf{}
		plots := []liveplot.Plot{must(liveplot.NewImage(run, 0, c.channel, on)), must(liveplot.NewImage(run, 0, liveplot.Named("map"), on))}
		got := collect(liveplot.Watch(t.Context(), run.Partial(t.Context()), plots...))
		require.Len(t, got, 4, "%s: three partitions and the failure", name)
		require.NoError(t, errors.Join(got[:3]...), name)
		require.ErrorContains(t, got[3], c.text, name)
		require.Contains(t, on.finals(), "several.map", "%s: other plots are drawn", name)
	}
}

func from(data, known *ndarray.Array) liveplot.Channel {
	return liveplot.From("f", func(map[string]delayed.Result, *ndarray.Array) (*ndarray.Array, *ndarray.Array, error) {
		return data, known, nil
	})
}
