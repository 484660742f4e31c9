// Package wire converts the values that tasks read and return to and from the
// form in which they travel.
//
// # Model
//
// Operations work with few Go types: int, float64, bool, string, []byte, nil,
// []int for a tuple of ints, []any for other sequences, map[string]any,
// *ndarray.Array, []*ndarray.Array, and types registered with package graph.
// [Encode] and [Decode] convert between those and payloads, [FromPickle] reads
// an argument of a task. A registered value travels as the Python tuple
// ("go:value", name, bytes), which Python can pass on and look at.
package wire
