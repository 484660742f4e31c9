package daskproto

// A StartStop is one activity of a task, in seconds since 1970.
type StartStop struct {
	Action      string // compute, transfer, deserialize, disk-read or disk-write
	Start, Stop float64
	Source      string // of a transfer
}

func (s StartStop) encode() Map {
	m := Map{F("action", s.Action), F("start", s.Start), F("stop", s.Stop)}
	if s.Source != "" {
		m = append(m, F("source", s.Source))
	}
	return m
}

func encodeStartStops(list []StartStop) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s.encode()
	}
	return out
}

func readStartStops(f *Fields) []StartStop {
	var out []StartStop
	for _, v := range f.List("startstops") {
		m, ok := v.(Map)
		if !ok {
			f.fail("startstops", v, "map")
		}
		s := Read("startstops", m)
		out = append(out, StartStop{Action: s.Text("action"), Start: s.Number("start"), Stop: s.Number("stop"), Source: s.Text("source")})
		if f.err == nil {
			f.err = s.Err()
		}
	}
	return out
}

// A TaskFinished reports a result that a worker holds.
type TaskFinished struct {
	Key        Key
	RunID      int64 // of the compute-task
	HasRunID   bool
	NBytes     int64
	Type       []byte // pickle of the class of the result
	TypeName   string
	Metadata   Map
	Thread     int64
	StartStops []StartStop
	StimulusID string
}

// Encode returns the message. Schedulers that know no run_id ignore it.
func (t TaskFinished) Encode() Map {
	m := Op("task-finished", F("key", t.Key), F("nbytes", t.NBytes), F("type", t.Type), F("typename", t.TypeName),
		F("metadata", t.Metadata), F("thread", t.Thread), F("startstops", encodeStartStops(t.StartStops)),
		F("status", "OK"), F("stimulus_id", t.StimulusID))
	if t.HasRunID {
		m = append(m, F("run_id", t.RunID))
	}
	return m
}

// DecodeTaskFinished reads the message.
func DecodeTaskFinished(m Map) (TaskFinished, error) {
	f := Read("task-finished", m)
	t := TaskFinished{
		Key: f.Key("key"), RunID: f.Int("run_id"), HasRunID: f.Has("run_id"), NBytes: f.Int("nbytes"), Type: f.Bytes("type"),
		TypeName: f.Text("typename"), Metadata: f.Map("metadata"), Thread: f.Int("thread"), StartStops: readStartStops(f),
		StimulusID: f.Text("stimulus_id"),
	}
	return t, f.Err()
}
