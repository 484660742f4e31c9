// Package arrays holds lazy chunked arrays: shapes, chunks and a dtype over
// work that has not run yet.
//
// # Model
//
// An [Array] is a grid of blocks. Each block is the future result of one task,
// a dense ndarray.Array; the tasks form a graph.Layer. Every operation checks
// shapes and dtypes at once, returns a new Array over a new layer, and reads or
// computes nothing. [Array.Compute] plans the layers and runs them on an
// executor; scheduler.Compute does so for many arrays in one run, which shares
// what they have in common.
//
// # Element-wise work
//
// Element-wise operations that end up in one task are computed together, run by
// run of some thousand elements, over vector kernels: between the blocks that an
// expression reads and its result, or the partial result of a reduction, there
// is nothing of a block's size. The bits are those of one operation after the
// other. How long a run is does not matter to them, nor does the executor.
//
// # Indexing and unknown lengths
//
// [Array.Slice] takes ranges, points, new axes, lists of positions, masks, and
// lazy arrays of either, with NumPy's meaning. Selecting by a lazy mask gives
// chunks of [Unknown] length: what needs positions then refuses with an
// [*UnknownError] that names the operation, until [Array.ComputeChunkSizes].
//
// docs/array-api.md lists every NumPy and dask.array name next to ours.
//
// # Sources
//
// A [Source] describes an array in storage; [FromSource] makes it lazy. Files
// are opened by the tasks that read them.
package arrays
