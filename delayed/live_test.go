package delayed_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
	"github.com/gloam-go/gloam/udf"
)

type levelParams struct {
	Level  float64 `udf:"level"`
	Width  int     `udf:"width"`
	Wanted string  `udf:"wanted"`
}

// levelled writes its level to each position, and the one of merging to a sig
// buffer.
type levelled struct{ levelParams }

var levelUDF = udf.Register("test/level", func(p levelParams) (udf.UDF, error) { return levelled{p}, nil },
	udf.Defaults(levelParams{Width: 1, Wanted: "float32"}), udf.Unlisted())

func (l levelled) InputDType() ndarray.DType {
	d, _, err := ndarray.ParseDType(l.Wanted)
	check(err)
	return d
}
func (l levelled) Buffers(udf.Meta) buffers {
	return buffers{"level": udf.Nav(ndarray.Float64, l.Width), "merged": udf.Single(ndarray.Float64)}
}
func (l levelled) ProcessFrame(_ context.Context, _ *ndarray.Array, out udf.View) error {
	return out.Buffer("level").Fill(l.Level)
}
func (l levelled) Merge(dst, _ udf.View) error { return dst.Buffer("merged").Fill(l.Level) }

func level(l float64) udf.Spec {
	return must(levelUDF.With(levelParams{Level: l, Width: 1, Wanted: "float32"}))
}

func TestUpdatedParametersTakeEffectAtTheStatedPartition(t *testing.T) {
	ds := must(memory(ndarray.New(ndarray.Uint8, 3, 4, 2, 2)).Partitions(12))
	for _, workers := range []int{1, 2, 3} {
		live := must(delayed.NewLive(ds, level(1)))
		var last *delayed.PartialResult
		item := 0
		for p, err := range live.Partial(context.Background(), delayed.InScanOrder(), delayed.AtOnce(workers)) {
			require.NoError(t, err)
			require.Equal(t, item, p.Partition)
			switch item {
			case 2:
				require.Equal(t, 1, must(live.UpdateParameters(map[string]string{"level": "2"})))
			case 3:
				require.Equal(t, 2, must(live.UpdateParameters(map[string]string{"level": "3"})))
			}
			want := 0
			if item >= 2+2*workers-1 {
				want = 1
			}
			if item >= 3+2*workers-1 {
				want = 2
			}
			require.Equal(t, want, p.Version, "item %d of %d workers", item, workers)
			last = p
			item++
		}
		got := must(last.Results(0))
		for i, v := range floats(got["level"].Data) {
			want := 1.0
			if i >= 2+2*workers-1 {
				want = 2
			}
			if i >= 3+2*workers-1 {
				want = 3
			}
			require.Equal(t, want, v, "position %d of %d workers", i, workers)
		}
		require.Equal(t, []float64{3}, floats(got["merged"].Data), "the newest parameters merge")
	}
}

func TestUpdatesFromElsewhereReachPartitionsThatAreNotStarted(t *testing.T) {
	ds := must(memory(ndarray.New(ndarray.Uint8, 4, 10, 2, 2)).Partitions(40))
	live := must(delayed.NewLive(ds, level(0)))
	updated := make(chan error, 1)
	var last *delayed.PartialResult
	versions := map[int]int{}
	for p, err := range live.Partial(context.Background(), delayed.AtOnce(3)) {
		require.NoError(t, err)
		if p.Done == 5 {
			go func() { _, err := live.UpdateParameters(map[string]string{"level": "1"}); updated <- err }()
			require.NoError(t, <-updated)
		}
		versions[p.Partition], last = p.Version, p
	}
	levels := floats(must(last.Results(0))["level"].Data)
	for i, v := range levels {
		require.Equal(t, float64(versions[i]), v, "partition %d was processed with one version", i)
	}
	require.Equal(t, 1.0, levels[39])
	require.InDelta(t, 40-5-2, total(levels), 3, "at most those in work kept the old one")
}

