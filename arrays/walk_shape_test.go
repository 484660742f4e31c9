package arrays_test

import (
	"github.com/gloam-go/gloam/arrays"
)

var shapeVisits = []visit{
	{"reshape", (*arrays.Array).Reshape, list{in("f8"), 2, 10}},
	{"reshape-open", (*arrays.Array).Reshape, list{in("f4"), 5, -1, 2}},
	{"reshape-empty", (*arrays.Array).Reshape, list{in("e8"), 3, 0, 7}},
	{"reshape-s", (*arrays.Array).Reshape, list{in("s"), 1, 1}},
	{"ravel", (*arrays.Array).Ravel, list{in("f4")}},
	{"unmerged", (*arrays.Array).ReshapeUnmerged, list{in("f4"), 12, 5}},
	{"blocks-reshape", (*arrays.Array).ReshapeBlocks, list{cutBy(in("f4"), arrays.PerAxis(arrays.Size(2), arrays.Whole, arrays.Whole)), 12, 5}},
	{"transpose", (*arrays.Array).Transpose, list{in("f4")}},
	{"transpose-axes", (*arrays.Array).Transpose, list{in("f4"), 1, -1, 0}},
	{"moveaxis", (*arrays.Array).MoveAxis, list{in("f4"), -1, 0}},
	{"swapaxes", (*arrays.Array).SwapAxes, list{in("f4"), 0, -1}},
	{"squeeze", (*arrays.Array).Squeeze, list{do((*arrays.Array).Slice, in("f8"), arrays.Span(0, 1))}},
	{"squeeze-axis", (*arrays.Array).Squeeze, list{do((*arrays.Array).Slice, in("f8"), arrays.Span(0, 1), arrays.Span(0, 1)), -1}},
	{"expand", (*arrays.Array).ExpandDims, list{in("f8"), 0, -1}},
	{"broadcast", (*arrays.Array).BroadcastTo, list{in("j4"), 2, 3, 5}},
	{"broadcast-one", (*arrays.Array).BroadcastTo, list{do((*arrays.Array).Slice, in("f8"), arrays.All, arrays.Span(0, 1)), 4, 6}},
	{"atleast1", (*arrays.Array).AtLeast1D, list{in("s")}}, {"atleast1-v", (*arrays.Array).AtLeast1D, list{in("v8")}},
	{"atleast1-f4", (*arrays.Array).AtLeast1D, list{in("f4")}},
	{"atleast2", (*arrays.Array).AtLeast2D, list{in("s")}}, {"atleast2-v", (*arrays.Array).AtLeast2D, list{in("v8")}},
	{"atleast2-f4", (*arrays.Array).AtLeast2D, list{in("f4")}},
	{"atleast3", (*arrays.Array).AtLeast3D, list{in("s")}}, {"atleast3-v", (*arrays.Array).AtLeast3D, list{in("v8")}},
	{"atleast3-f4", (*arrays.Array).AtLeast3D, list{in("f4")}},
	{"concatenate", arrays.Concatenate, list{several{in("f8"), in("i4"), in("u1")}, -1}},
	{"concatenate-empty", arrays.Concatenate, list{several{in("e8"), in("tall")}, 0}},
	{"stack", arrays.Stack, list{several{in("i4"), in("b")}, -1}},
	{"stack-mid", arrays.Stack, list{several{in("f8"), in("g8"), in("n8")}, 1}},
	{"hstack", arrays.HStack, list{in("v8"), in("i8")}},
	{"hstack-2", arrays.HStack, list{in("f8"), in("c8")}},
	{"vstack", arrays.VStack, list{in("j4"), in("i4")}},
	{"dstack", arrays.DStack, list{in("f8"), in("g8")}},
	{"dstack-1", arrays.DStack, list{in("j4"), in("j4")}},
	{"block", arrays.Assemble, list{do(rowsOf, several{in("f8"), in("g8")}, several{in("i4"), in("u1")})}},
	{"roll", (*arrays.Array).Roll, list{in("f8"), 7, 1}},
	{"roll-back", (*arrays.Array).Roll, list{in("f4"), -2, -2}},
	{"roll-e", (*arrays.Array).Roll, list{in("e8"), 2, 0}},
	{"rollflat", (*arrays.Array).RollFlat, list{in("f8"), -3}},
	{"flip", (*arrays.Array).Flip, list{in("f4")}},
	{"flip-axis", (*arrays.Array).Flip, list{in("i4"), -1}},
	{"rot90", (*arrays.Array).Rot90, list{in("f8"), 1, 0, 1}},
	{"rot90-3", (*arrays.Array).Rot90, list{in("f4"), -1, 2, 0}},
	{"tile", (*arrays.Array).Tile, list{in("f8"), 2, 1, 3}},
	{"tile-0", (*arrays.Array).Tile, list{in("f8"), 0, 2}},
	{"tile-short", (*arrays.Array).Tile, list{in("f4"), 2}},
	{"repeat", (*arrays.Array).Repeat, list{in("f8"), 3, -1}},
	{"repeat-0", (*arrays.Array).Repeat, list{in("f8"), 0, 0}},
	{"rechunk", (*arrays.Array).Rechunk, list{in("f4"), arrays.OnAxes(map[int]arrays.AxisChunks{-1: arrays.Lengths(4, 0, 1)}), do(arrays.Limit, int64(1<<20)), do(arrays.ScratchDir, "")}},
	{"rechunk-2", (*arrays.Array).RechunkBalanced, list{in("f8"), arrays.ChunkSize(3)}},
}

