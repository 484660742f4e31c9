package daskproto_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
)

func dialect(t *testing.T, release string) daskproto.Dialect {
	v, err := daskproto.ParseVersion(release)
	require.NoError(t, err)
	return daskproto.DialectOf(v)
}

func TestVersionsAreRead(t *testing.T) {
	for text, want := range map[string]string{
		"2024.12.1": "2024.12.1", "2022.12.1+ds.1": "2022.12.1", "2026.7.0": "2026.7.0", "2023.3.2.1": "2023.3.2",
		"2024.12": "2024.12.0", "2025.4.0+3.gabcdef": "2025.4.0", "2024.1.0rc1": "2024.1.0",
	} {
		v, err := daskproto.ParseVersion(text)
		require.NoError(t, err, text)
		require.Equal(t, want, v.String())
	}
	for _, text := range []string{"", "x", "2024", "1.2.3", "2024.13.0", "2024.0.1", "99999999.1.1", "2024.-1.1"} {
		_, err := daskproto.ParseVersion(text)
		require.Error(t, err, text)
	}
	require.True(t, dialect(t, "2024.2.1").Version.Compare(dialect(t, "2024.12.0").Version) < 0)
}

// TestDialectsChangeWithTheReleases lists, for every change, the last release
// before it and the first that has it.
func TestDialectsChangeWithTheReleases(t *testing.T) {
	for name, c := range map[string]struct {
		before, since string
		question      func(d daskproto.Dialect) any
		old, new      any
	}{
		"graph B":      {"2023.3.2.1", "2023.4.0", func(d daskproto.Dialect) any { return d.Graph }, daskproto.EraPacked, daskproto.EraHighLevel},
		"graph C":      {"2025.3.1", "2025.4.0", func(d daskproto.Dialect) any { return d.Graph }, daskproto.EraHighLevel, daskproto.EraExpression},
		"any key":      {"2023.8.1", "2023.9.0", func(d daskproto.Dialect) any { return d.AnyKey }, false, true},
		"key set":      {"2024.10.0", "2024.11.0", func(d daskproto.Dialect) any { return d.KeySet }, false, true},
		"span":         {"2024.5.1", "2024.5.2", func(d daskproto.Dialect) any { return d.SpanMetadata }, false, true},
		"futures":      {"2023.3.2", "2023.4.0", func(d daskproto.Dialect) any { return d.FutureArgs }, false, true},
		"cancel 2":     {"2023.3.0", "2023.3.1", func(d daskproto.Dialect) any { return d.Cancel }, daskproto.CancelByCall, daskproto.CancelOnStream},
		"cancel 4":     {"2025.2.0", "2025.3.0", func(d daskproto.Dialect) any { return d.Cancel }, daskproto.CancelOnStream, daskproto.CancelWithReason},
		"worker data":  {"2023.3.2.1", "2023.4.0", func(d daskproto.Dialect) any { return d.WorkerData }, true, false},
		"long-running": {"2025.1.0", "2025.2.0", func(d daskproto.Dialect) any { return d.LongRunningRunID }, false, true},
		"restart":      {"2024.3.1", "2024.4.0", func(d daskproto.Dialect) any { return d.RestartStimulus }, false, true},
		"heartbeat":    {"2025.3.1", "2025.4.0", func(d daskproto.Dialect) any { return d.HeartbeatReply }, false, true},
		"publish":      {"2026.3.0", "2026.6.0", func(d daskproto.Dialect) any { return d.PublishLists }, false, true},
		"future":       {"2023.3.1", "2023.3.2", func(d daskproto.Dialect) any { return d.Future }, daskproto.FutureState, daskproto.FutureCall},
		"future make":  {"2024.2.1", "2024.3.0", func(d daskproto.Dialect) any { return d.Future }, daskproto.FutureCall, daskproto.FutureMake},
		"future again": {"2024.8.1", "2024.8.2", func(d daskproto.Dialect) any { return d.Future }, daskproto.FutureMake, daskproto.FutureCall},
		"semaphores":   {"2024.7.1", "2024.8.0", func(d daskproto.Dialect) any { return d.SemaphoreLocks }, false, true},
		"connections":  {"2023.8.0", "2023.8.1", func(d daskproto.Dialect) any { return d.MaxConnections }, true, false},
		"buffers":      {"2023.9.2", "2023.9.3", func(d daskproto.Dialect) any { return d.PlainPickled }, true, false},
		"remove":       {"2023.3.1", "2023.3.2", func(d daskproto.Dialect) any { return d.RemoveWorker }, false, true},
	} {
		require.Equal(t, c.old, c.question(dialect(t, c.before)), "%s: %s", name, c.before)
		require.Equal(t, c.new, c.question(dialect(t, c.since)), "%s: %s", name, c.since)
	}
}

