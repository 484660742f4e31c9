package dask

import (
	"context"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
)

// Publish makes results known under a name to all clients of the cluster and
// keeps them there until [Client.Unpublish], also when this client is gone.
// Python's client.get_dataset(name) gives a dask.array for a persisted array,
// otherwise the future of a single block, or a list of futures in C order.
func (c *Client) Publish(ctx context.Context, name string, h *Held) error {
	if h.client != c {
		return &DatasetError{"publish", name, errForeign}
	}
	if err := c.wants.check(texts(h.keys)); err != nil {
		return err
	}
	value, err := c.published(h)
	if err != nil {
		return err
	}
	b, err := pickle.Encode(value)
	if err != nil {
		return &DatasetError{"publish", name, err}
	}
	data := &daskproto.Serialized{Header: daskproto.Map{daskproto.F("serializer", "pickle"), daskproto.F("writeable", []any{})}, Frames: [][]byte{b}}
	put, before := c.dialect.PublishPut(daskproto.Publication{Client: c.id, Name: name, Keys: h.keys, Data: data, UID: c.unique()})
	if err := c.callAfter(ctx, put, before); err != nil {
		return &DatasetError{"publish", name, err}
	}
	return nil
}

// callAfter asks the scheduler once it has taken a message of the stream, if
// there is one.
func (c *Client) callAfter(ctx context.Context, m, before daskproto.Map) error {
	if before != nil {
		if err := c.tell(before); err != nil {
			return err
		}
	}
	_, err := c.call(ctx, m)
	return reason(ctx, err)
}

// published returns what Python shall see.
func (c *Client) published(h *Held) (any, error) {
	futures := make([]any, len(h.keys))
	for i, k := range h.keys {
		futures[i] = c.dialect.FutureOf(string(k), c.address)
	}
	switch {
	case h.array != nil && len(futures) == h.layer.Len():
		return h.array.pickled(h.layer, futures), nil
	case len(futures) == 1:
		return futures[0], nil
	}
	return pickle.NewList(futures...), nil
}

// Datasets returns the names of what is published.
func (c *Client) Datasets(ctx context.Context) ([]string, error) {
	reply, err := c.call(ctx, daskproto.Call("publish_list"))
	if err != nil {
		return nil, reason(ctx, err)
	}
	f := daskproto.Read("publish_list", daskproto.Map{daskproto.F("names", reply)})
	names := f.Texts("names")
	return names, f.Err()
}

// Unpublish forgets a name. Results that nobody else wants are dropped.
func (c *Client) Unpublish(ctx context.Context, name string) error {
	m, before := c.dialect.PublishDelete(c.id, name, c.unique())
	return c.callAfter(ctx, m, before)
}
