package arrays

import (
	"maps"
	"reflect"
	"slices"
)

// byAxis returns what is given for axes by their numbers, negative ones counted
// from the end. No axis may be given two different things, as by 1 and by -1.
func byAxis[T any](op string, given map[int]T, ndim int) (map[int]T, error) {
	out := make(map[int]T, len(given))
	for _, axis := range slices.Sorted(maps.Keys(given)) {
		at, err := normalAxis(op, axis, ndim)
		if err != nil {
			return nil, err
		}
		if other, twice := out[at]; twice && !reflect.DeepEqual(other, given[axis]) {
			return nil, asked(&AxisError{Op: op, Axis: axis, NDim: ndim, Twice: true})
		}
		out[at] = given[axis]
	}
	return out, nil
}
