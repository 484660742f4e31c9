package arrays

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// nanAverage knows (counts, totals): merged means would lose infinite ones.
type nanAverage struct{}

func (nanAverage) part(b *ndarray.Array, at place) (partial, error) {
	clean, holes, err := withoutNaN(b, 0)
	if err != nil {
		return nil, err
	}
	var c calculation
	there := c.unary(ndarray.Not, holes)
	if c.err != nil {
		return nil, c.err
	}
	n, err := ndarray.ReduceWide(ndarray.Sum, there, at.axes, true)
	if err != nil {
		return nil, err
	}
	wide, err := as(clean, floating(clean.DType()))
	if err != nil {
		return nil, err
	}
	total, err := ndarray.ReduceWide(ndarray.Sum, wide, at.axes, true)
	return partial{n, total}, err
}

func (nanAverage) merge(list []partial) (partial, error) {
	acc := partial{list[0][0].Copy(), list[0][1].Copy()}
	for _, p := range list[1:] {
		for i := range acc {
			if err := ndarray.AddInto(acc[i], p[i]); err != nil {
				return nil, err
			}
		}
	}
	return acc, nil
}

func (nanAverage) finish(p partial, _ int) (*ndarray.Array, error) {
	if len(p) == 0 {
		return nil, fmt.Errorf("arrays: nanmean: %w", errNoElements)
	}
	return ndarray.Div(p[1], p[0])
}
