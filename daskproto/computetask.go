package daskproto

// A ComputeTask asks a worker to run a task.
type ComputeTask struct {
	Key Key
	// RunID goes back in the result. Schedulers before 2023.1.1 send none.
	RunID      int64
	HasRunID   bool
	Priority   []float64 // smaller runs first, compared item by item
	StimulusID string
	WhoHas     []Holders // of the dependencies
	NBytes     map[Key]int64
	// Duration is the estimate in seconds of schedulers before 2025.2.0.
	Duration    float64
	HasDuration bool
	Resources   map[string]float64
	Actor       bool
	Annotations Map
	SpanID      string
	// Spec is what to run, see [ComputeTask.RunSpec].
	Spec Spec
}

// A Spec is the task of a [ComputeTask] in the form of its era: Function, Args
// and Kwargs are pickles, RunSpec is a [*Serialized] or a [*Pickled].
type Spec struct {
	RunSpec                any
	Function, Args, Kwargs []byte
}

// DecodeComputeTask reads the message.
func DecodeComputeTask(m Map) (ComputeTask, error) {
	f := Read("compute-task", m)
	t := ComputeTask{
		Key: f.Key("key"), RunID: f.Int("run_id"), HasRunID: f.Has("run_id"),
		StimulusID: f.Text("stimulus_id"), WhoHas: f.WhoHas("who_has"), NBytes: f.Sizes("nbytes"),
		Duration: f.Number("duration"), HasDuration: f.Has("duration"), Resources: f.Numbers("resource_restrictions"),
		Actor: f.Flag("actor"), Annotations: f.Map("annotations"), SpanID: f.Text("span_id"),
		Spec: Spec{RunSpec: f.Any("run_spec"), Function: f.Bytes("function"), Args: f.Bytes("args"), Kwargs: f.Bytes("kwargs")},
	}
	for _, v := range f.List("priority") {
		n, ok := number(v)
		if !ok {
			f.fail("priority", v, "number")
		}
		t.Priority = append(t.Priority, n)
	}
	return t, f.Err()
}

// Encode returns the message as a scheduler of the dialect sends it.
func (t ComputeTask) Encode() Map {
	m := Op("compute-task", F("key", t.Key), F("priority", anys(t.Priority)), F("stimulus_id", t.StimulusID),
		F("who_has", encodeWhoHas(t.WhoHas)), F("nbytes", byKey(t.NBytes)), F("run_spec", t.Spec.RunSpec),
		F("resource_restrictions", t.Resources), F("actor", t.Actor), F("annotations", t.Annotations))
	if t.HasRunID {
		m = append(m, F("run_id", t.RunID))
	}
	if t.HasDuration {
		m = append(m, F("duration", t.Duration))
	}
	if t.SpanID != "" {
		m = append(m, F("span_id", t.SpanID))
	}
	if t.Spec.RunSpec == nil {
		m = append(m, F("function", t.Spec.Function), F("args", orNil(t.Spec.Args)), F("kwargs", orNil(t.Spec.Kwargs)))
	}
	return m
}

func orNil(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}

// DependencyKeys returns the keys of the results that the task needs.
func (t ComputeTask) DependencyKeys() []Key {
	keys := make([]Key, len(t.WhoHas))
	for i, h := range t.WhoHas {
		keys[i] = h.Key
	}
	return keys
}
