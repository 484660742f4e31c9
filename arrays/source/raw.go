package source

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

func init() { arrays.RegisterSource[Raw]("raw") }

// Raw is a file of equally spaced frames of plain numbers: a headerless file,
// or one whose header is known. Frame i lies at Offset + i*(frame + Gap).
//
// A Raw may be written down as a literal; [NewRaw] and [Raw.Check] find
// mistakes before the first read does.
type Raw struct {
	Path  string
	Dims  []int // navigation axes, then signal axes
	Type  ndarray.DType
	Order ndarray.ByteOrder
	Sig   int // number of signal axes; 0 means 2

	Offset int64 // of the first frame, in bytes
	Gap    int64 // bytes between frames, such as a header before each
	Sync   int   // see arrays.SourceInfo

	// Frames is the number of stored frames to use; 0 means all in the file.
	// A file that has fewer when it is opened is an error.
	Frames int
	// AllowShort accepts Dims with more positions than stored frames.
	AllowShort bool
	// Buffered always reads into buffers instead of mapping the file: better on
	// network file systems, about a fifth slower on files in memory.
	Buffered bool

	Format string // for reports; "" means "raw"
}

// NewRaw returns r with all defaults filled in, or an error if the file is
// missing, too short for one frame or for Dims, or if fields contradict each
// other.
func NewRaw(r Raw) (Raw, error) {
	r = r.defaults()
	l, err := r.layout()
	if err != nil {
		return r, inFile(r.Path, r.Format, err)
	}
	if r.Frames, err = r.frames(l); err != nil {
		return r, inFile(r.Path, r.Format, err)
	}
	return r, inFile(r.Path, r.Format, checkCounts(r.Dims[:len(r.Dims)-r.Sig], r.Frames, r.Sync, r.AllowShort))
}

// Check reports what makes the source unusable, as [NewRaw] does.
func (r Raw) Check() error {
	_, err := NewRaw(r)
	return err
}

// Kind implements arrays.Source.
func (Raw) Kind() string { return "raw" }

// Info implements arrays.Source. If Frames is 0 it looks at the size of the
// file; an unusable file counts as no frames.
func (r Raw) Info() arrays.SourceInfo {
	r = r.defaults()
	info := arrays.SourceInfo{Format: r.Format, Path: r.Path, Shape: r.Dims, Sig: r.Sig, DType: r.Type, Sync: r.Sync, Stored: r.Frames}
	if l, err := r.layout(); err == nil {
		info.FrameBytes = l.pitch
		info.Stored, _ = r.frames(l)
	}
	return info
}

// Open implements arrays.Source. The file stays open until Close.
func (r Raw) Open(ctx context.Context) (arrays.Frames, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r, err := NewRaw(r)
	if err != nil {
		return nil, err
	}
	l, err := r.layout()
	if err != nil {
		return nil, inFile(r.Path, r.Format, err)
	}
	return openReader(l, r.Format, []segment{{path: r.Path, offset: r.Offset, frames: r.Frames}}, r.Buffered)
}

func (r Raw) defaults() Raw {
	if r.Sig == 0 {
		r.Sig = 2
	}
	if r.Format == "" {
		r.Format = "raw"
	}
	return r
}

func (r Raw) layout() (layout, error) {
	if r.Sig < 1 || r.Sig > len(r.Dims) {
		return layout{}, fmt.Errorf("%d signal axes, want between 1 and %d for shape %s", r.Sig, len(r.Dims), wording.Shape(r.Dims))
	}
	nav := r.Dims[:len(r.Dims)-r.Sig]
	if _, err := ndarray.CheckShape(ndarray.Uint8, nav); err != nil {
		return layout{}, err
	}
	if r.Offset < 0 {
		return layout{}, fmt.Errorf("offset is %d bytes, want 0 or more", r.Offset)
	}
	return newLayout(r.Type, r.Order, r.Dims[len(nav):], r.Gap)
}

// frames returns how many frames are stored.
func (r Raw) frames(l layout) (int, error) {
	size, err := fileSize(r.Path)
	if err != nil {
		return 0, err
	}
	have := l.count(size, r.Offset)
	switch {
	case have == 0:
		return 0, &SizeError{Want: saturate(r.Offset, l.stored), Have: size}
	case r.Frames < 0:
		return 0, fmt.Errorf("%d stored frames, want 0 or more", r.Frames)
	case r.Frames > have:
		return 0, &SizeError{Want: saturate(r.Offset, saturate(l.stored, saturatingMul(int64(r.Frames-1), l.pitch))), Have: size}
	case r.Frames > 0:
		return r.Frames, nil
	}
	return have, nil
}

// fileSize returns the size of a regular file.
func fileSize(path string) (int64, error) {
	st, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	if st.IsDir() {
		return 0, errors.New("is a folder, want a file")
	}
	return st.Size(), nil
}

// saturate adds two sizes, stopping at the largest int64.
func saturate(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

func saturatingMul(a, b int64) int64 {
	if b > 0 && a > math.MaxInt64/b {
		return math.MaxInt64
	}
	return a * b
}
