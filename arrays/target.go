package arrays

import (
	"context"
	"fmt"
	"sync"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A Target takes finished blocks. Write is called from several goroutines at
// once, with boxes that do not overlap; block is only valid during the call.
type Target interface {
	Write(ctx context.Context, start []int, block *ndarray.Array) error
}

// A StepTarget is a [Target] that also takes blocks of which the elements do not
// lie side by side: step[i] is how far apart they are along axis i, below 0 if
// they go backwards, never 0.
type StepTarget interface {
	Target
	WriteStepped(ctx context.Context, start, step []int, block *ndarray.Array) error
}

// A ReadTarget is a [Target] of which what was written can be read again.
type ReadTarget interface {
	Target
	// DType is that of what Read returns.
	DType() ndarray.DType
	// Read returns the elements at start, each step from the one before, as a
	// new array of the given shape; a nil step is 1. It is called from several
	// goroutines at once, also while others write elsewhere.
	Read(ctx context.Context, start, step, shape []int) (*ndarray.Array, error)
}

// A FitTarget is a [Target] that is asked before anything runs.
type FitTarget interface {
	Target
	// Fit returns the item's array in such blocks, and such a dtype, as Write
	// takes them, or an error, such as that of [StoreItem.Within]. It touches no
	// blocks.
	Fit(item StoreItem) (*Array, error)
}

// A PlainTarget is a [Target] that is plain data: it travels to workers as its
// kind and its exported fields, and holds no open file. Those that write must
// see the same storage. Targets of other types take blocks in this process only.
type PlainTarget interface {
	Target
	// Kind is the name under which the concrete type was given to
	// [RegisterTarget].
	Kind() string
}

var targetKinds = kinds[PlainTarget]{what: "target"}

// RegisterTarget makes targets of type T, a struct with plain exported fields,
// able to travel. Call it from a package-level variable or init function.
func RegisterTarget[T PlainTarget](kind string) {
	targetKinds.add(kind, func(b []byte) (PlainTarget, error) { return fieldsOf[T]("target", kind, b) })
}

// encodeTarget returns what a target travels as, nil if it does not.
func encodeTarget(t Target) ([]byte, error) {
	plain, ok := t.(PlainTarget)
	if !ok {
		return nil, nil
	}
	b, err := targetKinds.pack(plain)
	if err == nil {
		_, err = targetKinds.unpack(b)
	}
	return b, err
}

// A TargetError reports a target that cannot do what was asked of it.
type TargetError struct {
	Target string // its type
	Want   string // the interface that it lacks
}

func (e *TargetError) Error() string {
	return fmt.Sprintf("arrays: store: got a target of type %s, want one that is a %s", e.Target, e.Want)
}

// Locked lets only one goroutine at a time write to, or read from, a target. It
// is a [StepTarget] if t is one, and can be read if t can. A lock is of one
// process: what is locked does not travel.
func Locked(t Target) Target {
	if s, ok := t.(StepTarget); ok {
		return &lockedSteps{lockedTarget{target: t}, s}
	}
	return &lockedTarget{target: t}
}

type lockedSteps struct {
	lockedTarget
	steps StepTarget
}

func (l *lockedSteps) WriteStepped(ctx context.Context, start, step []int, block *ndarray.Array) error {
	l.Lock()
	defer l.Unlock()
	return l.steps.WriteStepped(ctx, start, step, block)
}

type lockedTarget struct {
	sync.Mutex
	target Target
}

func (l *lockedTarget) Write(ctx context.Context, start []int, block *ndarray.Array) error {
	l.Lock()
	defer l.Unlock()
	return l.target.Write(ctx, start, block)
}

// inside is the target behind the lock.
func (l *lockedTarget) inside() Target { return l.target }

// fitOf returns what a target, or the one behind its lock, has to say before.
func fitOf(t Target) (FitTarget, bool) {
	if l, ok := t.(interface{ inside() Target }); ok {
		return fitOf(l.inside())
	}
	f, ok := t.(FitTarget)
	return f, ok
}

// readerOf returns what reads a target, under its lock if it has one.
func readerOf(t Target) (ReadTarget, error) {
	of := t
	l, locked := t.(interface {
		sync.Locker
		inside() Target
	})
	if locked {
		of = l.inside()
	}
	r, ok := of.(ReadTarget)
	if !ok {
		return nil, &TargetError{Target: fmt.Sprintf("%T", of), Want: "ReadTarget"}
	}
	if locked {
		return lockedReader{r, l}, nil
	}
	return r, nil
}

type lockedReader struct {
	ReadTarget
	lock sync.Locker
}

func (l lockedReader) Read(ctx context.Context, start, step, shape []int) (*ndarray.Array, error) {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.ReadTarget.Read(ctx, start, step, shape)
}
