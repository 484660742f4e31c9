// Package udf is the contract of user-defined functions over scans: what an
// author writes, and how it runs over one partition of the data.
//
// # Model
//
// A [Dataset] is an array split into navigation axes, which count frames, and
// signal axes, which make up one frame. Its navigation axes, flattened in scan
// order, are cut into partitions; one task reads one partition and hands it to
// the UDF bite by bite, as frames, as tiles (a stack of frames, perhaps of a
// part of the detector only) or whole.
//
// A [UDF] declares named result buffers:
//
//   - [Nav]: one entry per scan position,
//   - [Sig]: one entry per detector pixel for the whole scan,
//   - [Single]: one value or array for the whole scan.
//
// It fills them in ProcessFrame, ProcessTile or ProcessPartition, one of which
// it must have; if it has several, tile comes before frame before partition.
// Entries of nav buffers belong to one partition each and need nothing more.
// Sig and single buffers of different partitions are put together by Merge, or
// by MergeAll. Results computes derived results at the end. Everything but
// Buffers and one Process method is an optional interface of its own:
// [Preprocessor], [Postprocessor], [Merger], [AllMerger], [Finisher],
// [InputDTyper], [TaskDataer], [AuxUser], [TilingPreferrer], [MethodChooser],
// [NativeTiler], [Sweeper], [WholeFramer], [Backender].
//
// Parameters are plain fields of a struct. One that has a value for every scan
// position or detector pixel is an [Aux], which is cut like a buffer.
//
// # Data
//
// A Dataset may be restricted to a region of interest, given as a mask
// ([Dataset.ROI]), as positions ([Dataset.Only], [Dataset.Except]) or as a
// sparse mask ([Dataset.SparseROI]); other frames are never read. [Corrections]
// such as dark and gain images are applied to copies of frames before UDFs see
// them. Frames of a sparse source ([SparseMemory], [RowFrames]) stay sparse for
// UDFs that are a [SparseProcessor]; one that is [NativeEntries], a
// [PixelChecker] or a [ValueProcessor] as well saves converting values, or
// checking or reading pixels.
//
// Every task makes its own UDF value from the registered factory and its
// parameters and uses it from one goroutine, so a UDF needs no locks.
//
// A UDF is known by the name under which it was given to [Register]. A [Spec]
// is such a name with parameters: plain data that travels to workers. Package
// delayed runs specs over datasets.
package udf
