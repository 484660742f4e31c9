package arrays

import (
	"context"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A Source describes an array in storage: navigation axes, which count frames,
// and trailing signal axes, which make up one frame. A Source is plain data: it
// travels to workers as its kind and its exported fields, and holds no open
// file.
type Source interface {
	// Kind is the name under which the concrete type was given to
	// [RegisterSource].
	Kind() string
	// Info describes the array.
	Info() SourceInfo
	// Open makes the frames readable for one task.
	Open(ctx context.Context) (Frames, error)
}

// SourceInfo describes the array behind a Source.
type SourceInfo struct {
	Format string // such as "raw", "npy", "mib"
	Path   string // of the file, empty for computed and in-memory arrays
	Shape  []int  // navigation axes, then signal axes
	Sig    int    // number of trailing signal axes, at least 1
	DType  ndarray.DType
	// Stored is the number of frames in storage. Navigation position i, in
	// scan order, shows stored frame i+Sync; positions whose frame does not
	// exist have no data.
	Stored int
	Sync   int
	// FrameBytes is what reading one frame costs in storage, headers included.
	FrameBytes int64
	// Unit is the shape of the boxes, side by side from the first position on,
	// that are read as a whole: the chunks of an array that is stored in such,
	// whose Frames are [BoxFrames]. nil says that it is frames that are read.
	Unit []int
}

// Nav returns the navigation axes.
func (i SourceInfo) Nav() []int { return i.Shape[:len(i.Shape)-i.Sig] }

// Frame returns the signal axes.
func (i SourceInfo) Frame() []int { return i.Shape[len(i.Shape)-i.Sig:] }

// Frames reads frames of an opened Source. It is for use by one goroutine.
type Frames interface {
	// Read returns stored frames start to start+n-1 as an array of shape
	// (n, signal axes…), in the source's dtype. The array may have gaps between
	// frames, may share a mapped file and must not be written; it is valid
	// until the next Read or Close. Reading beyond the stored frames is an
	// error. A file that became shorter is an error too, never a crash, as long
	// as mapped memory is touched inside [GuardMapped].
	Read(ctx context.Context, start, n int) (*ndarray.Array, error)
	Close() error
}

var sourceKinds = kinds[Source]{what: "source"}

// RegisterSource makes sources of type S, a struct with plain exported fields,
// able to travel. Call it from a package-level variable or init function.
func RegisterSource[S Source](kind string) {
	sourceKinds.add(kind, func(b []byte) (Source, error) { return fieldsOf[S]("source", kind, b) })
}

// EncodeSource returns the bytes that [DecodeSource] turns into an equal
// source, here or in another process.
func EncodeSource(s Source) ([]byte, error) { return sourceKinds.pack(s) }

// DecodeSource is the inverse of [EncodeSource]. It fails if the kind is not
// registered in this process.
func DecodeSource(b []byte) (Source, error) { return sourceKinds.unpack(b) }
