package daskproto_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/codec"
	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/internal/testdask"
)

// A session is a client of a real scheduler, as little of one as a test needs.
type session struct {
	t       *testing.T
	ctx     context.Context
	dialect daskproto.Dialect
	address string
	id      string
	pool    *comm.Pool
	stream  *comm.Stream
	events  map[daskproto.Key]any // what the scheduler has said last of a key
}

func newSession(t *testing.T, address string) *session {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	s := &session{t: t, ctx: ctx, address: address, id: "Client-test", pool: comm.NewPool(), events: map[daskproto.Key]any{}}
	reply := s.call(daskproto.AskVersions())
	versions, err := daskproto.DecodeVersions(reply)
	require.NoError(t, err)
	release, err := versions.Dask()
	require.NoError(t, err)
	s.dialect = daskproto.DialectOf(release)
	c, err := comm.Dial(ctx, address)
	require.NoError(t, err)
	require.NoError(t, c.Send(ctx, daskproto.RegisterClient(s.id, versions)))
	s.stream = comm.NewStream(c)
	t.Cleanup(func() {
		s.stream.Close(context.Background())
		s.pool.Close()
		cancel()
	})
	batch, err := s.stream.Receive(ctx)
	require.NoError(t, err)
	start, err := daskproto.DecodeToClient(batch[0])
	require.NoError(t, err)
	require.Empty(t, start.(daskproto.StreamStart).Error)
	return s
}

func (s *session) call(m daskproto.Map) any {
	s.t.Helper()
	v, err := s.pool.Call(s.ctx, s.address, m)
	require.NoError(s.t, err)
	return v
}

func (s *session) submit(u daskproto.UpdateGraph) {
	s.t.Helper()
	m, err := s.dialect.UpdateGraph(u)
	require.NoError(s.t, err)
	require.NoError(s.t, s.stream.Send(m))
}

// await reads the stream until something is known of all keys.
func (s *session) await(keys ...daskproto.Key) {
	s.t.Helper()
	for {
		missing := false
		for _, k := range keys {
			missing = missing || s.events[k] == nil
		}
		if !missing {
			return
		}
		batch, err := s.stream.Receive(s.ctx)
		require.NoError(s.t, err)
		for _, m := range batch {
			v, err := daskproto.DecodeToClient(m)
			require.NoError(s.t, err)
			switch v := v.(type) {
			case daskproto.KeyInMemory:
				s.events[v.Key] = v
			case daskproto.TaskErred:
				s.events[v.Key] = v
			case daskproto.CancelledKeys:
				for _, k := range v.Keys {
					s.events[k] = v
				}
			}
		}
	}
}

// results gathers values of keys that are in memory.
func (s *session) results(keys ...daskproto.Key) []any {
	s.t.Helper()
	s.await(keys...)
	data, err := daskproto.DecodeData(s.call(daskproto.Gather(keys)))
	require.NoError(s.t, err)
	require.Empty(s.t, data.Missing)
	byKey := map[daskproto.Key]any{}
	for _, d := range data.Values {
		if byKey[d.Key], err = codec.Decode(d.Value); err != nil {
			byKey[d.Key] = err
		}
	}
	out := make([]any, len(keys))
	for i, k := range keys {
		out[i] = byKey[k]
	}
	return out
}

