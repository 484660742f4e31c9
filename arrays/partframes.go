package arrays

import (
	"context"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A PartSource is a Source of which parts of frames can be read for less than
// whole frames: what Open returns is [PartFrames] or [BoxFrames].
type PartSource interface {
	Source
	// PartBytes returns how many bytes of storage are read for a box of one
	// frame: along each signal axis shape positions from start on, each step
	// from the one before; a nil step is 1. It touches no storage.
	PartBytes(start, shape, step []int) int64
}

// PartFrames are [Frames] that read a part of each frame without the rest. Reads
// of boxes that take less than half the bytes of a frame use it instead of Read.
type PartFrames interface {
	Frames
	// ReadPart copies a box of stored frames start to start+n-1 to dst, whose
	// shape is n and that of the box: along each signal axis the positions from
	// origin on, each step from the one before; a nil step is 1. The box lies
	// within the frame. It is an error where Read is.
	ReadPart(ctx context.Context, dst *ndarray.Array, start int, origin, step []int) error
}

// BoxFrames are [Frames] that read boxes across all axes by themselves, as suits
// arrays that are not stored frame by frame.
type BoxFrames interface {
	Frames
	// ReadBox copies a box to dst, which has its shape and holds zeros: along
	// each axis of the array the positions from start on, each step from the one
	// before; a nil step is 1. The box lies within the array and is not empty. It
	// returns false, having done nothing, where Read does better.
	ReadBox(ctx context.Context, dst *ndarray.Array, start, step []int) (bool, error)
}

// partBytes is what reading a box of one frame takes: all of the frame, if the
// box would take half of it, because whole frames are then faster to read.
func partBytes(src Source, info SourceInfo, start, shape, step []int) int64 {
	if p, ok := src.(PartSource); ok && !wholeFrame(info, shape) {
		if n := p.PartBytes(start, shape, step); 2*n < info.FrameBytes {
			return n
		}
	}
	return info.FrameBytes
}

// wholeFrame reports whether a box of a frame is all of it.
func wholeFrame(info SourceInfo, shape []int) bool {
	return product(shape) == product(info.Frame())
}

// bytesIn is what reading a box takes; a nil step is 1.
func (o origin) bytesIn(start, shape []int) int64 {
	if o.info.Unit != nil {
		n := int64(o.info.DType.Size())
		for i := range start {
			n *= touched(start[i], shape[i], o.stepOf(i), o.info.Unit[i], o.info.Shape[i])
		}
		return n
	}
	nav := len(o.info.Nav())
	if product(shape[nav:]) == 0 {
		return 0
	}
	var step []int
	if o.step != nil {
		step = o.step[nav:]
	}
	return storedEvery(o.info, start, shape, o.step) * partBytes(o.src, o.info, start[nav:], shape[nav:], step)
}

func (o origin) stepOf(axis int) int {
	if o.step == nil {
		return 1
	}
	return o.step[axis]
}

func (o origin) baseOf(axis int) int {
	if o.base == nil {
		return 0
	}
	return o.base[axis]
}

// touched counts the positions along an axis in those units in which the n
// positions from start on lie.
func touched(start, n, step, unit, extent int) int64 {
	if n == 0 {
		return 0
	}
	if step <= unit {
		lo, hi := start/unit*unit, (start+(n-1)*step)/unit*unit+unit
		return int64(min(hi, extent) - lo)
	}
	last := (start + (n-1)*step) / unit * unit
	return int64(n-1)*int64(unit) + int64(min(last+unit, extent)-last)
}

// cost returns the bytes of storage that reading the box of the origin in the
// blocks of a grid takes. It takes a time that grows with the chunks along each
// axis of storage in units, else with the rows of frames and the blocks of a
// frame.
func (o origin) cost(g *grid) int64 {
	if o.info.Unit != nil {
		sum := int64(o.info.DType.Size())
		for i, chunks := range g.chunks {
			along := int64(0)
			for k, n := range chunks {
				along += touched(o.baseOf(i)+g.starts[i][k]*o.stepOf(i), n, o.stepOf(i), o.info.Unit[i], o.info.Shape[i])
			}
			sum *= along
		}
		return sum
	}
	// Frames lie in one block of the navigation axes each.
	nav := len(o.info.Nav())
	base, step := make([]int, len(g.shape)), o.step
	copy(base, o.base)
	if step != nil {
		step = step[nav:]
	}
	frame := newGrid(g.chunks[nav:])
	var each int64
	for block := range frame.blocks() {
		at := frame.coords(block)
		start := frame.start(at)
		for i := range start {
			start[i] = base[nav+i] + start[i]*o.stepOf(nav+i)
		}
		each += partBytes(o.src, o.info, start, frame.blockShape(at), step)
	}
	return each * storedEvery(o.info, base, g.shape, o.step)
}
