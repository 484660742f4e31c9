package schedulertest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"weak"

	"github.com/gloam-go/gloam/graph"
)

const opPrefix = "gloam/schedulertest/"

// errBoom is what failing tasks fail with.
var errBoom = errors.New("boom")

var (
	opMix = graph.Register(opPrefix+"mix", func(_ context.Context, args []any) (any, error) {
		return mix(args)
	})
	opFail = graph.Register(opPrefix+"fail", func(context.Context, []any) (any, error) {
		return nil, errBoom
	})
	opPanic = graph.Register(opPrefix+"panic", func(_ context.Context, args []any) (any, error) {
		return explode(args), nil
	})
	opWait = graph.Register(opPrefix+"wait", func(ctx context.Context, args []any) (any, error) {
		signal(args[0].(string))
		<-ctx.Done()
		return nil, context.Cause(ctx)
	})
	opGoexit = graph.Register(opPrefix+"goexit", func(context.Context, []any) (any, error) {
		runtime.Goexit()
		return nil, nil
	})
	opAllocate = graph.Register(opPrefix+"allocate", func(_ context.Context, args []any) (any, error) {
		return allocate(args[0].(string)), nil
	})
	opAlive = graph.Register(opPrefix+"alive", func(_ context.Context, args []any) (any, error) {
		return alive(args[0].(string)), nil
	})
	opRead = graph.Register(opPrefix+"read", func(ctx context.Context, args []any) (any, error) {
		graph.ReportRead(ctx, int64(args[0].(int)))
		return 0, nil
	})
)

// mix folds integers into one that depends on each and on their order.
func mix(args []any) (int, error) {
	sum := 1
	for i, a := range args {
		v, ok := a.(int)
		if !ok {
			return 0, fmt.Errorf("schedulertest: argument %d of mix: got %T, want int", i, a)
		}
		sum = (sum*31 + v) % 1_000_003
	}
	return sum, nil
}

// explode has a name that must be in the stack of the panic.
func explode(args []any) int {
	var none []int
	return none[len(args)]
}

// started holds a channel for each name that tasks signal; it is closed by the
// first.
var started sync.Map

func signal(name string) {
	if c, ok := started.LoadAndDelete(name); ok {
		close(c.(chan struct{}))
	}
}

// expect returns the channel that the first signal of that name closes.
func expect(name string) <-chan struct{} {
	c := make(chan struct{})
	started.Store(name, c)
	return c
}

// blocks holds weak pointers to what allocate has made, by name.
var blocks = struct {
	sync.Mutex
	made map[string][]weak.Pointer[[blockSize]byte]
}{made: map[string][]weak.Pointer[[blockSize]byte]{}}

// blockSize is too large for the runtime to put several into one object.
const blockSize = 64 << 10

func allocate(name string) *[blockSize]byte {
	b := new([blockSize]byte)
	blocks.Lock()
	defer blocks.Unlock()
	blocks.made[name] = append(blocks.made[name], weak.Make(b))
	return b
}

// alive collects garbage and counts the blocks of that name that are left.
func alive(name string) int {
	runtime.GC()
	blocks.Lock()
	defer blocks.Unlock()
	n := 0
	for _, p := range blocks.made[name] {
		if p.Value() != nil {
			n++
		}
	}
	return n
}
