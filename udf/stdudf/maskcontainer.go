package stdudf

import (
	"fmt"
	"sync"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
)

// A MaskFactory computes masks for frames of shape sig: one mask of that
// shape, or a stack of shape (masks, signal axes…).
type MaskFactory func(sig []int) (*ndarray.Array, error)

// A MaskContainer holds a stack of masks for a UDF that uses them tile by
// tile. Masks are computed when they are first needed; pieces of the stack are
// kept. Make it in TaskData, or once per UDF value. It is safe for concurrent
// use; what it returns is shared and must not be modified.
type MaskContainer struct {
	sig       []int
	factories []MaskFactory
	dtype     ndarray.DType // Invalid: that of the masks
	asRows    bool

	mu     sync.Mutex
	stack  *ndarray.Array
	rows   *SparseMasks
	pieces map[string]*ndarray.Array
	cuts   map[string]*SparseMasks
}

// A MaskOption changes what a [MaskContainer] holds.
type MaskOption func(*MaskContainer)

// MaskDType casts the masks to d.
func MaskDType(d ndarray.DType) MaskOption { return func(c *MaskContainer) { c.dtype = d } }

// MaskRows says that the masks are mostly zero: [MaskContainer.UseSparse]
// answers true and [MaskContainer.Rows] is the cheaper form.
func MaskRows() MaskOption { return func(c *MaskContainer) { c.asRows = true } }

// NewMaskContainer returns a container of the masks that the factories make
// for frames of shape sig, in their order.
func NewMaskContainer(sig []int, factories []MaskFactory, opts ...MaskOption) (*MaskContainer, error) {
	if len(factories) == 0 {
		return nil, udf.BadValue("masks", "at least one", "no factories")
	}
	c := &MaskContainer{sig: append([]int(nil), sig...), factories: factories,
		pieces: map[string]*ndarray.Array{}, cuts: map[string]*SparseMasks{}}
	for _, o := range opts {
		o(c)
	}
	return c, nil
}

// Ready is a factory for masks that exist already.
func Ready(stack *ndarray.Array) MaskFactory {
	return func([]int) (*ndarray.Array, error) { return stack, nil }
}

// Factory is a factory for these masks.
func (m Masks) Factory() MaskFactory {
	return func(sig []int) (*ndarray.Array, error) {
		if len(sig) != 2 {
			return nil, udf.BadValue("masks", "two axes for geometric masks", "frames of shape %s", wording.Shape(sig))
		}
		if err := m.check(); err != nil {
			return nil, err
		}
		return m.dense(sig)
	}
}

// Factory is a factory for these masks.
func (m SparseMasks) Factory() MaskFactory {
	return func([]int) (*ndarray.Array, error) {
		if err := m.check(); err != nil {
			return nil, err
		}
		return m.Dense()
	}
}

// Stack returns all masks, computing them if need be: shape (masks, signal
// axes…), contiguous.
func (c *MaskContainer) Stack() (*ndarray.Array, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.compute()
}

func (c *MaskContainer) compute() (*ndarray.Array, error) {
	if c.stack != nil {
		return c.stack, nil
	}
	var parts []*ndarray.Array
	for _, f := range c.factories {
		a, err := f(c.sig)
		if err != nil {
			return nil, err
		}
		if a == nil {
			return nil, udf.BadValue("masks", "an array", "nil of factory %d", len(parts))
		}
		if a, err = (Stack{a}).masks(c.sig); err != nil {
			return nil, err
		}
		parts = append(parts, a)
	}
	stack, err := ndarray.Concatenate(parts, 0)
	if err != nil {
		return nil, err
	}
	if c.dtype != ndarray.Invalid && stack.DType() != c.dtype {
		if stack, err = stack.AsType(c.dtype); err != nil {
			return nil, err
		}
	}
	c.stack = stack.AsContiguous()
	return c.stack, nil
}

