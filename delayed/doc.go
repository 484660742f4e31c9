// Package delayed runs user-defined functions lazily.
//
// # Model
//
// [Run] takes a dataset and any number of UDFs and returns at once, having read
// nothing: one [Results] for each UDF, whose buffers are lazy arrays. Their
// layers are
//
//   - part: one task for each partition. It reads the partition, runs all UDFs
//     over it and returns their partial buffers.
//   - merge: how the partial sig and single buffers of a UDF become one. A UDF
//     with MergeAll says itself, with lazy arrays. Associative UDFs merge in a
//     balanced tree of fixed shape, others in a chain in scan order. Nav buffers
//     need no merging: each partition's rows are a chunk of the result.
//   - finish: one task for UDFs that compute results at the end.
//   - pick: one block of one buffer out of such a list.
//
// Partitions and the order of merging follow the data, never the machine, so
// results are the same bits on any number of workers.
//
//	lazy, err := delayed.Run(ds, spec)
//	hits, err := lazy[0].Array("hits")
//	here, err := hits.Compute(ctx)
//
// Several results computed in one run share the pass over the data:
// [Results.Compute] does so for the buffers of one UDF, [Compute] for many
// UDFs, scheduler.Compute for any mix of lazy values.
//
// # While it runs
//
// [Partial] yields snapshots of the results after each partition, for plots,
// which package liveplot draws, and for scans that are still being recorded. The
// parameters of a [Live] run may be changed meanwhile. [Start] runs in the
// background and gives a handle. [Array] goes the other way: a dataset as a lazy
// array.
//
// # Lazy calls
//
// Any other Go function can be a task, too. [Func1] and its kin register one,
// [Local1] takes a closure, and their calls give a [Value], which is computed
// together with arrays and results of UDFs, here or on a cluster.
//
//	v := scale.Call(delayed.Of(block), delayed.Of(2.0))
//	got, err := v.Compute(ctx)
package delayed
