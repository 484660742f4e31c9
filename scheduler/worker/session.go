package worker

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/scheduler/worker/internal/machine"
)

// A session is one registration with the scheduler. Its loop owns the machine;
// all else is safe for concurrent use.
type session struct {
	*worker
	id       string
	dialect  daskproto.Dialect
	versions daskproto.Versions // of the scheduler
	address  string
	pool     *comm.Pool
	stream   *comm.Stream
	store    *store
	values   *valueCache
	traffic  traffic
	shuffles shuffles
	others   others
	status   atomic.Value // machine.Status
	stimuli  atomic.Int64

	needs map[string]float64 // of the last task, of listenToScheduler

	events chan message
	jobs   chan job
	cancel context.CancelCauseFunc
	group  sync.WaitGroup

	machine *machine.Machine
	running map[int]*execution // runs under way, of the loop
	out     []daskproto.Map    // messages of one event, of the loop

	resident int64 // bytes of results, as processMemory knows, of the loop
}

// A message to the loop: an event, or a function to call there. done is closed
// afterwards.
type message struct {
	event machine.Event
	call  func()
	done  chan struct{}
}

// callTimeout bounds calls of the scheduler that have little to do.
var callTimeout = 30 * time.Second

// session connects, registers and works until ctx or the registration ends.
func (w *worker) session(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	s := &session{worker: w, id: "Worker-" + rand.Text(), pool: comm.NewPool(w.commOptions()...), store: newStore(w.spillDir),
		values: &valueCache{}, events: make(chan message, 1024), jobs: make(chan job, w.threads), cancel: cancel,
		running: map[int]*execution{}}
	s.status.Store(machine.Running)
	processMemory.enter()
	defer processMemory.leave()
	err := s.run(ctx)
	cancel(context.Canceled)
	s.pool.Close()
	s.group.Wait()
	if e := s.store.close(); e != nil {
		w.log.Warn("spilled files remain", "error", e)
	}
	return err
}

func (w *worker) commOptions() []comm.Option {
	if w.tls == nil {
		return w.times
	}
	return append([]comm.Option{comm.WithTLS(w.tls)}, w.times...)
}

// run goes through the session's life. Goroutines that it starts end with ctx.
func (s *session) run(ctx context.Context) error {
	host, err := s.greet(ctx)
	if err != nil {
		return err
	}
	listener, err := s.listen(host)
	if err != nil {
		return err
	}
	defer listener.Close()
	s.machine = machine.New(machine.Config{Address: s.address, Threads: s.threads, Resources: s.resources,
		SpillAbove: s.spillAbove(), FlightBytes: s.flightBytes()})
	s.group.Go(func() {
		if err := listener.Serve(ctx, s.serve); err != nil {
			s.cancel(fmt.Errorf("worker: listener: %w", err))
		}
	})
	interval, err := s.register(ctx)
	if err != nil {
		return err
	}
	s.sessions++
	s.start(ctx, interval)
	s.log.Info("registered", "name", s.displayName(), "address", s.address, "scheduler", s.scheduler, "dask", s.dialect.Version,
		"threads", s.threads, "memory", s.memoryLimit)
	s.group.Go(func() { s.onReady(s.info()) })
	s.loop(ctx)
	return s.leave(context.Cause(ctx))
}

// flightBytes keeps what is on its way small compared with memory, but two
// large chunks at a time always may come.
func (s *session) flightBytes() int64 {
	if s.memoryLimit == 0 {
		return 0
	}
	return max(s.memoryLimit/10, 100e6)
}

func (s *session) info() Info {
	return Info{Address: s.address, Name: s.displayName(), Scheduler: s.scheduler, Version: s.dialect.Version,
		Threads: s.threads, Resources: s.resources}
}

func (s *session) displayName() string {
	if s.name != "" {
		return s.name
	}
	return s.address
}

// greet asks the scheduler what it is, and returns this machine's address as
// seen on the way there.
func (s *session) greet(ctx context.Context) (host string, err error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	var reply any
	err = s.pool.Use(ctx, s.scheduler, func(c *comm.Conn) error {
		host = c.LocalHost()
		reply, err = c.Call(ctx, daskproto.AskVersions())
		return err
	})
	if err != nil {
		return "", fmt.Errorf("worker: scheduler %s: %w", s.scheduler, comm.Explain(err))
	}
	if s.versions, err = daskproto.DecodeVersions(reply); err != nil {
		return "", fmt.Errorf("worker: scheduler %s: %w", s.scheduler, err)
	}
	v, err := s.versions.Dask()
	if err != nil {
		return "", fmt.Errorf("worker: scheduler %s: %w", s.scheduler, err)
	}
	s.dialect = daskproto.DialectOf(v)
	return host, nil
}

// start sets everything going that reports to the loop.
func (s *session) start(ctx context.Context, interval time.Duration) {
	for i := range s.threads {
		s.group.Go(func() { s.work(ctx, i) })
	}
	s.group.Go(func() { s.listenToScheduler(ctx) })
	s.group.Go(func() { s.heartbeat(ctx, interval) })
	s.group.Go(func() { s.watchMemory(ctx) })
	s.group.Go(func() { s.tick(ctx) })
}

// stimulus returns a text that names the cause of a message in the scheduler's
// log.
func (s *session) stimulus(what string) string {
	return fmt.Sprintf("gloam-%s-%d", what, s.stimuli.Add(1))
}

// post hands an event to the loop; it is lost if the session ends.
func (s *session) post(ctx context.Context, e machine.Event) {
	select {
	case s.events <- message{event: e}:
	case <-ctx.Done():
	}
}

// settle hands an event to the loop and waits until it has been dealt with.
func (s *session) settle(ctx context.Context, m message) error {
	m.done = make(chan struct{})
	select {
	case s.events <- m:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	select {
	case <-m.done:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (s *session) tick(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			s.post(ctx, machine.Tick{})
		}
	}
}

// seconds returns a time as Python does.
func seconds(t time.Time) float64 { return float64(t.UnixNano()) / 1e9 }
