package worker_test

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/codec"
	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/scheduler/worker"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
	"github.com/stretchr/testify/require"
)

var (
	addition = daskproto.GoCall("go:test/add")
	goZeros  = daskproto.GoCall("go:test/zeros")
)

func TestATakenNameIsAnErrorAtOnce(t *testing.T) {
	s := fake(t)
	s.Handle("register-worker", func(daskproto.Map) any {
		return daskproto.Map{daskproto.F("status", "error"), daskproto.F("message", "name taken, twin"), daskproto.F("time", 0.0)}
	})
	err := worker.Run(t.Context(), s.Address(), worker.Name("twin"), worker.Reconnect(true), workertest.Quiet(t))
	require.ErrorContains(t, err, `register "twin"`)
	require.ErrorContains(t, err, "name taken")
}

func TestASchedulerThatIsNotThereIsAnError(t *testing.T) {
	err := worker.Run(t.Context(), "tcp://127.0.0.1:1", workertest.Quiet(t))
	require.ErrorContains(t, err, "worker: scheduler tcp://127.0.0.1:1: ")
}

func TestWrongOptionsAreErrors(t *testing.T) {
	for want, o := range map[string]worker.Option{
		`Threads: got 0, want at least 1`:                worker.Threads(0),
		`Resources: got -1 of "A", want at least 0`:      worker.Resources(map[string]float64{"A": -1}),
		`MemoryLimit: got -5 bytes, want at least 0`:     worker.MemoryLimit(-5),
		`Logger and OnReady: got nil, want values`:       worker.OnReady(nil),
		`Logger and OnReady: got nil, want values that `: worker.Logger(nil),
	} {
		err := worker.Run(t.Context(), "tcp://127.0.0.1:1", o, nil)
		var option *worker.OptionError
		require.ErrorAs(t, err, &option)
		require.ErrorContains(t, err, want)
	}
	var address *comm.AddressError
	require.ErrorAs(t, worker.Run(t.Context(), "udp://here"), &address)
}

func TestBusyAndBrokenPeersDoNotStopATask(t *testing.T) {
	s := fake(t)
	w := join(t, s)
	cut := startPeer(t, func(_ context.Context, c *comm.Conn, _ int, _ []daskproto.Key) { c.Close() })
	empty := startPeer(t, func(ctx context.Context, c *comm.Conn, _ int, _ []daskproto.Key) { with(ctx, c, nil, nil) })
	slow := startPeer(t, func(ctx context.Context, c *comm.Conn, n int, keys []daskproto.Key) {
		if n < 3 {
			c.Send(ctx, busy)
			return
		}
		with(ctx, c, keys, 40)
	})
	holders := daskproto.Holders{Key: "x", Addresses: []string{cut.address, "tcp://127.0.0.1:1", empty.address, slow.address}}
	s.Send(w.Info.Address, compute("sum", 7, addition, pickle.Tuple{ref("x"), int64(2)}, holders).Encode())
	require.Equal(t, daskproto.Keys("x"), next(t, s, "add-keys").Keys("keys"))
	done := next(t, s, "task-finished")
	require.Equal(t, int64(7), done.Int("run_id"))
	require.Equal(t, "int", done.Text("typename"))
	require.Equal(t, 3, int(slow.asked.Load()))
}

func TestAMissingInputIsAskedForUntilItIsFound(t *testing.T) {
	s := fake(t)
	w := join(t, s)
	good := startPeer(t, func(ctx context.Context, c *comm.Conn, _ int, keys []daskproto.Key) { with(ctx, c, keys, 1) })
	gone := daskproto.Holders{Key: "x", Addresses: []string{"tcp://127.0.0.1:1"}}
	s.Send(w.Info.Address, compute("sum", 1, addition, pickle.Tuple{ref("x")}, gone).Encode())
	require.Equal(t, daskproto.Keys("x"), next(t, s, "request-refresh-who-has").Keys("keys"))
	s.Send(w.Info.Address, daskproto.RefreshWhoHas{WhoHas: []daskproto.Holders{{Key: "x"}}}.Encode())
	next(t, s, "request-refresh-who-has")
	s.Send(w.Info.Address, daskproto.RefreshWhoHas{WhoHas: []daskproto.Holders{{Key: "x", Addresses: []string{good.address}}}}.Encode())
	next(t, s, "task-finished")
}

func TestStrangeMessagesAreIgnored(t *testing.T) {
	s := fake(t)
	w := join(t, s)
	s.Send(w.Info.Address,
		daskproto.Op("open-the-door", daskproto.F("wide", true)),
		daskproto.Op("free-keys", daskproto.F("keys", 3)),
		daskproto.Op("compute-task"),
		daskproto.FreeKeys{Keys: daskproto.Keys("never", "heard")}.Encode(),
		compute("bad", 1, addition, nil).Encode().Without("run_spec").With(daskproto.F("run_spec", &daskproto.Pickled{Bytes: []byte("no pickle")})),
		compute("sum", 2, addition, pickle.Tuple{int64(2)}).Encode())
	failed := next(t, s, "task-erred")
	require.Equal(t, daskproto.Key("bad"), failed.Key("key"))
	s.Send(w.Info.Address, compute("odd", 3, addition, nil).Encode().Without("priority").With(daskproto.F("priority", "high")))
	s.Expect("task-erred", daskproto.F("key", "odd"), daskproto.F("run_id", int64(3)))
	require.Equal(t, daskproto.Key("sum"), next(t, s, "task-finished").Key("key"))
}

