package scheduler_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// twoLayers is a plan of n short loads and n sums that wait a little.
func twoLayers(t *testing.T, n int) *graph.Plan {
	load := newLayer(t, graph.LayerSpec{Label: "load", Bytes: sized(1 << 10)}, n, zero, nil, nil)
	sum := newLayer(t, graph.LayerSpec{Label: "sum"}, n, func(context.Context, int, []any) (any, error) {
		end := time.Now().Add(200 * time.Microsecond)
		for time.Now().Before(end) {
		}
		return 0, nil
	}, load, same)
	return planOf(t, sum)
}

func TestAProfileHasEveryTaskOnce(t *testing.T) {
	for name, e := range map[string]scheduler.Executor{"sync": scheduler.Sync{}, "local": scheduler.NewLocal(scheduler.Workers(3))} {
		t.Run(name, func(t *testing.T) {
			var p scheduler.Profile
			plan := twoLayers(t, 20)
			_, err := e.Execute(scheduler.Profiled(t.Context(), &p), plan)
			require.NoError(t, err)
			tasks := p.Tasks()
			require.Len(t, tasks, plan.Len())
			seen := map[graph.Key]bool{}
			busyUntil := map[int]time.Duration{}
			for _, task := range tasks {
				require.False(t, seen[task.Key], task.Key)
				seen[task.Key] = true
				require.LessOrEqual(t, busyUntil[task.Worker], task.Start)
				require.LessOrEqual(t, task.Start, task.End)
				busyUntil[task.Worker] = task.End
				require.Less(t, task.Worker, p.Workers())
				require.False(t, task.Failed)
			}
			layers := p.Layers()
			require.Len(t, layers, 2)
			require.Equal(t, "sum", layers[0].Layer)
			require.Equal(t, 20, layers[0].Count)
			require.GreaterOrEqual(t, layers[0].Mean, 200*time.Microsecond)
			require.GreaterOrEqual(t, layers[0].Max, layers[0].Mean)
			require.InDelta(t, 1, layers[0].Share+layers[1].Share, 1e-9)
			require.EqualValues(t, 20<<10, layers[1].Bytes)
			require.GreaterOrEqual(t, p.Elapsed(), tasks[len(tasks)-1].End)
			samples := p.Samples()
			require.GreaterOrEqual(t, len(samples), 2)
			require.Positive(t, samples[0].Heap)
			require.GreaterOrEqual(t, samples[0].Memory, samples[0].Heap)
			require.Positive(t, samples[0].Goroutines)
		})
	}
}

func TestRunsOfAProfileFollowEachOther(t *testing.T) {
	var p scheduler.Profile
	for range 2 {
		_, err := scheduler.Compute(t.Context(), []graph.Collection{squaresOf(1, 2, 3)}, scheduler.WithProfile(&p))
		require.NoError(t, err)
	}
	tasks := p.Tasks()
	require.Len(t, tasks, 6)
	require.Greater(t, tasks[3].Start, tasks[2].End)
}

func TestAFailedTaskIsInTheProfile(t *testing.T) {
	var p scheduler.Profile
	_, err := scheduler.Compute(t.Context(), []graph.Collection{squaresOf(-1)}, scheduler.WithProfile(&p))
	require.Error(t, err)
	require.True(t, p.Tasks()[0].Failed)
	var b bytes.Buffer
	require.NoError(t, p.WriteSVG(&b))
	require.Contains(t, b.String(), "#d62728")
	require.Contains(t, b.String(), ", 1 failed</text>")
	b.Reset()
	require.NoError(t, p.WriteTable(&b))
	require.Contains(t, b.String(), ", 1 failed\n")
}

func TestATraceIsWhatChromeReads(t *testing.T) {
	p := profiled(t, 5)
	var b bytes.Buffer
	require.NoError(t, p.WriteTrace(&b))
	var trace struct {
		TraceEvents []struct {
			Name, Ph string
			Ts, Dur  float64
			Pid, Tid int
			Args     map[string]any
		}
	}
	require.NoError(t, json.Unmarshal(b.Bytes(), &trace))
	count := map[string]int{}
	for _, e := range trace.TraceEvents {
		count[e.Ph]++
		require.Equal(t, 1, e.Pid)
		if e.Ph == "X" {
			require.Contains(t, []string{"load", "sum"}, e.Name)
			require.Contains(t, e.Args["key"], e.Name+"-")
			require.Positive(t, e.Tid, "viewers keep 0 for an idle processor")
		}
	}
	require.Equal(t, 10, count["X"])
	require.Equal(t, 1+2*p.Workers(), count["M"], "names of the process and of each worker, and the workers' order")
	require.GreaterOrEqual(t, count["C"], 4)
}

func profiled(t *testing.T, n int) *scheduler.Profile {
	p := &scheduler.Profile{}
	_, err := scheduler.NewLocal(scheduler.Workers(2)).Execute(scheduler.Profiled(t.Context(), p), twoLayers(t, n))
	require.NoError(t, err)
	return p
}

func TestATimelineStaysSmall(t *testing.T) {
	var p scheduler.Profile
	many := newLayer(t, graph.LayerSpec{Label: "a<b"}, 100_000, zero, nil, nil)
	_, err := scheduler.NewLocal(scheduler.Workers(2)).Execute(scheduler.Profiled(t.Context(), &p), planOf(t, many))
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, p.WriteSVG(&b))
	require.Less(t, b.Len(), 1<<20)
	require.NoError(t, wellFormed(&b))
}

func wellFormed(r io.Reader) error {
	for d := xml.NewDecoder(r); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestATableHasALineForEachLayer(t *testing.T) {
	var b strings.Builder
	require.NoError(t, profiled(t, 5).WriteTable(&b))
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	require.Len(t, lines, 4)
	require.Equal(t, []string{"layer", "tasks", "total", "mean", "max", "share", "results"}, strings.Fields(lines[0]))
	require.Contains(t, lines[1], "sum")
	require.Contains(t, lines[2], "5.0 KiB")
	require.Contains(t, lines[3], "10 tasks in ")
}

func TestAnEmptyProfileCanBeWritten(t *testing.T) {
	var p scheduler.Profile
	var b bytes.Buffer
	require.NoError(t, p.WriteSVG(&b))
	require.NoError(t, wellFormed(&b))
	require.NoError(t, p.WriteTable(io.Discard))
	require.NoError(t, p.WriteTrace(io.Discard))
}

func TestWritersReturnErrors(t *testing.T) {
	p := profiled(t, 1)
	closed, err := os.Create(t.TempDir() + "/closed")
	require.NoError(t, err)
	require.NoError(t, closed.Close())
	require.ErrorIs(t, p.WriteSVG(closed), os.ErrClosed)
	require.ErrorIs(t, p.WriteTable(closed), os.ErrClosed)
	require.ErrorIs(t, p.WriteTrace(closed), os.ErrClosed)
}

func BenchmarkProfile(b *testing.B) {
	l := newLayer(b, graph.LayerSpec{Label: "step"}, 100_000, zero, nil, nil)
	plan := planOf(b, l)
	for name, ctx := range map[string]context.Context{"off": b.Context(), "on": scheduler.Profiled(b.Context(), &scheduler.Profile{})} {
		b.Run("profile="+name, func(b *testing.B) {
			for b.Loop() {
				_, err := scheduler.NewLocal(scheduler.Workers(2)).Execute(ctx, plan)
				require.NoError(b, err)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1e5, "ns/task")
		})
	}
}
