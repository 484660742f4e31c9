package comm

import (
	"errors"
	"fmt"
	"net"

	"github.com/gloam-go/gloam/daskproto"
)

// ErrClosed is in the chain of errors about something that this side closed.
var ErrClosed = errors.New("closed")

// A ConnError reports what happened to a connection.
type ConnError struct {
	Op      string // dial, handshake, send or receive
	Address string // of the peer
	Err     error
}

func (e *ConnError) Error() string { return fmt.Sprintf("comm: %s %s: %v", e.Op, e.Address, e.Err) }

// Unwrap returns the cause: that of the context if it ended, io.EOF if the
// peer closed the connection between messages.
func (e *ConnError) Unwrap() error { return e.Err }

// SafeToRetry reports whether the peer has certainly seen nothing of what was
// to be sent.
func (e *ConnError) SafeToRetry() bool { return e.Op == "dial" || e.Op == "handshake" }

// A CallError is an exception that a peer raised instead of answering.
type CallError struct {
	Op      string // what it was asked
	Address string
	daskproto.Failure
}

func (e *CallError) Error() string {
	return fmt.Sprintf("comm: %s on %s: %s", e.Op, e.Address, e.ExceptionText)
}

// bare drops the addresses that the network adds to an error, and its name for
// what was done: a ConnError has both.
func bare(err error) error {
	var e *net.OpError
	if errors.As(err, &e) && e.Err != nil {
		return e.Err
	}
	return err
}
