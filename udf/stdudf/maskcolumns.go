package stdudf

import (
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// maskColumns are masks by pixel: those that are not zero at pixel p are
// number start[p] to start[p+1]-1 of mask, which holds masks, and weight. What a
// stored pixel of a frame adds to is then found in one place.
type maskColumns[T rowElement] struct {
	start  []int32
	mask   []int32
	weight []T
	cover  []uint8 // 1 for pixels of some mask
	// whole has the masks as rows if zeros count as well: where a frame is
	// infinite or NaN their products are not zero.
	whole []T
}

// columnsOf arranges masks by pixel.
func columnsOf[T rowElement](m SparseMasks) (*maskColumns[T], error) {
	values, err := ndarray.Values[T](m.Values)
	if err != nil {
		return nil, err
	}
	px := product(m.Sig)
	c := &maskColumns[T]{start: make([]int32, px+1), mask: make([]int32, len(m.Index)), weight: make([]T, len(m.Index)), cover: make([]uint8, px)}
	for _, p := range m.Index {
		c.start[p+1]++
		c.cover[p] = 1
	}
	for p := range px {
		c.start[p+1] += c.start[p]
	}
	next := append([]int32(nil), c.start...)
	for k := range m.Len() {
		for i := m.Start[k]; i < m.Start[k+1]; i++ {
			at := next[m.Index[i]]
			c.mask[at], c.weight[at] = int32(k), values[i]
			next[m.Index[i]]++
		}
	}
	return c, nil
}

// makeColumns arranges the masks of a stack by pixel.
func makeColumns[T rowElement](s *maskStack) (any, error) {
	if s.sparse != nil {
		return columnsOf[T](*s.sparse)
	}
	m, err := Sparse(s.stack)
	if err != nil {
		return nil, err
	}
	rows, err := ndarray.Values[T](s.stack)
	if err != nil {
		return nil, err
	}
	if m.Density() > quadDensity(s.stack.DType(), s.n) {
		return quadsOf(rows, s.n), nil
	}
	c, err := columnsOf[T](m)
	if err == nil {
		c.whole = rows
	}
	return c, err
}

// quadDensity is the share of pixels above which four products with a pixel's
// weights cost less than those that have to look up their masks.
func quadDensity(d ndarray.DType, masks int) float64 {
	switch {
	case d != ndarray.Float32:
		return 0.2
	case masks <= 8:
		return 0 // the vector kernel costs less than one look-up
	}
	return 0.1
}

// multiplyRows adds the products of the frames of a CSR tile with masks to dst.
func multiplyRows[T rowElement](dst *ndarray.Array, t *udf.SparseTile, columns any) error {
	d, err := ndarray.Values[T](dst)
	if err != nil {
		return err
	}
	if q, ok := columns.(*maskQuads[T]); ok {
		return q.add(d, t)
	}
	return columns.(*maskColumns[T]).add(d, t)
}

// add adds the products of the frames of a tile.
func (c *maskColumns[T]) add(d []T, t *udf.SparseTile) error {
	v, err := ndarray.Values[T](t.Values)
	if err != nil {
		return err
	}
	n := len(d) / max(t.Frames, 1)
	for f := range t.Frames {
		sums := d[f*n : (f+1)*n]
		for i := t.Start[f]; i < t.Start[f+1]; i++ {
			p, x := t.Index[i], v[i]
			if uint(p) >= uint(len(c.cover)) {
				return &udf.PixelError{Pixel: p, Pixels: t.Pixels}
			}
			if x-x != 0 && c.whole != nil {
				for k := range sums {
					sums[k] += x * c.whole[k*len(c.cover)+int(p)]
				}
				continue
			}
			for j := c.start[p]; j < c.start[p+1]; j++ {
				sums[c.mask[j]] += x * c.weight[j]
			}
		}
	}
	return nil
}

// columnsFor returns the masks by pixel, made by the first who asks. All ask
// with the dtype of the stack.
func (s *maskStack) columnsFor(build func(*maskStack) (any, error)) (any, error) {
	if s.sparse == nil {
		if _, err := s.dense(); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.columns == nil {
		var err error
		if s.columns, err = build(s); err != nil {
			return nil, err
		}
	}
	return s.columns, nil
}
