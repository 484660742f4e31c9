package dasktest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
)

// A Scheduler is a fake of Dask's scheduler, with one client and any number of
// workers.
type Scheduler struct {
	t        testing.TB
	listener *comm.Listener
	versions daskproto.Versions
	cancel   context.CancelFunc
	ended    chan struct{}

	mu       sync.Mutex
	handlers map[string]func(daskproto.Map) any
	streams  map[string]*comm.Stream // by client id or worker address
	inbox    []message
	arrived  chan struct{} // closed and replaced when something arrives
}

// A message is one that came on a stream.
type message struct {
	from string
	m    daskproto.Map
}

// NewScheduler starts a scheduler that says it is of the given release. The
// options are those of connections, such as [comm.WithTLS].
func NewScheduler(t testing.TB, release string, opts ...comm.Option) *Scheduler {
	t.Helper()
	l, err := comm.Listen("tcp://127.0.0.1:0", opts...)
	if err != nil {
		t.Fatalf("dasktest: %v", err)
	}
	s := &Scheduler{
		t: t, listener: l, ended: make(chan struct{}), arrived: make(chan struct{}),
		streams: map[string]*comm.Stream{},
		versions: daskproto.Versions{
			Host:     daskproto.Map{daskproto.F("python", "3.11.2.final.0")},
			Packages: daskproto.Map{daskproto.F("dask", release), daskproto.F("distributed", release)},
		},
	}
	s.handlers = map[string]func(daskproto.Map) any{
		"versions": func(daskproto.Map) any { return s.versions.Encode() },
		"identity": func(daskproto.Map) any { return s.identity() },
		"heartbeat_worker": func(daskproto.Map) any {
			return daskproto.Map{daskproto.F("status", "OK"), daskproto.F("time", now()), daskproto.F("heartbeat-interval", 0.5)}
		},
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	go func() {
		defer close(s.ended)
		if err := l.Serve(ctx, s.serve); err != nil {
			t.Errorf("dasktest: %v", err)
		}
	}()
	t.Cleanup(s.Close)
	return s
}

func now() float64 { return float64(time.Now().UnixNano()) / 1e9 }

// Address returns where the scheduler listens.
func (s *Scheduler) Address() string { return s.listener.Address() }

// Close ends the scheduler as a crash would.
func (s *Scheduler) Close() {
	s.cancel()
	<-s.ended
}

// Handle makes fn answer requests of an op. A nil reply is sent as such. fn is
// called from several goroutines.
func (s *Scheduler) Handle(op string, fn func(request daskproto.Map) (reply any)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handlers[op] = fn
}

func (s *Scheduler) handler(op string) func(daskproto.Map) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.handlers[op]
}

// serve answers requests on a connection until one makes it a stream.
func (s *Scheduler) serve(ctx context.Context, c *comm.Conn) {
	for {
		v, err := c.Receive(ctx)
		if err != nil {
			return
		}
		m, _ := v.(daskproto.Map)
		f := daskproto.Read(m.Op(), m)
		switch m.Op() {
		case "register-client":
			s.stream(ctx, f.Text("client"), c, []any{daskproto.Op("stream-start", daskproto.F("warning", ""), daskproto.F("error", ""))}, m)
			return
		case "register-worker":
			s.stream(ctx, f.Text("address"), c, s.registered(m), m)
			return
		case "close":
			return
		}
		var reply any
		if fn := s.handler(m.Op()); fn != nil {
			reply = fn(m)
		}
		if f.Flag("reply") && c.Send(ctx, reply) != nil {
			return
		}
	}
}

// registered is the reply to register-worker, which a handler may replace.
func (s *Scheduler) registered(m daskproto.Map) any {
	if fn := s.handler("register-worker"); fn != nil {
		return fn(m)
	}
	return daskproto.Map{
		daskproto.F("status", "OK"), daskproto.F("time", now()), daskproto.F("heartbeat-interval", 0.5),
		daskproto.F("worker-plugins", daskproto.Map{}),
	}
}

// stream keeps a connection as the stream of id and collects what comes.
func (s *Scheduler) stream(ctx context.Context, id string, c *comm.Conn, welcome any, registration daskproto.Map) {
	if c.Send(ctx, welcome) != nil {
		return
	}
	stream := comm.NewStream(c)
	defer stream.Abort()
	s.mu.Lock()
	s.streams[id] = stream
	s.mu.Unlock()
	s.collect(id, registration)
	for {
		batch, err := stream.Receive(ctx)
		if err != nil {
			break
		}
		s.collect(id, batch...)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.streams[id] == stream {
		delete(s.streams, id)
	}
}

func (s *Scheduler) collect(from string, batch ...daskproto.Map) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range batch {
		s.inbox = append(s.inbox, message{from, m})
	}
	close(s.arrived)
	s.arrived = make(chan struct{})
}

// Expect waits for the next message with this op, also if others came before
// it, and takes it. The registration of a client or worker counts as its
// first message. The fields that are given have to be in it.
func (s *Scheduler) Expect(op string, fields ...daskproto.KV) daskproto.Map {
	s.t.Helper()
	late := time.After(patience)
	for {
		m, arrived, err := s.take(op, fields)
		if err != nil {
			s.t.Fatalf("dasktest: %v", err)
		}
		if m != nil {
			return m
		}
		select {
		case <-arrived:
		case <-late:
			s.t.Fatalf("dasktest: no %s within %v; got %v", op, patience, s.ops())
		}
	}
}

func (s *Scheduler) take(op string, fields []daskproto.KV) (daskproto.Map, <-chan struct{}, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, x := range s.inbox {
		if x.m.Op() == op {
			s.inbox = append(s.inbox[:i:i], s.inbox[i+1:]...)
			return x.m, nil, match(x.m, op, fields)
		}
	}
	return nil, s.arrived, nil
}

// ops lists what waits to be expected.
func (s *Scheduler) ops() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []string
	for _, x := range s.inbox {
		list = append(list, x.m.Op())
	}
	return list
}

// Send sends messages on the stream of a client or worker, by id or address.
func (s *Scheduler) Send(to string, messages ...daskproto.Map) {
	s.t.Helper()
	s.mu.Lock()
	stream := s.streams[to]
	s.mu.Unlock()
	if stream == nil {
		s.t.Fatalf("dasktest: no stream of %s", to)
	}
	if err := stream.Send(messages...); err != nil {
		s.t.Fatalf("dasktest: %v", err)
	}
}

// Cut breaks the stream of a client or worker.
func (s *Scheduler) Cut(id string) {
	s.mu.Lock()
	stream := s.streams[id]
	s.mu.Unlock()
	if stream != nil {
		stream.Abort()
	}
}

// identity lists the workers that are registered.
func (s *Scheduler) identity() daskproto.Map {
	s.mu.Lock()
	defer s.mu.Unlock()
	workers := daskproto.Map{}
	for _, id := range sortedKeys(s.streams) {
		if _, err := comm.ParseAddress(id); err == nil {
			workers = append(workers, daskproto.F(id, daskproto.Map{daskproto.F("type", "Worker"), daskproto.F("id", id), daskproto.F("name", id)}))
		}
	}
	return daskproto.Map{
		daskproto.F("type", "Scheduler"), daskproto.F("id", "Scheduler-test"), daskproto.F("address", s.Address()),
		daskproto.F("workers", workers),
	}
}

func sortedKeys(m map[string]*comm.Stream) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
