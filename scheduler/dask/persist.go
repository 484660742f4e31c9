package dask

import (
	"context"
	"fmt"
	"runtime"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler/internal/wire"
)

// Persist evaluates lazy values and leaves the results on the cluster. It
// returns when they are there. The handles are collections with equal layers,
// in the order of wanted: graphs made of them, by this client, read the
// results where they are. Each handle holds its blocks until it is released.
func (c *Client) Persist(ctx context.Context, wanted ...graph.Collection) ([]*Held, error) {
	for i, w := range wanted {
		if w == nil || w.Layer() == nil {
			return nil, bad("Persist", "a collection", "nil as value %d of %d", i+1, len(wanted))
		}
	}
	p, err := graph.NewPlan(wanted)
	if err != nil {
		return nil, err
	}
	defer runtime.KeepAlive(p)
	l, err := c.ready(ctx, p, true)
	if err != nil {
		return nil, reason(ctx, err)
	}
	r, err := c.submit(ctx, l, nil)
	if err != nil {
		return nil, reason(ctx, err)
	}
	defer c.wants.finish(r, false)
	if err := c.await(ctx, l, r); err != nil {
		return nil, reason(ctx, err)
	}
	out := make([]*Held, len(wanted))
	for i, w := range wanted {
		from, to := p.Output(i)
		if out[i], err = c.keep(w, l, p.Outputs()[from:to]); err != nil {
			for _, h := range out[:i] {
				h.Release()
			}
			return nil, err
		}
	}
	return out, nil
}

// keep makes the handle of a collection whose blocks are on the cluster.
func (c *Client) keep(w graph.Collection, l *lowered, outputs []int32) (*Held, error) {
	refs := make([]*held, w.Layer().Len())
	blocks := w.Blocks()
	for i, id := range outputs {
		block := i
		if blocks != nil {
			block = blocks[i]
		}
		n := l.names[id]
		refs[block] = &held{client: c, layer: n.layer, key: n.key}
	}
	h, err := c.hold(w.Layer(), blocks, w.Collect, refs)
	if err != nil {
		return nil, err
	}
	h.array = arrayOf(w)
	c.wants.retain(h.keys)
	return h, nil
}

// Scatter puts values on Go workers, spread over them, and returns their
// handles in order: collections of one block. Values are what may be a literal
// of a task.
func (c *Client) Scatter(ctx context.Context, values ...any) ([]*Held, error) {
	workers, err := c.awaitWorkers(ctx)
	if err != nil {
		return nil, reason(ctx, err)
	}
	data := make([]daskproto.Datum, len(values))
	out := make([]*Held, len(values))
	for i, v := range values {
		s, err := wire.Encode(v)
		if err != nil {
			return nil, fmt.Errorf("dask: value %d of %d to scatter: %w", i+1, len(values), err)
		}
		if out[i], err = c.scattered(); err != nil {
			return nil, err
		}
		s.Compression = c.compression
		data[i] = daskproto.Datum{Key: out[i].keys[0], Value: s}
	}
	if len(values) == 0 {
		return out, nil
	}
	var to []string
	for _, w := range workers {
		to = append(to, w.Address)
	}
	var keys []daskproto.Key
	for _, h := range out {
		keys = append(keys, h.keys[0])
	}
	c.wants.retain(keys)
	if _, err := c.call(ctx, daskproto.Scatter(c.id, data, to, false, scatterTimeout)); err != nil {
		for _, h := range out {
			h.Release()
		}
		return nil, reason(ctx, fmt.Errorf("dask: scatter: %w", err))
	}
	return out, nil
}

// scatterTimeout is how many seconds the scheduler waits for workers.
const scatterTimeout = 30

// scattered makes the handle of a value with a new name.
func (c *Client) scattered() (*Held, error) {
	layer, err := graph.NewData("scatter", graph.Token(c.unique()), nil, []any{nil})
	if err != nil {
		return nil, err
	}
	key := layer.Key(0).String()
	ref := &held{client: c, layer: layer.Name(), key: key}
	return c.hold(layer, nil, func(parts []any) (any, error) { return parts[0], nil }, []*held{ref})
}
