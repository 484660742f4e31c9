// Package scheduler runs plans.
//
// # Model
//
// An [Executor] runs a graph.Plan and returns the wanted results. [Sync] runs
// it in the calling goroutine, [Local] on a fixed set of workers in this
// process. [Compute] is what users call: it plans any number of lazy values in
// one run, so that shared work happens once, and puts the results together.
//
//	got, err := scheduler.Compute(ctx, []graph.Collection{x, y})
//
// # A run
//
// Tasks start in the plan's static order as far as their inputs are there, and
// a result is dropped when its last reader has run. The first task that fails
// ends the run: those that run see their context cancelled, and the error
// names the one that failed. So does cancelling the context, and then the error
// is its cause. Nothing of a run is left when Execute returns.
//
// Whoever asks with [OnProgress] or [Observe] hears ten times a second how many
// tasks of each layer are done, how many bytes have been read, and how many
// bytes of results are alive. [MemoryLimit] bounds the latter.
//
// # Memory of results
//
// What becomes of a dropped result is left to the garbage collector, which
// [Local] calls when results have made the heap grow, unless its layer takes it
// back (graph.LayerSpec.Dropped), as UDF runs do with the buffers of partitions
// that are merged. Blocks of arrays do not go back to a pool at once, although
// that would spare the wait for the collector: a user's function may return its
// input or a view of it, or keep it, and the collector alone knows. Nor would
// much be gained. While a run goes on, blocks are made in memory that others have
// left; each page is cleared by the system once, so that the time this takes,
// more than half of a run that makes big blocks and little else, follows from the
// most that is alive together. Hence the order of tasks, and operations that let
// go of blocks early.
//
// # Diagnostics
//
// [WithProfile] records what ran when, for a table, a timeline or a trace
// viewer. [SaveFailed] keeps a task that fails, with its inputs, and [Replay]
// runs it again.
package scheduler
