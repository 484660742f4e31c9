package machine

// A State is where a key stands.
type State uint8

// The states of a key.
const (
	Released    State = iota // nothing is known but that others refer to it
	Waiting                  // to be computed here, inputs are on their way
	Fetch                    // to be fetched, a peer has it
	Flight                   // being fetched
	Missing                  // to be fetched, nobody is known to have it
	Ready                    // to be computed here, waits for a thread
	Constrained              // the same, and needs resources
	Executing                // runs
	Bouncing                 // on its way back to the scheduler, which must keep it from here
	Memory                   // here, in memory or on disk
	Error                    // failed here
	Cancelled                // runs, but nobody wants the result
	Resumed                  // runs as cancelled, and is wanted again
	numStates
)

var stateNames = [numStates]string{"released", "waiting", "fetch", "flight", "missing", "ready", "constrained",
	"executing", "executing", "memory", "error", "cancelled", "resumed"}

// String returns Dask's name of the state. A bouncing task counts as executing.
func (s State) String() string { return stateNames[s] }

// queued reports whether a task has not started and can be given up.
func (s State) queued() bool { return s == Waiting || s == Ready || s == Constrained }

// sought reports whether a key is to be had from a peer.
func (s State) sought() bool { return s == Fetch || s == Flight || s == Missing }
