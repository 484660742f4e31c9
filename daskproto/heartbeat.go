package daskproto

import "time"

// A Heartbeat is the regular sign of life of a worker.
type Heartbeat struct {
	Address   string
	Now       float64 // seconds since 1970
	Metrics   Metrics
	Executing map[Key]float64 // for how many seconds
}

// Encode returns the request.
func (h Heartbeat) Encode() Map {
	return Call("heartbeat_worker", F("address", h.Address), F("now", h.Now), F("metrics", h.Metrics.Encode()),
		F("executing", byKey(h.Executing)), F("extensions", Map{}))
}

// A HeartbeatReply says when the next heartbeat is due. If Missing is set the
// scheduler does not know the worker any more.
type HeartbeatReply struct {
	Missing  bool
	Interval time.Duration
}

// DecodeHeartbeatReply reads the reply.
func DecodeHeartbeatReply(v any) (HeartbeatReply, error) {
	m, ok := v.(Map)
	if !ok {
		return HeartbeatReply{}, malformed("heartbeat reply is %T", v)
	}
	f := Read("heartbeat reply", m)
	r := HeartbeatReply{Missing: f.Text("status") == "missing", Interval: seconds(f.Number("heartbeat-interval"))}
	return r, f.Err()
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// HeartbeatClient is the regular sign of life of a client, on its stream.
func HeartbeatClient() Map { return Op("heartbeat-client") }
