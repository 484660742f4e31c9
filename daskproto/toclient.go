package daskproto

import "time"

// StreamStart is the first message of the scheduler on a client's stream.
type StreamStart struct{ Warning, Error string }

// KeyInMemory says that a result is there. It may come more than once.
type KeyInMemory struct {
	Key     Key
	Type    any // text or the pickle of the class of the result
	Workers []string
}

// LostData says that a result is gone.
type LostData struct{ Key Key }

// TaskRetried says that a failed task runs again.
type TaskRetried struct{ Key Key }

// CancelledKeys says that tasks will not run.
type CancelledKeys struct {
	Keys        []Key
	Reason, Msg string
}

// Restarted says that the scheduler has forgotten everything.
type Restarted struct{}

// AdjustHeartbeat asks for another time between heartbeats.
type AdjustHeartbeat struct{ Interval time.Duration }

// Event is something that was logged under a topic.
type Event struct {
	Topic string
	Event any
}

// StreamError says that the stream ends, and why.
type StreamError struct{ Message Map }

// DecodeToClient reads a message of the stream from a scheduler to a client.
// It returns one of [StreamStart], [KeyInMemory], [TaskErred], [LostData],
// [TaskRetried], [CancelledKeys], [Restarted], [AdjustHeartbeat], [Event],
// [StreamError], [CloseStream] and [UnknownOp].
func DecodeToClient(m Map) (any, error) {
	f := Read(m.Op(), m)
	var out any
	switch m.Op() {
	case "stream-start":
		out = StreamStart{Warning: f.Text("warning"), Error: f.Text("error")}
	case "key-in-memory":
		out = KeyInMemory{Key: f.Key("key"), Type: f.Any("type"), Workers: f.Texts("workers")}
	case "task-erred":
		return DecodeTaskErred(m)
	case "lost-data":
		out = LostData{f.Key("key")}
	case "task-retried":
		out = TaskRetried{f.Key("key")}
	case "cancelled-key":
		out = CancelledKeys{Keys: []Key{f.Key("key")}}
	case "cancelled-keys":
		out = CancelledKeys{f.Keys("keys"), f.Text("reason"), f.Text("msg")}
	case "restart":
		out = Restarted{}
	case "adjust-heartbeat-interval":
		out = AdjustHeartbeat{seconds(f.Number("interval"))}
	case "event":
		out = Event{f.Text("topic"), f.Any("event")}
	case "error":
		out = StreamError{m}
	case "close", "close-stream", "stream-closed":
		out = CloseStream{}
	default:
		out = UnknownOp{m}
	}
	return out, f.Err()
}
