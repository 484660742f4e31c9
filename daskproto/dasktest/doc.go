// Package dasktest plays the other side of Dask's connections in tests.
//
// # Model
//
// A [Scheduler] answers as a real one would as far as registration, heartbeats
// and identity go; everything else is the test's: it waits for messages with
// [Scheduler.Expect], sends what it likes, answers requests with handlers, and
// breaks connections.
//
// A [Peer] is coarser: it plays a [Script] on every connection, down to the
// bytes, so that it can stop in the middle of a frame, fall silent or send
// nonsense.
//
// Both fail the test if what they wait for does not come, and end with it.
package dasktest
