package stdudf

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
)

// SparseMasks are masks of which only the pixels that are not zero are written
// down, as compressed rows: the entries of mask k are Start[k] to Start[k+1]-1
// of Index, pixel numbers in the flattened frame, and Values. A pixel may
// occur more than once; its entries add up. The zero value holds no masks.
type SparseMasks struct {
	Sig    []int
	Start  []int
	Index  []int
	Values *ndarray.Array
}

// Sparse returns the masks of a stack of shape (masks, signal axes…) as rows.
func Sparse(stack *ndarray.Array) (SparseMasks, error) {
	if stack.NDim() < 2 {
		return SparseMasks{}, udf.BadValue("masks", "(masks, signal axes…)", "a stack of shape %s", wording.Shape(stack.Shape()))
	}
	n := stack.Shape()[0]
	m := SparseMasks{Sig: append([]int(nil), stack.Shape()[1:]...), Start: make([]int, 1, n+1)}
	px := stack.Size() / max(n, 1)
	flat, err := stack.AsContiguous().Reshape(stack.Size())
	if err != nil {
		return SparseMasks{}, err
	}
	set, err := nonZero(flat)
	if err != nil {
		return SparseMasks{}, err
	}
	var keep []int
	for p, in := range set {
		if !in {
			continue
		}
		for len(m.Start) <= p/px {
			m.Start = append(m.Start, len(m.Index))
		}
		m.Index, keep = append(m.Index, p%px), append(keep, p)
	}
	for len(m.Start) <= n {
		m.Start = append(m.Start, len(m.Index))
	}
	m.Values, err = take(flat, keep)
	return m, err
}

// nonZero tells which elements are not zero; NaN is not.
func nonZero(a *ndarray.Array) ([]bool, error) {
	b, err := a.AsType(ndarray.Bool)
	if err != nil {
		return nil, err
	}
	return ndarray.Values[bool](b)
}

// Len returns the number of masks.
func (m SparseMasks) Len() int { return max(len(m.Start)-1, 0) }

// Density returns the share of pixels that are written down.
func (m SparseMasks) Density() float64 {
	return float64(len(m.Index)) / float64(max(m.Len()*product(m.Sig), 1))
}

// Dense returns the masks as a stack of shape (masks, signal axes…).
func (m SparseMasks) Dense() (*ndarray.Array, error) {
	px := product(m.Sig)
	d := m.Values.DType()
	out := ndarray.New(d, append([]int{m.Len()}, m.Sig...)...)
	flat, err := out.Reshape(out.Size())
	if err != nil {
		return nil, err
	}
	var at, value ndarray.Array
	for k := range m.Len() {
		for i := m.Start[k]; i < m.Start[k+1]; i++ {
			at.Window(flat, k*px+m.Index[i], 1, false)
			value.Window(m.Values, i, 1, false)
			if err := ndarray.AddInto(&at, &value); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// check refuses rows that are no masks.
func (m SparseMasks) check() error {
	if m.Values == nil && m.Start == nil && m.Index == nil {
		return nil
	}
	px := product(m.Sig)
	if m.Values == nil || m.Values.NDim() != 1 || m.Values.Size() != len(m.Index) || m.Values.DType() == ndarray.Object {
		return udf.BadValue("masks", "one number for each", "values that do not go with %d entries", len(m.Index))
	}
	if len(m.Start) == 0 || m.Start[0] != 0 || m.Start[len(m.Start)-1] != len(m.Index) {
		return udf.BadValue("masks", "0 to the number of entries", "row starts %s for %d entries", wording.Shape(m.Start), len(m.Index))
	}
	for k := range m.Len() {
		if m.Start[k+1] < m.Start[k] {
			return udf.BadValue("masks", "rising ones", "row start %d after %d", m.Start[k+1], m.Start[k])
		}
	}
	for _, p := range m.Index {
		if p < 0 || p >= px {
			return udf.BadValue("masks", fmt.Sprintf("one of %d", px), "pixel %d", p)
		}
	}
	return nil
}

// cast returns the masks with values of another dtype.
func (m SparseMasks) cast(d ndarray.DType) (SparseMasks, error) {
	if d == ndarray.Invalid || m.Values.DType() == d {
		return m, nil
	}
	var err error
	m.Values, err = m.Values.AsType(d)
	return m, err
}

// cut returns the masks in the pixels of a detector region. Entries outside are
// dropped.
func (m SparseMasks) cut(origin, shape []int) (SparseMasks, error) {
	out := SparseMasks{Sig: shape, Start: make([]int, 1, len(m.Start))}
	var keep []int
	for k := range m.Len() {
		for i := m.Start[k]; i < m.Start[k+1]; i++ {
			if p, ok := inRegion(m.Index[i], m.Sig, origin, shape); ok {
				out.Index, keep = append(out.Index, p), append(keep, i)
			}
		}
		out.Start = append(out.Start, len(out.Index))
	}
	var err error
	out.Values, err = take(m.Values, keep)
	return out, err
}

// inRegion returns where a pixel of a frame lies in a region.
func inRegion(pixel int, sig, origin, shape []int) (int, bool) {
	at, step := 0, 1
	for a := len(sig) - 1; a >= 0; a-- {
		c := pixel%sig[a] - origin[a]
		pixel /= sig[a]
		if c < 0 || c >= shape[a] {
			return 0, false
		}
		at += c * step
		step *= shape[a]
	}
	return at, true
}

// take returns the values at the given places.
func take(v *ndarray.Array, keep []int) (*ndarray.Array, error) {
	out := ndarray.New(v.DType(), len(keep))
	var dst, src ndarray.Array
	for i := 0; i < len(keep); {
		j := i + 1
		for j < len(keep) && keep[j] == keep[j-1]+1 {
			j++
		}
		dst.Window(out, i, j-i, false)
		src.Window(v, keep[i], j-i, false)
		if err := ndarray.CopyInto(&dst, &src); err != nil {
			return nil, err
		}
		i = j
	}
	return out, nil
}

func product(shape []int) int {
	n := 1
	for _, e := range shape {
		n *= e
	}
	return n
}
