package dask

import (
	"context"
	"time"

	"github.com/gloam-go/gloam/daskproto"
)

// settleLimit bounds the wait for a scheduler that does not answer events;
// settlePause is the time between two questions.
const (
	settleLimit = 5 * time.Second
	settlePause = 10 * time.Millisecond
)

// workerLag is how long reports of workers may be on their way to a scheduler
// that cannot tell whether they are about the task of now or an earlier one of
// the same key.
const workerLag = 200 * time.Millisecond

// settle waits until all messages about runs that ended early have come: a
// task that failed, or was given up, is still reported key by key when the run
// has its error, and a new run that wants the same keys must not take these
// reports for its own. It does nothing if there was no such run.
//
// The scheduler sends events in the order of its other messages, to those
// whose subscription has come behind what they sent before. So once the event
// is here, nothing older is on the way in either direction.
func (c *Client) settle(ctx context.Context) error {
	topic := "gloam-" + c.unique()
	arrived, early := c.wants.mark(topic)
	if arrived == nil {
		return nil
	}
	defer c.wants.unmark(topic)
	if err := c.tell(c.topic("subscribe-topic", topic)); err != nil {
		return err
	}
	defer func() { _ = c.stream.Send(c.topic("unsubscribe-topic", topic)) }()
	limit := time.Now().Add(settleLimit)
	for time.Now().Before(limit) {
		if _, err := c.call(ctx, daskproto.Call("log_event", daskproto.F("topic", topic), daskproto.F("msg", ""))); err != nil {
			return err
		}
		select {
		case <-arrived:
			c.wants.settled(early)
			if c.dialect.RunID {
				return nil
			}
			return sleep(ctx, workerLag)
		case <-ctx.Done():
			return ctx.Err()
		case <-c.alive.Done():
			return context.Cause(c.alive)
		case <-time.After(settlePause):
		}
	}
	c.cfg.log.Warn("the scheduler does not report events; late messages about an earlier run may be taken for news", "scheduler", c.address)
	c.wants.settled(early)
	return nil
}

func (c *Client) topic(op, topic string) daskproto.Map {
	return daskproto.Op(op, daskproto.F("topic", topic), daskproto.F("client", c.id))
}

// mark returns a channel that is closed when an event of a topic comes, and
// how many runs have ended early so far; nil if none has since the last time.
func (w *wants) mark(topic string) (arrived <-chan struct{}, early int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.early == w.quiet {
		return nil, 0
	}
	c := make(chan struct{})
	w.marks[topic] = c
	return c, w.early
}

func (w *wants) unmark(topic string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.marks, topic)
}

// settled says that nothing comes any more of the first runs that ended early.
func (w *wants) settled(early int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.quiet = max(w.quiet, early)
}

func (w *wants) event(topic string) {
	if c := w.marks[topic]; c != nil {
		close(c)
		delete(w.marks, topic)
	}
}