func rowsOf(rows ...[]*arrays.Array) [][]*arrays.Array { return rows }

var walkWidths = [][2]int{{2, 1}, {0, 3}}

func visitsOfPads() (all []visit) {
	for _, mode := range []arrays.PadMode{arrays.PadEdge, arrays.PadReflect, arrays.PadSymmetric, arrays.PadWrap, arrays.PadRamp, arrays.PadMaximum, arrays.PadMinimum, arrays.PadMean, arrays.PadMedian} {
		all = append(all, visit{"pad-" + string(mode), (*arrays.Array).Pad, list{in("f8"), mode, walkWidths}},
			visit{"pad-" + string(mode) + "-f4", (*arrays.Array).Pad, list{in("f4"), mode, [][2]int{{0, 0}, {5, 6}, {1, 0}}}})
	}
	for _, mode := range []arrays.PadMode{arrays.PadReflect, arrays.PadSymmetric} {
		all = append(all, visit{"pad-odd-" + string(mode), (*arrays.Array).Pad, list{in("f8"), mode, walkWidths, do(arrays.PadOdd)}},
			visit{"pad-odd-int-" + string(mode), (*arrays.Array).Pad, list{in("u1"), mode, [][2]int{{3, 1}, {0, 9}}, do(arrays.PadOdd)}})
	}
	return append(all, visit{"pad", (*arrays.Array).Pad, list{in("f8"), arrays.PadConstant, walkWidths, do(arrays.PadEach, [][2]any{{1, 2}, {3, 4}})}},
		visit{"pad-values", (*arrays.Array).Pad, list{in("i4"), arrays.PadConstant, walkWidths, do(arrays.PadValues, 7, -8)}},
		visit{"pad-ramp", (*arrays.Array).Pad, list{in("f8"), arrays.PadRamp, walkWidths, do(arrays.PadValues, 5, -4)}},
		visit{"pad-span", (*arrays.Array).Pad, list{in("i4"), arrays.PadMaximum, walkWidths, do(arrays.PadSpan, [2]int{2, 1}, [2]int{1, 3})}},
		visit{"pad-mean-int", (*arrays.Array).Pad, list{in("i4"), arrays.PadMean, walkWidths}})
}