func TestUpdatesThatCannotBeAreRefused(t *testing.T) {
	ds := must(memory(ndarray.New(ndarray.Uint8, 2, 2, 2, 2)).Partitions(2))
	live := must(delayed.NewLive(ds, level(1), spec(custom{buffers{"b": udf.Nav(ndarray.Float32)}, nil})))
	for name, c := range map[string]struct {
		patches []map[string]string
		check   func(*testing.T, error)
		text    string
	}{
		"unknown name":     {[]map[string]string{{"levle": "2"}}, as[*udf.ParamError], `parameter "levle": got an unknown name, want one of level, width, wanted`},
		"bad value":        {[]map[string]string{{"level": "high"}}, as[*udf.ParamError], `got "high"`},
		"other buffers":    {[]map[string]string{{"width": "2"}}, as[*udf.BufferError], `buffer "level"`},
		"other input":      {[]map[string]string{{"wanted": "float64"}}, as[*udf.UDFError], "got input dtype float64, want float32"},
		"no parameters":    {[]map[string]string{nil, {"a": "1"}}, as[*udf.ParamError], "in-process"},
		"one UDF too many": {make([]map[string]string, 3), func(*testing.T, error) {}, "3 UDFs, want those of 2"},
	} {
		version, err := live.UpdateParameters(c.patches...)
		require.ErrorContains(t, err, c.text, name)
		require.Zero(t, version, name)
		c.check(t, err)
	}
	as[*udf.UDFError](t, second(live.Replace(live.Specs()[1], live.Specs()[0])))
	as[*udf.DatasetError](t, second(live.Replace(level(2))))
	require.Equal(t, 1, must(live.Replace(level(2), live.Specs()[1])))
	require.Error(t, second(delayed.NewLive(ds)))
}

func TestPartialResultsEndInTheBitsOfTheRun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ny, nx := rapid.IntRange(1, 12).Draw(t, "ny"), rapid.IntRange(1, 12).Draw(t, "nx")
		ds := memory(randomData(rapid.Uint64().Draw(t, "seed"), ndarray.Float32, ny, nx, 5, 6))
		ds = must(ds.Partitions(rapid.IntRange(1, ny*nx).Draw(t, "partitions")))
		specs := append(builtins(5, 6), named("PrivateUDF"), named("AverageUDF"))
		opts := []delayed.PartialOption{delayed.AtOnce(rapid.IntRange(1, 5).Draw(t, "at once")), delayed.Every(time.Hour)}
		if rapid.Bool().Draw(t, "ordered") {
			opts = append(opts, delayed.InScanOrder())
		} else {
			specs = specs[:len(specs)-2] // which are not associative
		}
		want := compute(ds, scheduler.Sync{}, specs...)
		var last *delayed.PartialResult
		items := 0
		for p, err := range delayed.Partial(context.Background(), ds, specs, opts...) {
			require.NoError(t, err)
			last, items = p, items+1
		}
		require.LessOrEqual(t, items, 2, "the others came too soon")
		require.Equal(t, last.Total, last.Done)
		got := must(last.All())
		for u := range specs {
			for name, r := range want[u] {
				require.True(t, ndarray.Identical(got[u][name].Data, r.Data), "%s.%s: got %v, want %v", specs[u].Short(), name, got[u][name].Data, r.Data)
			}
		}
	})
}

func TestParametersAreUpdatedOnDaskAsHere(t *testing.T) {
	cluster := testdask.StartScheduler(t, testdask.Versions(t)[0])
	workertest.Start(t, cluster.Address)
	client, err := dask.Dial(t.Context(), cluster.Address)
	require.NoError(t, err)
	defer func() { require.NoError(t, client.Close()) }()
	ds := must(memory(ndarray.New(ndarray.Uint8, 2, 4, 2, 2)).Partitions(8))
	live := must(delayed.NewLive(ds, level(1)))
	var levels []float64
	for p, err := range live.Partial(t.Context(), delayed.InScanOrder(), delayed.AtOnce(2), delayed.With(scheduler.On(client))) {
		require.NoError(t, err)
		if p.Partition == 1 {
			must(live.UpdateParameters(map[string]string{"level": "2"}))
		}
		levels = floats(must(p.Results(0))["level"].Data)
	}
	require.Equal(t, []float64{1, 1, 1, 1, 2, 2, 2, 2}, levels)
}
