package udf

import (
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A tiling says how a partition is cut: blocks of depth frames, each of which
// is cut into the same detector regions.
type tiling struct {
	depth   int
	regions []region
}

type region struct{ origin, shape []int }

// Tiles of about a mebibyte, accumulators included, stay in the L2 cache while
// they are reduced. Eight frames are what the kernels take in one pass. If
// several UDFs take a tile in turn, only the first should have to wait for
// memory: then half of the cache is for the accumulators of all.
const (
	tileBytes   = 1 << 20
	sharedBytes = 512 << 10
	tileDepth   = 8
	blockBytes  = 16 << 20 // of whole frames, whatever UDFs prefer
)

// preferences are what the UDFs of a run want of its tiles.
type preferences struct {
	whole   bool // frames
	deepest int
	limit   int // bytes of a tile
	sharing int // UDFs that take tiles of any form
}

func preferencesOf(udfs []*running) preferences {
	p := preferences{deepest: 1, limit: tileBytes}
	for _, u := range udfs {
		w, ok := u.udf.(WholeFramer)
		p.whole = p.whole || u.method == ByFrame || ok && w.WholeFrames()
		if u.method == ByTile {
			p.sharing++
		}
		if t, ok := u.udf.(TilingPreferrer); ok {
			depth, bytes := t.TilingPreference()
			p.deepest = max(p.deepest, depth)
			if bytes > 0 {
				p.limit = min(p.limit, bytes)
			}
		}
	}
	return p
}

// makeTiling negotiates one tiling for all UDFs of a run over a partition of
// that many frames.
func (d *Dataset) makeTiling(udfs []*running, frames int) tiling {
	full := []region{d.fullRegion()}
	if slices.ContainsFunc(udfs, func(u *running) bool { return u.method == ByPartition }) {
		return tiling{depth: max(frames, 1), regions: full}
	}
	p := preferencesOf(udfs)
	if d.tile != nil {
		if p.whole {
			return tiling{depth: d.tile[0], regions: full}
		}
		return tiling{depth: d.tile[0], regions: cut(d.sig, d.tile[1:])}
	}
	item := max(d.dtype.Size(), 1)
	frame := max(product(d.sig)*item, 1)
	most := max(blockBytes/frame, 1)
	t := tiling{depth: min(max(p.limit/frame, p.deepest), most), regions: full}
	switch {
	case p.whole:
	case t.depth < tileDepth:
		t.depth = max(min(tileDepth, most), t.depth)
		t.regions = cut(d.sig, slab(d.sig, p.limit/t.depth/item))
	case p.sharing > 1 && t.depth*frame > p.limit:
		t.regions = cut(d.sig, slab(d.sig, min(sharedBytes, p.limit)/t.depth/item))
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
