package udf

import "github.com/gloam-go/gloam/arrays/ndarray"

// A tiling says how a partition is cut: blocks of depth frames, each of which
// is cut into the same detector regions.
type tiling struct {
	depth   int
	regions []region
}

type region struct{ origin, shape []int }

// Tiles of about a mebibyte, accumulators included, stay in the L2 cache while
// they are reduced. Eight frames are what the kernels take in one pass.
const (
	tileBytes  = 1 << 20
	tileDepth  = 8
	blockBytes = 8 << 20 // of whole frames, when tiles are parts of frames
)

// makeTiling negotiates one tiling for all UDFs of a run over a partition of
// that many frames.
func (d *Dataset) makeTiling(udfs []*running, frames int) tiling {
	whole, deepest, limit := false, 1, tileBytes
	for _, u := range udfs {
		switch u.method {
		case ByPartition:
			return tiling{depth: max(frames, 1), regions: []region{d.fullRegion()}}
		case ByFrame:
			whole = true
		}
		if p, ok := u.udf.(TilingPreferrer); ok {
			depth, bytes := p.TilingPreference()
			deepest = max(deepest, depth)
			if bytes > 0 {
				limit = min(limit, bytes)
			}
		}
	}
	if d.tile != nil {
		if whole {
			return tiling{depth: d.tile[0], regions: []region{d.fullRegion()}}
		}
		return tiling{depth: d.tile[0], regions: cut(d.sig, d.tile[1:])}
	}
	frame := max(product(d.sig)*d.dtype.Size(), 1)
	t := tiling{depth: max(limit/frame, deepest), regions: []region{d.fullRegion()}}
	if t.depth < tileDepth && !whole {
		t.depth = max(min(tileDepth, blockBytes/frame), deepest, 1)
		t.regions = cut(d.sig, slab(d.sig, limit/t.depth/max(d.dtype.Size(), 1)))
	}
	t.depth = max(1, min(t.depth, frames))
	return t
}

// sparseTiling makes the tiles of a sparse source that stays sparse deeper: it
// is what is stored that should fill a tile, not the pixels.
func (d *Dataset) sparseTiling(t tiling, frames int) tiling {
	t.regions = []region{d.fullRegion()}
	if d.tile == nil {
		t.depth = max(t.depth, min(int(tileBytes/max(d.frameBytes, 1)), frames))
	}
	return t
}

func (d *Dataset) fullRegion() region {
	return region{origin: make([]int, len(d.sig)), shape: d.sig}
}

// slab returns the largest shape of at most that many pixels that is whole in
// all axes but the first ones, so that its pixels are contiguous.
func slab(sig []int, pixels int) []int {
	shape := append([]int(nil), sig...)
	for i := range shape {
		rest := product(shape[i+1:])
		if n := pixels / max(rest, 1); n >= 1 {
			shape[i] = min(n, shape[i])
			return shape
		}
		shape[i] = 1
	}
	shape[len(shape)-1] = sig[len(sig)-1]
	return shape
}

// cut covers sig with regions of the given shape in C order; those at the
// border are smaller.
func cut(sig, shape []int) []region {
	regions := []region{{}}
	for axis, n := range sig {
		var next []region
		for _, r := range regions {
			for o := 0; o < n; o += shape[axis] {
				next = append(next, region{
					origin: append(append([]int(nil), r.origin...), o),
					shape:  append(append([]int(nil), r.shape...), min(shape[axis], n-o)),
				})
			}
		}
		regions = next
	}
	return regions
}

// inputDType returns the dtype that all UDFs of a run are given.
func inputDType(native ndarray.DType, corrected bool, udfs []UDF) ndarray.DType {
	t := native
	if corrected {
		t = ndarray.ResultType(ndarray.Float32, t)
	}
	for _, u := range udfs {
		want := ndarray.Float32
		if p, ok := u.(InputDTyper); ok {
			want = p.InputDType()
		}
		t = ndarray.ResultType(want, t)
	}
	return t
}
