package daskproto

// An Era is one of the forms in which clients send graphs.
type Era byte

// The eras of graphs.
const (
	EraPacked     Era = 'A' // layers of MessagePack, a pickle per task: until 2023.3
	EraHighLevel  Era = 'B' // one pickle of a HighLevelGraph: 2023.4.0 to 2025.3
	EraExpression Era = 'C' // one pickle of an expression: since 2025.4.0
)

// String returns the letter of the era.
func (e Era) String() string { return string(e) }

// A Cancel is one of the ways in which a client cancels.
type Cancel byte

// The ways of cancelling.
const (
	CancelByCall     Cancel = iota // a request on a connection of its own
	CancelOnStream                 // a message on the stream
	CancelWithReason               // the same with a reason and a text
)

// A FutureForm is one of the ways in which Python pickles a future.
type FutureForm byte

// The forms of a pickled future.
const (
	FutureState FutureForm = iota // an instance with a state
	FutureCall                    // Future(key)
	FutureMake                    // Future.make_future(key, id)
)

// A Dialect answers every question whose answer depends on the release of the
// scheduler. Its methods, named after the messages, build those messages in
// the form that the scheduler takes: a field too many or too few ends the
// connection.
type Dialect struct {
	Version Version
	// Graph is the form in which a graph is submitted.
	Graph Era
	// AnyKey says that keys may be numbers and tuples, not text alone.
	AnyKey bool
	// KeySet says that update-graph names its keys in a set, not in an array.
	KeySet bool
	// SpanMetadata says that update-graph has to say something about spans.
	SpanMetadata bool
	// FutureArgs says that results of earlier graphs are marked in arguments,
	// not found by their key.
	FutureArgs bool
	// Cancel is how keys are cancelled.
	Cancel Cancel
	// WorkerData says that register-worker lists the (empty) data of the worker.
	WorkerData bool
	// RunID says that the scheduler tells reports about a task from those about
	// an earlier task of the same key.
	RunID bool
	// LongRunningRunID says that long-running has to carry the run_id.
	LongRunningRunID bool
	// RestartStimulus says that restart has to carry a stimulus_id.
	RestartStimulus bool
	// HeartbeatReply says that heartbeats of clients are answered on the stream.
	HeartbeatReply bool
	// PublishLists says that datasets are published several at a time.
	PublishLists bool
	// Future is how a future within published data is pickled.
	Future FutureForm
	// SemaphoreLocks says that locks are semaphores with one lease.
	SemaphoreLocks bool
	// MaxConnections says that get_data may carry max_connections.
	MaxConnections bool
	// PlainPickled says that buffers of pickled payloads must not be compressed.
	PlainPickled bool
	// RemoveWorker says that workers are told of peers that left.
	RemoveWorker bool
}

// DialectOf returns the dialect of a release. Releases before 2022.12 and
// after 2026.7 get the nearest that is known.
func DialectOf(v Version) Dialect {
	return Dialect{
		Version:          v,
		Graph:            eraOf(v),
		AnyKey:           v.Since(2023, 9, 0),
		KeySet:           v.Since(2024, 11, 0),
		SpanMetadata:     v.Since(2024, 5, 2),
		FutureArgs:       v.Since(2023, 4, 0),
		Cancel:           cancelOf(v),
		WorkerData:       !v.Since(2023, 4, 0),
		RunID:            v.Since(2023, 7, 0),
		LongRunningRunID: v.Since(2025, 2, 0),
		RestartStimulus:  v.Since(2024, 4, 0),
		HeartbeatReply:   v.Since(2025, 4, 0),
		PublishLists:     v.Since(2026, 6, 0),
		Future:           futureOf(v),
		SemaphoreLocks:   v.Since(2024, 8, 0),
		MaxConnections:   !v.Since(2023, 8, 1),
		PlainPickled:     !v.Since(2023, 9, 3),
		RemoveWorker:     v.Since(2023, 3, 2),
	}
}

func eraOf(v Version) Era {
	switch {
	case v.Since(2025, 4, 0):
		return EraExpression
	case v.Since(2023, 4, 0):
		return EraHighLevel
	}
	return EraPacked
}

func cancelOf(v Version) Cancel {
	switch {
	case v.Since(2025, 3, 0):
		return CancelWithReason
	case v.Since(2023, 3, 1):
		return CancelOnStream
	}
	return CancelByCall
}

func futureOf(v Version) FutureForm {
	switch {
	case v.Since(2024, 8, 2), v.Since(2023, 3, 2) && !v.Since(2024, 3, 0):
		return FutureCall
	case v.Since(2024, 3, 0):
		return FutureMake
	}
	return FutureState
}
