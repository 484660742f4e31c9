package scheduler_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

var (
	errOdd  = errors.New("odd")
	fixed   atomic.Bool
	makeRow = graph.Register("gloam/scheduler_test/row", func(_ context.Context, args []any) (any, error) {
		return ndarray.FromSlice([]float64{float64(args[0].(int)), 2}, 2)
	})
	refuse = graph.Register("gloam/scheduler_test/refuse", func(_ context.Context, args []any) (any, error) {
		row, err := ndarray.Values[float64](args[0].(*ndarray.Array))
		if err != nil {
			return nil, err
		}
		if int(row[0])%2 == 1 && !fixed.Load() {
			if args[1].(string) == "panic" {
				panic("odd row")
			}
			return nil, errOdd
		}
		return row[0] * row[1], nil
	})
)

// refused is a layer over rows 0 to 3 of which odd ones fail.
func refused(t *testing.T, how string, row *graph.Op) *graph.Layer {
	rows, err := graph.NewLayer(graph.LayerSpec{Label: "row", Token: graph.Token(how, row.Name()), Grid: []int{4}, Op: row,
		Args: func(block int, dst []graph.Arg) []graph.Arg { return append(dst, graph.Lit(block)) }})
	require.NoError(t, err)
	l, err := graph.NewLayer(graph.LayerSpec{Label: "refuse", Token: graph.Token("refused", rows), Grid: []int{4}, Op: refuse, Deps: []*graph.Layer{rows},
		Blockwise: true, Args: func(block int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Ref(0, block), graph.Lit(how))
		}})
	require.NoError(t, err)
	return l
}

func TestAFailedTaskRunsAgainFromItsFolder(t *testing.T) {
	for name, e := range map[string]scheduler.Executor{"sync": scheduler.Sync{}, "local": scheduler.NewLocal(scheduler.Workers(1))} {
		for _, how := range []string{"error", "panic"} {
			for _, fused := range []bool{true, false} {
				t.Run(name+"/"+how, func(t *testing.T) {
					fixed.Store(false)
					dir := t.TempDir()
					l := refused(t, how, makeRow)
					wanted := []graph.Collection{whole{l}}
					if !fused {
						wanted = append(wanted, whole{l.Deps()[0]}) // wanted results stay tasks
					}
					_, err := scheduler.Compute(t.Context(), wanted, scheduler.On(e), scheduler.SaveFailed(dir))
					var kept *scheduler.SavedError
					require.ErrorAs(t, err, &kept)
					require.NoError(t, kept.Incomplete)
					require.Equal(t, filepath.Join(dir, l.Name()+"-1"), kept.Dir)
					require.ErrorContains(t, err, "(saved in "+kept.Dir+")")
					var first *graph.TaskError
					require.ErrorAs(t, err, &first)

					_, err = scheduler.Replay(t.Context(), kept.Dir)
					var again *graph.TaskError
					require.ErrorAs(t, err, &again)
					require.Equal(t, first.Key, again.Key)
					require.Equal(t, first.Op, again.Op)
					require.Equal(t, first.Site, again.Site)
					require.Equal(t, first.Err.Error(), again.Err.Error())
					require.Equal(t, how == "panic", again.Stack != "")

					arrays, err := filepath.Glob(filepath.Join(kept.Dir, "*.npy"))
					require.NoError(t, err)
					require.Equal(t, fused, len(arrays) == 0)

					fixed.Store(true)
					got, err := scheduler.Replay(t.Context(), kept.Dir)
					require.NoError(t, err)
					require.InDelta(t, 2, got, 0)
				})
			}
		}
	}
}

func TestSavedTasksAreForPeopleToRead(t *testing.T) {
	fixed.Store(false)
	_, err := scheduler.Compute(t.Context(), []graph.Collection{whole{refused(t, "error", makeRow)}}, scheduler.SaveFailed(t.TempDir()))
	var kept *scheduler.SavedError
	require.ErrorAs(t, err, &kept)
	b, err := os.ReadFile(filepath.Join(kept.Dir, "task.json"))
	require.NoError(t, err)
	var task map[string]any
	require.NoError(t, json.Unmarshal(b, &task))
	require.Equal(t, "gloam/scheduler_test/refuse", task["op"])
	require.Equal(t, "odd", task["error"])
	require.Contains(t, task["site"], "replay_test.go")
	require.Len(t, task["steps"], 2)
}

func TestWhatCannotBeReplayedSaysWhy(t *testing.T) {
	fixed.Store(false)
	closure := graph.InProcess("closure", func(ctx context.Context, args []any) (any, error) { return makeRow.Call(ctx, args) })
	_, err := scheduler.Compute(t.Context(), []graph.Collection{whole{refused(t, "error", closure)}}, scheduler.SaveFailed(t.TempDir()))
	var kept *scheduler.SavedError
	require.ErrorAs(t, err, &kept)
	require.NoError(t, kept.Incomplete)
	_, err = scheduler.Replay(t.Context(), kept.Dir)
	require.ErrorContains(t, err, "closure is a function of the process that saved it, defined at scheduler/replay_test.go")

	for content, want := range map[string]string{
		`{`:           "unexpected end",
		`{"key":"k"}`: "no steps",
		`{"steps":[{"layer":"a","op":"gone","defined":"x.go:1"}]}`:                          `operation "gone" is not registered in this process`,
		`{"steps":[{"layer":"a","op":"gloam/scheduler_test/refuse","args":[{"input":3}]}]}`: "argument 1: no result 3 of 0",
		`{"steps":[{"layer":"a","op":"gloam/scheduler_test/refuse","args":[{}]}]}`:          "argument 1: no value",
		`{"steps":[{"layer":"a","coords":[-1],"value":{"type":"nil"}}]}`:                    "at (-1,)",
		`{"steps":[{"layer":"a","value":{"type":"main.T","lost":"it is private"}}]}`:        "was not saved: it is private",
		`{"inputs":[{"key":"k","value":{"type":"array","file":"../x.npy"}}],"steps":[{}]}`:  "not in the folder",
	} {
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "task.json"), []byte(content), 0o600))
		_, err := scheduler.Replay(t.Context(), dir)
		require.ErrorContains(t, err, want)
	}
	_, err = scheduler.Replay(t.Context(), t.TempDir())
	require.ErrorIs(t, err, os.ErrNotExist)
	var none context.Context
	_, err = scheduler.Replay(none, "")
	require.ErrorContains(t, err, "nil context")
}

func TestATaskThatCannotBeSavedFailsAsBefore(t *testing.T) {
	fixed.Store(false)
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := scheduler.Compute(t.Context(), []graph.Collection{whole{refused(t, "error", makeRow)}}, scheduler.SaveFailed(file))
	require.ErrorIs(t, err, errOdd)
	require.ErrorContains(t, err, "not saved in "+file)
}

func TestNothingIsSavedOfACancelledRun(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	l := newLayer(t, graph.LayerSpec{Label: "wait"}, 1, func(ctx context.Context, _ int, _ []any) (any, error) {
		cancel()
		<-ctx.Done()
		return nil, ctx.Err()
	}, nil, nil)
	_, err := scheduler.Compute(ctx, []graph.Collection{whole{l}}, scheduler.SaveFailed(dir))
	require.ErrorIs(t, err, context.Canceled)
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, files)
}
