package udf

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A UDF declares its result buffers. It must also implement at least one of
// [TileProcessor], [FrameProcessor] and [PartitionProcessor].
type UDF interface {
	// Buffers declares the results by name. It may look at the parameters and
	// at m; it is called more than once and must answer the same each time.
	Buffers(m Meta) map[string]Buffer
}

// A FrameProcessor gets one frame at a time. frame has the signal shape, is
// contiguous, must not be modified, and is valid until ProcessFrame returns.
type FrameProcessor interface {
	ProcessFrame(ctx context.Context, frame *ndarray.Array, out View) error
}

// A TileProcessor gets stacks of frames of one region of the detector. tile has
// shape (frames, signal axes…), is contiguous, must not be modified, and is
// valid until ProcessTile returns. Every pixel of every selected frame is in
// exactly one tile.
type TileProcessor interface {
	ProcessTile(ctx context.Context, tile *ndarray.Array, out View) error
}

// A PartitionProcessor gets all selected frames of a partition at once.
// partition is contiguous, must not be modified, and is valid until
// ProcessPartition returns.
type PartitionProcessor interface {
	ProcessPartition(ctx context.Context, partition *ndarray.Array, out View) error
}

// A Preprocessor initialises buffers that must not start as zeros. It is called
// once per partition before any data with views of the partition's buffers,
// and once with views of the whole result that partitions are merged into.
type Preprocessor interface{ Preprocess(out View) error }

// A Postprocessor is called once per partition after all data, with views of
// the partition's buffers.
type Postprocessor interface{ Postprocess(out View) error }

// A Merger merges the buffers of one partition, src, into dst, which holds
// what has been merged so far. Nav views on both sides are the entries of that
// partition, those of dst as they were before it; a nav buffer of dst that
// Merge does not ask for takes the entries of src. src must not be modified.
//
// Partitions are merged one after the other in scan order, unless the UDF is
// also [Associative].
type Merger interface{ Merge(dst, src View) error }

// Associative marks a [Merger] for which it does not matter whether partitions
// are merged one by one or in groups of neighbours first. Merging then runs as
// a balanced tree, dst and src may both hold several partitions, and nav
// buffers, which need no merging, have no views.
type Associative interface{ MergeIsAssociative() bool }

// An AllMerger merges all partitions at once, as operations on lazy arrays,
// while the graph is built. parts are in scan order, one for each partition
// with selected frames; the result has for each returned name the shape of the
// buffer over the whole scan, nav axes flat and compressed to the region of
// interest, and exactly the declared dtype. Buffers that are missing from it
// stay zero. MergeAll is preferred over Merge.
type AllMerger interface {
	MergeAll(m Meta, parts []Part) (map[string]*arrays.Array, error)
}

// A Part is the result of one partition for [AllMerger].
type Part struct {
	Slice  Slice                    // of the partition, in frames compressed to the region of interest
	Arrays map[string]*arrays.Array // lazy buffers in the partition's size, result-only buffers are missing
}

// A Finisher computes derived results after all partitions are merged. res has
// views of all buffers that have storage, nav buffers flat and compressed to
// the region of interest. The returned arrays replace or supply results by
// name: result-only buffers must be there, private ones must not, and each
// must have the declared kind of dtype. Results that are not returned are
// passed on as they are. A nav result may be flat or in scan shape. Results is
// also called once when a run is built, as if one position with an empty frame
// were selected, so that what it returns can be checked before anything is read,
// see [Run.TryResults]; it may return an error there if it needs data.
type Finisher interface {
	Results(res View) (map[string]*ndarray.Array, error)
}

// An InputDTyper prefers an element type for the data it is given. All UDFs of
// a run get the same one: the type to which the data's own and all preferences
// promote, so a preference is not a promise. Without this interface it is
// float32. [NativeDType] stands for the data's own type.
type InputDTyper interface{ InputDType() ndarray.DType }

// NativeDType is the preference for whatever type the data has.
const NativeDType = ndarray.Bool

// A TaskDataer makes values that live as long as one partition's task, before
// Preprocess is called. [View.Task] returns them.
type TaskDataer interface {
	TaskData(out View) (any, error)
}

// A TilingPreferrer asks for at least Depth frames in a tile and at most
// Bytes in one; 0 means no preference. Preferences never change results.
type TilingPreferrer interface {
	TilingPreference() (depth int, bytes int)
}

// A WholeFramer is a [TileProcessor] that may ask for tiles of whole frames,
// because it has to look at a frame before it can do something with its pixels.
// That is a promise: tiles then have all pixels of their frames whatever
// [Dataset.TileShape] says.
type WholeFramer interface{ WholeFrames() bool }

// A Method is a way of giving data to a UDF.
type Method uint8

// The methods, in order of preference.
const (
	ByTile Method = iota + 1
	ByFrame
	ByPartition
)

// String returns "tile", "frame" or "partition".
func (m Method) String() string {
	if m > ByPartition {
		return fmt.Sprintf("Method(%d)", uint8(m))
	}
	return [...]string{"none", "tile", "frame", "partition"}[m]
}

// A MethodChooser with several Process methods says which of them to use.
type MethodChooser interface{ Method() Method }

// A NativeTiler is a [TileProcessor] that converts elements itself while it
// reads them. If AcceptsNative answers true, its tiles have the data's own
// dtype instead of input, the negotiated one, and the frames of a tile may have
// gaps between them (the pixels of one frame have not). Results must be those
// that conversion to input would give, up to rounding.
type NativeTiler interface {
	TileProcessor
	AcceptsNative(native, input ndarray.DType) bool
}

// method returns how u wants its data.
func method(name string, u UDF) (Method, error) {
	_, tile := u.(TileProcessor)
	_, frame := u.(FrameProcessor)
	_, part := u.(PartitionProcessor)
	_, sparse := u.(SparseProcessor)
	sparse = sparse && !tile && !frame && !part
	has := map[Method]bool{ByTile: tile || sparse, ByFrame: frame || sparse, ByPartition: part || sparse}
	if c, ok := u.(MethodChooser); ok {
		m := c.Method()
		if !has[m] {
			return 0, &UDFError{UDF: name, Err: &BadMethodError{Method: m}}
		}
		return m, nil
	}
	for _, m := range []Method{ByTile, ByFrame, ByPartition} {
		if has[m] {
			return m, nil
		}
	}
	return 0, &UDFError{UDF: name, Err: ErrNoMethod}
}

// A BadMethodError reports a [MethodChooser] that names a method which the UDF
// does not implement.
type BadMethodError struct{ Method Method }

func (e *BadMethodError) Error() string {
	return "chooses method " + e.Method.String() + ", which it does not implement"
}
