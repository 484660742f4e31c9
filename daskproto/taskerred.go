package daskproto

// A TaskErred reports a task that failed: from a worker to the scheduler with
// all fields, from there to clients with the key and the exception.
type TaskErred struct {
	Key Key
	Failure
	RunID      int64 // of the compute-task
	HasRunID   bool
	Thread     int64
	StartStops []StartStop
	StimulusID string
}

// Encode returns the message of a worker.
func (t TaskErred) Encode() Map {
	m := append(Op("task-erred", F("key", t.Key)), t.fields()...)
	m = append(m, F("thread", t.Thread), F("startstops", encodeStartStops(t.StartStops)), F("status", "error"), F("stimulus_id", t.StimulusID))
	if t.HasRunID {
		m = append(m, F("run_id", t.RunID))
	}
	return m
}

// DecodeTaskErred reads the message.
func DecodeTaskErred(m Map) (TaskErred, error) {
	f := Read("task-erred", m)
	t := TaskErred{
		Key: f.Key("key"), Failure: readFailure(f), RunID: f.Int("run_id"), HasRunID: f.Has("run_id"),
		Thread: f.Int("thread"), StartStops: readStartStops(f), StimulusID: f.Text("stimulus_id"),
	}
	return t, f.Err()
}
