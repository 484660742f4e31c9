package worker

import (
	"context"
	"fmt"
	"time"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/scheduler/worker/internal/machine"
)

// A peer gets this long for an answer, and the time that its data take over a
// slow line. One that takes longer counts as gone.
var peerTimeout = 30 * time.Second

const slowLine = 1e6 // bytes per second

func patience(ctx context.Context, bytes int64) (context.Context, context.CancelFunc) {
	limit := peerTimeout + time.Duration(float64(bytes)/slowLine*float64(time.Second))
	return context.WithTimeoutCause(ctx, limit, fmt.Errorf("peer takes longer than %v for %d bytes", limit, bytes))
}

// busyPause is how long a busy peer is left alone, as in Dask.
const busyPause = 150 * time.Millisecond

func (s *session) rest(ctx context.Context, peer string) {
	select {
	case <-ctx.Done():
	case <-time.After(busyPause):
		s.post(ctx, machine.PeerReady{Address: peer})
	}
}

// gather fetches a batch for the machine.
func (s *session) gather(ctx context.Context, g machine.Gather) machine.Gathered {
	out := machine.Gathered{ID: g.ID}
	begin := time.Now()
	data, busy, err := s.fetch(ctx, g.Peer, g.Keys, g.Bytes)
	if err != nil {
		s.log.Warn("peer does not answer", "peer", g.Peer, "keys", len(g.Keys), "error", err)
	}
	out.Busy, out.Err, out.Items = busy, err, make(map[daskproto.Key]machine.Item, len(data))
	took := &daskproto.StartStop{Action: "transfer", Start: seconds(begin), Stop: seconds(time.Now()), Source: g.Peer}
	for k, e := range data {
		e.transfer, took = took, nil // one task shows the whole batch
		out.Items[k] = machine.Item{Data: e, Bytes: e.bytes}
	}
	return out
}

// fetch asks a peer for keys. What it does not have is absent from the answer.
func (s *session) fetch(ctx context.Context, peer string, keys []daskproto.Key, expected int64) (data map[daskproto.Key]*entry, busy bool, err error) {
	ctx, cancel := patience(ctx, expected)
	defer cancel()
	done := s.traffic.incoming(expected)
	processMemory.hold(expected)
	defer processMemory.hold(-expected)
	begin, received := time.Now(), int64(0)
	err = s.pool.Use(ctx, peer, func(c *comm.Conn) error {
		reply, err := c.Call(ctx, daskproto.Call("get_data", daskproto.F("keys", keys), daskproto.F("who", s.address)))
		if err != nil {
			return err
		}
		data, busy, err = readData(reply)
		if err != nil || busy {
			return err
		}
		return c.Send(ctx, "OK")
	})
	for _, e := range data {
		received += e.bytes
	}
	done(received, time.Since(begin))
	if data != nil {
		err = nil // all has come, whatever became of the thanks
	}
	return data, busy, err
}

func readData(reply any) (data map[daskproto.Key]*entry, busy bool, err error) {
	m, ok := reply.(daskproto.Map)
	if !ok {
		return nil, false, fmt.Errorf("worker: reply to get_data is %T", reply)
	}
	f := daskproto.Read("reply to get_data", m)
	if f.Text("status") == "busy" {
		return nil, true, nil
	}
	list, err := payloads(f, "data")
	if err != nil {
		return nil, false, err
	}
	data = make(map[daskproto.Key]*entry, len(list))
	for k, s := range list {
		data[k] = arrived(s)
	}
	return data, false, nil
}

// payloads reads a map from keys to payloads.
func payloads(f *daskproto.Fields, name string) (map[daskproto.Key]*daskproto.Serialized, error) {
	m := f.Map(name)
	if f.Err() != nil {
		return nil, f.Err()
	}
	out := make(map[daskproto.Key]*daskproto.Serialized, len(m))
	for _, kv := range m {
		k, err := daskproto.KeyOf(kv.Key)
		if err != nil {
			return nil, err
		}
		switch v := kv.Value.(type) {
		case *daskproto.Serialized:
			out[k] = v
		case *daskproto.Pickled:
			out[k] = pickled(v)
		default:
			return nil, badInput(k, badArgument("data of a peer", kv.Value, "a payload"))
		}
	}
	return out, nil
}

// collect fetches keys on somebody's request and returns those that nobody
// had.
func (s *session) collect(ctx context.Context, wanted []daskproto.Holders) (failed []daskproto.Key, err error) {
	var got machine.Received
	for _, h := range wanted {
		if e := s.store.take(h.Key); e != nil {
			e.release()
			continue
		}
		e := s.collectOne(ctx, h)
		if e == nil {
			failed = append(failed, h.Key)
			continue
		}
		got.Keys, got.Items = append(got.Keys, h.Key), append(got.Items, machine.Item{Data: e, Bytes: e.bytes})
	}
	return failed, s.settle(ctx, message{event: got})
}

// collectOne tries the holders in turn, busy ones for up to a minute.
func (s *session) collectOne(ctx context.Context, h daskproto.Holders) *entry {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for busy := true; busy && ctx.Err() == nil; {
		busy = false
		for _, peer := range h.Addresses {
			if peer == s.address {
				continue
			}
			data, b, err := s.fetch(ctx, peer, []daskproto.Key{h.Key}, 0)
			if err == nil && data[h.Key] != nil {
				return data[h.Key]
			}
			busy = busy || b
		}
		if busy {
			select {
			case <-ctx.Done():
			case <-time.After(busyPause):
			}
		}
	}
	return nil
}
