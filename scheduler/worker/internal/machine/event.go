package machine

import "github.com/gloam-go/gloam/daskproto"

// An Event is something that happened. Events are the types of this package
// with a name after "// of the scheduler" or "// of the worker itself" below.
type Event interface{ event() }

// A Dep is a result that is needed, or a replica to acquire.
type Dep struct {
	Key     daskproto.Key
	Holders []string // addresses of workers that have it
	Bytes   int64    // its size, as far as known
}

// Events of the scheduler.
type (
	// A Compute asks for a task to be run. With Refuse set it is answered by
	// that error, with Bounce set it is sent back for another worker.
	Compute struct {
		Key      daskproto.Key
		RunID    int64
		Priority []float64 // smaller runs first
		Deps     []Dep
		Needs    map[string]float64 // resources
		Spec     any                // what to run; comes back in Execute and Bounce
		Refuse   error
		Bounce   bool
	}
	// Free drops data and cancels tasks. Unknown keys are fine.
	Free struct{ Keys []daskproto.Key }
	// RemoveReplicas drops data that no task here needs.
	RemoveReplicas struct{ Keys []daskproto.Key }
	// AcquireReplicas fetches copies.
	AcquireReplicas struct{ Deps []Dep }
	// Steal asks for a task back.
	Steal struct {
		Key      daskproto.Key
		Stimulus string
	}
	// CancelCompute drops a task that has not started.
	CancelCompute struct{ Key daskproto.Key }
	// Refresh says who holds what, in answer to [AskHolders].
	Refresh struct{ Holders []daskproto.Holders }
	// SetStatus changes the status of the worker.
	SetStatus struct{ Status Status }
	// RemoveWorker says that a peer is gone.
	RemoveWorker struct{ Address string }
	// Close ends the worker.
	Close struct{ Reason string }
)

// Events of the worker itself.
type (
	// Executed is the outcome of an [Execute].
	Executed struct {
		Run        int
		Data       any // the result
		Bytes      int64
		Err        error
		Reschedule bool // the task cannot run here after all
		Report     any  // passed on to [Finished] and [Erred]
	}
	// Bounced is the outcome of a [Bounce].
	Bounced struct {
		Run int
		Err error // nobody else can run the task either
	}
	// Gathered is the outcome of a [Gather]. Keys that Items lacks were not
	// there.
	Gathered struct {
		ID    int
		Items map[daskproto.Key]Item
		Busy  bool  // the peer asks to try again later
		Err   error // the peer could not be reached
	}
	// PeerReady ends a [Rest].
	PeerReady struct{ Address string }
	// Received brings data that somebody sent here.
	Received struct {
		Keys  []daskproto.Key
		Items []Item
	}
	// Pressure says whether process memory is too full to start anything.
	Pressure struct{ Pause bool }
	// Spilled is the outcome of a [Spill].
	Spilled struct {
		ID    int
		Bytes int64 // on disk
		Err   error // the value stays in memory for good
	}
	// Unspilled says that a value was read back from disk into memory.
	Unspilled struct{ Key daskproto.Key }
	// Tick comes about once a second.
	Tick struct{}
)

// An Item is a result that arrived. The machine passes Data on unseen.
type Item struct {
	Data  any
	Bytes int64
}

func (Compute) event()         {}
func (Free) event()            {}
func (RemoveReplicas) event()  {}
func (AcquireReplicas) event() {}
func (Steal) event()           {}
func (CancelCompute) event()   {}
func (Refresh) event()         {}
func (SetStatus) event()       {}
func (RemoveWorker) event()    {}
func (Close) event()           {}
func (Executed) event()        {}
func (Bounced) event()         {}
func (Gathered) event()        {}
func (PeerReady) event()       {}
func (Received) event()        {}
func (Pressure) event()        {}
func (Spilled) event()         {}
func (Unspilled) event()       {}
func (Tick) event()            {}