// Len returns the number of masks.
func (c *MaskContainer) Len() (int, error) {
	s, err := c.Stack()
	if err != nil {
		return 0, err
	}
	return s.Shape()[0], nil
}

// DType returns the dtype of the masks; it computes them unless [MaskDType]
// has fixed it.
func (c *MaskContainer) DType() (ndarray.DType, error) {
	if c.dtype != ndarray.Invalid {
		return c.dtype, nil
	}
	s, err := c.Stack()
	if err != nil {
		return ndarray.Invalid, err
	}
	return s.DType(), nil
}

// UseSparse reports whether rows are the cheaper form: because [MaskRows] says
// so, or because few pixels are not zero.
func (c *MaskContainer) UseSparse() (bool, error) {
	if c.asRows {
		return true, nil
	}
	m, err := c.allRows()
	if err != nil {
		return false, err
	}
	return m.Density() < sparseBelow, nil
}

// At returns the masks cut to the detector region of a tile, signal axes flat:
// shape (masks, pixels). The frames of the slice do not matter.
func (c *MaskContainer) At(s udf.Slice) (*ndarray.Array, error) { return c.piece(s, false) }

// Transposed is At with the shape (pixels, masks), contiguous.
func (c *MaskContainer) Transposed(s udf.Slice) (*ndarray.Array, error) { return c.piece(s, true) }

func (c *MaskContainer) piece(s udf.Slice, transpose bool) (*ndarray.Array, error) {
	if err := c.inside(s); err != nil {
		return nil, err
	}
	key := fmt.Sprint(transpose, s.Origin, s.Shape)
	c.mu.Lock()
	defer c.mu.Unlock()
	if p, ok := c.pieces[key]; ok {
		return p, nil
	}
	stack, err := c.compute()
	if err != nil {
		return nil, err
	}
	n := stack.Shape()[0]
	p, err := stack.Region(append([]int{0}, s.Origin...), append([]int{n}, s.Shape...))
	if err == nil {
		p, err = p.AsContiguous().Reshape(n, product(s.Shape))
	}
	if err == nil && transpose {
		if p, err = p.Transpose(1, 0); err == nil {
			p = p.AsContiguous()
		}
	}
	if err != nil {
		return nil, err
	}
	c.pieces[key] = p
	return p, nil
}

// Rows returns the masks cut to the detector region of a tile as sparse rows.
func (c *MaskContainer) Rows(s udf.Slice) (SparseMasks, error) {
	if err := c.inside(s); err != nil {
		return SparseMasks{}, err
	}
	all, err := c.allRows()
	if err != nil {
		return SparseMasks{}, err
	}
	key := fmt.Sprint(s.Origin, s.Shape)
	c.mu.Lock()
	defer c.mu.Unlock()
	if m, ok := c.cuts[key]; ok {
		return *m, nil
	}
	m, err := all.cut(s.Origin, s.Shape)
	if err != nil {
		return SparseMasks{}, err
	}
	c.cuts[key] = &m
	return m, nil
}

func (c *MaskContainer) allRows() (SparseMasks, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rows != nil {
		return *c.rows, nil
	}
	stack, err := c.compute()
	if err != nil {
		return SparseMasks{}, err
	}
	m, err := Sparse(stack)
	if err != nil {
		return SparseMasks{}, err
	}
	c.rows = &m
	return m, nil
}

// inside refuses slices that reach out of the frame.
func (c *MaskContainer) inside(s udf.Slice) error {
	fail := udf.BadValue("masks", fmt.Sprintf("one inside %s", wording.Shape(c.sig)), "region at %s of shape %s", wording.Shape(s.Origin), wording.Shape(s.Shape))
	if len(s.Origin) != len(c.sig) || len(s.Shape) != len(c.sig) {
		return fail
	}
	for a, n := range c.sig {
		if s.Origin[a] < 0 || s.Shape[a] < 0 || s.Origin[a] > n-s.Shape[a] {
			return fail
		}
	}
	return nil
}
