package machine

import (
	"container/list"

	"github.com/gloam-go/gloam/daskproto"
)

// Config is what a worker offers.
type Config struct {
	Address   string
	Threads   int
	Resources map[string]float64
	// SpillAbove is how many bytes of results stay in memory; 0 is no limit.
	SpillAbove int64
	// Connections bounds how many peers are asked at the same time.
	Connections int
	// BatchBytes bounds what is asked of a peer at once, FlightBytes of all
	// peers together. A single key may be larger.
	BatchBytes, FlightBytes int64
}

// orDefaults fills in Dask's own limits: 50 connections, batches of 50 MB.
func (c Config) orDefaults() Config {
	if c.Threads < 1 {
		c.Threads = 1
	}
	if c.Connections < 1 {
		c.Connections = 50
	}
	if c.BatchBytes < 1 {
		c.BatchBytes = 50_000_000
	}
	if c.FlightBytes < 1 {
		c.FlightBytes = 1 << 62
	}
	return c
}

// A Machine is the state of a worker. It is not safe for concurrent use.
type Machine struct {
	cfg     Config
	status  Status
	pressed bool
	tasks   map[daskproto.Key]*task
	missing map[*task]struct{}
	counts  [numStates]int
	seq     int // places and tasks in order
	last    struct{ run, gather, spill int }

	queues    map[string]*queue
	order     []*queue // the queues in order of their making
	runs      map[int]*run
	busy      int // runs that hold a thread
	inUse     map[string]float64
	bySpillID map[int]*value

	peers    map[string]*peer
	peerList []*peer
	gathers  map[int]*gather
	inbound  map[daskproto.Key]*gather
	flight   int64 // bytes being fetched

	recent   *list.List // values in memory, the one not used for longest first
	resident int64
	spilling int64
	disk     int64

	out  []Instruction
	keys []daskproto.Key // to announce
	ask  []daskproto.Key // whose holders to ask for
}

// New returns the machine of a worker that runs and holds nothing.
func New(cfg Config) *Machine {
	return &Machine{cfg: cfg.orDefaults(), status: Running, tasks: map[daskproto.Key]*task{}, missing: map[*task]struct{}{},
		queues: map[string]*queue{}, runs: map[int]*run{}, inUse: map[string]float64{}, bySpillID: map[int]*value{},
		peers: map[string]*peer{}, gathers: map[int]*gather{}, inbound: map[daskproto.Key]*gather{}, recent: list.New()}
}

// Handle takes an event and returns what to do. The slice is valid until the
// next call.
func (m *Machine) Handle(e Event) []Instruction {
	clear(m.out)
	m.out = m.out[:0]
	m.dispatch(e)
	m.startTasks()
	m.startGathers()
	m.spill()
	m.flush()
	return m.out
}

func (m *Machine) dispatch(e Event) {
	switch e := e.(type) {
	case Compute:
		m.compute(&e)
	case Free:
		m.each(e.Keys, m.release)
	case RemoveReplicas:
		m.each(e.Keys, m.removeReplica)
	case AcquireReplicas:
		m.acquire(e.Deps)
	case Steal:
		m.steal(e.Key, e.Stimulus)
	case CancelCompute:
		m.each([]daskproto.Key{e.Key}, m.giveUp)
	case Refresh:
		m.refresh(e.Holders)
	case SetStatus:
		m.setStatus(e.Status)
	case RemoveWorker:
		m.removeWorker(e.Address)
	case Close:
		m.stop(e.Reason)
	default:
		m.dispatchOwn(e)
	}
}

func (m *Machine) dispatchOwn(e Event) {
	switch e := e.(type) {
	case Executed:
		m.executed(e)
	case Bounced:
		m.bounced(e)
	case Gathered:
		m.gathered(e)
	case PeerReady:
		if p := m.peers[e.Address]; p != nil {
			p.resting = false
		}
	case Received:
		for i, k := range e.Keys {
			m.receive(m.task(k), e.Items[i])
		}
	case Pressure:
		m.pressure(e.Pause)
	case Spilled:
		m.spilled(e)
	case Unspilled:
		m.unspilled(e.Key)
	case Tick:
		m.askAgain()
	}
}

// each calls fn for the keys that are known.
func (m *Machine) each(keys []daskproto.Key, fn func(*task)) {
	for _, k := range keys {
		if t := m.tasks[k]; t != nil {
			fn(t)
		}
	}
}

func (m *Machine) tell(i Instruction) { m.out = append(m.out, i) }

// flush sends what was collected during an event as one message each.
func (m *Machine) flush() {
	if len(m.keys) > 0 {
		m.tell(AddKeys{m.keys})
		m.keys = nil
	}
	if len(m.ask) > 0 {
		m.tell(AskHolders{m.ask})
		m.ask = nil
	}
}

// running reports whether new work may start.
func (m *Machine) running() bool { return m.status == Running }
