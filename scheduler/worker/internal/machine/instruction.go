package machine

import "github.com/gloam-go/gloam/daskproto"

// An Instruction is something to do. Those of one event are done in order.
type Instruction interface{ instruction() }

// Work to start. Its outcome comes back as an event.
type (
	// Execute runs a task; [Executed] reports. The values of Deps are there
	// now, and may be dropped before the task ends.
	Execute struct {
		Run  int
		Key  daskproto.Key
		Spec any
		Deps []daskproto.Key
	}
	// Abort asks a run to end soon. It still ends with an [Executed].
	Abort struct{ Run int }
	// Bounce keeps the scheduler from sending a task here again; [Bounced]
	// reports.
	Bounce struct {
		Run  int
		Key  daskproto.Key
		Spec any
	}
	// Gather fetches keys from a peer; [Gathered] reports.
	Gather struct {
		ID    int
		Peer  string
		Keys  []daskproto.Key
		Bytes int64 // expected
	}
	// Rest leaves a busy peer alone for a moment; [PeerReady] reports.
	Rest struct{ Peer string }
)

// Work on stored values.
type (
	// Store keeps a value.
	Store struct {
		Key   daskproto.Key
		Data  any
		Bytes int64
	}
	// Drop forgets a value, in memory and on disk.
	Drop struct{ Key daskproto.Key }
	// Spill writes a value to disk and then forgets it in memory; [Spilled]
	// reports.
	Spill struct {
		ID  int
		Key daskproto.Key
	}
	// Evict forgets the copy in memory of a value that is on disk, too.
	Evict struct{ Key daskproto.Key }
)

// Messages to the scheduler.
type (
	// Finished: the result is in store.
	Finished struct {
		Key    daskproto.Key
		RunID  int64
		Bytes  int64
		Report any
	}
	// Erred reports a failure.
	Erred struct {
		Key    daskproto.Key
		RunID  int64
		Err    error
		Report any
	}
	// Reschedule gives a task back.
	Reschedule struct{ Key daskproto.Key }
	// AddKeys says that this worker holds keys.
	AddKeys struct{ Keys []daskproto.Key }
	// ReleaseData says that this worker dropped a key on its own account.
	ReleaseData struct{ Key daskproto.Key }
	// AskHolders asks who holds keys; [Refresh] or [Free] answer.
	AskHolders struct{ Keys []daskproto.Key }
	// StealResponse answers a [Steal]. State is "" for unknown keys.
	StealResponse struct {
		Key      daskproto.Key
		State    string
		Stimulus string
	}
	// TellStatus announces the worker's status.
	TellStatus struct{ Status Status }
)

// Stop ends the worker.
type Stop struct{ Reason string }

func (Execute) instruction()       {}
func (Abort) instruction()         {}
func (Bounce) instruction()        {}
func (Gather) instruction()        {}
func (Rest) instruction()          {}
func (Store) instruction()         {}
func (Drop) instruction()          {}
func (Spill) instruction()         {}
func (Evict) instruction()         {}
func (Finished) instruction()      {}
func (Erred) instruction()         {}
func (Reschedule) instruction()    {}
func (AddKeys) instruction()       {}
func (ReleaseData) instruction()   {}
func (AskHolders) instruction()    {}
func (StealResponse) instruction() {}
func (TellStatus) instruction()    {}
func (Stop) instruction()          {}
