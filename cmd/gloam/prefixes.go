package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/codec"
	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/daskproto/pickle"
)

// A prefix counts the tasks of one name on the whole cluster.
type prefix struct {
	Name    string  `json:"name"`
	Waiting int     `json:"waiting"` // for inputs, for a worker, or in line there
	Running int     `json:"running"` // sent to a worker
	Memory  int     `json:"memory"`
	Failed  int     `json:"failed"`
	Mean    float64 `json:"mean_seconds"` // of a task, 0 if unknown
}

// askPrefixes runs on the scheduler, which has no request for it: names with
// their states and mean times.
const askPrefixes = `lambda dask_scheduler: __import__("json").dumps(` +
	`[[str(p.name), {k: n for k, n in p.states.items() if n}, p.duration_average] for p in dask_scheduler.task_prefixes.values()])`

// prefixes asks a scheduler for the names of its tasks, those with the most
// tasks first. Names without tasks are left out.
func prefixes(ctx context.Context, pool *comm.Pool, scheduler string) ([]prefix, error) {
	request := daskproto.Call("run_function", daskproto.F("wait", true))
	for _, part := range []daskproto.KV{
		daskproto.F("function", pickle.Call("builtins", "eval", askPrefixes)), daskproto.F("args", pickle.Tuple{}), daskproto.F("kwargs", pickle.NewDict()),
	} {
		b, err := pickle.Encode(part.Value)
		if err != nil {
			return nil, err
		}
		request = append(request, daskproto.KV{Key: part.Key, Value: b})
	}
	reply, err := pool.Call(ctx, scheduler, request)
	if err != nil {
		return nil, err
	}
	m, ok := reply.(daskproto.Map)
	if !ok {
		return nil, fmt.Errorf("run_function: got %T", reply)
	}
	v, _ := m.Get("result")
	if s, ok := v.(*daskproto.Serialized); ok {
		if v, err = codec.Decode(s); err != nil {
			return nil, err
		}
	}
	text, ok := v.(string)
	if !ok {
		return nil, fmt.Errorf("run_function: got %T", v)
	}
	return readPrefixes([]byte(text))
}

// readPrefixes reads the scheduler's answer.
func readPrefixes(text []byte) ([]prefix, error) {
	var rows [][]json.RawMessage
	if err := json.Unmarshal(text, &rows); err != nil {
		return nil, err
	}
	var list []prefix
	for _, row := range rows {
		var p prefix
		states := map[string]int{}
		if len(row) != 3 {
			return nil, fmt.Errorf("got %d items, want 3", len(row))
		}
		for i, to := range []any{&p.Name, &states, &p.Mean} {
			if err := json.Unmarshal(row[i], to); err != nil {
				return nil, err
			}
		}
		p.Waiting = states["waiting"] + states["queued"] + states["no-worker"]
		p.Running, p.Memory, p.Failed = states["processing"], states["memory"], states["erred"]
		p.Mean = max(p.Mean, 0)
		if p.total() > 0 {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b prefix) int {
		return cmp.Or(cmp.Compare(b.total(), a.total()), cmp.Compare(a.Name, b.Name))
	})
	return list, nil
}

func (p prefix) total() int { return p.Waiting + p.Running + p.Memory + p.Failed }
