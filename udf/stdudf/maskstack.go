package stdudf

import (
	"fmt"
	"slices"
	"sync"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
)

// A Stack is an array of masks. The zero value holds none.
type Stack struct{ Array *ndarray.Array }

// UnmarshalText loads the .npy file of that path.
func (s *Stack) UnmarshalText(path []byte) error {
	a, err := ndarray.LoadNPY(string(path))
	if err != nil {
		return err
	}
	s.Array = a
	return nil
}

// MarshalBinary encodes the masks; no masks are no bytes.
func (s Stack) MarshalBinary() ([]byte, error) {
	if s.Array == nil {
		return nil, nil
	}
	return s.Array.MarshalBinary()
}

// UnmarshalBinary is the inverse of MarshalBinary.
func (s *Stack) UnmarshalBinary(b []byte) error {
	if len(b) == 0 {
		s.Array = nil
		return nil
	}
	s.Array = new(ndarray.Array)
	return s.Array.UnmarshalBinary(b)
}

// masks returns the stack for frames of shape sig, nil if there is none.
func (s Stack) masks(sig []int) (*ndarray.Array, error) {
	if s.Array == nil {
		return nil, nil
	}
	shape := s.Array.Shape()
	if slices.Equal(shape, sig) {
		return s.Array.Reshape(append([]int{1}, sig...)...)
	}
	if len(shape) == 0 || !slices.Equal(shape[1:], sig) {
		return nil, udf.BadValue("masks", fmt.Sprintf("masks of shape %s", wording.Shape(sig)), "a stack of shape %s", wording.Shape(shape))
	}
	return s.Array, nil
}

// A maskStack holds masks in the dtype of the products: dense, as rows of
// sparse ones, or both. It is shared by tasks and not modified.
type maskStack struct {
	sig    []int
	n      int          // masks
	sparse *SparseMasks // nil if products are to be dense
	rows   *SparseMasks // the same to make runs of, if few pixels are not zero

	mu      sync.Mutex
	stack   *ndarray.Array // (masks, signal axes…), contiguous; nil until it is needed
	values  any            // its elements as a slice, for kernels
	regions map[string]maskRegion
	runs    map[string][]*simd.Runs // by region; nil where dense products are cheaper
	columns any                     // *maskColumns of the dtype; nil until needed
	at      [][2]int32              // rows and columns of the sparse pixels; nil until needed
}

// A maskRegion is a stack cut to a detector region.
type maskRegion struct {
	stack  *ndarray.Array
	values any // from the region's first pixel of the first mask on
	stride int // elements from mask to mask
	sparse *SparseMasks
}

// stackCache keeps the stacks of geometric masks, which many tasks need; they
// are small in number and cheap to make again.
var stackCache = struct {
	sync.Mutex
	stacks map[string]*maskStack
}{stacks: map[string]*maskStack{}}

const cachedStacks = 8

// stackFor returns the stack of these parameters for frames of shape sig.
func stackFor(p MasksParams, mask ndarray.DType, sig []int, result ndarray.DType) (*maskStack, error) {
	if p.Stack.Array != nil || p.Rows.Len() > 0 {
		return newStack(p, mask, sig, result)
	}
	key := fmt.Sprint(p.Masks.String(), p.Sparse, mask, sig, result)
	return cachedStack(key, func() (*maskStack, error) { return newStack(p, mask, sig, result) })
}

// cachedStack returns the stack that key tells, made by the first who asks.
func cachedStack(key string, build func() (*maskStack, error)) (*maskStack, error) {
	stackCache.Lock()
	defer stackCache.Unlock()
	if s := stackCache.stacks[key]; s != nil {
		return s, nil
	}
	s, err := build()
	if err != nil {
		return nil, err
	}
	if len(stackCache.stacks) >= cachedStacks {
		clear(stackCache.stacks)
	}
	stackCache.stacks[key] = s
	return s, nil
}

func newStack(p MasksParams, mask ndarray.DType, sig []int, result ndarray.DType) (*maskStack, error) {
	s := &maskStack{sig: sig, regions: map[string]maskRegion{}, runs: map[string][]*simd.Runs{}}
	mode := sparseModes[p.Sparse]
	if len(p.Masks) == 0 && p.Stack.Array == nil && mode != denseMasks {
		m, err := p.Rows.cast(mask)
		if err == nil {
			m, err = m.cast(result)
		}
		s.n, s.sparse, s.rows = m.Len(), &m, &m
		return s, err
	}
	stack, err := p.all(sig)
	if err != nil {
		return nil, err
	}
	// A mask dtype rounds the masks before they are promoted.
	for _, d := range []ndarray.DType{mask, result} {
		if d == ndarray.Invalid || d == stack.DType() {
			continue
		}
		if stack, err = stack.AsType(d); err != nil {
			return nil, err
		}
	}
	s.n = stack.Shape()[0]
	s.setDense(stack)
	if mode == denseMasks {
		return s, nil
	}
	m, err := Sparse(stack)
	if err == nil && (mode == rowMasks || m.Density() < sparseBelow) {
		s.sparse = &m
	}
	if err == nil && m.Density() < 1.0/runCost {
		s.rows = &m
	}
	return s, err
}

