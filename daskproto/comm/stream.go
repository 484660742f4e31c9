package comm

import (
	"context"
	"fmt"
	"sync"

	"github.com/gloam-go/gloam/daskproto"
)

// A Stream sends and receives batches of messages on one connection. Messages
// are sent in order: at once if nothing is being sent, else together with all
// that has gathered until the connection is free.
type Stream struct {
	conn   *Conn
	cancel context.CancelFunc // ends the writer
	ended  chan struct{}      // closed when the writer has

	mu    sync.Mutex
	queue []any
	wake  chan struct{} // has an item while there may be something to do
	err   error         // what broke the stream
	ends  bool          // no more messages are taken
	sent  *sync.Cond    // signals when a batch has gone or err is set
	open  int           // messages not sent yet, the batch under way included
}

// maxBatch bounds the messages of one batch, so that the peer can begin with
// the first while the others are encoded.
const maxBatch = 1000

// NewStream makes a stream of a connection, which then belongs to it. It has
// to be closed.
func NewStream(c *Conn) *Stream {
	ctx, cancel := context.WithCancel(context.Background())
	s := &Stream{conn: c, cancel: cancel, ended: make(chan struct{}), wake: make(chan struct{}, 1)}
	s.sent = sync.NewCond(&s.mu)
	go s.write(ctx)
	return s
}

// Peer returns the address of the other side.
func (s *Stream) Peer() string { return s.conn.Peer() }

// Send queues messages and returns. They must not be changed any more. It
// fails if the stream is closed or broken; that it succeeds does not mean that
// the peer gets them.
func (s *Stream) Send(messages ...daskproto.Map) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.err != nil:
		return s.err
	case s.ends:
		return &ConnError{"send", s.Peer(), ErrClosed}
	}
	s.push(messages...)
	return nil
}

func (s *Stream) push(messages ...daskproto.Map) {
	for _, m := range messages {
		s.queue = append(s.queue, m)
	}
	s.open += len(messages)
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// write sends what is queued until ctx ends or the connection breaks.
func (s *Stream) write(ctx context.Context) {
	defer close(s.ended)
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		}
		for batch := s.next(); len(batch) > 0; batch = s.next() {
			err := s.conn.Send(ctx, batch)
			if s.done(len(batch), err); err != nil {
				return
			}
		}
	}
}

func (s *Stream) next() []any {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := min(len(s.queue), maxBatch)
	batch := s.queue[:n:n]
	if s.queue = s.queue[n:]; len(s.queue) == 0 {
		s.queue = nil
	}
	return batch
}

func (s *Stream) done(n int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open -= n
	if err != nil && s.err == nil {
		s.err = err
	}
	s.sent.Broadcast()
}

// Flush returns when everything queued so far has been handed to the
// operating system.
func (s *Stream) Flush(ctx context.Context) error {
	defer context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.sent.Broadcast()
	})()
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.open > 0 && s.err == nil && ctx.Err() == nil {
		s.sent.Wait()
	}
	if s.err == nil && s.open > 0 {
		return context.Cause(ctx)
	}
	return s.err
}

// Receive returns the next batch. It may be called by one goroutine at a time.
// If ctx ends while no message is under way the stream stays usable. When the
// peer has closed the connection the error is io.EOF.
func (s *Stream) Receive(ctx context.Context) ([]daskproto.Map, error) {
	v, err := s.conn.Receive(ctx)
	if err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case daskproto.Map:
		return []daskproto.Map{v}, nil
	case []any:
		batch := make([]daskproto.Map, len(v))
		for i, item := range v {
			m, ok := item.(daskproto.Map)
			if !ok {
				return nil, s.conn.fail("receive", fmt.Errorf("message %d of a batch is %T", i, item))
			}
			batch[i] = m
		}
		return batch, nil
	}
	return nil, s.conn.fail("receive", fmt.Errorf("batch of messages is %T", v))
}

// Close sends what is queued and close-stream, for which it waits until ctx
// ends, and closes the connection. It returns the error that kept messages from
// being sent, if any. Closing again does nothing.
func (s *Stream) Close(ctx context.Context) error {
	s.mu.Lock()
	first := !s.ends
	if first && s.err == nil {
		s.push(daskproto.CloseStream{}.Encode())
	}
	s.ends = true
	s.mu.Unlock()
	var err error
	if first {
		err = s.Flush(ctx)
	}
	s.Abort()
	return err
}

// Abort closes the connection at once.
func (s *Stream) Abort() {
	s.mu.Lock()
	s.ends = true
	s.mu.Unlock()
	s.cancel()
	s.conn.Close()
	<-s.ended
}
