package dask

import (
	"fmt"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/graph"
)

// A lowered plan is the graph to send, in static order: inputs first.
type lowered struct {
	plan    *graph.Plan
	outputs []int32
	tasks   []daskproto.Task
	names   []name          // of each task of the plan
	values  []any           // of tasks that are data of the plan itself
	local   []bool          // tasks whose value is in values and need not come back
	wanted  []daskproto.Key // outputs, each once
	asked   []daskproto.Key // those of them that this graph computes
	held    []string        // keys of earlier graphs that are read or wanted
	origin  map[string]origin
	can     capability
	python  []string // addresses of Python workers, if those are to run it
}

// An origin says which part of the plan a key stands for.
type origin struct {
	id    int   // task
	steps []int // of the task, in the order they run on the worker
}

// lower writes a plan in the form that Dask takes. It refuses tasks that
// cannot run on another machine.
func (c *Client) lower(p *graph.Plan, all bool) (*lowered, error) {
	l := &lowering{client: c, plan: p, all: all, calls: map[string]any{}, variants: map[string]string{}}
	l.out = &lowered{
		plan: p, outputs: p.Outputs(),
		names: make([]name, p.Len()), values: make([]any, p.Len()), local: make([]bool, p.Len()),
		tasks: make([]daskproto.Task, 0, p.Len()), origin: make(map[string]origin, p.Len()),
	}
	if err := l.checkOps(); err != nil {
		return nil, err
	}
	for _, id := range inOrder(p) {
		if err := l.task(int(id)); err != nil {
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
	seen := make(map[string]bool, len(l.plan.Outputs()))
	for _, id := range l.plan.Outputs() {
		n := l.out.names[id]
		if l.out.local[id] || seen[n.key] {
			continue
		}
		seen[n.key] = true
		l.out.wanted = append(l.out.wanted, daskproto.Key(n.key))
		if !n.held {
			l.out.asked = append(l.out.asked, daskproto.Key(n.key))
		}
	}
}

// lowering is the state of one call of lower.
type lowering struct {
	client   *Client
	all      bool // data travel although nobody reads them
	plan     *graph.Plan
	out      *lowered
	calls    map[string]any    // what stands for an operation, by name
	variants map[string]string // layer names by what they are cut from
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

func (l *lowering) add(t daskproto.Task, from origin) {
	if _, ok := l.out.origin[t.Key]; ok {
		return // two tasks of the plan share a step
	}
	l.out.origin[t.Key] = from
	l.out.tasks = append(l.out.tasks, t)
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
	l.add(datumTask(n.key, value), origin{id: -1})
	return n, nil
}
