package dask

import (
	"fmt"
	"slices"
	"sync"

	"github.com/gloam-go/gloam/daskproto"
)

// wants counts, for each key, the runs and handles of this client that want
// its result. The scheduler knows one client, so a key is released when the
// last of them lets go.
type wants struct {
	send func(daskproto.Map) error // never blocks
	id   string                    // of the client
	mu   sync.Mutex
	keys map[daskproto.Key]*want
	err  error // why there will be no more messages

	early int                      // runs that ended before all their messages had come
	quiet int                      // those of them of which nothing comes any more
	marks map[string]chan struct{} // see settle
}

type want struct {
	refs int
	runs []waiting
	lost error // the scheduler does not know the key any more
}

// waiting is one run's interest in one key.
type waiting struct {
	run  *run
	open bool // the result is not there yet
}

// A run is one call that waits for results.
type run struct {
	key    []daskproto.Key
	count  *counter
	open   int           // keys whose results are not there yet
	done   chan struct{} // closed when all are there or one failed
	ended  bool
	err    error
	failed *daskproto.TaskErred
}

func newWants(id string, send func(daskproto.Map) error) *wants {
	return &wants{id: id, send: send, keys: map[daskproto.Key]*want{}, marks: map[string]chan struct{}{}}
}

// begin registers interest in keys, before they are asked for.
func (w *wants) begin(keys []daskproto.Key, count *counter) (*run, error) {
	r := &run{key: keys, count: count, open: len(keys), done: make(chan struct{})}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return nil, w.err
	}
	if len(w.keys) == 0 {
		w.keys = make(map[daskproto.Key]*want, len(keys))
	}
	// One piece of memory for all: there may be a hundred thousand keys.
	wants, runs := make([]want, len(keys)), make([]waiting, len(keys))
	for i, k := range keys {
		e := w.keys[k]
		if e == nil {
			e = &wants[i]
			e.runs = runs[i : i : i+1]
			w.keys[k] = e
		}
		e.refs++
		e.runs = append(e.runs, waiting{r, true})
	}
	if len(keys) == 0 {
		r.end(nil)
	}
	return r, nil
}

// finish ends a run. Unless it keeps its keys, those that nobody else wants
// are released.
func (w *wants) finish(r *run, keep bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.open > 0 {
		w.early++
	}
	for _, k := range r.key {
		if e := w.keys[k]; e != nil {
			e.runs = slices.DeleteFunc(e.runs, func(o waiting) bool { return o.run == r })
		}
	}
	if !keep {
		w.drop(r.key)
	}
}

// retain adds a reference to keys that the client wants already.
func (w *wants) retain(keys []daskproto.Key) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, k := range keys {
		e := w.keys[k]
		if e == nil {
			e = &want{}
			w.keys[k] = e
		}
		e.refs++
	}
}

// release takes a reference back.
func (w *wants) release(keys []daskproto.Key) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.drop(keys)
}

// drop sends while the lock is held: a run that begins meanwhile must not see
// its keys released behind its graph.
func (w *wants) drop(keys []daskproto.Key) {
	var gone []daskproto.Key
	for _, k := range keys {
		e := w.keys[k]
		if e == nil {
			continue
		}
		if e.refs--; e.refs <= 0 {
			delete(w.keys, k)
			gone = append(gone, k)
		}
	}
	if len(gone) > 0 && w.err == nil {
		_ = w.send(daskproto.ReleaseKeys(w.id, gone)) // if it fails, the connection is gone and with it what we want
	}
}

// check returns why held keys cannot be read, nil if they can.
func (w *wants) check(keys []string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return w.err
	}
	for _, k := range keys {
		e := w.keys[daskproto.Key(k)]
		if e == nil {
			return fmt.Errorf("%w: %s", ErrReleased, k)
		}
		if e.lost != nil {
			return fmt.Errorf("%w: %s", e.lost, k)
		}
	}
	return nil
}

// handle takes a message of the scheduler.
func (w *wants) handle(msg any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch m := msg.(type) {
	case daskproto.KeyInMemory:
		w.memory(m.Key)
	case daskproto.TaskErred:
		if e := w.keys[m.Key]; e != nil {
			for _, o := range e.runs {
				o.run.fail(&m)
			}
		}
	case daskproto.LostData:
		if e := w.keys[m.Key]; e != nil {
			for i := range e.runs {
				e.runs[i].again()
			}
		}
	case daskproto.CancelledKeys:
		for _, k := range m.Keys {
			w.cancelled(k, m.Msg)
		}
	case daskproto.Event:
		w.event(m.Topic)
	case daskproto.Restarted:
		w.forget(ErrRestarted)
	}
}

func (w *wants) memory(k daskproto.Key) {
	e := w.keys[k]
	if e == nil {
		return
	}
	e.lost = nil
	for i := range e.runs {
		e.runs[i].arrived(k)
	}
}

func (w *wants) cancelled(k daskproto.Key, why string) {
	e := w.keys[k]
	if e == nil {
		return
	}
	err := ErrCancelled
	if why != "" {
		err = fmt.Errorf("%w: %s", ErrCancelled, why)
	}
	e.lost = err
	for _, o := range e.runs {
		o.run.end(fmt.Errorf("%w: %s", err, k))
	}
}

// forget marks everything as gone.
func (w *wants) forget(err error) {
	for _, e := range w.keys {
		e.lost = err
		for _, o := range e.runs {
			o.run.end(err)
		}
	}
}

// close ends all runs, and those to come.
func (w *wants) close(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = err
		w.forget(err)
	}
}

// state returns why the run failed. It is nil, nil while it has not.
func (w *wants) state(r *run) (*daskproto.TaskErred, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return r.failed, r.err
}

// arrived notes that the result is there.
func (o *waiting) arrived(k daskproto.Key) {
	if !o.open {
		return
	}
	o.open = false
	o.run.count.finished(string(k))
	if o.run.open--; o.run.open == 0 {
		o.run.end(nil)
	}
}

// again notes that the result is gone.
func (o *waiting) again() {
	if !o.open {
		o.open = true
		o.run.open++
	}
}

func (r *run) fail(m *daskproto.TaskErred) {
	if r.failed == nil && r.err == nil {
		r.failed = m
		r.end(nil)
	}
}

func (r *run) end(err error) {
	if r.err == nil && r.failed == nil {
		r.err = err
	}
	if !r.ended {
		r.ended = true
		close(r.done)
	}
}
