package arrays

import (
	"context"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// everyRun calls fn for the rows of neighbouring positions in a navigation box
// of which each axis has its step, in the order of the box.
func everyRun(nav, start, shape, step []int, fn func(frameRun) error) error {
	if !slices.ContainsFunc(step, func(n int) bool { return n != 1 }) {
		return runs(nav, start, shape, fn)
	}
	last, row := len(nav)-1, shape[len(nav)-1]
	length := 1
	if step[last] == 1 {
		length, row = row, 1
	}
	for k := range product(shape[:last]) * row {
		position, pitch := start[last]+k%row*step[last], nav[last]
		k /= row
		for i := last - 1; i >= 0; i-- {
			position += (start[i] + k%shape[i]*step[i]) * pitch
			k /= shape[i]
			pitch *= nav[i]
		}
		if err := fn(frameRun{position, length}); err != nil {
			return err
		}
	}
	return nil
}

// storedEvery counts the stored frames of a box with steps, nil for 1.
func storedEvery(info SourceInfo, start, shape, step []int) int64 {
	if step == nil {
		return storedIn(info, start, shape)
	}
	nav, n := info.Nav(), int64(0)
	everyRun(nav, start[:len(nav)], shape[:len(nav)], step[:len(nav)], func(r frameRun) error {
		n += int64(info.stored(r).n)
		return nil
	})
	return n
}

var readStepsOp = graph.Register("gloam/read/steps", func(ctx context.Context, args []any) (any, error) {
	var r reader
	encoded, start, shape, step := r.bytes(args, 0), r.ints(args, 1), r.ints(args, 2), r.ints(args, 3)
	if r.err != nil {
		return nil, r.err
	}
	src, err := DecodeSource(encoded)
	if err != nil {
		return nil, err
	}
	return readSteps(ctx, src, start, shape, step)
})

// readSteps is ReadBox for a box of which each axis has its step; nil is 1.
func readSteps(ctx context.Context, src Source, start, shape, step []int) (*ndarray.Array, error) {
	info := src.Info()
	if err := checkBox(info, start, shape, step); err != nil {
		return nil, err
	}
	return withFrames(ctx, src, info, shape, func(frames Frames, out *ndarray.Array) error {
		return fillBox(ctx, src, info, frames, out, start, step)
	})
}

// checkBox refuses a box that does not lie within the array of a source.
func checkBox(info SourceInfo, start, shape, step []int) error {
	if len(start) != len(info.Shape) || len(shape) != len(info.Shape) || step != nil && len(step) != len(info.Shape) {
		return &ShapeError{Op: "read", Got: shape, Want: info.Shape, Rule: "a box of"}
	}
	for i, n := range info.Shape {
		by := 1
		if step != nil {
			by = step[i]
		}
		last := start[i] + (shape[i]-1)*by // before the start if there is nothing
		if by < 1 || start[i] < 0 || shape[i] < 0 || start[i] > n || last >= n {
			return &IndexError{Op: "read", Axis: i, Extent: n,
				Reason: fmt.Sprintf("got %d positions from %d with step %d, want them within axis %d of length %d", shape[i], start[i], by, i, n)}
		}
	}
	return nil
}

// framePart is a box of n frames, with steps unless step is nil.
func framePart(got *ndarray.Array, start, shape, step []int, n int) (*ndarray.Array, error) {
	if step == nil {
		return got.Region(append([]int{0}, start...), append([]int{n}, shape...))
	}
	ranges := []ndarray.Range{{Start: 0, Stop: n, Step: 1}}
	for i, first := range start {
		ranges = append(ranges, ndarray.Range{Start: first, Stop: first + (shape[i]-1)*step[i] + 1, Step: step[i]})
	}
	return got.Slice(ranges...)
}
