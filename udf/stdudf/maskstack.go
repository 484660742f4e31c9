package stdudf

import (
	"fmt"
	"sync"

	"github.com/gloam-go/gloam/arrays/ndarray"
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
	if fmt.Sprint(shape) == fmt.Sprint(sig) {
		return s.Array.Reshape(append([]int{1}, sig...)...)
	}
	if len(shape) == 0 || fmt.Sprint(shape[1:]) != fmt.Sprint(sig) {
		return nil, fmt.Errorf("masks: got a stack of shape %v, want masks of shape %v", shape, sig)
	}
	return s.Array, nil
}

// A maskStack holds masks of shape (masks, signal axes…), contiguous and in the
// dtype of the products. It is shared by tasks and not modified.
type maskStack struct {
	stack  *ndarray.Array
	values any // its elements as a slice, for kernels

	mu      sync.Mutex
	regions map[string]maskRegion
}

// A maskRegion is a stack cut to a detector region.
type maskRegion struct {
	stack  *ndarray.Array
	values any // from the region's first pixel of the first mask on
	stride int // elements from mask to mask
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
	if p.Stack.Array != nil {
		return newStack(p, mask, sig, result)
	}
	key := fmt.Sprint(p.Masks.String(), mask, sig, result)
	stackCache.Lock()
	defer stackCache.Unlock()
	if s := stackCache.stacks[key]; s != nil {
		return s, nil
	}
	s, err := newStack(p, mask, sig, result)
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
	var parts []*ndarray.Array
	if len(p.Masks) > 0 {
		a, err := p.Masks.dense(sig)
		if err != nil {
			return nil, err
		}
		parts = append(parts, a)
	}
	if given, err := p.Stack.masks(sig); err != nil {
		return nil, err
	} else if given != nil {
		parts = append(parts, given)
	}
	stack := parts[0]
	if len(parts) > 1 {
		var err error
		if stack, err = ndarray.Concatenate(parts, 0); err != nil {
			return nil, err
		}
	}
	// A mask dtype rounds the masks before they are promoted.
	for _, d := range []ndarray.DType{mask, result} {
		if d == ndarray.Invalid || d == stack.DType() {
			continue
		}
		var err error
		if stack, err = stack.AsType(d); err != nil {
			return nil, err
		}
	}
	s := &maskStack{stack: stack.AsContiguous(), regions: map[string]maskRegion{}}
	s.values = typed(s.stack)
	return s, nil
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

// region cuts the stack to a tile's detector region.
func (s *maskStack) region(at udf.Slice, sig []int) (maskRegion, error) {
	pixels := 1
	for _, e := range sig {
		pixels *= e
	}
	key := fmt.Sprint(at.Origin, at.Shape)
	if fmt.Sprint(at.Shape) == fmt.Sprint(sig) {
		return maskRegion{stack: s.stack, values: s.values, stride: pixels}, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if r, ok := s.regions[key]; ok {
		return r, nil
	}
	n := s.stack.Shape()[0]
	cut, err := s.stack.Region(append([]int{0}, at.Origin...), append([]int{n}, at.Shape...))
	if err != nil {
		return maskRegion{}, err
	}
	cut = cut.Copy()
	r := maskRegion{stack: cut, values: typed(cut), stride: cut.Size() / max(n, 1)}
	s.regions[key] = r
	return r, nil
}
