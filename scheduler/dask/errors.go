package dask

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gloam-go/gloam/graph"
)

// Errors that callers branch on.
var (
	// ErrClosed: the client was closed.
	ErrClosed = errors.New("dask: client is closed")
	// ErrConnectionLost: the scheduler is gone or does not answer, or never did.
	ErrConnectionLost = errors.New("dask: connection to the scheduler lost")
	// ErrRestarted: the cluster was restarted, which forgets all results.
	ErrRestarted = errors.New("dask: cluster was restarted")
	// ErrCancelled: somebody cancelled the tasks, or their inputs are gone.
	ErrCancelled = errors.New("dask: tasks were cancelled")
	// ErrReleased: a handle was released, or what it stood for is gone.
	ErrReleased = errors.New("dask: result was released")
	// ErrLost: a result is gone with its worker and cannot be computed again.
	ErrLost = errors.New("dask: result is lost")
	// ErrNoWorkers: no worker can run the tasks.
	ErrNoWorkers = errors.New("dask: no Go workers")
	// ErrNoPython: no Python worker can run the tasks.
	ErrNoPython = errors.New("dask: no Python workers")
	// ErrInProcessOnly: an operation cannot run in another process.
	ErrInProcessOnly = errors.New("cannot run in another process")

	// ErrNotPublished: nobody has published data of that name.
	ErrNotPublished = errors.New("not published")

	errNotHeld = errors.New("block was not asked for when the value was persisted")
	errForeign = errors.New("result is held on another cluster")
)

// A dialError is ErrConnectionLost of a client that has had no connection.
type dialError struct{ err error }

func (e *dialError) Error() string { return "dask: no connection to the scheduler: " + e.err.Error() }

func (e *dialError) Unwrap() []error { return []error{ErrConnectionLost, e.err} }

// A RemoteError is an exception of a task, as the cluster reports it.
type RemoteError struct {
	Type      string // class of the exception: "ValueError", "numpy.exceptions.AxisError"
	Message   string
	Traceback string // what Python would print, if known
	Key       string // of the task on the cluster
	Op        string // Go operation, if a Go worker ran it
	Site      string // the user's source line that asked for it, if known

	stack string // of a panic in Go
}

func (e *RemoteError) Error() string {
	switch {
	case e.Op != "":
		return e.Message
	case e.Message == "":
		return e.Type
	}
	return e.Type + ": " + e.Message
}

// An InProcessError refuses an operation that lives in this process only.
type InProcessError struct {
	Op   string
	Site string // source line that made the operation
}

func (e *InProcessError) Error() string {
	return fmt.Sprintf("dask: operation %q, made at %s, cannot run in another process; register it by name in a package that the workers import", e.Op, e.Site)
}

// Unwrap returns [ErrInProcessOnly].
func (e *InProcessError) Unwrap() error { return ErrInProcessOnly }

// A MissingOpsError lists operations that no Go worker has registered.
type MissingOpsError struct {
	Ops     []string // what the plan needs and no worker has
	Workers []string // addresses of the Go workers that were asked
}

func (e *MissingOpsError) Error() string {
	return fmt.Sprintf("dask: no Go worker (%s) has registered %s; run a worker that imports the packages of these operations",
		cut(e.Workers), cut(e.Ops))
}

// cut joins a list, ten entries at most.
func cut(list []string) string {
	if len(list) <= 10 {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:10], ", "), len(list)-10)
}

// checkOps refuses plans with operations that cannot travel.
func (l *lowering) checkOps() error {
	for _, layer := range l.plan.Layers() {
		op := layer.Op()
		if op == nil || op == heldOp {
			continue
		}
		if l.client.cfg.python {
			if _, ok := graph.PythonOf(op); !ok {
				return &NoPythonError{Op: op.Name(), Site: layer.Site()}
			}
			continue
		}
		if op.InProcess() {
			return &InProcessError{Op: op.Name(), Site: op.Site()}
		}
	}
	return nil
}

// ops returns the names of the operations in a plan, each once.
func ops(p *graph.Plan) []string {
	var names []string
	seen := map[string]bool{}
	for _, layer := range p.Layers() {
		if op := layer.Op(); op != nil && op != heldOp && op != opPython && !seen[op.Name()] {
			seen[op.Name()] = true
			names = append(names, op.Name())
		}
	}
	return names
}
