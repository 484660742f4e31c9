package daskproto

import (
	"fmt"

	"github.com/gloam-go/gloam/daskproto/pickle"
)

// A taskWriter pickles tasks as the tuples that every release understands, and
// checks them on the way. What many tasks share, such as their function and the
// keys that they read, is written once.
type taskWriter struct {
	w    *pickle.Writer
	keys places
	// plain says that futures travel as their keys alone.
	plain   bool
	written []pickle.Memo // of keys, by place; valid up to the task under way
	done    int           // keys that have been written
	objects map[*pickle.Object]pickle.Memo
	err     error
}

func newTaskWriter(w *pickle.Writer, keys places, plain bool) *taskWriter {
	return &taskWriter{w: w, keys: keys, plain: plain, objects: map[*pickle.Object]pickle.Memo{}}
}

// named writes a task behind its key. Tasks come in the order of their places.
func (t *taskWriter) named(task *Task) {
	if t.written == nil {
		t.written = make([]pickle.Memo, len(t.keys))
	}
	t.w.Text(task.Key)
	t.written[t.done] = t.w.Remember()
	t.done++
	failed := t.err != nil
	t.task(task)
	if t.err != nil && !failed {
		t.err = &GraphError{Task: task.Key, Err: t.err}
	}
}

// task writes one task, or notes why it cannot be one.
func (t *taskWriter) task(task *Task) {
	t.note(task.check())
	switch {
	case t.err != nil:
	case task.Func == nil:
		t.arg(task.Args[0])
	case len(task.Kwargs) > 0:
		t.w.Tuple(func() {
			t.w.Value(pickle.Func("dask.utils", "apply"))
			t.callable(task.Func)
			t.list(task.Args)
			t.kwargs(task.Kwargs)
		})
	default:
		t.call(task.Func, task.Args)
	}
}

func (t *taskWriter) call(fn any, args []any) {
	t.w.Tuple(func() {
		t.callable(fn)
		t.args(args)
	})
}

// callable writes a function.
func (t *taskWriter) callable(fn any) {
	if o, ok := fn.(*pickle.Object); ok {
		t.object(o)
		return
	}
	t.w.Value(fn)
}

// object writes an object, the same one again by reference.
func (t *taskWriter) object(o *pickle.Object) {
	if at, ok := t.objects[o]; ok {
		t.w.Again(at)
		return
	}
	t.w.Value(o)
	t.objects[o] = t.w.Remember()
}

func (t *taskWriter) args(args []any) {
	for _, a := range args {
		t.arg(a)
	}
}

func (t *taskWriter) list(items []any) {
	t.w.List(len(items), func(i int) { t.arg(items[i]) })
}

func (t *taskWriter) arg(a any) {
	switch a := a.(type) {
	case Ref:
		t.ref(string(a))
	case Future:
		t.future(string(a))
	case Items:
		t.list(a)
	case *Invoke:
		t.call(a.Func, a.Args)
	case *pickle.Object:
		t.object(a)
	default:
		t.note(checkLiteral(a, t.keys))
		t.w.Value(a)
	}
}

func (t *taskWriter) note(err error) {
	if t.err == nil {
		t.err = err
	}
}

func (t *taskWriter) ref(key string) {
	at, ok := t.keys[key]
	switch {
	case !ok:
		t.note(fmt.Errorf("reference to %q, which is not in the graph", key))
	case int(at) < t.done:
		t.w.Again(t.written[at])
	default:
		t.w.Text(key)
	}
}

func (t *taskWriter) future(key string) {
	if _, ok := t.keys[key]; ok {
		t.note(fmt.Errorf("future %q is a task of the graph", key))
	}
	if t.plain {
		t.w.Text(key)
		return
	}
	t.w.Call(pickle.Func("distributed.utils_comm", "WrappedKey"), func() { t.w.Text(key) })
}

// kwargs writes keyword arguments as a dict.
func (t *taskWriter) kwargs(list []Kwarg) {
	t.w.Dict(len(list), func(i int) {
		if err := checkLiteral(list[i].Value, t.keys); err != nil {
			t.note(fmt.Errorf("keyword %s: %w", list[i].Name, err))
			return
		}
		t.w.Text(list[i].Name)
		t.w.Value(list[i].Value)
	})
}
