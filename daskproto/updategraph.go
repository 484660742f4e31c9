package daskproto

import "github.com/gloam-go/gloam/daskproto/pickle"

// An UpdateGraph submits a graph.
type UpdateGraph struct {
	Graph Graph
	// Keys are the results that the client wants. Tasks that none of them
	// needs are ignored.
	Keys []string
	// Order ranks tasks: of those that could run, the smallest runs first. A
	// nil Order leaves it to the scheduler.
	Order map[string]int64
	// InOrder ranks tasks in the order in which they stand in Graph; Order is
	// not looked at then. It is what costs less for many tasks.
	InOrder bool
}

// fifoTimeout is how long a scheduler waits before it ranks a graph below
// earlier ones; this is Dask's own default.
const fifoTimeout = "100ms"

// UpdateGraph returns the message.
func (d Dialect) UpdateGraph(u UpdateGraph) (Map, error) {
	keys, err := u.Graph.places()
	if err != nil {
		return nil, err
	}
	order := u.order()
	rest := Map{F("submitting_task", nil), F("fifo_timeout", fifoTimeout), F("actors", nil)}
	if d.Graph == EraPacked {
		layers, err := u.Graph.packed(keys)
		m := Op("update-graph-hlg", F("hlg", Map{F("layers", layers)}), F("keys", u.Keys), F("priority", order), F("code", nil))
		return append(m, rest...), err
	}
	code, err := toPickle(pickle.Tuple{})
	if err != nil {
		return nil, err
	}
	none, err := toPickle(pickle.NewDict())
	if err != nil {
		return nil, err
	}
	m := Op("update-graph", F("keys", d.keySet(u.Keys)), F("internal_priority", order), F("code", &Pickled{Bytes: code}), F("annotations", &Pickled{Bytes: none}))
	m = append(m, rest...)
	if d.SpanMetadata {
		span, err := toPickle(pickle.NewDict(pickle.Item{Key: "collections", Value: pickle.NewList()}))
		if err != nil {
			return nil, err
		}
		m = append(m, F("span_metadata", &Pickled{Bytes: span}))
	}
	return d.withGraph(m, u.Graph, keys)
}

// order is what the message says of the static order, nil for nothing.
func (u UpdateGraph) order() any {
	switch {
	case u.InOrder:
		return ranking{u.Graph}
	case u.Order != nil:
		return u.Order
	}
	return nil
}

func (d Dialect) keySet(keys []string) any {
	if d.KeySet {
		return textSet(keys)
	}
	return keys
}

// withGraph adds the pickled graph. It is never cut nor compressed: the
// scheduler would not undo it.
func (d Dialect) withGraph(m Map, g Graph, keys places) (Map, error) {
	header := Map{F("serializer", "pickle"), F("writeable", []any{})}
	if d.Graph == EraExpression {
		b, err := g.highLevel(pickle.Func("dask._expr", "HLGExpr"), keys)
		return append(m, F("expr_ser", &Serialized{Header: header, Frames: [][]byte{b}})), err
	}
	b, err := g.highLevel(pickle.Func("distributed.protocol.serialize", "ToPickle"), keys)
	return append(m, F("graph_header", header), F("graph_frames", []any{b})), err
}
