package source

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

func init() { arrays.RegisterSource[RawCSR]("raw-csr") }

// A CSRFile is a headerless file of plain numbers.
type CSRFile struct {
	Path  string
	Type  ndarray.DType
	Order ndarray.ByteOrder
}

// RawCSR is a scan of which only stored pixels are written down, as compressed
// sparse rows in three headerless files, one row for each frame. The entries of
// frame f are number Starts[f] to Starts[f+1]-1 of Indices, which holds pixels
// of the flattened frame, and Values. Pixels that are not there are zero, those
// that are there several times add up.
//
// Its frames have a method ReadRows, so that UDFs that can take sparse data get
// it without a dense copy; Read makes dense frames.
type RawCSR struct {
	Path string // of the side-car that describes the files, for reports
	Dims []int  // navigation axes, then signal axes
	Sig  int    // number of signal axes; 0 means 2
	Sync int    // see arrays.SourceInfo

	Starts, Indices CSRFile // integers
	Values          CSRFile
	// AllowShort accepts Dims with more positions than stored frames.
	AllowShort bool
	// Buffered reads into buffers instead of mapping the files.
	Buffered bool
}

// A CSRError reports contents of sparse files that contradict each other.
type CSRError struct{ Got, Want string }

func (e *CSRError) Error() string { return "sparse frames: got " + e.Got + ", want " + e.Want }

// Kind implements arrays.Source.
func (RawCSR) Kind() string { return "raw-csr" }

// Info implements arrays.Source. It looks at the sizes of the files; unusable
// ones count as no frames.
func (r RawCSR) Info() arrays.SourceInfo {
	info := arrays.SourceInfo{Format: "raw_csr", Path: r.Path, Shape: r.Dims, Sig: r.sig(), DType: r.Values.Type, Sync: r.Sync}
	if stored, entries, err := r.counts(); err == nil {
		info.Stored = stored
		entry := int64(r.Indices.Type.Size() + r.Values.Type.Size())
		info.FrameBytes = entries*entry/int64(stored) + int64(r.Starts.Type.Size())
	}
	return info
}

// Check reports what makes the source unusable: missing files, sizes that do
// not go together, a scan shape that the frames cannot serve. It does not read
// the entries; wrong ones are found when they are read.
func (r RawCSR) Check() error { return inFile(r.Path, "raw_csr", r.check()) }

func (r RawCSR) check() error {
	if r.sig() < 1 || r.sig() > len(r.Dims) {
		return fmt.Errorf("%d signal axes, want between 1 and %d for shape %s", r.sig(), len(r.Dims), wording.Shape(r.Dims))
	}
	nav, frame := r.Dims[:len(r.Dims)-r.sig()], r.Dims[len(r.Dims)-r.sig():]
	if _, err := ndarray.CheckShape(ndarray.Uint8, nav); err != nil {
		return err
	}
	if n, err := ndarray.CheckShape(r.Values.Type, frame); err != nil {
		return err
	} else if n == 0 || n > math.MaxInt32 {
		return &CSRError{fmt.Sprintf("a signal shape %s", wording.Shape(frame)), fmt.Sprintf("1 to %d pixels", math.MaxInt32)}
	}
	if !ndarray.AddsRows(r.Values.Type) {
		return &CSRError{"values of dtype " + r.Values.Type.String(), "a numeric dtype of at least 32 bits if it is floating-point"}
	}
	for _, f := range []struct {
		name string
		file CSRFile
	}{{"indptr", r.Starts}, {"indices", r.Indices}} {
		if integers[f.file.Type] == nil {
			return &CSRError{f.name + " of dtype " + f.file.Type.String(), "an integer dtype of 32 or 64 bits, or uint8 or uint16"}
		}
	}
	stored, _, err := r.counts()
	if err != nil {
		return err
	}
	return checkCounts(nav, stored, r.Sync, r.AllowShort)
}

func (r RawCSR) sig() int {
	if r.Sig == 0 {
		return 2
	}
	return r.Sig
}

// counts returns the stored frames and entries, from the sizes of the files.
func (r RawCSR) counts() (stored int, entries int64, err error) {
	var n [3]int64
	for i, f := range []CSRFile{r.Starts, r.Indices, r.Values} {
		if f.Type.Size() == 0 || f.Type == ndarray.Object {
			return 0, 0, &CSRError{"dtype " + f.Type.String(), "one of numbers"}
		}
		size, err := fileSize(f.Path)
		if err != nil {
			return 0, 0, err
		}
		if n[i] = size / int64(f.Type.Size()); n[i]*int64(f.Type.Size()) != size {
			return 0, 0, &CSRError{fmt.Sprintf("%s of %d bytes", f.Path, size), fmt.Sprintf("a multiple of the %d of %s", f.Type.Size(), f.Type)}
		}
	}
	switch {
	case n[0] < 2 || n[0] > math.MaxInt32:
		return 0, 0, &CSRError{fmt.Sprintf("%d row starts", n[0]), fmt.Sprintf("one more than there are frames, 2 to %d", math.MaxInt32)}
	case n[1] != n[2]:
		return 0, 0, &CSRError{fmt.Sprintf("%d indices for %d values", n[1], n[2]), "as many"}
	}
	return int(n[0] - 1), n[1], nil
}

// Open implements arrays.Source. The files stay open until Close.
func (r RawCSR) Open(ctx context.Context) (_ arrays.Frames, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := r.Check(); err != nil {
		return nil, err
	}
	f := &csrFrames{RawCSR: r, frame: r.Info().Frame()}
	if f.stored, f.entries, err = r.counts(); err != nil {
		return nil, inFile(r.Path, "raw_csr", err)
	}
	for i, file := range []CSRFile{r.Starts, r.Indices, r.Values} {
		if f.files[i], err = openStream(file.Path, 0, r.Buffered); err != nil {
			return nil, errors.Join(inFile(file.Path, "raw_csr", err), f.Close())
		}
	}
	return f, nil
}
