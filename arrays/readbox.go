package arrays

import (
	"context"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// A frameRun is a row of neighbouring scan positions.
type frameRun struct{ position, n int }

// runs calls fn for the rows of neighbouring positions in a navigation box, in
// scan order.
func runs(nav, start, shape []int, fn func(frameRun) error) error {
	cut, inner := len(nav)-1, 1 // axes behind cut are whole and run through
	for cut >= 0 && shape[cut] == nav[cut] {
		inner *= nav[cut]
		cut--
	}
	if cut < 0 {
		return fn(frameRun{0, inner})
	}
	for k := range product(shape[:cut]) {
		position, step := start[cut]*inner, nav[cut]*inner
		for i := cut - 1; i >= 0; i-- {
			position += (start[i] + k%shape[i]) * step
			k /= shape[i]
			step *= nav[i]
		}
		if err := fn(frameRun{position, shape[cut] * inner}); err != nil {
			return err
		}
	}
	return nil
}

// stored cuts a run to the positions that have a stored frame.
func (info SourceInfo) stored(r frameRun) frameRun {
	lo := max(r.position, -info.Sync)
	hi := min(r.position+r.n, info.Stored-info.Sync)
	return frameRun{lo, max(hi-lo, 0)}
}

// storedIn counts the stored frames of a box.
func storedIn(info SourceInfo, start, shape []int) int64 {
	nav, n := info.Nav(), int64(0)
	runs(nav, start[:len(nav)], shape[:len(nav)], func(r frameRun) error {
		n += int64(info.stored(r).n)
		return nil
	})
	return n
}

var readOp = graph.Register("gloam/read", func(ctx context.Context, args []any) (any, error) {
	var r reader
	encoded, start, shape := r.bytes(args, 0), r.ints(args, 1), r.ints(args, 2)
	if r.err != nil {
		return nil, r.err
	}
	src, err := DecodeSource(encoded)
	if err != nil {
		return nil, err
	}
	return ReadBox(ctx, src, start, shape)
})

// readBatch is how many bytes of frames are asked for in one Read: enough to
// keep storage busy, little enough that cancelling is quick and readers that
// decode need little memory.
const readBatch = 8 << 20

// ReadBox opens a source and returns the box of the given start and shape as a
// new array. Positions without a stored frame are zeros.
func ReadBox(ctx context.Context, src Source, start, shape []int) (*ndarray.Array, error) {
	return readSteps(ctx, src, start, shape, nil)
}

// withFrames makes the array of a shape, opens a source for fill to read into
// it, unless it has no elements, and closes it.
func withFrames(ctx context.Context, src Source, info SourceInfo, shape []int, fill func(Frames, *ndarray.Array) error) (*ndarray.Array, error) {
	if product(shape) == 0 {
		return ndarray.New(info.DType, shape...), nil
	}
	frames, err := src.Open(ctx)
	if err != nil {
		return nil, err
	}
	out := blank(info, frames, shape)
	err = fill(frames, out)
	if cerr := frames.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// blank is an array for elements of opened frames: of zeros, unless all will be
// written. Clearing takes half as long as reading.
func blank(info SourceInfo, frames Frames, shape []int) *ndarray.Array {
	_, boxes := frames.(BoxFrames)
	if boxes || info.Sync < 0 || info.Stored-info.Sync < product(info.Nav()) {
		return ndarray.New(info.DType, shape...)
	}
	return ndarray.Unset(info.DType, shape...)
}

// fillBox reads into out, which holds zeros, what its box selects of a source
// with opened frames; a nil step is 1.
func fillBox(ctx context.Context, src Source, info SourceInfo, frames Frames, out *ndarray.Array, start, step []int) error {
	if f, ok := frames.(BoxFrames); ok {
		if done, err := f.ReadBox(ctx, out, start, step); done || err != nil {
			return err
		}
	}
	nav, shape := len(info.Nav()), out.Shape()
	flat, err := out.Reshape(append([]int{product(shape[:nav])}, shape[nav:]...)...)
	if err != nil {
		return err
	}
	b := boxReader{info: info, frames: frames, start: start[nav:], shape: shape[nav:], out: flat}
	if step != nil {
		b.step = step[nav:]
	}
	if f, ok := frames.(PartFrames); ok && partBytes(src, info, b.start, b.shape, b.step) < info.FrameBytes {
		b.parts = f
	}
	if step == nil {
		return runs(info.Nav(), start[:nav], shape[:nav], func(r frameRun) error { return b.read(ctx, r) })
	}
	return everyRun(info.Nav(), start[:nav], shape[:nav], step[:nav], func(r frameRun) error { return b.read(ctx, r) })
}

// A boxReader copies a signal box of frames into out, run by run.
type boxReader struct {
	info         SourceInfo
	frames       Frames
	parts        PartFrames // frames, if they read the box alone
	start, shape []int      // of the signal box
	step         []int      // along its axes; nil for 1
	out          *ndarray.Array
	done         int // positions of out that are filled
}

func (b *boxReader) read(ctx context.Context, r frameRun) error {
	have := b.info.stored(r)
	at := b.done + have.position - r.position
	b.done += r.n
	if b.parts != nil && have.n > 0 {
		var dst ndarray.Array
		dst.Window(b.out, at, have.n, false)
		return b.parts.ReadPart(ctx, &dst, have.position+b.info.Sync, b.start, b.step)
	}
	batch := max(readBatch/max(product(b.info.Frame())*b.info.DType.Size(), 1), 1)
	for i := 0; i < have.n; i += batch {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(batch, have.n-i)
		got, err := b.frames.Read(ctx, have.position+i+b.info.Sync, n)
		if err != nil {
			return err
		}
		if err := b.copy(got, at+i, n); err != nil {
			return err
		}
	}
	return nil
}

func (b *boxReader) copy(got *ndarray.Array, at, n int) error {
	src, err := framePart(got, b.start, b.shape, b.step, n)
	if err != nil {
		return err
	}
	var dst ndarray.Array
	dst.Window(b.out, at, n, false)
	return GuardMapped(func() error { return ndarray.CopyInto(&dst, src) })
}
