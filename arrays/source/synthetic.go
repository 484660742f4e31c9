package source

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

func init() { arrays.RegisterSource[Synthetic]("synthetic") }

// Synthetic is a 4D-STEM scan made on the fly: convergent-beam disks of a
// polycrystal around a hole, with beam drift, a rim that deflects the beam, a
// thermal background and counting noise. Values are uint16 and depend on the
// parameters only, bit for bit, on every machine. Making a frame costs about
// 10 ns per pixel.
type Synthetic struct {
	NY, NX int // scan points
	KY, KX int // pixels of a frame
	Seed   uint64
	Dose   int // electrons per pixel in the direct beam; 64 is a usual value
}

// The largest extents and dose, chosen so that no product overflows.
const (
	maxSyntheticScan  = 1 << 20
	maxSyntheticFrame = 1 << 14
	maxSyntheticDose  = 1<<16 - 1
)

// Check reports a parameter out of range.
func (s Synthetic) Check() error {
	for _, f := range []struct {
		name     string
		got, max int
	}{
		{"NY", s.NY, maxSyntheticScan}, {"NX", s.NX, maxSyntheticScan},
		{"KY", s.KY, maxSyntheticFrame}, {"KX", s.KX, maxSyntheticFrame},
		{"Dose", s.Dose, maxSyntheticDose},
	} {
		if f.got < 1 || f.got > f.max {
			return fmt.Errorf("source: synthetic scan: %s is %d, want between 1 and %d", f.name, f.got, f.max)
		}
	}
	return nil
}

// Kind implements arrays.Source.
func (Synthetic) Kind() string { return "synthetic" }

// Info implements arrays.Source.
func (s Synthetic) Info() arrays.SourceInfo {
	return arrays.SourceInfo{
		Format: "synthetic", Shape: []int{s.NY, s.NX, s.KY, s.KX}, Sig: 2, DType: ndarray.Uint16,
		Stored: s.NY * s.NX, FrameBytes: int64(s.KY) * int64(s.KX) * 2,
	}
}

// Open implements arrays.Source.
func (s Synthetic) Open(ctx context.Context) (arrays.Frames, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	return &syntheticFrames{model: newScanModel(s), mean: make([]int64, s.KX)}, ctx.Err()
}

type syntheticFrames struct {
	model   *scanModel
	pattern framePattern
	mean    []int64
	out     scratch
}

// Read implements arrays.Frames.
func (f *syntheticFrames) Read(ctx context.Context, start, n int) (*ndarray.Array, error) {
	m := f.model
	if err := checkRange(start, n, int(m.ny*m.nx)); err != nil {
		return nil, err
	}
	size := int(m.ky * m.kx)
	if n > int(^uint(0)>>1)/2/size {
		return nil, fmt.Errorf("source: synthetic scan: %d frames of %d pixels do not fit in memory", n, size)
	}
	buf := f.out.grow(n * size * 2)
	counts := elementsOf[uint16](buf)
	for i := range n {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		m.pattern(&f.pattern, int64(start+i))
		m.render(counts[i*size:][:size], &f.pattern, f.mean)
	}
	return ndarray.FromBytes(ndarray.Uint16, buf, []int{n, int(m.ky), int(m.kx)}, nil)
}

// Close implements arrays.Frames.
func (f *syntheticFrames) Close() error {
	f.out.release()
	return nil
}
