package udf

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// Only returns the dataset with a region of interest of the given scan
// positions, each a coordinate for every navigation axis. Positions may repeat;
// results are in scan order all the same.
func (d *Dataset) Only(positions ...[]int) (*Dataset, error) {
	return d.choose(positions, true)
}

// Except returns the dataset without the given scan positions.
func (d *Dataset) Except(positions ...[]int) (*Dataset, error) {
	return d.choose(positions, false)
}

func (d *Dataset) choose(positions [][]int, in bool) (*Dataset, error) {
	if len(positions) == 0 {
		return nil, &ROIError{Got: "no positions", Want: "at least one"}
	}
	sel := make([]bool, product(d.nav))
	for i := range sel {
		sel[i] = !in
	}
	for _, p := range positions {
		i, err := d.flat(p)
		if err != nil {
			return nil, err
		}
		sel[i] = in
	}
	mask, err := ndarray.FromSlice(sel)
	if err != nil {
		return nil, err
	}
	return d.ROI(mask)
}

// flat returns the place of a position in scan order.
func (d *Dataset) flat(position []int) (int, error) {
	if len(position) != len(d.nav) {
		return 0, &ROIError{Got: fmt.Sprintf("position %s", wording.Shape(position)), Want: fmt.Sprintf("%d coordinates for scan %s", len(d.nav), wording.Shape(d.nav))}
	}
	i := 0
	for a, c := range position {
		if c < 0 || c >= d.nav[a] {
			return 0, &ROIError{Got: fmt.Sprintf("position %s", wording.Shape(position)), Want: fmt.Sprintf("one inside scan %s", wording.Shape(d.nav))}
		}
		i = i*d.nav[a] + c
	}
	return i, nil
}
