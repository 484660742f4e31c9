package main

import (
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
)

// stats sums up the valid numbers of a result, complex ones by magnitude. All
// are NaN if there are none.
type stats struct {
	min, mean, max float64
	count          int // valid numbers that are not NaN
}

// statsBlock is how many elements are converted at a time.
const statsBlock = 1 << 18

// statsOf looks at all elements of a result in bites.
func statsOf(r delayed.Result) (stats, error) {
	nan := math.NaN()
	s := stats{min: nan, mean: nan, max: nan}
	if r.DType == ndarray.Object || r.Data.Size() == 0 {
		return s, nil
	}
	data, err := r.Data.AsContiguous().Reshape(-1)
	if err != nil {
		return s, err
	}
	valid, err := r.Valid.AsContiguous().Reshape(-1)
	if err != nil {
		return s, err
	}
	sum := 0.0
	for at := 0; at < data.Size(); at += statsBlock {
		n := min(statsBlock, data.Size()-at)
		values, err := numbers(data, valid, at, n)
		if err != nil {
			return s, err
		}
		for _, v := range values {
			if v == v {
				s.take(v)
				sum += v
			}
		}
	}
	if s.count > 0 {
		s.mean = sum / float64(s.count)
	}
	return s, nil
}

func (s *stats) take(v float64) {
	if s.count == 0 {
		s.min, s.max = v, v
	}
	s.min, s.max = min(s.min, v), max(s.max, v)
	s.count++
}

// numbers returns n elements of flat arrays as numbers; invalid ones are NaN.
func numbers(data, valid *ndarray.Array, at, n int) ([]float64, error) {
	part, err := data.Region([]int{at}, []int{n})
	if err != nil {
		return nil, err
	}
	if part.DType().Kind() == ndarray.KindComplex {
		if part, err = ndarray.Unary(ndarray.Abs, part); err != nil {
			return nil, err
		}
	}
	values, err := ndarray.Float64s(part)
	if err != nil {
		return nil, err
	}
	if valid, err = valid.Region([]int{at}, []int{n}); err != nil {
		return nil, err
	}
	in, err := ndarray.Values[bool](valid)
	if err != nil {
		return nil, err
	}
	for i, ok := range in {
		if !ok {
			values[i] = math.NaN()
		}
	}
	return values, nil
}

// plane returns all elements of a result as numbers; invalid ones are NaN.
func plane(r delayed.Result) ([]float64, error) {
	data, err := r.Data.AsContiguous().Reshape(-1)
	if err != nil {
		return nil, err
	}
	valid, err := r.Valid.AsContiguous().Reshape(-1)
	if err != nil {
		return nil, err
	}
	return numbers(data, valid, 0, data.Size())
}
