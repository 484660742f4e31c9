// Package ndarray holds dense N-dimensional blocks of numbers: what tasks
// compute with and what files are read into.
//
// # Model
//
// An [Array] is a shape, a run-time [DType] and strides over one buffer. The
// dtype is known at run time only, because files choose it: code that wants a
// typed loop asks for it once per block with [Values] and gets a plain Go slice.
//
//	px, err := ndarray.Values[float32](frame)
//
// Views share memory. Slicing, transposing, broadcasting and most reshapes
// return views; [Array.Copy] and the arithmetic functions return new memory.
// Elements are in the machine's byte order whatever order a file had; strides
// count elements, not bytes, and may be negative or zero.
//
// Arithmetic follows NumPy: broadcasting aligns trailing axes and results take
// the dtype that [ResultType] names, which depends on dtypes only, never on
// values. Kernels are written once as generic methods and instantiated in one
// table, so that a call costs one dispatch per block and the loop inside is a
// plain typed loop. Operands that are not contiguous, or not of the dtype that
// the loop works in, pass through scratch memory in runs that stay in the cache.
//
// # Files and scratch memory
//
// [ReadNPY], [WriteNPY] and [OpenNPZ] exchange arrays with NumPy; damaged and
// hostile files give typed errors and cost no more memory than they have bytes.
// [Get] and [Array.Release] lend scratch arrays from a pool; [Unset] makes arrays
// that are written as a whole, without clearing them first.
package ndarray
