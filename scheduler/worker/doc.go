// Package worker runs Go functions as a worker of a Dask cluster.
//
// # Model
//
// [Run] connects to an unmodified Dask scheduler, of any release from 2022.12
// to 2026.7, and registers as one more worker. It runs the operations that the
// program has registered with package graph (importing a package that
// registers is all there is to deployment), exchanges data directly with Go
// and Python workers, and returns when its context ends.
//
//	err := worker.Run(ctx, "tcp://scheduler:8786", worker.Threads(4))
//
// A task for it is a call of operator.methodcaller("go:<name>") that asks for
// one unit of the resource "GO". A Python user needs no more than
//
//	client.submit(operator.methodcaller("go:example.com/scale"), x, 2.0, resources={"GO": 1})
//
// Arguments arrive as Go values: int, float64, bool, string, []byte, nil, a
// tuple of ints as []int, other tuples and lists as []any, a dict with text
// keys as map[string]any, a NumPy array as *ndarray.Array, and keyword
// arguments as one map[string]any behind the others. Results are those, a
// []*ndarray.Array, or a type registered with graph.RegisterValue. Tasks that
// call Python functions are handed on to Python workers.
//
// # Inside
//
// What to do is decided by a pure state machine; goroutines around it run
// tasks, fetch data and answer peers, and report to it as events. Run owns all
// of them: none is left when it returns.
//
// Results stay in memory until the scheduler frees them. Above 60 % of the
// memory limit those not used for longest are written to files of the
// worker's own, and while the process takes more than 80 % nothing new starts.
// A value that cannot be encoded stays in memory and can be read by tasks
// here only.
//
// While a worker runs, the memory limit of the Go runtime follows what all
// workers of the process hold, so that garbage stays at some 20 MiB. Programs
// that set the limit themselves, by GOGC, GOMEMLIMIT or package debug, keep
// theirs.
//
// P2P shuffles of Python clients may give blocks to a Go worker, which cannot
// keep them; it has the scheduler start them again on Python workers. A release
// that cannot do that gets a [ShuffleError].
package worker
