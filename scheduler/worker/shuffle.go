package worker

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/codec"
	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/scheduler/worker/internal/machine"
)

// Dask's P2P shuffles give each output block to one of all workers of the
// cluster, whether it can do that or not, before any of its tasks comes here. A
// Go worker forgets the data that peers send for its blocks. When all are sent
// it asks that the next run place blocks on Python workers only. When the first
// output task comes, the tasks that send and the barrier behind them have
// ended, and it starts that next run.

// A ShuffleError says that a Python shuffle has given blocks to a Go worker, and
// that the scheduler cannot place them elsewhere.
type ShuffleError struct {
	ID  string
	Err error
}

func (e *ShuffleError) Error() string {
	return fmt.Sprintf("worker: P2P shuffle %s has given output blocks to a Go worker, which cannot keep them; set dask.config "+
		`array.rechunk.method or dataframe.shuffle.method to tasks, or name Python workers with dask.annotate(workers=…): %v`, e.ID, e.Err)
}

// Unwrap returns the cause.
func (e *ShuffleError) Unwrap() error { return e.Err }

// barrierPrefix starts the keys of the tasks behind which output tasks wait.
const barrierPrefix = "shuffle-barrier-"

// behind returns the shuffle of which a task is an output, "" if of none.
func behind(deps []machine.Dep) string {
	for _, d := range deps {
		if id, ok := strings.CutPrefix(string(d.Key), barrierPrefix); ok {
			return id
		}
	}
	return ""
}

// shuffles are the runs of shuffles that have given blocks to this worker, by
// shuffle. The zero value is empty and safe for concurrent use.
type shuffles struct {
	mu   sync.Mutex
	runs map[string]int64
}

func (s *shuffles) note(id string, run int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.runs == nil {
		s.runs = map[string]int64{}
	}
	s.runs[id] = max(run, s.runs[id])
}

func (s *shuffles) run(id string) (int64, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	run, ok := s.runs[id]
	return run, ok
}

// forget drops a run that has ended.
func (s *shuffles) forget(id string, run int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.runs[id] <= run {
		delete(s.runs, id)
	}
}

// shuffleReceive swallows data for blocks that will not be here.
var shuffleReceive = constant(daskproto.Map{daskproto.F("status", "OK")})

var errEarlyShuffle = errors.New("this release cannot place them elsewhere")

// shuffleInputsDone answers the scheduler when all data of a run are out.
func shuffleInputsDone(ctx context.Context, s *session, f *daskproto.Fields) (any, error) {
	id := f.Text("shuffle_id")
	if f.Err() == nil && !f.Has("run_id") {
		return nil, &ShuffleError{id, errEarlyShuffle}
	}
	run := f.Int("run_id")
	if f.Err() != nil {
		return nil, f.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	if err := s.restrict(ctx, daskproto.Key(barrierPrefix+id), "P2P shuffle"); err != nil {
		return nil, &ShuffleError{id, err}
	}
	s.shuffles.note(id, run)
	return nil, nil
}

// divert starts a shuffle again that has given blocks to this worker, and
// reports whether it has. A run that the scheduler no longer knows is over
// already.
func (s *session) divert(ctx context.Context, id string) (bool, error) {
	run, ok := s.shuffles.run(id)
	if id == "" || !ok {
		return false, nil
	}
	s.log.Info("sending a shuffle to Python workers", "shuffle", id, "run", run)
	_, err := s.pool.Call(ctx, s.scheduler, daskproto.Call("shuffle_barrier",
		daskproto.F("id", id), daskproto.F("run_id", run), daskproto.F("consistent", false)))
	var call *comm.CallError
	if errors.As(err, &call) {
		switch codec.DecodeFailure(call.Failure).Type {
		case "KeyError", "ValueError": // of another run
			return true, nil
		}
	}
	if err != nil {
		return true, &ShuffleError{id, err}
	}
	return true, nil
}
