package daskproto

import "github.com/gloam-go/gloam/daskproto/pickle"

// packed returns the layers as schedulers before 2023.4.0 take them: the graph
// in MessagePack, each task in pickles that the scheduler does not open. The
// dependencies are the client's to name.
func (g Graph) packed(keys places) ([]any, error) {
	layers := make([]any, len(g.Layers))
	p := &packer{w: pickle.NewWriter(nil), functions: map[*pickle.Object][]byte{}}
	p.task = newTaskWriter(p.w, keys, true)
	for i, l := range g.Layers {
		tasks, err := p.tasks(l.Tasks)
		if err != nil {
			return nil, err
		}
		needs, err := dependencies(l.Tasks)
		if err != nil {
			return nil, err
		}
		layers[i] = Map{
			F("__module__", "dask.highlevelgraph"), F("__name__", "MaterializedLayer"),
			F("state", Map{F("dsk", tasks), F("dependencies", needs)}),
			F("annotations", l.Annotations.entries()),
		}
	}
	return layers, nil
}

// A packer writes tasks, each in pickles of its own.
type packer struct {
	w         *pickle.Writer
	task      *taskWriter
	scratch   []byte
	functions map[*pickle.Object][]byte // pickles of functions that tasks share
}

// tasks returns the map of the tasks of a layer.
func (p *packer) tasks(tasks []Task) (*document, error) {
	d := newDocument(128 * len(tasks))
	d.startMap(len(tasks))
	for i := range tasks {
		t := &tasks[i]
		d.text(t.Key)
		err := t.check()
		if err == nil {
			err = p.add(d, t)
		}
		if err != nil {
			return nil, &GraphError{Task: t.Key, Err: err}
		}
	}
	return d, d.err
}

// add writes one task. Calls within the arguments make the worker interpret
// the whole tuple.
func (p *packer) add(d *document, t *Task) error {
	if t.Func == nil {
		b, err := p.pickled(func() { p.task.arg(t.Args[0]) })
		d.payload(&Serialized{Header: Map{F("serializer", "pickle"), F("writeable", []any{})}, Frames: [][]byte{append([]byte(nil), b...)}})
		return err
	}
	inner := nested(t.Args)
	withKwargs := len(t.Kwargs) > 0 && !inner
	fn := t.Func
	if inner {
		fn = pickle.Func("distributed.worker", "execute_task")
	}
	function, err := p.function(fn)
	if err != nil {
		return err
	}
	if withKwargs {
		d.startMap(3)
	} else {
		d.startMap(2)
	}
	d.text("function")
	d.bytes(function)
	err = p.field(d, "args", func() {
		p.w.Tuple(func() {
			if inner {
				p.task.task(t)
			} else {
				p.task.args(t.Args)
			}
		})
	})
	if err != nil || !withKwargs {
		return err
	}
	return p.field(d, "kwargs", func() { p.task.kwargs(t.Kwargs) })
}

// field writes an entry of the map of a task.
func (p *packer) field(d *document, name string, write func()) error {
	b, err := p.pickled(write)
	d.text(name)
	d.bytes(b)
	return err
}

// pickled returns what write makes. It is valid until the next call.
func (p *packer) pickled(write func()) ([]byte, error) {
	p.w.Reset(p.scratch[:0])
	clear(p.task.objects) // which point into the pickle before
	write()
	b, err := p.w.Bytes()
	p.scratch = b
	if p.task.err != nil {
		return nil, p.task.err
	}
	return b, err
}

func (p *packer) function(fn any) ([]byte, error) {
	o, ok := fn.(*pickle.Object)
	if !ok {
		return p.pickled(func() { p.w.Value(fn) })
	}
	if b, ok := p.functions[o]; ok {
		return b, nil
	}
	b, err := toPickle(o)
	p.functions[o] = b
	return b, err
}

// dependencies returns the map of the keys that tasks need.
func dependencies(tasks []Task) (*document, error) {
	d := newDocument(128 * len(tasks))
	d.startMap(len(tasks))
	var keys []string
	for i := range tasks {
		keys = needs(tasks[i].Args, keys[:0])
		d.text(tasks[i].Key)
		// An array works until a key is known already.
		d.startMap(2)
		d.text("__Set__")
		d.bool(true)
		d.text("as-list")
		d.startArray(len(keys))
		for _, k := range keys {
			d.text(k)
		}
	}
	return d, d.err
}

// nested reports whether there are calls in the arguments.
func nested(args []any) bool {
	for _, a := range args {
		switch a := a.(type) {
		case *Invoke:
			return true
		case Items:
			if nested(a) {
				return true
			}
		}
	}
	return false
}

// needs appends the keys that arguments refer to.
func needs(args []any, to []string) []string {
	for _, a := range args {
		switch a := a.(type) {
		case Ref:
			to = append(to, string(a))
		case Future:
			to = append(to, string(a))
		case Items:
			to = needs(a, to)
		case *Invoke:
			to = needs(a.Args, to)
		}
	}
	return to
}
