package worker

import (
	"context"
	"net/url"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/codec"
	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/scheduler/worker/internal/machine"
)

// serve answers the requests of one connection, one after the other.
func (s *session) serve(ctx context.Context, c *comm.Conn) {
	for {
		v, err := c.Receive(ctx)
		if err != nil {
			return
		}
		m, ok := v.(daskproto.Map)
		if !ok {
			s.log.Warn("request is no map", "peer", c.Peer())
			return
		}
		if !s.answer(ctx, c, m) {
			return
		}
	}
}

// terminated is the reason of an end that somebody asked for directly.
const terminated = "terminated"

// answer deals with one request and reports whether the connection goes on.
func (s *session) answer(ctx context.Context, c *comm.Conn, m daskproto.Map) bool {
	f := daskproto.Read(m.Op(), m)
	want, closing := true, f.Flag("close")
	if _, ok := m.Get("reply"); ok {
		want = f.Flag("reply")
	}
	var reply any
	switch op := m.Op(); op {
	case "close":
		reply, closing = "OK", true
	case "terminate":
		s.log.Info("told to end", "reason", f.Text("reason"))
		reply, closing = "OK", true
		defer s.post(ctx, machine.Close{Reason: terminated}) // once the answer is out
	case "get_data":
		return s.getData(ctx, c, f) && !closing
	default:
		reply = s.reply(ctx, op, f)
	}
	if want {
		if err := c.Send(ctx, reply); err != nil {
			return false
		}
	}
	return !closing
}

// reply calls the handler of a request. Failures are replies, too.
func (s *session) reply(ctx context.Context, op string, f *daskproto.Fields) any {
	h := handlers[op]
	if h == nil {
		s.log.Debug("unknown request", "op", op)
		return nil
	}
	v, err := h(ctx, s, f)
	if err == nil {
		err = f.Err()
	}
	if err != nil {
		return daskproto.EncodeFailure(failureOf(err))
	}
	return v
}

// How many answers with data may be under way, as in Dask: more to the same
// machine, where nothing waits for a network, and few while memory is short.
const (
	manyAnswers = 10
	nearAnswers = 20
	fewAnswers  = 1
)

// getData sends results, and waits for the thanks.
func (s *session) getData(ctx context.Context, c *comm.Conn, f *daskproto.Fields) bool {
	keys := f.Keys("keys")
	if err := f.Err(); err != nil {
		return c.Send(ctx, daskproto.EncodeFailure(failureOf(err))) == nil
	}
	sized, done, ok := s.traffic.outgoing(s.answers(f.Text("who")))
	if !ok {
		return c.Send(ctx, daskproto.Map{daskproto.F("status", "busy")}) == nil
	}
	defer done()
	data, total := daskproto.Map{}, int64(0)
	for _, k := range keys {
		e := s.store.take(k)
		if e == nil {
			continue
		}
		defer e.release() // a file may be read no longer, but memory is freed later
		p, err := e.travel()
		if err != nil {
			s.log.Warn("result cannot travel", "key", k, "error", err)
			p = codec.EncodeError(err.Error())
		}
		total += p.Size()
		data = append(data, daskproto.KV{Key: k, Value: p})
	}
	sized(total)
	ctx, cancel := patience(ctx, total)
	defer cancel()
	if err := c.Send(ctx, daskproto.Map{daskproto.F("status", "OK"), daskproto.F("data", data)}); err != nil {
		return false
	}
	_, err := c.Receive(ctx) // "OK"
	return err == nil
}

func (s *session) answers(who string) int64 {
	switch {
	case s.status.Load() == machine.Paused:
		return fewAnswers
	case who != "" && hostOf(who) == hostOf(s.address):
		return nearAnswers
	}
	return manyAnswers
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Hostname()
}
