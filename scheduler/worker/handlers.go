package worker

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/scheduler/worker/internal/machine"
)

// A handler answers one kind of request.
type handler func(ctx context.Context, s *session, f *daskproto.Fields) (any, error)

// handlers is the fixed table of what others may ask. get_data, close and
// terminate are dealt with before. What is not here is answered by nil, as Dask does.
var handlers = map[string]handler{
	"gather":      gatherFor,
	"update_data": updateData,
	"free_keys": func(ctx context.Context, s *session, f *daskproto.Fields) (any, error) {
		return "OK", s.settle(ctx, message{event: machine.Free{Keys: f.Keys("keys")}})
	},
	"ping":     constant([]byte("pong")),
	"identity": identity,
	"versions": versions,
	"keys": func(_ context.Context, s *session, _ *daskproto.Fields) (any, error) {
		return s.store.keys(), nil
	},
	"run":                 refuse,
	"shuffle_receive":     shuffleReceive,
	"shuffle_inputs_done": shuffleInputsDone,
	"run_coroutine":       refuse,
	"plugin-add":          constant(daskproto.Map{daskproto.F("status", "OK")}),
	"plugin-remove":       constant(daskproto.Map{daskproto.F("status", "OK")}),
	"get_logs":            logs,
	"profile":             constant(emptyProfile),
	"profile_metadata":    constant(daskproto.Map{daskproto.F("counts", []any{}), daskproto.F("keys", []any{})}),
	"call_stack":          constant(daskproto.Map{}),
	"get_monitor_info":    constant(daskproto.Map{daskproto.F("count", 0), daskproto.F("last_time", 0), daskproto.F("range_query", daskproto.Map{})}),
	"benchmark_disk":      unsupported,
	"benchmark_memory":    unsupported,
	"benchmark_network":   unsupported,
	"get_story":           unsupported,
	"dump_state":          unsupported,
	"actor_execute":       unsupported,
	"actor_attribute":     unsupported,
	"upload_file":         unsupported,
}

// emptyProfile is what a worker answers that has not looked at itself yet.
var emptyProfile = daskproto.Map{
	daskproto.F("count", 0), daskproto.F("children", daskproto.Map{}), daskproto.F("identifier", "root"),
	daskproto.F("description", daskproto.Map{daskproto.F("filename", ""), daskproto.F("name", ""),
		daskproto.F("line_number", 0), daskproto.F("line", "")}),
}

func constant(v any) handler {
	return func(context.Context, *session, *daskproto.Fields) (any, error) { return v, nil }
}

var errRefused = errors.New("worker: a Go worker runs registered Go operations only; name Python workers with workers=[…]")

// refuse answers requests to run Python code, the way Dask reports that such
// code failed.
func refuse(context.Context, *session, *daskproto.Fields) (any, error) {
	m := daskproto.EncodeFailure(failureOf(errRefused)).Without("status")
	return m.With(daskproto.F("status", "error")), nil
}

func unsupported(context.Context, *session, *daskproto.Fields) (any, error) {
	return nil, fmt.Errorf("worker: %w in a Go worker", errors.ErrUnsupported)
}

// gatherFor fetches keys from other workers for the scheduler.
func gatherFor(ctx context.Context, s *session, f *daskproto.Fields) (any, error) {
	wanted := f.WhoHas("who_has")
	if f.Err() != nil {
		return nil, f.Err()
	}
	failed, err := s.collect(ctx, wanted)
	if err != nil {
		return nil, err
	}
	if len(failed) > 0 {
		return daskproto.Map{daskproto.F("status", "partial-fail"), daskproto.F("keys", failed)}, nil
	}
	return daskproto.Map{daskproto.F("status", "OK")}, nil
}

// updateData keeps data that a client scatters.
func updateData(ctx context.Context, s *session, f *daskproto.Fields) (any, error) {
	data, err := payloads(f, "data")
	if err != nil {
		return nil, err
	}
	var got machine.Received
	sizes := daskproto.Map{}
	for k, p := range data {
		e := arrived(p)
		got.Keys, got.Items = append(got.Keys, k), append(got.Items, machine.Item{Data: e, Bytes: e.bytes})
		sizes = append(sizes, daskproto.KV{Key: k, Value: e.bytes})
	}
	if err := s.settle(ctx, message{event: got}); err != nil {
		return nil, err
	}
	return daskproto.Map{daskproto.F("nbytes", sizes), daskproto.F("status", "OK")}, nil
}

func identity(_ context.Context, s *session, _ *daskproto.Fields) (any, error) {
	return daskproto.Map{daskproto.F("type", "Worker"), daskproto.F("id", s.displayName()), daskproto.F("scheduler", s.scheduler),
		daskproto.F("nthreads", s.threads), daskproto.F("memory_limit", s.memoryLimit)}, nil
}

// versions returns the packages of the scheduler: Dask compares them, and a Go
// worker speaks whatever the scheduler does.
func versions(_ context.Context, s *session, _ *daskproto.Fields) (any, error) {
	host := daskproto.Map{daskproto.F("go", runtime.Version()), daskproto.F("OS", runtime.GOOS), daskproto.F("machine", runtime.GOARCH)}
	return daskproto.Map{daskproto.F("host", host), daskproto.F("packages", s.versions.Packages)}, nil
}

// logs returns the last lines of the log, the newest first.
func logs(_ context.Context, s *session, f *daskproto.Fields) (any, error) {
	n, start := int(f.Int("n")), int(f.Int("start"))
	if !f.Has("n") || n < 0 {
		n = manyRecords
	}
	out := []any{}
	for _, r := range s.logs.last(max(start, 0), n) {
		line := []any{r.level, r.text}
		if f.Flag("timestamps") {
			line = []any{seconds(r.at), r.level, r.text}
		}
		out = append(out, line)
	}
	return out, nil
}
