// Package machine decides what a worker does: which tasks run, what is fetched
// from which peer, what is kept, spilled and dropped, and what the scheduler is
// told.
//
// # Model
//
// A [Machine] is a pure function with memory. [Machine.Handle] takes an
// [Event], which is a message of the scheduler or the outcome of something that
// the worker was told to do, and returns [Instruction] values. It has no
// goroutine, no clock and no socket, never blocks and never looks at the data
// of a result: whoever drives it does the work and reports back.
//
// A key is in one [State]. Tasks wait for their inputs, line up by priority in
// one queue per set of resources, and run when a thread and the resources are
// free; Dask's scheduler enforces neither. Inputs that others hold are fetched
// in batches, one batch at a time from a peer. Every task that the scheduler
// hands out is answered once: finished, erred, rescheduled, given up to a
// thief, or not at all if the scheduler itself takes it back.
package machine
