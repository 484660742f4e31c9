package worker_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/codec"
	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/daskproto/dasktest"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/scheduler/worker"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
	"github.com/stretchr/testify/require"
)

// fake starts a scheduler that does what the test says.
func fake(t *testing.T) *dasktest.Scheduler { return dasktest.NewScheduler(t, "2024.12.1") }

// join starts a worker of a fake scheduler.
func join(t *testing.T, s *dasktest.Scheduler, opts ...worker.Option) *workertest.Worker {
	t.Helper()
	w := workertest.Start(t, s.Address(), opts...)
	s.Expect("register-worker")
	return w
}

// next waits for a message of a worker.
func next(t *testing.T, s *dasktest.Scheduler, op string) *daskproto.Fields {
	t.Helper()
	return daskproto.Read(op, s.Expect(op))
}

// compute is a task that calls a Go operation. Keys among the arguments are
// those of inputs.
func compute(key string, run int64, function any, args pickle.Tuple, inputs ...daskproto.Holders) daskproto.ComputeTask {
	task := pickle.Call("dask._task_spec", "Task")
	task.Kind, task.Args = pickle.New, nil
	task.State = pickle.Tuple{nil, pickle.NewDict(pickle.Item{Key: "func", Value: function}, pickle.Item{Key: "args", Value: args},
		pickle.Item{Key: "kwargs", Value: pickle.NewDict()}, pickle.Item{Key: "key", Value: key})}
	b, err := pickle.Encode(task)
	if err != nil {
		panic(err)
	}
	return daskproto.ComputeTask{Key: daskproto.Key(key), RunID: run, HasRunID: true, Priority: []float64{0, 0, float64(run)}, WhoHas: inputs,
		Spec: daskproto.Spec{RunSpec: &daskproto.Pickled{Bytes: b}}}
}

func ref(key string) any {
	r := pickle.Call("dask._task_spec", "TaskRef", key)
	return r
}

// A peer is a worker that answers get_data as a test says.
type peer struct {
	address string
	asked   atomic.Int64
}

func startPeer(t *testing.T, answer func(ctx context.Context, c *comm.Conn, n int, keys []daskproto.Key)) *peer {
	t.Helper()
	l, err := comm.Listen("tcp://127.0.0.1:0")
	require.NoError(t, err)
	p := &peer{address: l.Address()}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.Serve(ctx, func(ctx context.Context, c *comm.Conn) {
			for {
				v, err := c.Receive(ctx)
				if err != nil {
					return
				}
				m, ok := v.(daskproto.Map)
				if !ok || m.Op() != "get_data" {
					continue // thanks
				}
				answer(ctx, c, int(p.asked.Add(1)), daskproto.Read("get_data", m).Keys("keys"))
			}
		})
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	return p
}

// with answers with a value for each key.
func with(ctx context.Context, c *comm.Conn, keys []daskproto.Key, value any) {
	data := daskproto.Map{}
	for _, k := range keys {
		s, err := codec.Encode(value)
		if err != nil {
			panic(err)
		}
		data = append(data, daskproto.KV{Key: k, Value: s})
	}
	c.Send(ctx, daskproto.Map{daskproto.F("status", "OK"), daskproto.F("data", data)})
}

var busy = daskproto.Map{daskproto.F("status", "busy")}
