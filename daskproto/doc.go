// Package daskproto turns Dask's wire messages into Go values and back.
//
// # Model
//
// A connection carries messages, a message is a list of frames ([ReadFrames],
// [WriteFrames]). Frame 0 is MessagePack; the others are payloads that frame 0
// refers to. [DecodeMessage] puts the two together: in the value it returns, a
// payload stands where the message mentions it, as a [*Serialized] (a value in
// one of Dask's serialization families, package codec reads those) or a
// [*Pickled]. [EncodeMessage] is the reverse.
//
// Values of frame 0 are nil, bool, int64, uint64 above the range of int64,
// float64, string, []byte, []any for arrays (Python makes tuples of them),
// [Set] and [Map]; a map keeps its order and may have any of these as a key.
// Messages that have a fixed form are structs such as [ComputeTask], with
// functions from and to a Map.
//
// Releases of Dask differ in many fields and even in how a graph is sent.
// [DialectOf] knows the differences; callers ask it and never look at a
// version themselves.
//
// Everything here reads bytes of strangers. Lengths are checked against the
// input before anything is allocated, [Limits] bound the rest, and nothing in a
// message is ever executed. The package has no sockets and no goroutines.
package daskproto
