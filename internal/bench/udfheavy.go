package main

import (
	"math"
	"path/filepath"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/analysis"
	"github.com/gloam-go/gloam/udf/blobfinder"
	"github.com/gloam-go/gloam/udf/masks"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// manyMasks is the size of the sparse stack.
const manyMasks = 100

// moved are masks that move, with all frames and with each, and sparse masks.
func (u *udfTrials) moved() ([]*trial, error) {
	m := u.disks(4)
	each := make([]float64, 0, 2*product(u.part.data.Nav()))
	for i := range product(u.part.data.Nav()) {
		each = append(each, float64(i%9-4), float64(i%13-6))
	}
	shifts, err := ndarray.FromSlice(each, len(each)/2, 2)
	if err != nil {
		return nil, err
	}
	stack, cy, cx, err := u.manyDisks()
	if err != nil {
		return nil, err
	}
	ask := func(more map[string]any) map[string]any {
		more["masks"] = []stdudf.Mask(m)
		return more
	}
	return []*trial{
		u.over(u.part, "masks-4 shifted ⅛", ask(map[string]any{"shift": []int{3, -5}}),
			with(stdudf.ApplyMasks, stdudf.MasksParams{Masks: m, Shifts: stdudf.Shifts{Y: 3, X: -5}})).reaches("libertem", 5),
		u.over(u.part, "masks-4 shift per frame ⅛", ask(map[string]any{"shifts": each}),
			with(stdudf.ApplyMasks, stdudf.MasksParams{Masks: m, Shifts: stdudf.Shifts{Each: udf.NavAux(shifts, 2)}})).reaches("libertem", 5),
		u.over(u.whole, "masks-100 sparse", map[string]any{"cy": cy, "cx": cx, "radius": u.smallRadius()},
			with(stdudf.ApplyMasks, stdudf.MasksParams{Rows: stack})).reaches("libertem", 5),
	}, nil
}

func (u *udfTrials) smallRadius() float64 { return math.Max(1, u.r/24) }

// manyDisks are small disks on a square lattice.
func (u *udfTrials) manyDisks() (stack stdudf.SparseMasks, cy, cx []float64, err error) {
	sig := u.whole.data.Sig()
	var index []int
	for i := range manyMasks {
		index = append(index, i)
		cy = append(cy, math.Trunc(float64(sig[0])*(float64(i/10)+0.5)/10))
		cx = append(cx, math.Trunc(float64(sig[1])*(float64(i%10)+0.5)/10))
	}
	s, err := masks.StampCircles(sig[0], sig[1], u.smallRadius(), index, cy, cx)
	if err != nil {
		return stack, nil, nil, err
	}
	dense, err := s.Dense()
	if err != nil {
		return stack, nil, nil, err
	}
	stack, err = stdudf.Sparse(dense)
	return stack, cy, cx, err
}

// frames are UDFs that take a frame at a time, and the analyses.
func (u *udfTrials) frames() ([]*trial, error) {
	in, out := 0.3*u.r, 0.7*u.r
	y, x := u.y, u.x
	ring := map[string]any{"cy": y, "cx": x, "in": in, "out": out}
	list := []*trial{
		u.over(u.part, "fem ⅛", copied(ring), with(stdudf.FEM, stdudf.FEMParams{CY: &y, CX: &x, RadIn: in, RadOut: out})).reaches("libertem", 1),
		u.over(u.part, "crystallinity ⅛", copied(ring), with(stdudf.Crystallinity, stdudf.CrystallinityParams{RadIn: in, RadOut: out})).reaches("libertem", 1),
		u.over(u.part, "radial fourier ⅛", copied(ring), with(stdudf.RadialFourier, stdudf.RadialFourierParams{CY: &y, CX: &x, RI: in, RO: out, Bins: 4, MaxOrder: 8})).
			reaches("libertem", 1),
	}
	disk, err := analysis.Disk(u.whole.data, analysis.DiskParams{CX: &x, CY: &y, R: &out})
	if err != nil {
		return nil, err
	}
	rings, err := analysis.Ring(u.whole.data, analysis.RingParams{CX: &x, CY: &y, RI: &in, RO: &out})
	if err != nil {
		return nil, err
	}
	px, py := math.Trunc(x), math.Trunc(y)
	point, err := analysis.Point(u.whole.data, analysis.PointParams{X: &px, Y: &py})
	if err != nil {
		return nil, err
	}
	return append(list,
		u.over(u.whole, "disk analysis", copied(ring), disk.Spec()).reaches("libertem", 1),
		u.over(u.whole, "ring analysis", copied(ring), rings.Spec()).reaches("libertem", 1),
		u.over(u.whole, "point analysis", map[string]any{"x": int(px), "y": int(py)}, point.Spec()).reaches("libertem", 1),
	), nil
}

// copies are UDFs that hand frames on.
func (u *udfTrials) copies() ([]*trial, error) {
	nav := u.whole.data.Nav()
	selected := make([]bool, product(nav))
	for i := 0; i < len(selected); i += max(len(selected)/64, 1) {
		selected[i] = true
	}
	roi, err := ndarray.FromSlice(selected, nav...)
	if err != nil {
		return nil, err
	}
	some, err := u.whole.data.ROI(roi)
	if err != nil {
		return nil, err
	}
	pick := u.over(u.whole, "pick 64 frames", map[string]any{"step": max(len(selected)/64, 1)}, with(stdudf.Pick, struct{}{}))
	pick.run, pick.bytes = pass(some, u.workers, with(stdudf.Pick, struct{}{})), 0
	record := u.over(u.part, "record ⅛", nil, with(stdudf.Record, stdudf.RecordParams{Path: filepath.Join(u.dir, "record.npy")}))
	return []*trial{pick.reaches("libertem", 1), record.reaches("libertem", 1)}, nil
}

// correlations are template matching around nine positions.
func (u *udfTrials) correlations() []*trial {
	pattern := blobfinder.RadialGradient(math.Max(2, u.r/10))
	zero, a, b := [2]float64{u.y, u.x}, [2]float64{0, u.r / 2}, [2]float64{u.r / 2, 0}
	var peaks blobfinder.Points
	var indices blobfinder.Points
	for h := -1; h <= 1; h++ {
		for k := -1; k <= 1; k++ {
			indices = append(indices, [2]float64{float64(h), float64(k)})
			peaks = append(peaks, [2]float64{math.Round(zero[0] + float64(k)*b[0]), math.Round(zero[1] + float64(h)*a[1])})
		}
	}
	ask := map[string]any{"peaks": peaks, "radius": pattern.Radius}
	fast := blobfinder.FastParams{Peaks: peaks, Pattern: pattern}
	refine := blobfinder.RefineParams{Zero: blobfinder.Points{zero}, A: blobfinder.Points{a}, B: blobfinder.Points{b}, Indices: indices, Pattern: pattern}
	return []*trial{
		u.over(u.part, "fast correlation ⅛", copied(ask), with(blobfinder.FastCorrelation, fast)).reaches("libertem", 1),
		u.over(u.part, "sparse correlation ⅛", copied(ask), with(blobfinder.SparseCorrelation, blobfinder.SparseParams{Peaks: peaks, Pattern: pattern, Steps: 3})).
			reaches("libertem", 1),
		u.over(u.part, "full-frame correlation ⅛", copied(ask), with(blobfinder.FullFrameCorrelation, fast)).reaches("libertem", 1),
		u.over(u.part, "refinement ⅛", nil, with(blobfinder.Refine, refine)),
	}
}

func copied(m map[string]any) map[string]any {
	c := map[string]any{}
	for k, v := range m {
		c[k] = v
	}
	return c
}

func product(n []int) int {
	p := 1
	for _, v := range n {
		p *= v
	}
	return p
}
