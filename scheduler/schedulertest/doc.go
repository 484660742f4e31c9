// Package schedulertest holds what every executor must do, as tests.
//
// # Model
//
// [Run] is for all executors. It uses registered ops, plain literals and plain
// results only, so an executor that sends tasks to other processes passes it
// too, provided these have imported this package. [RunInProcess] adds what can
// only be seen from inside the process that runs the tasks: when results are
// freed, which goroutines are left, what is reported on the way.
//
//	func TestLocal(t *testing.T) {
//		schedulertest.Run(t, func(*testing.T) scheduler.Executor { return scheduler.NewLocal() })
//	}
package schedulertest
