package source

import (
	"context"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// boxed reports whether the array is shown as it is stored.
func (f Fortran) boxed() bool {
	return f.Sync == 0 && f.Sig == f.Split && slices.Equal(f.Dims, f.Extents)
}

// PartBytes implements arrays.PartSource.
func (f Fortran) PartBytes(_, shape, _ []int) int64 {
	if !f.boxed() {
		return f.Info().FrameBytes
	}
	return int64(product(shape)) * int64(f.Type.Size())
}

// ReadBox implements arrays.BoxFrames for parts of frames. In the file, the axes
// come the other way round, so that pixels lie far apart and those outside the
// box are not read.
func (g *gatherer) ReadBox(ctx context.Context, dst *ndarray.Array, start, step []int) (bool, error) {
	frame := dst.Shape()[len(dst.Shape())-g.Sig:]
	if !g.boxed() || product(frame) == g.pixels() {
		return false, nil
	}
	turned, err := dst.Transpose()
	if err != nil {
		return true, err
	}
	p := partReader{
		win: g.win, buf: &g.block, offset: g.Offset, dtype: g.Type, unpack: g.swap, gap: joinBytes,
		pitch: make([]int64, len(g.Extents)),
	}
	next := int64(g.Type.Size())
	for i, n := range g.Extents {
		p.pitch[len(g.Extents)-1-i] = next
		next *= int64(n)
	}
	g.start, g.count = 0, 0 // of the frames in the block
	from, by := slices.Clone(start), slices.Clone(step)
	slices.Reverse(from)
	slices.Reverse(by)
	return true, inFile(g.Path, g.Format, p.read(ctx, turned, from, by))
}
