package graph

import (
	"context"
	"fmt"
	"runtime"
	"sort"
	"sync"
)

// A Func is the code of an operation. args hold the task's literals and the
// results of its inputs, in order; the slice is valid until Func returns, the
// values in it are shared and must not be modified. Long calls watch ctx.
type Func func(ctx context.Context, args []any) (any, error)

// An Op is a named operation. Registered ops can run in another process that
// has registered the same name; in-process ops only here.
type Op struct {
	name  string
	site  string
	fn    Func
	fuse  Func // fn as a step of a fused task; nil if it is the same
	local bool
}

var registry = struct {
	sync.RWMutex
	ops map[string]*Op
}{ops: map[string]*Op{}}

// Register makes fn available under a stable, namespaced name such as
// "example.com/scale", here and on every worker that runs the same
// registration. Call it from a package-level variable. It panics if the name
// is taken and names both source lines.
func Register(name string, fn Func) *Op {
	return RegisterAt(callSite(2), name, fn)
}

// RegisterAt is [Register] for packages that register on behalf of their
// caller; site is the caller's source line.
func RegisterAt(site, name string, fn Func) *Op {
	registry.Lock()
	defer registry.Unlock()
	if old, ok := registry.ops[name]; ok {
		panic(fmt.Sprintf("graph: operation %q registered at %s and again at %s", name, old.site, site))
	}
	op := &Op{name: name, site: site, fn: fn}
	registry.ops[name] = op
	return op
}

// InProcess wraps a function that cannot travel, such as a closure. Executors
// that would send it elsewhere refuse it by name and source line.
func InProcess(name string, fn Func) *Op {
	return &Op{name: name, site: callSite(2), fn: fn, local: true}
}

// InProcessAt is [InProcess] for packages that wrap a function of their caller.
func InProcessAt(site, name string, fn Func) *Op {
	return &Op{name: name, site: site, fn: fn, local: true}
}

// Lookup returns the registered op of that name.
func Lookup(name string) (*Op, bool) {
	registry.RLock()
	defer registry.RUnlock()
	op, ok := registry.ops[name]
	return op, ok
}

// Ops returns the names of all registered ops in alphabetical order.
func Ops() []string {
	registry.RLock()
	defer registry.RUnlock()
	names := make([]string, 0, len(registry.ops))
	for n := range registry.ops {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// Name returns the name the op was registered under.
func (o *Op) Name() string { return o.name }

// Site returns the source line that registered the op, as "file.go:12".
func (o *Op) Site() string { return o.site }

// InProcess reports whether the op can run in this process only.
func (o *Op) InProcess() bool { return o.local }

// Fusing reports whether the op was registered with [RegisterFusing].
func (o *Op) Fusing() bool { return o.fuse != nil }

// Call runs the op.
func (o *Op) Call(ctx context.Context, args []any) (any, error) { return o.fn(ctx, args) }

// callSite returns file:line of the caller skip frames up.
func callSite(skip int) string {
	_, file, line, ok := runtime.Caller(skip)
	if !ok {
		return "unknown"
	}
	return shortSite(file, line)
}
