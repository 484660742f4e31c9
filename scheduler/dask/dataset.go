package dask

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler/internal/wire"
)

// Dataset returns what somebody has published: a handle whose blocks are the
// futures in it, in order, and which computes to their values, a single one or
// a []any. For a dask.array of futures, Python's or that of a persisted array,
// [Held.Array] tells the chunks. Published data without futures is a handle
// that holds nothing on the cluster.
func (c *Client) Dataset(ctx context.Context, name string) (*Held, error) {
	reply, err := c.call(ctx, c.dialect.PublishGet(c.id, name))
	if err != nil {
		return nil, reason(ctx, &DatasetError{"dataset", name, err})
	}
	data, err := publishedData(reply)
	if err != nil {
		return nil, &DatasetError{"dataset", name, err}
	}
	f := c.futuresIn(data)
	switch {
	case f.array != nil && len(f.array.keys) > 0:
		return c.attach(f.array.keys, f.array)
	case len(f.keys) > 0:
		return c.attach(f.keys, nil)
	}
	return c.plain(data)
}

// publishedData finds the payload in the reply of any release.
func publishedData(reply any) (*daskproto.Serialized, error) {
	if list, ok := reply.([]any); ok && len(list) == 1 {
		reply = list[0]
	}
	if s, ok := reply.(*daskproto.Serialized); ok {
		return s, nil
	}
	m, ok := reply.(daskproto.Map)
	if !ok {
		return nil, ErrNotPublished
	}
	v, ok := m.Get("data")
	if list, isList := v.([]any); isList && len(list) == 1 {
		v = list[0]
	}
	s, isPayload := v.(*daskproto.Serialized)
	if !ok || !isPayload {
		return nil, fmt.Errorf("reply is %T", v)
	}
	return s, nil
}

// plain makes the handle of data that is all in the reply.
func (c *Client) plain(data *daskproto.Serialized) (*Held, error) {
	v, err := wire.Decode(data)
	if err != nil {
		return nil, err
	}
	layer, err := graph.NewData("dataset", graph.Token(c.unique()), nil, []any{v})
	return &Held{layer: layer, collect: first, client: c, once: newOnce()}, err
}

func first(parts []any) (any, error) { return parts[0], nil }

func every(parts []any) (any, error) { return append([]any(nil), parts...), nil }

// attach makes the handle of results that others hold.
func (c *Client) attach(keys []string, array *arrayForm) (*Held, error) {
	grid, collect := []int{len(keys)}, every
	switch {
	case array != nil:
		grid = array.grid()
	case len(keys) == 1:
		grid, collect = nil, first
	}
	layer, err := graph.NewData("dataset", graph.Token(c.unique()), grid, make([]any, len(keys)))
	if err != nil {
		return nil, err
	}
	refs := make([]*held, len(keys))
	for i, k := range keys {
		refs[i] = &held{client: c, layer: layerOfKey(k), key: k}
	}
	h, err := c.hold(layer, nil, collect, refs)
	if err != nil {
		return nil, err
	}
	h.array = array
	c.wants.retain(h.keys)
	return h, c.tell(daskproto.DesireKeys(c.id, h.keys))
}

// futuresIn finds the futures in a payload.
func (c *Client) futuresIn(s *daskproto.Serialized) *finder {
	f := &finder{text: !c.dialect.AnyKey, seen: map[any]bool{}}
	f.payload(s)
	if f.array != nil && !f.array.fill(f.blocks) {
		f.array = nil
	}
	return f
}

// payload looks into a payload. What cannot be read has no futures for us.
func (f *finder) payload(s *daskproto.Serialized) {
	if s == nil || len(f.keys) > maxFutures {
		return
	}
	if s.IsCollection() {
		if _, items, err := s.Elements(); err == nil {
			for _, item := range items {
				f.payload(item.Value)
			}
		}
		return
	}
	if s.Family() != "pickle" || len(s.Frames) == 0 {
		return
	}
	if v, err := pickle.Decode(s.Frames[0], s.Frames[1:], pickle.Limits{}); err == nil {
		f.look(v)
	}
}

// maxFutures bounds what a dataset may make us hold.
const maxFutures = 1 << 24

// A finder walks a pickled value in order.
type finder struct {
	text   bool // the scheduler knows tuples by their text
	keys   []string
	blocks map[string]string // keys of futures in dicts, by the block they are
	array  *arrayForm        // the first dask.array
	seen   map[any]bool
}

func (f *finder) look(v any) {
	switch v := v.(type) {
	case pickle.Tuple:
		f.all(v)
	case *pickle.List:
		if f.first(v) {
			f.all(v.Items)
		}
	case *pickle.Dict:
		if f.first(v) {
			f.dict(v)
		}
	case *pickle.Object:
		if f.first(v) {
			f.object(v)
		}
	}
}

func (f *finder) first(v any) bool {
	if f.seen[v] {
		return false
	}
	f.seen[v] = true
	return true
}

func (f *finder) all(items []any) {
	for _, v := range items {
		f.look(v)
	}
}

func (f *finder) dict(d *pickle.Dict) {
	for k, v := range d.All() {
		if key, ok := f.future(v); ok {
			if f.blocks == nil {
				f.blocks = map[string]string{}
			}
			f.blocks[pickle.Format(k)] = key
		}
		f.look(v)
	}
}

func (f *finder) object(o *pickle.Object) {
	if key, ok := f.future(o); ok {
		f.keys = append(f.keys, key)
		return
	}
	if args, ok := pickle.Calls(o, "dask.array.core", "Array"); ok && f.array == nil {
		f.array = readArray(args)
	}
	f.all(o.Args)
	f.look(o.State)
	f.all(o.ListItems)
	if o.DictItems != nil {
		f.look(o.DictItems)
	}
}

// future returns the key of a future in any of Dask's forms.
func (f *finder) future(v any) (string, bool) {
	o, ok := v.(*pickle.Object)
	if !ok {
		return "", false
	}
	g, ok := o.Class.(pickle.Global)
	if !ok || g.Module != "distributed.client" || g.Name != "Future" && g.Name != "Future.make_future" {
		return "", false
	}
	from := o.Args
	if state, ok := o.State.(pickle.Tuple); ok && len(from) == 0 {
		from = state
	}
	if len(from) == 0 {
		return "", false
	}
	k, err := daskproto.KeyOf(messageKey(from[0]))
	if f.text {
		return k.String(), err == nil
	}
	return string(k), err == nil
}

// messageKey turns the tuples in a key into the arrays of messages.
func messageKey(v any) any {
	t, ok := v.(pickle.Tuple)
	if !ok {
		return v
	}
	list := make([]any, len(t))
	for i, item := range t {
		list[i] = messageKey(item)
	}
	return list
}
