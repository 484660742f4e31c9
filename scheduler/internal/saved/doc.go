// Package saved keeps values of tasks in a folder.
//
// # Model
//
// A [Writer] turns a value into a [Value], which is JSON for people to read,
// and puts arrays into .npy files beside it; a [Reader] brings it back. The
// types are those that travel between processes: bool, int, float64,
// complex128, string, []byte, []int, *ndarray.Array, lists and maps of them,
// and types registered with package graph.
package saved