// all returns all masks of the parameters as one dense stack.
func (p MasksParams) all(sig []int) (*ndarray.Array, error) {
	var parts []*ndarray.Array
	add := func(a *ndarray.Array, err error) error {
		if a != nil && err == nil {
			parts = append(parts, a)
		}
		return err
	}
	if len(p.Masks) > 0 {
		if err := add(p.Masks.dense(sig)); err != nil {
			return nil, err
		}
	}
	if err := add(p.Stack.masks(sig)); err != nil {
		return nil, err
	}
	if p.Rows.Len() > 0 {
		if err := add(p.Rows.Dense()); err != nil {
			return nil, err
		}
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	return ndarray.Concatenate(parts, 0)
}

func (s *maskStack) setDense(stack *ndarray.Array) {
	s.stack = stack.AsContiguous()
	s.values = typed(s.stack)
}

// dense returns the masks as a dense stack.
func (s *maskStack) dense() (*ndarray.Array, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stack == nil {
		a, err := s.sparse.Dense()
		if err != nil {
			return nil, err
		}
		s.setDense(a)
	}
	return s.stack, nil
}

// pixels returns the rows and columns of the sparse masks, of two axes.
func (s *maskStack) pixels() [][2]int32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at == nil {
		s.at = make([][2]int32, len(s.sparse.Index))
		for i, p := range s.sparse.Index {
			s.at[i] = [2]int32{int32(p / s.sig[1]), int32(p % s.sig[1])}
		}
	}
	return s.at
}

// typed returns the elements of the dtypes that kernels exist for.
func typed(a *ndarray.Array) any {
	if v, err := ndarray.Values[float32](a); err == nil {
		return v
	}
	if v, err := ndarray.Values[float64](a); err == nil {
		return v
	}
	return nil
}

// runsIn returns the masks in a tile's detector region as runs, nil if they are
// not to be or if dense products are cheaper.
func (s *maskStack) runsIn(at udf.Slice) ([]*simd.Runs, error) {
	if s.rows == nil {
		return nil, nil
	}
	key := fmt.Sprint(at.Origin, at.Shape)
	s.mu.Lock()
	defer s.mu.Unlock()
	if r, ok := s.runs[key]; ok {
		return r, nil
	}
	m := *s.rows
	if !slices.Equal(at.Shape, s.sig) {
		var err error
		if m, err = m.cut(at.Origin, at.Shape); err != nil {
			return nil, err
		}
	}
	s.runs[key] = m.runs()
	return s.runs[key], nil
}

// region cuts the stack to a tile's detector region, as rows if kernel can
// take them.
func (s *maskStack) region(at udf.Slice, rows bool) (maskRegion, error) {
	rows = rows && s.sparse != nil
	full := slices.Equal(at.Shape, s.sig)
	if full && rows {
		return maskRegion{sparse: s.sparse}, nil
	}
	var stack *ndarray.Array
	if !rows {
		var err error
		if stack, err = s.dense(); err != nil {
			return maskRegion{}, err
		}
		if full {
			return maskRegion{stack: stack, values: s.values, stride: product(s.sig)}, nil
		}
	}
	key := fmt.Sprint(rows, at.Origin, at.Shape)
	s.mu.Lock()
	defer s.mu.Unlock()
	if r, ok := s.regions[key]; ok {
		return r, nil
	}
	r, err := s.cut(stack, at)
	if err == nil {
		s.regions[key] = r
	}
	return r, err
}

// cut cuts the dense stack, or the rows if there is none.
func (s *maskStack) cut(stack *ndarray.Array, at udf.Slice) (maskRegion, error) {
	if stack == nil {
		m, err := s.sparse.cut(at.Origin, at.Shape)
		return maskRegion{sparse: &m}, err
	}
	cut, err := stack.Region(append([]int{0}, at.Origin...), append([]int{s.n}, at.Shape...))
	if err != nil {
		return maskRegion{}, err
	}
	cut = cut.Copy()
	return maskRegion{stack: cut, values: typed(cut), stride: cut.Size() / max(s.n, 1)}, nil
}