func TestAPythonTaskWithoutAPythonWorkerFails(t *testing.T) {
	s := fake(t)
	w := join(t, s)
	s.Send(w.Info.Address, compute("sum", 1, pickle.Func("operator", "add"), pickle.Tuple{int64(1), int64(2)}).Encode())
	failed, err := codec.DecodeFailure(failure(t, next(t, s, "task-erred"))), error(nil)
	require.NoError(t, err)
	require.Equal(t, "RuntimeError", failed.Type)
	require.Equal(t, "worker: operator.add is for Python workers, this is a Go worker, and the cluster has no Python worker", failed.Message)
	s.Send(w.Info.Address, compute("mix", 2, addition, pickle.Tuple{invoke("operator", "add")}).Encode())
	require.Contains(t, codec.DecodeFailure(failure(t, next(t, s, "task-erred"))).Message, "make two tasks of it")
}

// invoke is a nested call.
func invoke(module, name string) any {
	task := pickle.Call("dask._task_spec", "Task")
	task.Kind, task.Args = pickle.New, nil
	task.State = pickle.Tuple{nil, pickle.NewDict(pickle.Item{Key: "func", Value: pickle.Func(module, name)},
		pickle.Item{Key: "args", Value: pickle.Tuple{int64(1)}}, pickle.Item{Key: "kwargs", Value: pickle.NewDict()})}
	return task
}

func failure(t *testing.T, f *daskproto.Fields) daskproto.Failure {
	t.Helper()
	return daskproto.Failure{Exception: f.Payload("exception"), ExceptionText: f.Text("exception_text")}
}

func TestACancelledTaskStopsAndIsNotReported(t *testing.T) {
	s := fake(t)
	w := join(t, s, worker.Threads(1))
	sleep := daskproto.GoCall("go:test/sleep")
	s.Send(w.Info.Address, compute("nap", 1, sleep, pickle.Tuple{int64(60_000)}).Encode())
	require.Eventually(t, func() bool { return asleep.Load() == 1 }, 20*time.Second, time.Millisecond)
	s.Send(w.Info.Address, daskproto.FreeKeys{Keys: daskproto.Keys("nap")}.Encode())
	s.Send(w.Info.Address, compute("sum", 2, addition, pickle.Tuple{int64(2)}).Encode())
	s.Expect("task-finished", daskproto.F("key", "sum"))
}

func TestAForgottenWorkerIsLost(t *testing.T) {
	s := fake(t)
	w := join(t, s)
	s.Handle("heartbeat_worker", func(daskproto.Map) any { return daskproto.Map{daskproto.F("status", "missing")} })
	require.ErrorIs(t, w.Wait(), worker.ErrLost)
}

func TestALostStreamIsReplacedByANewWorker(t *testing.T) {
	s := fake(t)
	w := join(t, s, worker.Reconnect(true))
	s.Cut(w.Info.Address)
	address := next(t, s, "register-worker").Text("address")
	require.NotEqual(t, w.Info.Address, address)
	s.Send(address, compute("sum", 2, addition, pickle.Tuple{int64(2)}).Encode())
	next(t, s, "task-finished")
	require.NoError(t, w.Stop())
}

func TestAWorkerThatEndsSaysGoodbye(t *testing.T) {
	s := fake(t)
	gone := make(chan daskproto.Map, 1)
	s.Handle("unregister", func(m daskproto.Map) any { gone <- m; return nil })
	w := join(t, s)
	require.NoError(t, w.Stop())
	require.Equal(t, w.Info.Address, daskproto.Read("unregister", <-gone).Text("address"))
	s.Expect("close-stream")
}

func TestSchedulersCanCloseAWorker(t *testing.T) {
	s := fake(t)
	for _, way := range []string{"close", "terminate"} {
		w := join(t, s)
		if way == "close" {
			s.Send(w.Info.Address, daskproto.CloseWorker{Reason: "scheduler-close-worker"}.Encode())
		} else {
			require.Equal(t, "OK", ask(t, w.Info.Address, daskproto.Call("terminate", daskproto.F("reason", "test"))))
		}
		require.NoError(t, w.Wait(), way)
	}
}

// ask sends a request to a worker.
func ask(t *testing.T, address string, request daskproto.Map) any {
	t.Helper()
	pool := comm.NewPool()
	defer pool.Close()
	reply, err := pool.Call(t.Context(), address, request)
	require.NoError(t, err)
	return reply
}

