// Package pickle reads and writes the part of Python's pickle format that Dask
// peers exchange.
//
// # Model
//
// A pickle is a program for a small stack machine. This package runs the
// program symbolically: a class is a [Global], which is two strings, and an
// instance is an [Object], which is a class, the arguments it is made with and
// the state it is given. Nothing is imported, constructed or called, whatever
// the pickle says; callers match the resulting tree against the few shapes
// they know and treat all else as opaque.
//
// [Decode] gives these Go types, and [Encode] takes them:
//
//	Python                     Go
//	None                       nil
//	bool, float, str           bool, float64, string
//	int                        int64, or *big.Int beyond its range
//	bytes, bytearray           []byte, ByteArray
//	tuple, list, dict          Tuple, *List, *Dict
//	set, frozenset             *Set, FrozenSet
//	class, function            Global
//	any other instance         *Object
//	out-of-band buffer         Buffer
//	persistent id              PersID
//
// A [Writer] writes values that are too large to be held as such, piece by piece.
//
// A *List, *Dict, *Set or *Object that occurs twice in a value is the same
// object in Python, in both directions, and may contain itself. Recognising a
// shape is the task of the As functions: [AsArray], [AsDType], [AsScalar] for
// numpy, [AsException], [AsPartial] and [AsMethodCall]. Those return an error
// that is [ErrMismatch] for a value of another shape.
//
// # Ownership
//
// Decoded strings are copies. Decoded []byte, ByteArray and Buffer.Data share
// memory with the input: whoever keeps them keeps the input, which must not be
// modified as long. Encode copies all it writes, except the data of buffers
// that travel out of band. Values hold no locks: reading one from many
// goroutines is safe, modifying is not.
package pickle
