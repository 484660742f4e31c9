package source

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

func init() { arrays.RegisterSource[Series]("series") }

// Series is frames of plain numbers in several stretches, of one file or of
// many, or with their rows from the bottom up. [Open] makes it of what one [Raw]
// cannot say. Frame i of a stretch lies at its Offset + i*(frame + Gap).
type Series struct {
	Stretches []Stretch // in the order of their frames
	Dims      []int     // navigation axes, then signal axes
	Sig       int       // number of signal axes
	Type      ndarray.DType
	Order     ndarray.ByteOrder
	Gap       int64 // bytes between the frames of a stretch
	Rows      int   // of a frame whose last row is stored first; 0: the first is

	Sync       int    // see arrays.SourceInfo
	AllowShort bool   // accepts Dims with more positions than stored frames
	Buffered   bool   // see Raw
	Format     string // for reports
}

// A Stretch is equally spaced frames in a file.
type Stretch struct {
	Path   string
	Offset int64 // of the first frame, in bytes
	Frames int
}

// NewSeries returns s, or an error if a file is missing or too short, or if
// fields contradict each other.
func NewSeries(s Series) (Series, error) { return s, inFile(s.path(), s.Format, s.check()) }

// Check reports what makes the source unusable, as [NewSeries] does.
func (s Series) Check() error { return inFile(s.path(), s.Format, s.check()) }

func (s Series) check() error {
	l, err := s.layout()
	if err != nil {
		return err
	}
	sizes := map[string]int64{}
	for _, p := range s.Stretches {
		size, ok := sizes[p.Path]
		if !ok {
			if size, err = fileSize(p.Path); err != nil {
				return inFile(p.Path, s.Format, err)
			}
			sizes[p.Path] = size
		}
		if want := p.end(&l); size < want {
			return inFile(p.Path, s.Format, &SizeError{Want: want, Have: size})
		}
	}
	return checkCounts(s.Dims[:len(s.Dims)-s.Sig], s.stored(), s.Sync, s.AllowShort)
}

// end returns where the last frame of a stretch ends.
func (p Stretch) end(l *layout) int64 {
	return saturate(p.Offset, saturate(l.stored, saturatingMul(int64(p.Frames-1), l.pitch)))
}

func (s Series) layout() (layout, error) {
	if s.Sig < 1 || s.Sig > len(s.Dims) {
		return layout{}, fmt.Errorf("%d signal axes, want between 1 and %d for shape %s", s.Sig, len(s.Dims), wording.Shape(s.Dims))
	}
	if len(s.Stretches) == 0 || slices.ContainsFunc(s.Stretches, func(p Stretch) bool { return p.Frames < 1 || p.Offset < 0 }) {
		return layout{}, errors.New("want at least one stretch, each with frames and an offset of 0 or more")
	}
	nav, frame := s.Dims[:len(s.Dims)-s.Sig], s.Dims[len(s.Dims)-s.Sig:]
	if _, err := ndarray.CheckShape(ndarray.Uint8, nav); err != nil {
		return layout{}, err
	}
	l, err := newLayout(s.Type, s.Order, frame, s.Gap)
	if err != nil || s.Rows == 0 {
		return l, err
	}
	if s.Rows < 0 || product(frame)%s.Rows != 0 {
		return layout{}, fmt.Errorf("%d rows in frames of shape %s", s.Rows, wording.Shape(frame))
	}
	l.flip = len(frame) == 2 && frame[0] == s.Rows
	l.plain = l.flip
	l.unpack = turnRows(l.unpack, s.Rows, int(l.stored)/s.Rows)
	return l, nil
}

// turnRows returns the function that decodes a frame of so many rows of some
// bytes and turns it upside down.
func turnRows(decode func(dst, src []byte), rows, bytes int) func(dst, src []byte) {
	if decode == nil {
		decode = func(dst, src []byte) { copy(dst, src) }
	}
	return func(dst, src []byte) {
		for y := range rows {
			decode(dst[(rows-1-y)*bytes:][:bytes], src[y*bytes:][:bytes])
		}
	}
}

func (s Series) stored() int {
	n := 0
	for _, p := range s.Stretches {
		n += p.Frames
	}
	return n
}

func (s Series) path() string {
	if len(s.Stretches) == 0 {
		return ""
	}
	return s.Stretches[0].Path
}

// plainest returns the source of a format's frames: one stretch of frames with
// their rows in order is a Raw.
func (s Series) plainest() (arrays.Source, error) {
	if len(s.Stretches) != 1 || s.Rows > 0 {
		return asSource(NewSeries(s))
	}
	p := s.Stretches[0]
	return asSource(NewRaw(Raw{
		Path: p.Path, Dims: s.Dims, Sig: s.Sig, Type: s.Type, Order: s.Order, Offset: p.Offset, Gap: s.Gap,
		Frames: p.Frames, Sync: s.Sync, AllowShort: s.AllowShort, Buffered: s.Buffered, Format: s.Format,
	}))
}

// Kind implements arrays.Source.
func (Series) Kind() string { return "series" }

// Info implements arrays.Source.
func (s Series) Info() arrays.SourceInfo {
	info := arrays.SourceInfo{Format: s.Format, Path: s.path(), Shape: s.Dims, Sig: s.Sig, DType: s.Type, Stored: s.stored(), Sync: s.Sync}
	if l, err := s.layout(); err == nil {
		info.FrameBytes = l.pitch
	}
	return info
}

// Open implements arrays.Source. One file is open at a time.
func (s Series) Open(ctx context.Context) (arrays.Frames, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := s.Check(); err != nil {
		return nil, err
	}
	l, err := s.layout()
	if err != nil {
		return nil, inFile(s.path(), s.Format, err)
	}
	segments := make([]segment, len(s.Stretches))
	for i, p := range s.Stretches {
		segments[i] = segment{path: p.Path, offset: p.Offset, frames: p.Frames}
	}
	return openReader(l, s.Format, segments, s.Buffered)
}

// PartBytes implements arrays.PartSource.
func (s Series) PartBytes(start, shape, step []int) int64 {
	l, err := s.layout()
	if err != nil {
		return 0
	}
	return l.partBytes(start, shape, step)
}

// stretches joins frames of a file that lie as far apart as most do, and returns
// how many bytes there are between them.
func stretches(path string, offsets []int64, frame int64) (list []Stretch, gap int64) {
	often := map[int64]int{}
	for i, at := range offsets[1:] {
		if between := at - offsets[i] - frame; between >= 0 {
			often[between]++
		}
	}
	for between, n := range often {
		if n > often[gap] || n == often[gap] && between < gap {
			gap = between
		}
	}
	for i, at := range offsets {
		if last := len(list) - 1; i > 0 && at == list[last].Offset+int64(list[last].Frames)*(frame+gap) {
			list[last].Frames++
			continue
		}
		list = append(list, Stretch{path, at, 1})
	}
	return list, gap
}
