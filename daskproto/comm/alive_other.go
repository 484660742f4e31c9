//go:build !unix

package comm

import (
	"errors"
	"os"
	"time"
)

// listening is how long an unused connection is listened to: the end of a
// connection that has ended shows at once, and one that is open says nothing.
const listening = time.Millisecond

// alive reports whether an unused connection is still open on the other side
// and nothing has come that nobody asked for.
func (c *Conn) alive() bool {
	if c.in.Buffered() > 0 || c.net.SetReadDeadline(time.Now().Add(listening)) != nil {
		return false
	}
	_, err := c.in.Peek(1)
	return errors.Is(err, os.ErrDeadlineExceeded) && c.net.SetReadDeadline(time.Time{}) == nil
}
