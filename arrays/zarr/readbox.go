package zarr

import (
	"context"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/pieces"
)

// boxed reports whether the array is shown as it is stored.
func (s Source) boxed() bool {
	return s.Sync == 0 && (s.Dims == nil || slices.Equal(s.Dims, s.Shape))
}

// ReadBox implements [arrays.BoxFrames]: each chunk that has a wanted element is
// decoded once.
func (f *frames) ReadBox(ctx context.Context, dst *ndarray.Array, start, step []int) (bool, error) {
	if !f.source.boxed() {
		return false, nil
	}
	if step == nil || !slices.ContainsFunc(step, func(n int) bool { return n != 1 }) {
		return true, at(f.source.Path, f.source.Name, f.meta.readInto(ctx, f.keys, f.source.Name, box{start, dst}))
	}
	axes := make([][]pieces.Stretch, len(start))
	counts := make([]int, len(start))
	for i := range start {
		axes[i] = pieces.Stretches(start[i], dst.Shape()[i], step[i], f.unit[i])
		counts[i] = len(axes[i])
	}
	return true, eachIn(make([]int, len(start)), counts, func(coords []int) error {
		return at(f.source.Path, f.source.Name, f.stepped(ctx, dst, axes, coords, step))
	})
}

// stepped copies what one chunk has of a box with steps.
func (f *frames) stepped(ctx context.Context, dst *ndarray.Array, axes [][]pieces.Stretch, coords, step []int) error {
	n := len(coords)
	first, around, to, size := make([]int, n), make([]int, n), make([]int, n), make([]int, n)
	ranges := make([]ndarray.Range, n)
	for i, c := range coords {
		s := axes[i][c]
		first[i], around[i], to[i], size[i] = s.First, (s.N-1)*step[i]+1, s.To, s.N
		ranges[i] = ndarray.Range{Start: 0, Stop: around[i], Step: step[i]}
	}
	whole := ndarray.New(f.meta.dtype, around...)
	if err := f.meta.readInto(ctx, f.keys, f.source.Name, box{first, whole}); err != nil {
		return err
	}
	part, err := whole.Slice(ranges...)
	if err != nil {
		return err
	}
	place, err := dst.Region(to, size)
	if err != nil {
		return err
	}
	return ndarray.CopyInto(place, part)
}