func TestRequestsOfTheTable(t *testing.T) {
	s := fake(t)
	w := join(t, s, worker.Name("answers"))
	s.Send(w.Info.Address, compute("sum", 2, addition, pickle.Tuple{int64(2)}).Encode())
	next(t, s, "task-finished")
	at := w.Info.Address
	require.Equal(t, []byte("pong"), ask(t, at, daskproto.Call("ping")))
	require.Equal(t, []any{"sum"}, ask(t, at, daskproto.Call("keys")))
	require.Nil(t, ask(t, at, daskproto.Call("what-is-this")))
	id := daskproto.Read("identity", ask(t, at, daskproto.Call("identity")).(daskproto.Map))
	require.Equal(t, "Worker", id.Text("type"))
	require.Equal(t, int64(2), id.Int("nthreads"))
	for _, op := range []string{"profile", "profile_metadata", "call_stack", "get_monitor_info", "plugin-add", "plugin-remove", "versions"} {
		require.IsType(t, daskproto.Map{}, ask(t, at, daskproto.Call(op)), op)
	}
	logs := ask(t, at, daskproto.Call("get_logs", daskproto.F("n", 5), daskproto.F("timestamps", true))).([]any)
	require.Contains(t, logs[len(logs)-1].([]any)[2], "registered")
	require.Equal(t, "OK", ask(t, at, daskproto.Call("free_keys", daskproto.F("keys", []any{"sum"}))))
	require.Equal(t, []any{}, ask(t, at, daskproto.Call("keys")))
	pool := comm.NewPool()
	defer pool.Close()
	for _, op := range []string{"run", "run_coroutine", "get_story", "dump_state", "upload_file"} {
		_, err := pool.Call(t.Context(), at, daskproto.Call(op))
		var e *comm.CallError
		require.ErrorAs(t, err, &e, op)
	}
}

// TestABusyWorkerSaysSo holds as many answers open as the worker allows.
func TestABusyWorkerSaysSo(t *testing.T) {
	s := fake(t)
	w := join(t, s)
	s.Send(w.Info.Address, compute("sum", 2, addition, pickle.Tuple{int64(2)}).Encode())
	next(t, s, "task-finished")
	request := daskproto.Call("get_data", daskproto.F("keys", []any{"sum", "other"}), daskproto.F("who", nil))
	var open []*comm.Conn
	for {
		c, err := comm.Dial(t.Context(), w.Info.Address)
		require.NoError(t, err)
		defer c.Close()
		reply, err := c.Call(t.Context(), request)
		require.NoError(t, err)
		f := daskproto.Read("reply", reply.(daskproto.Map))
		if f.Text("status") == "busy" {
			break
		}
		require.Len(t, f.Map("data"), 1)
		open = append(open, c)
	}
	require.Len(t, open, 10)
	require.NoError(t, open[0].Send(t.Context(), "OK"))
	require.Eventually(t, func() bool {
		reply := ask(t, w.Info.Address, request)
		status, _ := reply.(daskproto.Map).Get("status")
		return status == "OK"
	}, 20*time.Second, 10*time.Millisecond)
}

// TestHalfOpenAndCutConnectionsDoNoHarm talks nonsense to the worker's port.
func TestHalfOpenAndCutConnectionsDoNoHarm(t *testing.T) {
	s := fake(t)
	w := join(t, s)
	for _, text := range []string{"", "GET / HTTP/1.1\r\n\r\n", strings.Repeat("\xff", 100), "\x40\x00\x00\x00\x00\x00\x00\x00\x01"} {
		c, err := net.Dial("tcp", strings.TrimPrefix(w.Info.Address, "tcp://"))
		require.NoError(t, err)
		defer c.Close()
		_, err = c.Write([]byte(text))
		require.NoError(t, err)
	}
	s.Send(w.Info.Address, compute("sum", 2, addition, pickle.Tuple{int64(2)}).Encode())
	next(t, s, "task-finished")
}

func TestAPeerThatDoesNotAnswerIsGivenUp(t *testing.T) {
	t.Cleanup(worker.SetPeerTimeout(time.Second))
	s := fake(t)
	w := join(t, s)
	silent := startPeer(t, func(ctx context.Context, _ *comm.Conn, _ int, _ []daskproto.Key) { <-ctx.Done() })
	good := startPeer(t, func(ctx context.Context, c *comm.Conn, _ int, keys []daskproto.Key) { with(ctx, c, keys, 1) })
	for i := range 4 { // so that the silent one is asked first at least once
		key := string(rune('a' + i))
		holders := daskproto.Holders{Key: daskproto.Key("x" + key), Addresses: []string{silent.address, good.address}}
		s.Send(w.Info.Address, compute("sum"+key, 1, addition, pickle.Tuple{ref("x" + key)}, holders).Encode())
	}
	for range 4 {
		next(t, s, "task-finished")
	}
	require.NoError(t, w.Stop())
}

func TestAWorkerPausesWhileMemoryIsShort(t *testing.T) {
	s := fake(t)
	w := join(t, s, worker.MemoryLimit(1<<20))
	s.Expect("worker-status-change", daskproto.F("status", "paused"))
	s.Send(w.Info.Address, compute("sum", 2, addition, pickle.Tuple{int64(2)}).Encode(), daskproto.StealRequest{Key: "sum", StimulusID: "id"}.Encode())
	s.Expect("steal-response", daskproto.F("state", "ready"), daskproto.F("stimulus_id", "id"))
}
