package daskproto

// A StealRequest asks a worker to give a task up.
type StealRequest struct {
	Key        Key
	StimulusID string
}

// DecodeStealRequest reads the message.
func DecodeStealRequest(m Map) (StealRequest, error) {
	f := Read("steal-request", m)
	s := StealRequest{Key: f.Key("key"), StimulusID: f.Text("stimulus_id")}
	return s, f.Err()
}

// Encode returns the message.
func (s StealRequest) Encode() Map {
	return Op("steal-request", F("key", s.Key), F("stimulus_id", s.StimulusID))
}

// A StealResponse is the answer. With the state ready, constrained or waiting
// the worker has given the task up; with "" it does not know the task; with
// any other it keeps it.
type StealResponse struct {
	Key        Key
	State      string
	StimulusID string // of the request
}

// Encode returns the message.
func (s StealResponse) Encode() Map {
	var state any
	if s.State != "" {
		state = s.State
	}
	return Op("steal-response", F("key", s.Key), F("state", state), F("stimulus_id", s.StimulusID))
}

// DecodeStealResponse reads the message.
func DecodeStealResponse(m Map) (StealResponse, error) {
	f := Read("steal-response", m)
	s := StealResponse{Key: f.Key("key"), State: f.Text("state"), StimulusID: f.Text("stimulus_id")}
	return s, f.Err()
}
