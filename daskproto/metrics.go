package daskproto

// Metrics are what a worker tells about itself in every heartbeat. Bandwidth
// is in bytes per second, CPU in percent of one core, Time in seconds since
// 1970.
type Metrics struct {
	Memory, ManagedBytes         int64
	SpilledMemory, SpilledDisk   int64
	CPU, Time                    float64
	Bandwidth                    float64
	TaskCounts                   map[string]int64
	OpenFiles                    int64
	Incoming, Outgoing           Transfers
	NetRead, NetWrite            float64
	DiskRead, DiskWrite          float64
	EventLoopInterval            float64
	DigestsTotalSinceHeartbeat   map[string]float64
	BandwidthWorkers, BandwidthT Map
}

// Transfers count what goes between workers.
type Transfers struct{ Bytes, Count, Total int64 }

// defaultBandwidth is what Dask assumes before it has measured.
const defaultBandwidth = 100e6

// Encode returns the map in the form that every release takes.
func (m Metrics) Encode() Map {
	if m.Bandwidth == 0 {
		m.Bandwidth = defaultBandwidth
	}
	rates := func(r, w float64) Map { return Map{F("read_bps", r), F("write_bps", w)} }
	counts := m.TaskCounts
	if counts == nil {
		counts = map[string]int64{}
	}
	digests := m.DigestsTotalSinceHeartbeat
	if digests == nil {
		digests = map[string]float64{}
	}
	return Map{
		F("task_counts", counts),
		F("bandwidth", Map{F("total", m.Bandwidth), F("workers", m.BandwidthWorkers), F("types", m.BandwidthT)}),
		F("digests_total_since_heartbeat", digests),
		F("managed_bytes", m.ManagedBytes),
		F("spilled_bytes", Map{F("memory", m.SpilledMemory), F("disk", m.SpilledDisk)}),
		F("transfer", Map{
			F("incoming_bytes", m.Incoming.Bytes), F("incoming_count", m.Incoming.Count), F("incoming_count_total", m.Incoming.Total),
			F("outgoing_bytes", m.Outgoing.Bytes), F("outgoing_count", m.Outgoing.Count), F("outgoing_count_total", m.Outgoing.Total),
		}),
		F("event_loop_interval", m.EventLoopInterval),
		F("cpu", m.CPU), F("memory", m.Memory), F("time", m.Time),
		F("host_net_io", rates(m.NetRead, m.NetWrite)), F("host_disk_io", rates(m.DiskRead, m.DiskWrite)),
		F("num_fds", m.OpenFiles),
	}
}
