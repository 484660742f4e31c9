// Package comm has the connections between Dask's processes.
//
// # Model
//
// A [Conn] carries whole messages both ways, after the handshake that [Dial]
// and [Listener.Serve] do. On top of it there are two ways to talk. A [Pool]
// asks and waits for answers, with as many connections to an address as there
// are questions at a time. A [Stream] is one connection on which both sides
// send batches of messages when they like; nothing is answered.
//
// Every call that waits takes a context and returns soon after it ends, also
// from the middle of a read or write; a connection that was interrupted within
// a message is closed, because the rest of the message would be taken for the
// next one. Goroutines belong to a [Listener] or a [Stream] and have ended when
// Serve or Close returns.
//
// A peer that vanishes without a word, with its machine or the network, breaks
// its connections within a minute, idle ones within half of that. One that is
// there and does not answer has to be given up by the context.
//
// Addresses are those of Dask: tcp://host:port and tls://host:port, with IPv6
// hosts in brackets. TLS is mutual and checks that the peer's certificate was
// issued by the cluster's authority, not which host it names; see [TLS].
package comm