func TestMessagesHaveTheFieldsOfTheirRelease(t *testing.T) {
	for _, c := range []struct {
		release string
		cancel  []string
		call    bool
		long    []string
		restart []string
	}{
		{"2022.12.1", []string{"client", "force", "keys", "op", "reply"}, true, []string{"compute_duration", "key", "op", "stimulus_id"}, []string{"client", "op", "reply", "timeout", "wait_for_workers"}},
		{"2024.12.1", []string{"force", "keys", "op"}, false, []string{"compute_duration", "key", "op", "stimulus_id"}, []string{"client", "op", "reply", "stimulus_id", "timeout", "wait_for_workers"}},
		{"2026.7.0", []string{"force", "keys", "msg", "op", "reason"}, false, []string{"compute_duration", "key", "op", "run_id", "stimulus_id"}, []string{"client", "op", "reply", "stimulus_id", "timeout", "wait_for_workers"}},
	} {
		d := dialect(t, c.release)
		m, call := d.CancelKeys("me", daskproto.Keys("k"), true)
		require.Equal(t, c.cancel, names(m))
		require.Equal(t, c.call, call)
		require.Equal(t, c.long, names(d.LongRunning("k", 1, 2, "s")))
		require.Equal(t, c.restart, names(d.Restart("me", "s", 1, true)))
	}
}

func TestGraphsThatWouldBeMisreadAreRefused(t *testing.T) {
	add := pickle.Func("operator", "add")
	other := daskproto.Task{Key: "other-1", Func: add, Args: []any{1, 2}}
	for name, c := range map[string]struct {
		task daskproto.Task
		want string
	}{
		"literal that is a key":  {daskproto.Task{Key: "k", Func: add, Args: []any{"other-1", 1}}, `daskproto: task "k": literal "other-1" is a key of the graph`},
		"key within a literal":   {daskproto.Task{Key: "k", Func: add, Args: []any{pickle.NewList(pickle.Tuple{"other-1"}), 1}}, `task "k": literal "other-1"`},
		"call within a literal":  {daskproto.Task{Key: "k", Func: add, Args: []any{pickle.Tuple{add, int64(1)}}}, "literal tuple starts with operator.add"},
		"reference to nothing":   {daskproto.Task{Key: "k", Func: add, Args: []any{daskproto.Ref("nobody")}}, `reference to "nobody", which is not in the graph`},
		"reference in a keyword": {daskproto.Task{Key: "k", Func: add, Kwargs: []daskproto.Kwarg{{Name: "x", Value: daskproto.Ref("other-1")}}}, "keyword x: daskproto.Ref within a literal"},
		"future of its own":      {daskproto.Task{Key: "k", Func: add, Args: []any{daskproto.Future("other-1")}}, `future "other-1" is a task of the graph`},
		"key twice":              {daskproto.Task{Key: "other-1", Args: []any{1}}, `graph has key "other-1" twice`},
		"nothing":                {daskproto.Task{Key: "k"}, "0 arguments without a function, want 1"},
		"two values":             {daskproto.Task{Key: "k", Args: []any{1, 2}}, "2 arguments without a function, want 1"},
	} {
		t.Run(name, func(t *testing.T) {
			g := daskproto.Graph{Layers: []daskproto.Layer{{Name: "a", Tasks: []daskproto.Task{other, c.task}}}}
			for _, release := range []string{"2022.12.1", "2024.12.1", "2026.7.0"} {
				_, err := dialect(t, release).UpdateGraph(daskproto.UpdateGraph{Graph: g, Keys: []string{"k"}})
				require.ErrorContains(t, err, c.want)
			}
		})
	}
}

func TestPickledAnnotationsSayTheSameAsPackedOnes(t *testing.T) {
	g := daskproto.Graph{Layers: []daskproto.Layer{{
		Name:        "a",
		Annotations: daskproto.Annotations{Workers: []string{"w"}, AllowOtherWorkers: true, Resources: map[string]float64{"GO": 1}, Priority: -2, Retries: 3},
		Tasks:       []daskproto.Task{{Key: "k", Func: daskproto.GoCall("go:f"), Args: []any{1}}},
	}}}
	u := daskproto.UpdateGraph{Graph: g, Keys: []string{"k"}}
	m, err := dialect(t, "2024.12.1").UpdateGraph(u)
	require.NoError(t, err)
	text := opened(t, graphPickles(t, m))
	require.Contains(t, text[0], "{'workers': ['w'], 'allow_other_workers': True, 'resources': {'GO': 1.0}, 'priority': -2, 'retries': 3}")
	require.Contains(t, text[0], "methodcaller('go:f')")
	m, err = dialect(t, "2022.12.1").UpdateGraph(u)
	require.NoError(t, err)
	layer := daskproto.Read("", daskproto.Read("", rewire(t, m).(daskproto.Map)).Map("hlg")).List("layers")[0].(daskproto.Map)
	require.Equal(t, daskproto.Map{
		daskproto.F("workers", []any{"w"}), daskproto.F("allow_other_workers", true),
		daskproto.F("resources", daskproto.Map{daskproto.F("GO", 1.0)}), daskproto.F("priority", int64(-2)), daskproto.F("retries", int64(3)),
	}, daskproto.Read("", layer).Map("annotations"))
}
