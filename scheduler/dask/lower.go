package dask

import (
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/graph"
)

// A lowered plan is the graph to send, in static order: inputs first.
type lowered struct {
	plan    *graph.Plan
	outputs []int32
	tasks   []daskproto.Task
	names   []name           // of each task of the plan
	values  []any            // of tasks that are data of the plan itself
	local   []bool           // tasks whose value is in values and need not come back
	wanted  []daskproto.Key  // outputs, each once
	asked   []daskproto.Key  // those of them that this graph computes
	held    []string         // keys of earlier graphs that are read or wanted
	origins []origin         // of each of tasks
	places  map[string]int32 // of tasks by their keys; nil until index made it
	can     capability
	neighbours
	python []string // addresses of Python workers, if those are to run it
}

// An origin says which part of the plan a key stands for.
type origin struct {
	id     int   // task
	steps  []int // of the task, in the order they run on the worker
	python bool  // that Python workers run
}

// lower writes a plan in the form that Dask takes. It refuses tasks that
// cannot run on another machine.
func (c *Client) lower(p *graph.Plan, all bool) (*lowered, error) {
	l := &lowering{client: c, plan: p, all: all, calls: map[string]any{}, variants: map[string]string{}, blocks: map[*ndarray.Array]any{}}
	l.out = &lowered{
		plan: p, outputs: p.Outputs(),
		names: make([]name, p.Len()), values: make([]any, p.Len()), local: make([]bool, p.Len()),
		tasks: make([]daskproto.Task, 0, p.Len()), origins: make([]origin, 0, p.Len()),
	}
	l.texts = keyTexts(p)
	if err := l.checkOps(); err != nil {
		return nil, err
	}
	for _, id := range inOrder(p) {
		done, err := l.plain(int(id))
		if !done {
			err = l.task(int(id))
		}
		if err != nil {
			return nil, err
		}
	}
	l.want()
	return l.out, nil
}

// inOrder returns the task ids by rank.
func inOrder(p *graph.Plan) []int32 {
	order := make([]int32, p.Len())
	for id := range order {
		order[p.Rank(id)] = int32(id)
	}
	return order
}

// want lists the keys of the outputs that have to be computed, each once.
func (l *lowering) want() {
	outputs := l.plan.Outputs()
	l.out.wanted = make([]daskproto.Key, 0, len(outputs))
	seen, held := make([]bool, l.plan.Len()), map[string]bool{}
	for _, id := range outputs {
		n := l.out.names[id]
		if l.out.local[id] || seen[id] || held[n.key] {
			continue
		}
		seen[id] = true
		if n.held { // several handles may be of one key
			held[n.key] = true
		}
		l.out.wanted = append(l.out.wanted, daskproto.Key(n.key))
	}
	l.out.asked = l.out.wanted
	if len(held) > 0 {
		l.out.asked = slices.DeleteFunc(slices.Clone(l.out.wanted), func(k daskproto.Key) bool { return held[string(k)] })
	}
}

// index returns the places of the keys in tasks.
func (l *lowered) index() map[string]int32 {
	if l.places == nil {
		l.places = make(map[string]int32, len(l.tasks))
		for i := range l.tasks {
			l.places[l.tasks[i].Key] = int32(i)
		}
	}
	return l.places
}

// origin returns what a key stands for. It is for one goroutine at a time
// until index has been called.
func (l *lowered) origin(key string) (origin, bool) {
	at, ok := l.index()[key]
	if !ok {
		return origin{}, false
	}
	return l.origins[at], true
}

// lowering is the state of one call of lower.
type lowering struct {
	client   *Client
	all      bool // data travel although nobody reads them
	plan     *graph.Plan
	out      *lowered
	calls    map[string]any    // what stands for an operation, by name
	variants map[string]string // layer names by what they are cut from
	texts    []string          // of the keys of the plan
	buffer   []graph.Arg
	free     []any
	signs    []byte                 // of units under way, see unit
	blocks   map[*ndarray.Array]any // literals that are arrays, by themselves
}

// task writes one task of the plan; a fused one becomes nested calls.
func (l *lowering) task(id int) error {
	steps := l.plan.Steps(id)
	last := &steps[len(steps)-1]
	if len(steps) == 1 && last.Op == nil {
		return l.datum(id, last)
	}
	f := &fused{lowering: l, id: id, steps: steps, names: make([]name, len(steps))}
	f.link()
	n, err := f.unit(len(steps) - 1)
	l.out.names[id] = n
	return err
}

// datum writes a value of the plan. It is sent only if a task reads it.
func (l *lowering) datum(id int, t *graph.Task) error {
	l.out.values[id], l.out.local[id] = t.Value, !l.all
	n := name{layer: t.Key.Layer, key: t.Key.String(), own: true}
	l.out.names[id] = n
	if len(l.plan.Readers(id)) == 0 && !l.all {
		return nil
	}
	v, err := literal(t.Value)
	if err != nil {
		return l.refuse(t, err)
	}
	l.add(datumTask(n.key, v), origin{id: id, steps: []int{0}})
	return nil
}

// datumTask is the task whose result is a literal.
func datumTask(key string, v any) daskproto.Task {
	if c, ok := v.(*daskproto.Invoke); ok {
		return daskproto.Task{Key: key, Func: c.Func, Args: c.Args}
	}
	return daskproto.Task{Key: key, Args: []any{v}}
}

// addOnce adds a task unless its key is there: two tasks of the plan may share
// a step.
func (l *lowering) addOnce(t daskproto.Task, from origin) {
	if _, ok := l.out.index()[t.Key]; !ok {
		l.add(t, from)
	}
}

// add adds a task whose key no other has.
func (l *lowering) add(t daskproto.Task, from origin) {
	from.python = from.python || l.client.cfg.python
	if l.out.places != nil {
		l.out.places[t.Key] = int32(len(l.out.tasks))
	}
	l.out.tasks = append(l.out.tasks, t)
	l.out.origins = append(l.out.origins, from)
}

// caller returns what stands for an operation: the same object in all tasks,
// so that its pickle is written once.
func (l *lowering) caller(op string) any {
	c, ok := l.calls[op]
	if !ok {
		c = daskproto.GoCall("go:" + op)
		l.calls[op] = c
	}
	return c
}

func (l *lowering) refuse(t *graph.Task, err error) error {
	return fmt.Errorf("dask: %s (asked for at %s): %w", t.Key, t.Site, err)
}

// literal writes a literal argument; a large one becomes a task of its own, so
// that it is sent once.
func (l *lowering) literal(v any) (any, error) {
	if !large(v) {
		if a, ok := v.(*ndarray.Array); ok {
			return l.block(a)
		}
		return literal(v)
	}
	n, err := l.constant(v)
	if err != nil {
		return nil, err
	}
	return n.ref(), nil
}

// block writes an array, one of all tasks of a layer as the same object.
func (l *lowering) block(a *ndarray.Array) (any, error) {
	v, ok := l.blocks[a]
	if ok {
		return v, nil
	}
	v, err := literal(a)
	if err == nil {
		l.blocks[a] = v
	}
	return v, err
}

// constant sends a large literal once, however many tasks have it.
func (l *lowering) constant(v any) (name, error) {
	value, err := literal(v)
	if err != nil {
		return name{}, err
	}
	token, err := fingerprint(value)
	if err != nil {
		return name{}, err
	}
	n := name{layer: "literal-" + token, key: "('literal-" + token + "',)", own: true}
	l.addOnce(datumTask(n.key, value), origin{id: -1})
	return n, nil
}
