package udftest

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
)

// An arrangement is one way of running a UDF.
type arrangement struct {
	dtype ndarray.DType
	roi   region
	parts int
	tile  []int // nil: whole frames, as many as fit
	how   executor
}

// A region is a selection of scan positions, nil for all.
type region struct {
	name     string
	selected []bool
}

type executor struct {
	name string
	on   scheduler.Executor
}

var executors = []executor{
	{"sync", scheduler.Sync{}},
	{"1 worker", scheduler.NewLocal(scheduler.Workers(1))},
	{"3 workers", scheduler.NewLocal(scheduler.Workers(3))},
}

// String describes the arrangement.
func (a arrangement) String() string {
	return fmt.Sprintf("%s data, %s, %s", a.dtype, a.roi.name, a.place())
}

// place describes what of the arrangement should not matter.
func (a arrangement) place() string {
	parts, tiles := "1 partition", "whole frames"
	if a.parts != 1 {
		parts = fmt.Sprintf("%d partitions", a.parts)
	}
	if a.tile != nil {
		tiles = fmt.Sprintf("tiles of %d frames of %s", a.tile[0], wording.Shape(a.tile[1:]))
	}
	return parts + ", " + tiles + ", " + a.how.name
}

// regions are the regions of interest that a scan of n positions is run with.
func regions(n int) []region {
	scattered, one := make([]bool, n), make([]bool, n)
	for i := range scattered {
		scattered[i] = i%3 != 1 && i != n-1
	}
	if n > 0 {
		one[n/2] = true
	}
	return []region{{"all positions", nil}, {"scattered positions", scattered}, {"one position", one}}
}

// arrangements are the others for the data and region of interest of base.
func (s *subject) arrangements(base arrangement) []arrangement {
	n := product(s.nav)
	small, strips := []int{1}, []int{n + 1}
	half := []int{2}
	for i, e := range s.sig {
		small = append(small, 1+i%max(e, 1)%2)
		half = append(half, (e+1)/2)
		strips = append(strips, e)
	}
	strips[1] = max(1, min(2, s.sig[0]))
	var list []arrangement
	for _, parts := range []int{1, 2, 5, n} {
		for _, tile := range [][]int{nil, append([]int{3}, s.sig...), half, strips, clip(small, s.sig)} {
			for _, how := range executors {
				a := base
				a.parts, a.tile, a.how = parts, tile, how
				list = append(list, a)
			}
		}
	}
	return list[1:] // the first is base
}

// clip limits a tile to the frame.
func clip(tile, sig []int) []int {
	for i, e := range sig {
		tile[i+1] = min(tile[i+1], e)
	}
	return tile
}

// apply arranges the dataset.
func (a arrangement) apply(d *udf.Dataset) (*udf.Dataset, error) {
	var err error
	if a.roi.selected != nil {
		mask, err := ndarray.FromSlice(a.roi.selected)
		if err != nil {
			return nil, err
		}
		if d, err = d.ROI(mask); err != nil {
			return nil, err
		}
	}
	if d, err = d.Partitions(max(1, a.parts)); err != nil {
		return nil, err
	}
	if a.tile == nil {
		return d, nil
	}
	return d.TileShape(a.tile[0], a.tile[1:]...)
}

// compute runs one UDF.
func compute(ctx context.Context, d *udf.Dataset, spec udf.Spec, a arrangement) (map[string]delayed.Result, error) {
	lazy, err := delayed.Run(d, spec)
	if err != nil {
		return nil, err
	}
	return lazy[0].Compute(ctx, scheduler.On(a.how.on))
}

// make returns the data in a dtype: the given ones, or small whole numbers in
// no order, of which all sums are exact.
func (c config) make(d ndarray.DType) (*ndarray.Array, error) {
	if c.data != nil {
		return c.data.AsType(d)
	}
	shape := append(append([]int{}, c.nav...), c.sig...)
	n, err := ndarray.CheckShape(ndarray.Int64, shape)
	if err != nil {
		return nil, err
	}
	if n == 0 || len(c.sig) == 0 || len(c.nav) == 0 {
		return nil, fmt.Errorf("udftest: got a scan of %s frames of %s, want at least one position and one pixel", wording.Shape(c.nav), wording.Shape(c.sig))
	}
	v := make([]int64, n)
	state := uint32(1)
	for i := range v {
		state = state*1664525 + 1013904223
		v[i] = int64((state >> 16) % 97)
	}
	a, err := ndarray.FromSlice(v, shape...)
	if err != nil {
		return nil, err
	}
	return a.AsType(d)
}

func product(shape []int) int {
	n := 1
	for _, e := range shape {
		n *= e
	}
	return n
}
