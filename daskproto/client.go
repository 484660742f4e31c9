package daskproto

// RegisterClient makes a connection the stream of a client. The versions are
// best the scheduler's own: it warns of any difference.
func RegisterClient(id string, versions Versions) Map {
	return Op("register-client", F("client", id), F("reply", false), F("versions", versions.Encode()))
}

// DesireKeys tells the scheduler that a client wants results.
func DesireKeys(client string, keys []Key) Map {
	return Op("client-desires-keys", F("keys", keys), F("client", client))
}

// ReleaseKeys tells the scheduler that a client does not want results any
// more. Results that nobody wants are dropped.
func ReleaseKeys(client string, keys []Key) Map {
	return Op("client-releases-keys", F("keys", keys), F("client", client))
}

// CloseClient says goodbye; close-stream has to follow.
func CloseClient() Map { return Op("close-client") }

// CancelKeys returns the message that cancels tasks, and whether it is a
// request of its own instead of one on the stream.
func (d Dialect) CancelKeys(client string, keys []Key, force bool) (m Map, call bool) {
	switch d.Cancel {
	case CancelByCall:
		return Call("cancel", F("keys", keys), F("client", client), F("force", force)), true
	case CancelOnStream:
		return Op("cancel-keys", F("keys", keys), F("force", force)), false
	}
	return Op("cancel-keys", F("keys", keys), F("force", force), F("reason", nil), F("msg", nil)), false
}

// Gather asks the scheduler for results.
func Gather(keys []Key) Map { return Call("gather", F("keys", keys)) }

// GetData asks a worker for results. who is the address of the asking worker,
// "" for a client. "OK" has to be sent after the reply unless it is busy.
func GetData(keys []Key, who string) Map {
	var from any
	if who != "" {
		from = who
	}
	return Call("get_data", F("keys", keys), F("who", from))
}

// Scatter puts values on workers, which the scheduler chooses if there are
// none named. Several addresses and broadcast put every value on each.
func Scatter(client string, data []Datum, workers []string, broadcast bool, timeout float64) Map {
	m := make(Map, len(data))
	for i, d := range data {
		m[i] = KV{Key: d.Key, Value: d.Value}
	}
	var to any
	if workers != nil {
		to = workers
	}
	return Call("scatter", F("data", m), F("workers", to), F("client", client), F("broadcast", broadcast), F("timeout", timeout))
}

// SetRestrictions binds tasks to workers.
func SetRestrictions(workers []Holders) Map {
	return Call("set_restrictions", F("worker", encodeWhoHas(workers)))
}

// WhoHas asks which workers have results.
func WhoHas(keys []Key) Map { return Call("who_has", F("keys", keys)) }

// Unregister says that a worker is gone. Whoever says so, the scheduler has its
// work done again elsewhere and has it close if it hears that.
func Unregister(worker, stimulus string) Map {
	return Call("unregister", F("address", worker), F("stimulus_id", stimulus))
}

// Restart asks the scheduler to forget everything and to restart workers.
func (d Dialect) Restart(client, stimulus string, timeout float64, wait bool) Map {
	m := Call("restart", F("client", client), F("timeout", timeout), F("wait_for_workers", wait))
	if d.RestartStimulus {
		m = append(m, F("stimulus_id", stimulus))
	}
	return m
}

// A Datum is a result with its name.
type Datum struct {
	Key   Key
	Value *Serialized
}

// A Data is the reply to [Gather] and [GetData].
type Data struct {
	Values []Datum
	// Busy says that a worker wants to be asked again later.
	Busy bool
	// Missing are keys that the scheduler could not gather.
	Missing []Key
}

// DecodeData reads the reply.
func DecodeData(v any) (Data, error) {
	m, ok := v.(Map)
	if !ok {
		return Data{}, malformed("data reply is %T", v)
	}
	f := Read("data", m)
	out := Data{}
	switch status := f.Text("status"); status {
	case "OK":
		for _, kv := range f.Map("data") {
			s, ok := kv.Value.(*Serialized)
			if !ok {
				f.fail("data", kv.Value, "payload")
			}
			out.Values = append(out.Values, Datum{Key: f.key("data", kv.Key), Value: s})
		}
	case "busy":
		out.Busy = true
	case "error":
		out.Missing = f.Keys("keys")
	default:
		return out, malformed("data reply has status %q", status)
	}
	return out, f.Err()
}

// EncodeData returns the reply of a worker.
func EncodeData(d Data) Map {
	if d.Busy {
		return Map{F("status", "busy")}
	}
	m := make(Map, len(d.Values))
	for i, v := range d.Values {
		m[i] = KV{Key: v.Key, Value: v.Value}
	}
	return Map{F("status", "OK"), F("data", m)}
}
