package dask

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/scheduler/internal/wire"
)

// Cancel stops the work on results and forgets them, also for other clients
// that want them. The handles are of no use then.
func (c *Client) Cancel(ctx context.Context, handles ...*Held) error {
	var keys []daskproto.Key
	for _, h := range handles {
		if h.client != c {
			return errForeign
		}
		keys = append(keys, h.keys...)
	}
	m, call := c.dialect.CancelKeys(c.id, keys, true)
	if !call {
		return c.tell(m)
	}
	_, err := c.call(ctx, m)
	return reason(ctx, err)
}

// Restart makes the scheduler forget everything and restarts the workers; Go
// workers register again if they are told to. All runs and handles of all
// clients end.
func (c *Client) Restart(ctx context.Context) error {
	_, err := c.call(ctx, c.dialect.Restart(c.id, "restart-"+c.unique(), restartTimeout, false))
	return reason(ctx, err)
}

// restartTimeout is how many seconds workers get for it.
const restartTimeout = 30

// RunPython calls a Python function once on every Python worker and returns
// the results by address. fn is a value of package pickle that stands for a
// callable, such as pickle.Func("os", "getpid"); args are what may be literals
// of tasks. Workers that fail are left out of the map; the error joins a
// [*RemoteError] for each of them.
func (c *Client) RunPython(ctx context.Context, fn any, args ...any) (map[string]any, error) {
	id, err := c.identity(ctx)
	if err != nil {
		return nil, reason(ctx, err)
	}
	var workers []string
	for _, w := range id.Workers {
		if !isGo(w) {
			workers = append(workers, w.Address)
		}
	}
	if len(workers) == 0 {
		return nil, fmt.Errorf("%w at %s", ErrNoPython, c.address)
	}
	return c.RunPythonOn(ctx, workers, fn, args...)
}

// RunPythonOn is [Client.RunPython] for the workers at some addresses.
func (c *Client) RunPythonOn(ctx context.Context, workers []string, fn any, args ...any) (map[string]any, error) {
	msg, err := runMessage(fn, args)
	if err != nil {
		return nil, err
	}
	reply, err := c.call(ctx, broadcast(msg, workers))
	if err != nil {
		return nil, reason(ctx, err)
	}
	replies, ok := reply.(daskproto.Map)
	if !ok {
		return nil, fmt.Errorf("dask: run: got %T", reply)
	}
	return c.runResults(replies)
}

func runMessage(fn any, args []any) (daskproto.Map, error) {
	tuple := make(pickle.Tuple, len(args))
	for i, a := range args {
		var err error
		if tuple[i], err = literal(a); err != nil {
			return nil, fmt.Errorf("dask: argument %d: %w", i+1, err)
		}
	}
	m := daskproto.Op("run", daskproto.F("wait", true))
	for _, part := range []daskproto.KV{{Key: "function", Value: fn}, {Key: "args", Value: tuple}, {Key: "kwargs", Value: pickle.NewDict()}} {
		b, err := pickle.Encode(part.Value)
		if err != nil {
			return nil, fmt.Errorf("dask: %v of run: %w", part.Key, err)
		}
		m = append(m, daskproto.KV{Key: part.Key, Value: b})
	}
	return m, nil
}

func (c *Client) runResults(replies daskproto.Map) (map[string]any, error) {
	out := map[string]any{}
	var errs []error
	for _, kv := range replies {
		address, _ := kv.Key.(string)
		v, err := c.runResult(kv.Value)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", address, err))
			continue
		}
		out[address] = v
	}
	return out, errors.Join(errs...)
}

func (c *Client) runResult(reply any) (any, error) {
	switch v := reply.(type) {
	case []byte: // the pickle of what went wrong on the way to the worker
		x, err := pickle.Decode(bytes.Clone(v), nil, pickle.Limits{})
		if err != nil {
			return nil, err
		}
		e, err := pickle.AsException(x)
		if err != nil {
			return nil, err
		}
		return nil, &RemoteError{Type: e.Class, Message: e.Text}
	case daskproto.Map:
		f := daskproto.Read("run", v)
		if status := f.Text("status"); status != "OK" {
			failure, err := daskproto.DecodeFailure(v)
			if err != nil {
				return nil, err
			}
			return nil, remoteError(failure)
		}
		switch result := f.Any("result").(type) {
		case *daskproto.Serialized:
			return wire.Decode(result)
		default:
			return result, nil
		}
	}
	return nil, fmt.Errorf("dask: run: got %T", reply)
}
