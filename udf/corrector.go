package udf

import "github.com/gloam-go/gloam/arrays/ndarray"

// A corrector applies corrections to frames of one dtype, in place.
type corrector interface {
	correct(frames *ndarray.Array) error
	spread(masks *ndarray.Array) error
}

// newCorrector returns the corrector for frames of dtype d, at least float32.
func newCorrector(c *Corrections, d ndarray.DType) (corrector, error) {
	return correctors[d](c)
}

var correctors = map[ndarray.DType]func(*Corrections) (corrector, error){
	ndarray.Float32:    newCorrectorOf[float32],
	ndarray.Float64:    newCorrectorOf[float64],
	ndarray.Complex64:  newCorrectorOf[complex64],
	ndarray.Complex128: newCorrectorOf[complex128],
}

type correctable interface {
	float32 | float64 | complex64 | complex128
}

type correctorOf[T correctable] struct {
	dark, gain []T // nil without
	patches    []patch
}

func newCorrectorOf[T correctable](c *Corrections) (corrector, error) {
	x := &correctorOf[T]{patches: c.patches}
	var err error
	if x.dark, err = imageOf[T](c.wire.Dark); err != nil {
		return nil, err
	}
	x.gain, err = imageOf[T](c.wire.Gain)
	return x, err
}

// imageOf returns the pixels of an image, nil for none.
func imageOf[T correctable](image *ndarray.Array) ([]T, error) {
	if image == nil {
		return nil, nil
	}
	a, err := image.AsContiguous().AsType(ndarray.DTypeOf[T]())
	if err != nil {
		return nil, err
	}
	return ndarray.Values[T](a)
}

// correct treats contiguous frames.
func (x *correctorOf[T]) correct(frames *ndarray.Array) error {
	v, err := ndarray.Values[T](frames)
	if err != nil {
		return err
	}
	n := frames.Shape()[0]
	px := len(v) / max(n, 1)
	for f := range n {
		x.frame(v[f*px : (f+1)*px])
	}
	return nil
}

func (x *correctorOf[T]) frame(v []T) {
	switch {
	case x.dark != nil && x.gain != nil:
		dark, gain := x.dark[:len(v)], x.gain[:len(v)]
		for i := range v {
			v[i] = (v[i] - dark[i]) * gain[i]
		}
	case x.dark != nil:
		dark := x.dark[:len(v)]
		for i := range v {
			v[i] -= dark[i]
		}
	case x.gain != nil:
		gain := x.gain[:len(v)]
		for i := range v {
			v[i] *= gain[i]
		}
	}
	for _, p := range x.patches {
		var sum, n T
		for _, q := range p.from {
			sum += v[q]
			n++
		}
		v[p.pixel] = sum / n
	}
}

// spread does to masks what correct does to frames, transposed: what a mask
// has at a bad pixel goes to the pixels that it is repaired from.
func (x *correctorOf[T]) spread(masks *ndarray.Array) error {
	v, err := ndarray.Values[T](masks)
	if err != nil {
		return err
	}
	n := masks.Shape()[0]
	px := len(v) / max(n, 1)
	for k := range n {
		m := v[k*px : (k+1)*px]
		for _, p := range x.patches {
			var n T
			for range p.from {
				n++
			}
			for _, q := range p.from {
				m[q] += m[p.pixel] / n
			}
			m[p.pixel] = 0
		}
		for i := range x.gain {
			m[i] *= x.gain[i]
		}
	}
	return nil
}
