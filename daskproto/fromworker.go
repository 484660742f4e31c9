package daskproto

// AddKeys tells the scheduler that a worker has fetched results.
func AddKeys(keys []Key, stimulus string) Map {
	return Op("add-keys", F("keys", keys), F("stimulus_id", stimulus))
}

// ReleaseWorkerData tells the scheduler that a worker has dropped a result.
func ReleaseWorkerData(key Key, stimulus string) Map {
	return Op("release-worker-data", F("key", key), F("stimulus_id", stimulus))
}

// Reschedule gives a task back to the scheduler.
func Reschedule(key Key, stimulus string) Map {
	return Op("reschedule", F("key", key), F("stimulus_id", stimulus))
}

// RequestRefreshWhoHas asks who has results now.
func RequestRefreshWhoHas(keys []Key, stimulus string) Map {
	return Op("request-refresh-who-has", F("keys", keys), F("stimulus_id", stimulus))
}

// LogEvent puts a message into the scheduler's log of events.
func LogEvent(topic string, msg any) Map { return Op("log-event", F("topic", topic), F("msg", msg)) }

// KeepAlive says nothing.
func KeepAlive() Map { return Op("keep-alive") }

// LongRunning takes a running task out of the count of busy threads. seconds
// is how long it has run so far.
func (d Dialect) LongRunning(key Key, runID int64, seconds float64, stimulus string) Map {
	m := Op("long-running", F("key", key), F("compute_duration", seconds), F("stimulus_id", stimulus))
	if d.LongRunningRunID {
		m = append(m, F("run_id", runID))
	}
	return m
}
