package hdf5

import (
	"context"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// Bytes of decoded chunks that are kept, between reads of frames and of boxes.
const (
	chunkMemory = 256 << 20
	boxMemory   = 64 << 20
)

// frames are an opened source.
type frames struct {
	source Source
	parts  []Part
	stored []int // shape in the order of storage
	turn   []int // which shown axis each stored one is; nil for the same order
	cache  chunkCache
	out    *ndarray.Array // what was read last, to be used again

	now    int // the part that is open
	files  *opened
	reader *chunkReader
}

// use opens a part.
func (f *frames) use(i int) error {
	if i == f.now {
		return nil
	}
	if err := f.Close(); err != nil {
		return err
	}
	p := f.parts[i]
	files, err := openAll(p.Path)
	if err != nil {
		return at(p.Path, "", err)
	}
	v, err := files.dataset(p.Name)
	if err == nil {
		want := slices.Clone(f.stored)
		want[0] = p.Length
		if !slices.Equal(v.shape, want) || v.dtype != f.source.Type {
			err = fmt.Errorf("got shape %s of %s, want %s of %s", wording.Shape(v.shape), v.dtype, wording.Shape(want), f.source.Type)
		}
	}
	if err != nil {
		return firstError(at(p.Path, p.Name, err), files.Close())
	}
	f.now, f.files, f.reader = i, files, newChunkReader(v, i, &f.cache)
	return nil
}

// Close implements [arrays.Frames].
func (f *frames) Close() error {
	if f.files == nil {
		return nil
	}
	err := f.files.Close()
	f.files, f.reader, f.now = nil, nil, -1
	return err
}

// Read implements [arrays.Frames].
func (f *frames) Read(ctx context.Context, start, n int) (*ndarray.Array, error) {
	info := f.source.Info()
	if start < 0 || n < 0 || start > info.Stored-n {
		return nil, at(f.source.Path, f.source.Name, fmt.Errorf("frames %d to %d, want within the %d stored ones", start, start+n-1, info.Stored))
	}
	nav := f.source.Shape[:len(f.source.Shape)-f.source.Sig]
	frame := f.source.Shape[len(nav):]
	if f.out == nil || f.out.Shape()[0] < n {
		f.out = ndarray.Unset(info.DType, append([]int{n}, frame...)...)
	}
	for i := 0; i < n; {
		// Frames that follow one another along the last navigation axis.
		from, shape := position(start+i, nav), slices.Clone(f.source.Shape)
		row := 1
		for k := range nav {
			shape[k] = 1
		}
		if len(nav) > 0 {
			row = min(n-i, nav[len(nav)-1]-from[len(nav)-1])
			shape[len(nav)-1] = row
		}
		var dst ndarray.Array
		dst.Window(f.out, i, row, false)
		box, err := dst.Reshape(shape...)
		if err != nil {
			return nil, err
		}
		if err := f.box(ctx, box, append(from, make([]int, len(frame))...), nil, chunkMemory); err != nil {
			return nil, err
		}
		i += row
	}
	var out ndarray.Array
	out.Window(f.out, 0, n, false)
	return out.Reshape(append([]int{n}, info.Frame()...)...)
}

// position returns the coordinates of a frame.
func position(i int, nav []int) []int {
	p := make([]int, len(nav))
	for axis := len(nav) - 1; axis >= 0; axis-- {
		p[axis] = i % nav[axis]
		i /= nav[axis]
	}
	return p
}

// ReadBox implements [arrays.BoxFrames]: each chunk that has a wanted element is
// decoded once.
func (f *frames) ReadBox(ctx context.Context, dst *ndarray.Array, start, step []int) (bool, error) {
	if !f.source.boxed() {
		return false, nil
	}
	return true, f.box(ctx, dst, start, step, boxMemory)
}

// box reads a box along the shown axes. It keeps chunks of which it needed a
// part only.
func (f *frames) box(ctx context.Context, dst *ndarray.Array, start, step []int, most int64) error {
	if f.turn != nil {
		turned, err := dst.Transpose(f.turn...)
		if err != nil {
			return err
		}
		dst, start, step = turned, permuted(start, f.turn), permuted(step, f.turn)
	}
	by := 1
	if step != nil {
		by = step[0]
	}
	size, origin := slices.Clone(dst.Shape()), make([]int, dst.NDim())
	first := 0 // position of the part along the first axis
	for i, p := range f.parts {
		// The wanted positions from origin on that lie in this part.
		at := start[0] + origin[0]*by
		n := min((first+p.Length-at+by-1)/by, dst.Shape()[0]-origin[0])
		if n > 0 {
			size[0] = n
			place, err := dst.Region(origin, size)
			if err != nil {
				return err
			}
			from := slices.Clone(start)
			from[0] = at - first
			if err := f.part(ctx, i, place, from, step, most); err != nil {
				return err
			}
			origin[0] += n
		}
		first += p.Length
	}
	return nil
}

// part reads a box of one part.
func (f *frames) part(ctx context.Context, i int, dst *ndarray.Array, start, step []int, most int64) error {
	if err := f.use(i); err != nil {
		return err
	}
	f.reader.most = most
	return at(f.parts[i].Path, f.parts[i].Name, f.reader.read(ctx, dst, start, step))
}
