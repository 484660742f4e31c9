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

func init() { arrays.RegisterSource[Memory]("memory") }

// Memory is an array in memory. In this process it is shared and its frames are
// views; to other processes its contents travel with every task that reads it,
// so it suits small data. The array must not be modified while the source is
// in use.
type Memory struct {
	Data *ndarray.Array // navigation axes, then signal axes; numeric
	Sig  int            // number of signal axes; 0 means 2
	Nav  []int          // shows the frames in another scan shape; nil: as in Data
	Sync int            // see arrays.SourceInfo
	// AllowShort accepts a Nav with more positions than there are frames.
	AllowShort bool
}

// Check reports what makes the source unusable.
func (m Memory) Check() error {
	if err := m.check(); err != nil {
		return fmt.Errorf("source: memory: %w", err)
	}
	return nil
}

func (m Memory) check() error {
	if m.Data == nil {
		return errors.New("no array")
	}
	if m.Data.DType() == ndarray.Object {
		return errors.New("dtype object, want numbers")
	}
	if n := m.Data.NDim(); m.sig() < 1 || m.sig() > n {
		return fmt.Errorf("%d signal axes, want between 1 and %d for shape %s", m.sig(), n, wording.Shape(m.Data.Shape()))
	}
	if frame := m.Info().Frame(); product(frame) == 0 {
		return fmt.Errorf("signal shape %s has no elements", wording.Shape(frame))
	}
	if _, err := ndarray.CheckShape(ndarray.Uint8, m.Nav); err != nil {
		return err
	}
	info := m.Info()
	return checkCounts(info.Nav(), info.Stored, m.Sync, m.AllowShort)
}

func (m Memory) sig() int {
	if m.Sig == 0 {
		return 2
	}
	return m.Sig
}

// Kind implements arrays.Source.
func (Memory) Kind() string { return "memory" }

// Info implements arrays.Source.
func (m Memory) Info() arrays.SourceInfo {
	info := arrays.SourceInfo{Format: "memory", Sig: m.sig(), Sync: m.Sync}
	if m.Data == nil {
		return info
	}
	shape := m.Data.Shape()
	info.DType, info.Shape = m.Data.DType(), slices.Clone(shape)
	if info.Sig < 1 || info.Sig > len(shape) {
		return info
	}
	nav, frame := info.Nav(), info.Frame()
	info.Stored = product(nav)
	info.FrameBytes = int64(product(frame)) * int64(info.DType.Size())
	if m.Nav != nil {
		info.Shape = slices.Concat(m.Nav, frame)
	}
	return info
}

// Open implements arrays.Source. An array with gaps is copied.
func (m Memory) Open(ctx context.Context) (arrays.Frames, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	info := m.Info()
	flat, err := m.Data.Reshape(append([]int{info.Stored}, info.Frame()...)...)
	if err != nil {
		return nil, err
	}
	return &memoryFrames{all: flat}, ctx.Err()
}

// memoryFrames reads from an array of shape (frames, signal axes…).
type memoryFrames struct {
	all   *ndarray.Array
	view  ndarray.Array
	close func()
}

// Read implements arrays.Frames.
func (f *memoryFrames) Read(ctx context.Context, start, n int) (*ndarray.Array, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := checkRange(start, n, f.all.Shape()[0]); err != nil {
		return nil, err
	}
	f.view.Window(f.all, start, n, false)
	return &f.view, nil
}

// Close implements arrays.Frames.
func (f *memoryFrames) Close() error {
	if f.close != nil {
		f.close()
		f.close = nil
	}
	return nil
}
