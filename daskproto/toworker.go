package daskproto

// FreeKeys tells a worker to drop results, and tasks not run yet.
type FreeKeys struct {
	Keys       []Key
	StimulusID string
}

// RemoveReplicas tells a worker to drop results that others have too.
type RemoveReplicas struct {
	Keys       []Key
	StimulusID string
}

// AcquireReplicas tells a worker to fetch results.
type AcquireReplicas struct {
	WhoHas     []Holders
	NBytes     map[Key]int64
	StimulusID string
}

// CancelCompute tells a worker not to start a task.
type CancelCompute struct {
	Key        Key
	StimulusID string
}

// RefreshWhoHas tells a worker who has results now.
type RefreshWhoHas struct {
	WhoHas     []Holders
	StimulusID string
}

// A StatusChange is a new status of a worker: init, running, paused or
// closing_gracefully. It travels both ways.
type StatusChange struct{ Status, StimulusID string }

// RemoveWorker tells a worker that a peer is gone.
type RemoveWorker struct{ Worker, StimulusID string }

// CloseWorker tells a worker to stop.
type CloseWorker struct{ Reason string }

// CloseStream ends a stream.
type CloseStream struct{}

// An UnknownOp is a message that this package has no type for.
type UnknownOp struct{ Message Map }

// DecodeToWorker reads a message of the stream from a scheduler to a worker.
// It returns one of [ComputeTask], [FreeKeys], [RemoveReplicas],
// [AcquireReplicas], [StealRequest], [CancelCompute], [RefreshWhoHas],
// [StatusChange], [RemoveWorker], [CloseWorker], [CloseStream] and [UnknownOp].
func DecodeToWorker(m Map) (any, error) {
	f := Read(m.Op(), m)
	var out any
	switch m.Op() {
	case "compute-task":
		return DecodeComputeTask(m)
	case "steal-request":
		return DecodeStealRequest(m)
	case "free-keys":
		out = FreeKeys{f.Keys("keys"), f.Text("stimulus_id")}
	case "remove-replicas":
		out = RemoveReplicas{f.Keys("keys"), f.Text("stimulus_id")}
	case "acquire-replicas":
		out = AcquireReplicas{f.WhoHas("who_has"), f.Sizes("nbytes"), f.Text("stimulus_id")}
	case "cancel-compute":
		out = CancelCompute{f.Key("key"), f.Text("stimulus_id")}
	case "refresh-who-has":
		out = RefreshWhoHas{f.WhoHas("who_has"), f.Text("stimulus_id")}
	case "worker-status-change":
		out = StatusChange{f.Text("status"), f.Text("stimulus_id")}
	case "remove-worker":
		out = RemoveWorker{f.Text("worker"), f.Text("stimulus_id")}
	case "close":
		out = CloseWorker{f.Text("reason")}
	case "close-stream":
		out = CloseStream{}
	default:
		out = UnknownOp{m}
	}
	return out, f.Err()
}

// Encode returns the message.
func (x FreeKeys) Encode() Map {
	return Op("free-keys", F("keys", x.Keys), F("stimulus_id", x.StimulusID))
}

// Encode returns the message.
func (x RemoveReplicas) Encode() Map {
	return Op("remove-replicas", F("keys", x.Keys), F("stimulus_id", x.StimulusID))
}

// Encode returns the message.
func (x AcquireReplicas) Encode() Map {
	return Op("acquire-replicas", F("who_has", encodeWhoHas(x.WhoHas)), F("nbytes", byKey(x.NBytes)), F("stimulus_id", x.StimulusID))
}

// Encode returns the message.
func (x CancelCompute) Encode() Map {
	return Op("cancel-compute", F("key", x.Key), F("stimulus_id", x.StimulusID))
}

// Encode returns the message.
func (x RefreshWhoHas) Encode() Map {
	return Op("refresh-who-has", F("who_has", encodeWhoHas(x.WhoHas)), F("stimulus_id", x.StimulusID))
}

// Encode returns the message.
func (x StatusChange) Encode() Map {
	return Op("worker-status-change", F("status", x.Status), F("stimulus_id", x.StimulusID))
}

// Encode returns the message.
func (x RemoveWorker) Encode() Map {
	return Op("remove-worker", F("worker", x.Worker), F("stimulus_id", x.StimulusID))
}

// Encode returns the message.
func (x CloseWorker) Encode() Map { return Op("close", F("reason", x.Reason)) }

// Encode returns the message.
func (CloseStream) Encode() Map { return Op("close-stream") }
