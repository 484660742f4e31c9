package stdudf

import (
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// maskQuads are dense masks by fours: the weights of a pixel in four masks lie
// together. Missing ones are zero.
type maskQuads[T rowElement] struct {
	pixels int
	weight [][]T // by quad
	masks  int
}

// quadsOf arranges the masks of a dense stack, flat, by fours.
func quadsOf[T rowElement](rows []T, masks int) *maskQuads[T] {
	px := len(rows) / max(masks, 1)
	q := &maskQuads[T]{pixels: px, masks: masks}
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

// each calls dot for every frame and quad of a tile, which returns the four
// products with the entries from one to another and how many it has passed, and
// adds what it returns to d.
func (q *maskQuads[T]) each(d []T, t *udf.SparseTile, dot func(w []T, from, to int) ([4]T, int)) error {
	for k, w := range q.weight {
		for f := range t.Frames {
			from, to := t.Start[f], t.Start[f+1]
			four, n := dot(w, from, to)
			if err := passed(t.Index[from:to], n, q.pixels); err != nil {
				return err
			}
			for i, s := range d[f*q.masks+4*k : f*q.masks+min(4*k+4, q.masks)] {
				d[f*q.masks+4*k+i] = s + four[i]
			}
		}
	}
	return nil
}

// add adds the products of the frames of a tile.
func (q *maskQuads[T]) add(d []T, t *udf.SparseTile) error {
	v, err := ndarray.Values[T](t.Values)
	if err != nil {
		return err
	}
	return q.each(d, t, func(w []T, from, to int) (four [4]T, n int) {
		values := v[from:to]
		for i, p := range t.Index[from:to] {
			if uint(p) >= uint(q.pixels) {
				return four, i
			}
			row, x := w[4*int(p):][:4:4], values[i]
			four[0] += x * row[0]
			four[1] += x * row[1]
			four[2] += x * row[2]
			four[3] += x * row[3]
		}
		return four, to - from
	})
}
