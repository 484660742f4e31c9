package arrays

import (
	"slices"
)

// A recipe tells how an array that is much larger than what it is made of is
// made: by element-wise operations on stretched inputs, or of one number.
// Operations that only move elements then move the inputs and make the result
// where it is wanted, so that its blocks need not be made, kept and copied
// first. Every element still comes from the same operations on the same numbers.
type recipe struct {
	inputs   []*Array // of an element-wise operation
	again    func(inputs []*Array) (*Array, error)
	filled   func(chunks [][]int) (*Array, error) // instead, for one number
	elements int                                  // of all inputs that have no recipe
	steps    int                                  // element-wise operations
}

// When a recipe is worth having: inputs so much smaller than the result that
// moving them is free, and so few operations that another array made of the
// same one may do them once more.
const (
	recipeGain  = 8
	recipeSteps = 4
)

// remember gives a, the result of an element-wise operation, its recipe, if it
// is worth it.
func (a *Array) remember(inputs []*Array, again func(inputs []*Array) (*Array, error)) {
	r := &recipe{inputs: inputs, again: again, steps: 1}
	for _, in := range inputs {
		if in.recipe == nil {
			r.elements += in.Size()
		} else {
			r.elements, r.steps = r.elements+in.recipe.elements, r.steps+in.recipe.steps
		}
		if in.Size() < 0 {
			return
		}
	}
	if r.steps <= recipeSteps && recipeGain*r.elements < a.Size() { // nothing is gained where there is nothing
		a.recipe = r
	}
}

// remade makes a by its recipe in the given chunks, after move has been applied
// to each input: along[i] is the axis of a that axis i of the input runs along,
// -1 if it is stretched. It returns nil if there is no recipe or it gives other
// chunks.
func (a *Array) remade(chunks [][]int, move func(in *Array, along []int) (*Array, error)) (*Array, error) {
	r := a.recipe
	if r == nil {
		return nil, nil
	}
	var y *Array
	var err error
	if r.filled != nil {
		y, err = r.filled(chunks)
	} else {
		moved := make([]*Array, len(r.inputs))
		for i, in := range r.inputs {
			if moved[i], err = move(in, a.along(in)); err != nil {
				return nil, err
			}
		}
		y, err = r.again(moved)
	}
	if err != nil || !same(y.grid.chunks, chunks) {
		return nil, err
	}
	return y, nil
}

// along returns the axis of a for each axis of an input.
func (a *Array) along(in *Array) []int {
	axes := trailing(in.NDim(), a.NDim())
	for i, k := range axes {
		if in.grid.shape[i] == 1 && a.grid.shape[k] != 1 {
			axes[i] = -1
		}
	}
	return axes
}

// remadeIn is remade for other chunks of the same elements.
func (a *Array) remadeIn(chunks [][]int) (*Array, error) {
	return a.remade(chunks, func(in *Array, along []int) (*Array, error) {
		want := slices.Clone(in.grid.chunks)
		for i, k := range along {
			if k >= 0 {
				want[i] = chunks[k]
			}
		}
		return in.rechunk(want)
	})
}

// remadeOuter is remade for what maps describe, as long as they show no
// literals.
func (a *Array) remadeOuter(label string, maps []axisMap) (*Array, error) {
	chunks := make([][]int, len(maps))
	for i, m := range maps {
		if chunks[i] = m.chunks; slices.ContainsFunc(m.from, func(r reach) bool { return r.first < 0 }) {
			return nil, nil
		}
	}
	return a.remade(chunks, func(in *Array, along []int) (*Array, error) {
		own := in.keepAll()
		for i, k := range along {
			if k >= 0 {
				own[i] = maps[k]
			}
		}
		return in.outer(label, own, nil)
	})
}
