package udf

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// A Selection is a scan position with a truth value.
type Selection struct {
	At []int
	In bool
}

// Select returns the dataset with a region of interest made of positions that
// are all in it, which is [Dataset.Only], or all out of it, which is
// [Dataset.Except]. Mixed truth values are a [*ROIError].
func (d *Dataset) Select(list ...Selection) (*Dataset, error) {
	positions := make([][]int, len(list))
	for i, s := range list {
		if s.In != list[0].In {
			return nil, &ROIError{Got: fmt.Sprintf("positions with truth value %t and %t", list[0].In, s.In), Want: "the same truth value for all"}
		}
		positions[i] = s.At
	}
	return d.choose(positions, len(list) > 0 && list[0].In)
}

// A SparseMask is a mask over the scan of which only the stored entries are
// written down: [COO] or [CSR].
type SparseMask interface {
	// each calls fn with every stored position and whether it is selected.
	each(nav []int, fn func(at []int, in bool)) error
}

// A COO mask has one row of coordinates for each stored entry. Entries may
// repeat; one that is true selects.
type COO struct {
	Coords [][]int
	Values []bool // nil: all are true
}

// A CSR mask has two axes. The stored entries of row i have the columns
// Columns[RowStart[i]:RowStart[i+1]].
type CSR struct {
	Shape    []int
	RowStart []int
	Columns  []int
	Values   []bool // nil: all are true
}

// SparseROI returns the dataset with only the scan positions whose stored
// entry is true. A mask that does not fit the scan is a [*ROIError].
func (d *Dataset) SparseROI(m SparseMask) (*Dataset, error) {
	sel := make([]bool, product(d.nav))
	var bad error
	err := m.each(d.nav, func(at []int, in bool) {
		i, err := d.flat(at)
		if err != nil {
			bad = err
			return
		}
		sel[i] = sel[i] || in
	})
	if err == nil {
		err = bad
	}
	if err != nil {
		return nil, err
	}
	mask, err := ndarray.FromSlice(sel)
	if err != nil {
		return nil, err
	}
	return d.ROI(mask)
}

func (c COO) each(_ []int, fn func(at []int, in bool)) error {
	if c.Values != nil && len(c.Values) != len(c.Coords) {
		return &ROIError{Got: fmt.Sprintf("%d values", len(c.Values)), Want: fmt.Sprintf("%d, one for each coordinate", len(c.Coords))}
	}
	for i, at := range c.Coords {
		fn(at, c.Values == nil || c.Values[i])
	}
	return nil
}

func (c CSR) each(nav []int, fn func(at []int, in bool)) error {
	fail := func(got, want string) error { return &ROIError{Got: got, Want: want} }
	switch {
	case len(c.Shape) != 2 || !equal(c.Shape, nav):
		return fail(wording.Shape(c.Shape), wording.Shape(nav))
	case len(c.RowStart) != c.Shape[0]+1:
		return fail(fmt.Sprintf("%d row starts", len(c.RowStart)), fmt.Sprintf("%d for %d rows", c.Shape[0]+1, c.Shape[0]))
	case c.Values != nil && len(c.Values) != len(c.Columns):
		return fail(fmt.Sprintf("%d values", len(c.Values)), fmt.Sprintf("%d, one for each column", len(c.Columns)))
	}
	for y := range c.Shape[0] {
		from, to := c.RowStart[y], c.RowStart[y+1]
		if from < 0 || from > to || to > len(c.Columns) {
			return fail(fmt.Sprintf("row %d from entry %d to %d", y, from, to), fmt.Sprintf("a range within %d entries", len(c.Columns)))
		}
		for i := from; i < to; i++ {
			fn([]int{y, c.Columns[i]}, c.Values == nil || c.Values[i])
		}
	}
	return nil
}
