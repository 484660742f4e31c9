package stdudf

import (
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
	"github.com/gloam-go/gloam/udf"
)

// maskColumns are masks by pixel: those that are not zero at pixel p are
// number start[p] to start[p+1]-1 of mask, which holds masks, and weight. What a
// stored pixel of a frame adds to is then found in one place.
type maskColumns[T rowElement] struct {
	start  []int
	mask   []int32
	weight []T
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
	c := &maskColumns[T]{start: make([]int, product(m.Sig)+1), mask: make([]int32, len(m.Index)), weight: make([]T, len(m.Index))}
	for _, p := range m.Index {
		c.start[p+1]++
	}
	for p := range len(c.start) - 1 {
		c.start[p+1] += c.start[p]
	}
	next := append([]int(nil), c.start...)
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
	d, v, err := valuesOf[T](dst, t.Values)
	if err != nil {
		return err
	}
	c := columns.(rowMasksOf[T])
	n := len(d) / max(t.Frames, 1)
	for f := range t.Frames {
		from, to := t.Start[f], t.Start[f+1]
		c.add(d[f*n:(f+1)*n], t.Index[from:to], v[from:to])
	}
	return nil
}

// rowMasksOf are masks in a form for sparse frames.
type rowMasksOf[T rowElement] interface {
	// add adds the products of one frame, given by its entries, to sums.
	add(sums []T, index []int32, values []T)
}

// maskQuads are dense masks by fours: the weights of a pixel in four masks lie
// together. Missing ones are zero.
type maskQuads[T rowElement] struct {
	pixels int
	weight [][]T // by quad
}

// quadsOf arranges the masks of a dense stack, flat, by fours.
func quadsOf[T rowElement](rows []T, masks int) *maskQuads[T] {
	px := len(rows) / max(masks, 1)
	q := &maskQuads[T]{pixels: px}
	for k := 0; k < masks; k += 4 {
		w := make([]T, 4*px)
		for i := range min(4, masks-k) {
			for p, v := range rows[(k+i)*px : (k+i+1)*px] {
				w[4*p+i] = v
			}
		}
		q.weight = append(q.weight, w)
	}
	return q
}

func (q *maskQuads[T]) add(sums []T, index []int32, values []T) {
	for k, w := range q.weight {
		four := quadDot(index, values, w)
		for i, s := range sums[4*k : min(4*k+4, len(sums))] {
			sums[4*k+i] = s + four[i]
		}
	}
}

// quadDot returns the sums of the products of values with four weights each.
func quadDot[T rowElement](index []int32, values, w []T) (sums [4]T) {
	if v, ok := any(values).([]float32); ok {
		simd.QuadDot(any(&sums).(*[4]float32), index, v, any(w).([]float32))
		return sums
	}
	var a, b, c, d T
	values = values[:len(index)]
	for i, p := range index {
		row, x := w[4*int(p):][:4:4], values[i]
		a += x * row[0]
		b += x * row[1]
		c += x * row[2]
		d += x * row[3]
	}
	return [4]T{a, b, c, d}
}

// add adds the products of one frame.
func (c *maskColumns[T]) add(sums []T, index []int32, values []T) {
	for i, p := range index {
		x := values[i]
		if x-x != 0 && c.whole != nil {
			for k := range sums {
				sums[k] += x * c.whole[k*(len(c.start)-1)+int(p)]
			}
			continue
		}
		for j := c.start[p]; j < c.start[p+1]; j++ {
			sums[c.mask[j]] += x * c.weight[j]
		}
	}
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