func TestLiveGraphOfPythonCallables(t *testing.T) {
	for _, v := range testdask.Versions(t) {
		t.Run(v.Release, func(t *testing.T) {
			sched := testdask.StartScheduler(t, v)
			sched.StartWorker(t, testdask.WorkerOptions{Name: "py", Resources: map[string]float64{"PY": 2}})
			s := newSession(t, sched.Address)
			require.Equal(t, v.Release, s.dialect.Version.String())

			id, err := daskproto.DecodeIdentity(s.call(daskproto.AskIdentity()))
			require.NoError(t, err)
			require.Len(t, id.Workers, 1)
			require.EqualValues(t, "py", id.Workers[0].Name)
			require.Equal(t, map[string]float64{"PY": 2}, id.Workers[0].Resources)

			add, sum := pickle.Func("operator", "add"), pickle.Func("builtins", "sum")
			s.submit(daskproto.UpdateGraph{
				Graph: daskproto.Graph{Layers: []daskproto.Layer{
					{Name: "first", Tasks: []daskproto.Task{
						{Key: "add-1f", Func: add, Args: []any{1, 2}},
						{Key: "lit-1f", Args: []any{"text"}},
						{Key: "array-1f", Func: pickle.Func("numpy", "arange"), Args: []any{6.0}},
					}},
					{Name: "second", Annotations: daskproto.Annotations{Resources: map[string]float64{"PY": 1}, Priority: 3, Retries: 1}, Tasks: []daskproto.Task{
						{Key: "nested-2f", Func: add, Args: []any{&daskproto.Invoke{Func: add, Args: []any{daskproto.Ref("add-1f"), 10}}, daskproto.Ref("add-1f")}},
						{Key: "sum-2f", Func: sum, Args: []any{daskproto.Items{daskproto.Ref("add-1f"), 4, daskproto.Ref("add-1f")}}},
						{Key: "alias-2f", Args: []any{daskproto.Ref("lit-1f")}},
						{Key: "sorted-2f", Func: pickle.Func("builtins", "sorted"), Args: []any{pickle.NewList(int64(1), int64(3), int64(2))}, Kwargs: []daskproto.Kwarg{{Name: "reverse", Value: true}}},
						{Key: "bad-2f", Func: pickle.Func("operator", "truediv"), Args: []any{daskproto.Ref("add-1f"), 0}},
					}},
				}},
				Keys:  []string{"nested-2f", "sum-2f", "alias-2f", "sorted-2f", "bad-2f", "array-1f", "add-1f"},
				Order: map[string]int64{"add-1f": 0, "lit-1f": 1, "array-1f": 2, "nested-2f": 3, "sum-2f": 4, "alias-2f": 5, "sorted-2f": 6, "bad-2f": 7},
			})
			got := s.results("add-1f", "nested-2f", "sum-2f", "alias-2f", "sorted-2f", "array-1f")
			require.Equal(t, []any{int64(3), int64(16), int64(10), "text", []any{int64(3), int64(2), int64(1)}}, got[:5])
			require.Equal(t, "[0. 1. 2. 3. 4. 5.]", fmt.Sprint(got[5]))

			s.await("bad-2f")
			failure := codec.DecodeFailure(s.events["bad-2f"].(daskproto.TaskErred).Failure)
			require.Equal(t, "ZeroDivisionError: division by zero", failure.Error())

			s.submit(daskproto.UpdateGraph{
				Graph: daskproto.Graph{Layers: []daskproto.Layer{{Name: "later", Tasks: []daskproto.Task{
					{Key: "future-3f", Func: add, Args: []any{daskproto.Future("add-1f"), 100}},
				}}}},
				Keys: []string{"future-3f"},
			})
			require.Equal(t, []any{int64(103)}, s.results("future-3f"))

			delete(s.events, "future-3f")
			m, call := s.dialect.CancelKeys(s.id, daskproto.Keys("future-3f"), false)
			if call {
				s.call(m)
			} else {
				require.NoError(t, s.stream.Send(m))
			}
			s.await("future-3f")
			require.IsType(t, daskproto.CancelledKeys{}, s.events["future-3f"])
			require.NoError(t, s.stream.Send(daskproto.HeartbeatClient(), daskproto.ReleaseKeys(s.id, daskproto.Keys("add-1f"))))
			// The stream still works, so nothing in it was refused.
			s.submit(daskproto.UpdateGraph{
				Graph: daskproto.Graph{Layers: []daskproto.Layer{{Name: "last", Tasks: []daskproto.Task{{Key: "last-4f", Func: add, Args: []any{1, 1}}}}}},
				Keys:  []string{"last-4f"},
			})
			require.Equal(t, []any{int64(2)}, s.results("last-4f"))
			require.NoError(t, s.stream.Send(daskproto.CloseClient()))
		})
	}
}
