package source

import (
	"context"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/pieces"
)

// boxed reports whether the array is shown as it is stored.
func (f Fortran) boxed() bool {
	return f.Sync == 0 && (f.Sig == f.Split && slices.Equal(f.Dims, f.Extents) || f.planes())
}

// planes reports whether each pixel has a plane of numbers, one for each scan
// position, and planes as well as positions are shown in the order of the file.
func (f Fortran) planes() bool {
	return len(f.Extents) == 2 && f.Split == 1 && product(f.Dims[:len(f.Dims)-f.Sig]) == f.Extents[0]
}

// storedAxes lists the axes in the order of the file, the slowest first.
func (f Fortran) storedAxes() []int {
	axes := make([]int, len(f.Dims))
	for i := range axes {
		if f.planes() {
			axes[i] = (i + len(axes) - f.Sig) % len(axes)
		} else {
			axes[i] = len(axes) - 1 - i
		}
	}
	return axes
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
	axes := g.storedAxes()
	turned, err := dst.Transpose(axes...)
	if err != nil {
		return true, err
	}
	p := partReader{
		win: g.win, buf: &g.block, offset: g.Offset, dtype: g.Type, unpack: g.swap, gap: joinBytes,
	}
	g.start, g.count = 0, 0 // of the frames in the block
	p.pitch = pieces.Pitches(inOrder(g.Dims, axes), g.Type.Size())
	from, by := inOrder(start, axes), step
	if step != nil {
		by = inOrder(step, axes)
	}
	return true, inFile(g.Path, g.Format, p.read(ctx, turned, from, by))
}

// inOrder returns the values of the axes in another order.
func inOrder(values, axes []int) []int {
	out := make([]int, len(axes))
	for i, axis := range axes {
		out[i] = values[axis]
	}
	return out
}
