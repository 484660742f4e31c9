package dask

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/graph"
)

// Lowered returns the graph that a plan becomes, as text: one task per line,
// with the hash of each layer cut to four digits.
func Lowered(p *graph.Plan) (string, error) {
	l, err := (&Client{}).lower(p, false)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, t := range l.tasks {
		fmt.Fprintf(&b, "%s = %s\n", t.Key, call(t.Func, t.Args))
	}
	wanted := texts(l.wanted)
	sort.Strings(wanted)
	fmt.Fprintf(&b, "wanted: %s\n", strings.Join(wanted, " "))
	return shorten(b.String()), nil
}

func call(fn any, args []any) string {
	list := make([]string, len(args))
	for i, a := range args {
		switch a := a.(type) {
		case daskproto.Ref:
			list[i] = string(a)
		case daskproto.Future:
			list[i] = "future " + string(a)
		case daskproto.Items:
			list[i] = "[" + call(nil, a) + "]"
		case *daskproto.Invoke:
			list[i] = call(a.Func, a.Args)
		case []byte:
			if list[i] = pickle.Format(a); len(a) > 100 {
				list[i] = fmt.Sprintf("%d bytes", len(a))
			}
		case pickle.Tuple, *pickle.Object, string, nil:
			list[i] = pickle.Format(a)
		default:
			list[i] = fmt.Sprint(a)
		}
	}
	text := strings.Join(list, ", ")
	if fn == nil {
		return text
	}
	if m, err := pickle.AsMethodCall(fn); err == nil {
		return m.Name + "(" + text + ")"
	}
	return pickle.Format(fn) + "(" + text + ")"
}

// shorten cuts runs of 32 hexadecimal digits.
func shorten(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		n := 0
		for i+n < len(text) && strings.IndexByte("0123456789abcdef", text[i+n]) >= 0 {
			n++
		}
		switch {
		case n == 32:
			b.WriteString(text[i : i+4])
		case n > 0:
			b.WriteString(text[i : i+n])
		default:
			b.WriteByte(text[i])
			n = 1
		}
		i += n
	}
	return b.String()
}

// Tasks returns the keys of all tasks that the scheduler knows.
func (c *Client) Tasks(ctx context.Context) ([]string, error) {
	reply, err := c.call(ctx, daskproto.Call("who_has", daskproto.F("keys", nil)))
	if err != nil {
		return nil, err
	}
	f := daskproto.Read("reply", daskproto.Map{daskproto.F("tasks", reply)})
	var list []string
	for _, h := range f.WhoHas("tasks") {
		list = append(list, h.Key.String())
	}
	return list, f.Err()
}

// Stolen counts the tasks that the scheduler has moved, by where from and to.
func (c *Client) Stolen(ctx context.Context) (map[[2]string]int, error) {
	reply, err := c.call(ctx, daskproto.Call("events", daskproto.F("topic", "stealing")))
	if err != nil {
		return nil, err
	}
	out := map[[2]string]int{}
	note := func(v any) {
		list, _ := v.([]any)
		if len(list) < 5 || list[0] != "confirm" { // then key, state, victim, thief
			return
		}
		from, _ := list[3].(string)
		to, _ := list[4].(string)
		out[[2]string{from, to}]++
	}
	events, _ := reply.([]any)
	for _, e := range events {
		pair, _ := e.([]any) // when and what: one message, or a list of them
		if len(pair) != 2 {
			continue
		}
		note(pair[1])
		if list, ok := pair[1].([]any); ok {
			for _, v := range list {
				note(v)
			}
		}
	}
	return out, nil
}

// Message writes the message that submits a plan and returns its size.
func Message(p *graph.Plan, release string) (int64, error) {
	v, err := daskproto.ParseVersion(release)
	if err != nil {
		return 0, err
	}
	c := &Client{id: "Client-bench", dialect: daskproto.DialectOf(v)}
	l, err := c.lower(p, false)
	if err != nil {
		return 0, err
	}
	m, err := c.message(l)
	if err != nil {
		return 0, err
	}
	frames, err := daskproto.EncodeMessage([]any{m})
	return daskproto.FramesSize(frames), err
}

// Submit submits a plan for workers that do not exist and calls built when the
// bytes of the message are there. The function that it returns takes the graph
// back.
func (c *Client) Submit(ctx context.Context, p *graph.Plan, built func()) (wanted []string, release func(), err error) {
	l, err := c.ready(ctx, p, false)
	if err != nil {
		return nil, nil, err
	}
	r, err := c.wants.begin(l.asked, nil)
	if err != nil {
		return nil, nil, err
	}
	release = func() { c.wants.finish(r, false) }
	layers, err := c.layers(l)
	if err != nil {
		return nil, release, err
	}
	for i := range layers {
		layers[i].Annotations.Workers = []string{"nobody"}
	}
	m, err := c.update(l, layers)
	if err != nil {
		return nil, release, err
	}
	if _, err = daskproto.EncodeMessage([]any{m}); err != nil { // the stream does it again
		return nil, release, err
	}
	built()
	return texts(l.wanted), release, c.tell(m)
}

// State returns what the scheduler says of a task, "" if it has none.
func (c *Client) State(ctx context.Context, key string) (string, error) {
	states, err := c.states(ctx, []daskproto.Key{daskproto.Key(key)})
	return states[daskproto.Key(key)], err
}

// Futures returns the keys of the futures in a pickle, and the grid of the
// array that they are if they are one.
func Futures(data []byte, text bool) (keys []string, grid []int) {
	c := &Client{dialect: daskproto.Dialect{AnyKey: !text}}
	f := c.futuresIn(&daskproto.Serialized{Header: daskproto.Map{daskproto.F("serializer", "pickle")}, Frames: [][]byte{data}})
	if f.array != nil {
		return f.array.keys, f.array.grid()
	}
	return f.keys, nil
}

// Failure returns what a client makes of a pickled exception.
func Failure(data []byte) *RemoteError {
	return remoteError(daskproto.Failure{Exception: &daskproto.Serialized{Frames: [][]byte{data}}})
}

// ArrayOfFutures is a dask.array as Publish writes it.
func ArrayOfFutures(l *graph.Layer, chunks [][]int, release string) ([]byte, error) {
	v, err := daskproto.ParseVersion(release)
	if err != nil {
		return nil, err
	}
	a := &arrayForm{name: l.Name(), chunks: chunks, dtype: ndarray.Int16}
	var futures []any
	for b := range l.Len() {
		futures = append(futures, daskproto.DialectOf(v).FutureOf(l.Key(b).String(), "tcp://x:1"))
	}
	return pickle.Encode(a.pickled(l, futures))
}
